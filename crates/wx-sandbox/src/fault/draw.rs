//! Which requests are struck: counting, and chances from the seed.

use super::{Fault, Place, Plan, Rule, When};

/// What a rule looks at. A part that there is not is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subject<'a> {
    pub(super) host: &'a str,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) operation: &'a str,
    pub(super) stranger: bool,
}

impl<'a> Subject<'a> {
    /// A request.
    #[must_use]
    pub fn new(host: &'a str, method: &'a str, path: &'a str) -> Self {
        Self { host, method, path, operation: "", stranger: false }
    }

    /// Names the operation that the request holds inside.
    #[must_use]
    pub fn with_operation(self, operation: &'a str) -> Self {
        Self { operation, ..self }
    }

    /// Whether an answer to another request of the same operation is at hand; without one, nothing can be swapped.
    #[must_use]
    pub fn with_stranger(self, stranger: bool) -> Self {
        Self { stranger, ..self }
    }
}

/// A fault that strikes, and the rule that says so: its place in the plan, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fired {
    /// Which rule.
    pub rule: usize,
    /// Which fault.
    pub fault: Fault,
}

/// A plan under way. The same plan and the same sequence of subjects give the same faults.
#[derive(Clone, Debug, Default)]
pub struct Draws {
    plan: Plan,
    counts: Vec<Count>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// Requests that the rule fitted.
    met: u64,
    /// Those it struck.
    fired: u64,
}

impl Draws {
    /// Begins with this plan.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let counts = vec![Count::default(); plan.rules.len()];
        Self { plan, counts }
    }

    /// Adds a rule at the end; the others keep their counts.
    pub fn add(&mut self, rule: Rule) {
        self.plan.rules.push(rule);
        self.counts.push(Count::default());
    }

    /// The plan, with the rules that were added.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// How often each rule struck, in the order of the plan.
    #[must_use]
    pub fn fired(&self) -> Vec<u64> {
        self.counts.iter().map(|count| count.fired).collect()
    }

    /// The fault that strikes here, if one does.
    pub fn draw(&mut self, place: Place, subject: &Subject<'_>) -> Option<Fired> {
        let seed = self.plan.seed;
        let rules = self.plan.rules.iter().zip(&mut self.counts).enumerate();
        for (rule, (known, count)) in rules.filter(|(_, (known, _))| known.fits(place, subject)) {
            if count.fired >= known.limit() {
                continue;
            }
            count.met = count.met.saturating_add(1);
            if strikes(known.when, seed, rule, count.met) {
                count.fired = count.fired.saturating_add(1);
                return Some(Fired { rule, fault: known.fault });
            }
        }
        None
    }
}

fn strikes(when: When, seed: u64, rule: usize, met: u64) -> bool {
    match when {
        When::Next(_) => true,
        When::Every(interval) => met.checked_rem(u64::from(interval)) == Some(0),
        When::Chance(per_million) => {
            let rule = u64::try_from(rule).unwrap_or(u64::MAX);
            let drawn = mix(mix(mix(seed).wrapping_add(rule)).wrapping_add(met));
            drawn.checked_rem(1_000_000).is_some_and(|drawn| drawn < u64::from(per_million))
        }
    }
}

/// The finishing steps of SplitMix64: neighbours in, strangers out.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

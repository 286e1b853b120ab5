//! Rules with a seed.

use super::Rule;

/// Rules in order, and the seed that chances are drawn from. The first rule that strikes a request is the only one,
/// of those that strike at the same [`Place`](super::Place).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub(super) seed: u64,
    pub(super) rules: Vec<Rule>,
}

impl Plan {
    /// A plan under which nothing goes wrong yet.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, rules: Vec::new() }
    }

    /// Adds a rule at the end.
    #[must_use]
    pub fn with_rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The same rules with another seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The rules in order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

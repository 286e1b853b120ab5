//! What a test lets go wrong.

use super::Sandbox;
use crate::fault::{Plan, Rule};
use crate::gateway::Gateway;

/// The plan that a sandbox obeys; see [`fault`](crate::fault).
pub struct Faults<'a>(&'a Gateway);

impl Sandbox {
    /// What goes wrong here, and the switches for it.
    #[must_use]
    pub fn faults(&self) -> Faults<'_> {
        Faults(&self.gateway)
    }
}

impl Faults<'_> {
    /// Replaces the plan, with everything that [`Sandbox::spoil_answers`] and its like added; counts begin at 0.
    pub fn set(&self, plan: Plan) {
        self.0.faults.set(plan);
    }

    /// Adds a rule at the end of the plan.
    pub fn add(&self, rule: Rule) {
        self.0.faults.add(rule);
    }

    /// Nothing goes wrong any more. Requests that are held keep being held, and the clock stays where it is.
    pub fn clear(&self) {
        self.0.faults.set(Plan::default());
    }

    /// The plan, with the rules that were added.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.0.faults.plan()
    }

    /// How often each rule of the plan struck, in its order.
    #[must_use]
    pub fn fired(&self) -> Vec<u64> {
        self.0.faults.fired()
    }

    /// Carries out the requests that `delayed-commit` holds, in the background and without further delay;
    /// [`Sandbox::deliveries_done`] waits for them.
    pub fn release(&self) {
        self.0.faults.release.notify_waiters();
    }
}

impl std::fmt::Debug for Faults<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Faults").field(&self.0.faults.plan()).finish()
    }
}

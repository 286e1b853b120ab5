//! What a run is: the same plan gives the same run, to the last event.

use crate::{
    fault::{Allowed, Mix},
    keyed_hash::Belief,
};

/// How the merchant goes about an unknown outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// As the README says: the number is stored first and stays until it was seen closed.
    #[default]
    SameNumber,
    /// Wrong: a new number whenever an outcome is unknown.
    NewNumberWhenUnknown,
    /// Wrong: a new number once the platform says that the order does not exist.
    NewNumberWhenMissing,
}

/// All that a run depends on.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Decides every throw.
    pub seed: u64,
    /// Which purchases there are.
    pub intents: Vec<u32>,
    /// How often requests fail.
    pub mix: Mix,
    /// What the merchant does.
    pub strategy: Strategy,
    /// Whether signatures are verified.
    pub belief: Belief,
    /// How many requests one call may send.
    pub attempts: u32,
    /// How many purchases in a thousand two machines see to at once.
    pub pairs: u32,
    /// Which mishaps may happen.
    pub allowed: Allowed,
    /// Whether the trace keeps its text.
    pub keeps_text: bool,
}

impl Plan {
    /// So many purchases under the normal mix, by a merchant who does as the README says.
    #[must_use]
    pub fn new(seed: u64, purchases: u32) -> Self {
        Self {
            seed,
            intents: (0..purchases).collect(),
            mix: Mix::normal(),
            strategy: Strategy::SameNumber,
            belief: Belief::Verifies,
            attempts: 3,
            pairs: 50,
            allowed: Allowed::All,
            keeps_text: false,
        }
    }

    /// The plan with another mix.
    #[must_use]
    pub fn with_mix(self, mix: Mix) -> Self {
        Self { mix, ..self }
    }

    /// The plan with a merchant who does not know better, and who repeats on their own instead of letting the client do it.
    #[must_use]
    pub fn with_mutant(self, strategy: Strategy) -> Self {
        Self { strategy, attempts: 1, ..self }
    }

    /// The plan with a trace that can be read.
    #[must_use]
    pub fn with_text(self) -> Self {
        Self { keeps_text: true, ..self }
    }
}

//! The numbers behind [`Health`](super::Health).

use std::time::Duration;

/// The numbers behind [`Health`](super::Health). Any value is legal.
///
/// | Field | Default | Why |
/// |---|---|---|
/// | `dark_after` | 3 | one failed connection is an accident, and each costs a call its connect timeout |
/// | `silent_after` | 5 | a host that connects may be answering others; leaving it is not urgent |
/// | `probe_after`, `probe_cap` | 30 s, 5 min | with up to a third of it added at random, a dark host is used again within a minute of its recovery |
/// | `settle` | 60 s | at most two changes a minute, however a host flickers |
/// | `trials` | 3 | one answer is an accident, too |
/// | `fresh` | 6.5 s | as long as the transport keeps an idle connection: within it, nothing is asked before a call |
/// | `tokens` | 500 | a hundred repetitions, then only as many as answers pay for |
/// | `retry_cost`, `timeout_cost` | 5, 10 | a timeout has held a connection and a caller for seconds |
/// | `success_gain` | 1 | at most a fifth more requests than calls, once the tokens are gone |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HealthPolicy {
    /// After how many failed connections in a row a host is dark. Zero counts as one.
    pub dark_after: u32,
    /// After how many lost answers, with none in between that arrived, a host is silent. Zero counts as one.
    pub silent_after: u32,
    /// How long a host that is down is left alone before it is looked at. Up to a third is added at random.
    pub probe_after: Duration,
    /// What the wait for a silent host does not grow beyond, the random part included.
    pub probe_cap: Duration,
    /// The shortest time for which a host is down.
    pub settle: Duration,
    /// How many answers in a row it takes until a host is up again. Zero counts as one.
    pub trials: u32,
    /// For how long a sign of life is as good as a connection.
    pub fresh: Duration,
    /// How many tokens there are at the beginning, and at most.
    pub tokens: u32,
    /// What a repetition costs. Without enough tokens there is none.
    pub retry_cost: u32,
    /// What a repetition after a timeout costs.
    pub timeout_cost: u32,
    /// What an answer brings back that settles its call.
    pub success_gain: u32,
}

impl Default for HealthPolicy {
    fn default() -> Self {
        Self {
            dark_after: 3,
            silent_after: 5,
            probe_after: Duration::from_secs(30),
            probe_cap: Duration::from_secs(300),
            settle: Duration::from_secs(60),
            trials: 3,
            fresh: Duration::from_millis(6500),
            tokens: 500,
            retry_cost: 5,
            timeout_cost: 10,
            success_gain: 1,
        }
    }
}

impl HealthPolicy {
    /// How long until the next look at a host, after `step` looks that each cost an answer.
    pub(super) fn probe_wait(&self, step: u32, jitter: u32) -> Duration {
        let factor = 1_u32.checked_shl(step).unwrap_or(u32::MAX);
        let ceiling = self.probe_after.saturating_mul(factor).min(self.probe_cap);
        let extra = crate::plan::scaled(ceiling.checked_div(3).unwrap_or_default(), jitter);
        ceiling.saturating_add(extra).min(self.probe_cap)
    }
}

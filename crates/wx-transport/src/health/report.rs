//! How the hosts stand, for operators.

use std::{fmt, time::Duration};

use super::host_health::{HostHealth, Phase, Why};
use crate::Host;

/// How the hosts of an executor stand. It prints on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HealthReport {
    /// One for each host, the primary first.
    pub hosts: Vec<HostReport>,
    /// Tokens that are left for repetitions, see [`HealthPolicy::tokens`](super::HealthPolicy::tokens).
    pub retry_tokens: u32,
}

/// How one host stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HostReport {
    /// Which.
    pub host: Host,
    /// Whether calls begin with it.
    pub state: HostState,
    /// How long ago there was a sign of life. `None` if there was none yet, or a failure since.
    pub alive: Option<Duration>,
    /// How often it went down or came up again.
    pub changes: u32,
}

/// Whether calls begin with a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HostState {
    /// They do, unless one before it is up. Also where nothing is known yet.
    Up,
    /// It does not connect: it is the last resort.
    Dark {
        /// For how long.
        since: Duration,
        /// When it may be looked at again.
        probe_in: Duration,
    },
    /// It connects and does not answer: it is the last resort.
    Silent {
        /// For how long.
        since: Duration,
        /// When it may be looked at again.
        probe_in: Duration,
    },
    /// It was down and answers again: one call at a time goes there.
    OnTrial {
        /// How long it has not been up.
        since: Duration,
        /// How many answers in a row there were.
        passed: u32,
    },
}

impl HostReport {
    pub(super) fn new(host: Host, health: &HostHealth, now: Duration) -> Self {
        let state = match health.phase {
            Phase::Up { .. } => HostState::Up,
            Phase::Down(down) => {
                let since = now.saturating_sub(down.since);
                let probe_in = down.probe_at.saturating_sub(now);
                match down.why {
                    _ if down.passed > 0 => HostState::OnTrial { since, passed: down.passed },
                    Why::Dark => HostState::Dark { since, probe_in },
                    Why::Silent => HostState::Silent { since, probe_in },
                }
            }
        };
        let alive = health.alive().map(|alive| now.saturating_sub(alive));
        Self { host, state, alive, changes: health.changes }
    }
}

impl fmt::Display for HealthReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for HostReport { host, state, .. } in &self.hosts {
            write!(f, "{host} {state}, ")?;
        }
        write!(f, "{} retry tokens", self.retry_tokens)
    }
}

impl fmt::Display for HostState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Up => f.write_str("up"),
            Self::Dark { since, probe_in } => {
                write!(f, "dark for {} s, looked at in {} s", since.as_secs(), probe_in.as_secs())
            }
            Self::Silent { since, probe_in } => {
                write!(f, "silent for {} s, looked at in {} s", since.as_secs(), probe_in.as_secs())
            }
            Self::OnTrial { since, passed } => {
                write!(f, "on trial after {} s, {passed} answers so far", since.as_secs())
            }
        }
    }
}

//! What a store knows of one event, and the pure steps between.

use std::time::Duration;

/// How long a claim holds unless another time is asked for. The platform waits five seconds for its answer and sends the
/// next copy after fifteen.
pub const LEASE: Duration = Duration::from_secs(60);

/// How long a finished event is remembered: the platform repeats for a day and four minutes.
pub const KEEP: Duration = Duration::from_secs(25 * 60 * 60);

/// What a store keeps under a key. Without a slot, the event is new.
///
/// All times are since 1970. A store reads the slot, takes one of these steps and writes the result, all of it in one
/// transaction. The list is closed: each state has its own place in each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Somebody handles it.
    Held {
        /// The holder's number.
        fence: u64,
        /// When the next one may take over.
        until: Duration,
    },
    /// It was handled.
    Done {
        /// Who did it.
        fence: u64,
        /// When it may be forgotten.
        until: Duration,
    },
}

impl Slot {
    /// A claim under `fence`, which must be greater than every earlier one of the store.
    ///
    /// # Errors
    /// [`Taken`]: there is nothing to write.
    pub fn claim(before: Option<Self>, fence: u64, now: Duration, lease: Duration) -> Result<Self, Taken> {
        match before {
            Some(Self::Held { until, .. }) if until > now => Err(Taken::Until(until)),
            Some(Self::Done { until, .. }) if until > now => Err(Taken::Done),
            Some(_) | None => Ok(Self::Held { fence, until: now.saturating_add(lease) }),
        }
    }

    /// The end of the claim under `fence`: what to write. Also after its lease, as long as nobody took over.
    ///
    /// `None` means that the claim is lost, and nothing is written.
    #[must_use]
    pub fn finish(before: Option<Self>, fence: u64, now: Duration) -> Option<Self> {
        match before {
            Some(Self::Held { fence: held, .. }) if held == fence => {
                Some(Self::Done { fence, until: now.saturating_add(KEEP) })
            }
            Some(Self::Done { fence: done, .. }) if done == fence => before,
            Some(_) | None => None,
        }
    }

    /// Whether giving up the claim under `fence` frees the event: the slot is then removed.
    #[must_use]
    pub fn is_released_by(&self, fence: u64) -> bool {
        matches!(self, Self::Held { fence: held, .. } if *held == fence)
    }

    /// Whether it may be forgotten: a claim that ran out or an end that is older than [`KEEP`].
    #[must_use]
    pub fn is_over(&self, now: Duration) -> bool {
        self.until() <= now
    }

    /// The end of the lease, or of the memory.
    #[must_use]
    pub fn until(&self) -> Duration {
        match *self {
            Self::Held { until, .. } | Self::Done { until, .. } => until,
        }
    }
}

/// Why an event is not to be handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Somebody has it until then.
    Until(Duration),
    /// It was handled.
    Done,
}

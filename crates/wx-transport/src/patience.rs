//! How long to keep asking.

use std::time::Duration;

/// How long an unknown outcome is asked for. [`Default`] suits a background task; a shopper waits less.
///
/// | Field | Default | Why |
/// |---|---|---|
/// | `total` | 90 s | a request that was accepted is applied within seconds as a rule; what stays dark longer is better asked for by a later run |
/// | `first_wait`, `longest_wait` | 500 ms, 15 s | the first wait and the ceiling of waits, which double; half of each is random |
/// | `copies` | 3 | how often a request that may be repeated is sent again |
///
/// Any value is legal. Zero `total` asks once, without waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Patience {
    /// No wait ends after this time, counted from the first question. A call that is under way then is not cut short: it
    /// has a [deadline](crate::Policy::deadline) of its own.
    pub total: Duration,
    /// The longest first wait. It doubles with every wait.
    pub first_wait: Duration,
    /// What no wait grows beyond.
    pub longest_wait: Duration,
    /// How many times the very same request is sent again at most, where its repetition is documented.
    pub copies: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            total: Duration::from_secs(90),
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(15),
            copies: 3,
        }
    }
}

impl Patience {
    /// Sets [`total`](Self::total).
    #[must_use]
    pub fn with_total(self, total: Duration) -> Self {
        Self { total, ..self }
    }

    /// Sets [`first_wait`](Self::first_wait) and [`longest_wait`](Self::longest_wait).
    #[must_use]
    pub fn with_waits(self, first: Duration, longest: Duration) -> Self {
        Self { first_wait: first, longest_wait: longest, ..self }
    }

    /// Sets [`copies`](Self::copies); 0 only asks.
    #[must_use]
    pub fn with_copies(self, copies: u32) -> Self {
        Self { copies, ..self }
    }
}

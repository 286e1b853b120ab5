//! How often, how long, how patiently.

use std::time::Duration;

/// The numbers behind the retry table. [`Default`] is meant for calls a shopper is waiting for.
///
/// | Field | Default | Why |
/// |---|---|---|
/// | `attempts` | 3 | WeChat asks for two or three tries after a 5xx; more only adds load to an outage |
/// | `attempt_timeout` | 10 s | the documented calls answer in well under a second; refunds and uploads may want 30 s |
/// | `deadline` | 30 s | a budget across all attempts and waits, far below the five minutes a signature lives |
/// | `backoff_base`, `backoff_cap` | 100 ms, 5 s | full jitter: any wait from nothing up to a ceiling that doubles |
/// | `hedge_after` | 250 ms | far above an ordinary connection, far below what a shopper notices |
/// | `busy_base` | 1 s | after a 429 a quick retry is another 429 |
///
/// Any value is legal. None can lead to more than `attempts` requests or to a wait beyond `deadline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// How many requests are sent for one call at most, the first included. Zero counts as one.
    pub attempts: u32,
    /// How long one attempt may take, from connecting to the last byte of the answer.
    ///
    /// An attempt that is cut short here may have been received. The transport's limit for connecting should be well
    /// below it, so that a dead host is found out as *not sent*.
    pub attempt_timeout: Duration,
    /// How long the whole call may take, waits included. An attempt is cut short where it would pass it.
    pub deadline: Duration,
    /// Ceiling of the first wait after a lost answer or a 5xx. It doubles with every wait.
    pub backoff_base: Duration,
    /// What no ceiling grows beyond.
    pub backoff_cap: Duration,
    /// Shortest wait after a 429, also where the server asks for less. A server that names no time gets a jittered
    /// wait on top of this one, with a ceiling that starts at the same value.
    pub busy_base: Duration,
    /// How long the first host of a call may take to connect before a connection to the second one is tried as well. The
    /// one request goes to whichever connects first; a request is never sent twice for it.
    ///
    /// This is done only where nothing was heard of the host for some seconds, before the first attempt, and with
    /// [`Transport::reach`](crate::Transport::reach). It costs one way to the host and back. `None` switches it off, and every other use of `reach`: a dead host is
    /// then found out by requests, and looked at again by a request, each of which waits until connecting has failed.
    pub hedge_after: Option<Duration>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempts: 3,
            attempt_timeout: Duration::from_secs(10),
            deadline: Duration::from_secs(30),
            backoff_base: Duration::from_millis(100),
            backoff_cap: Duration::from_secs(5),
            busy_base: Duration::from_secs(1),
            hedge_after: Some(Duration::from_millis(250)),
        }
    }
}

impl Policy {
    /// Sets [`attempts`](Self::attempts); 1 switches every retry off.
    #[must_use]
    pub fn with_attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Sets [`attempt_timeout`](Self::attempt_timeout).
    #[must_use]
    pub fn with_attempt_timeout(self, attempt_timeout: Duration) -> Self {
        Self { attempt_timeout, ..self }
    }

    /// Sets [`deadline`](Self::deadline).
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Sets [`backoff_base`](Self::backoff_base) and [`backoff_cap`](Self::backoff_cap).
    #[must_use]
    pub fn with_backoff(self, base: Duration, cap: Duration) -> Self {
        Self { backoff_base: base, backoff_cap: cap, ..self }
    }

    /// Sets [`busy_base`](Self::busy_base).
    #[must_use]
    pub fn with_busy_base(self, busy_base: Duration) -> Self {
        Self { busy_base, ..self }
    }

    /// Sets [`hedge_after`](Self::hedge_after).
    #[must_use]
    pub fn with_hedge_after(self, hedge_after: impl Into<Option<Duration>>) -> Self {
        Self { hedge_after: hedge_after.into(), ..self }
    }
}

//! The real clock, timer and random source.

use std::time::{Duration, Instant, SystemTime};

use crate::{Clock, Random, RandomError};

/// The machine's clock. Its [`elapsed`](Clock::elapsed) counts from [`new`](Self::new).
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock that starts now.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn unix_time(&self) -> Duration {
        // A machine set before 1970 gets 1970, and the gateway's refusal names the skew.
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO)
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

/// The operating system's random source.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(bytes).map_err(RandomError::new)
    }
}

/// Tokio's timer. Its futures must be polled inside a tokio runtime with time enabled.
#[cfg(feature = "tokio")]
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioSleep;

#[cfg(feature = "tokio")]
impl crate::Sleep for TokioSleep {
    fn sleep(&self, time: Duration) -> crate::BoxFuture<'_, ()> {
        // The timer is made on the first poll, so that the future may be built outside a runtime.
        Box::pin(async move { tokio::time::sleep(time).await })
    }
}

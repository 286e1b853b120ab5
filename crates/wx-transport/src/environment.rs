//! Time, patience and chance, as parameters.

use std::{error::Error, fmt, sync::Arc, time::Duration};

use crate::BoxFuture;

/// Tells the time.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Wall-clock time since 1970-01-01T00:00:00Z. It may jump when the machine's clock is set; it goes into signatures.
    fn unix_time(&self) -> Duration;

    /// Time since an arbitrary start that never goes back. It measures deadlines.
    fn elapsed(&self) -> Duration;
}

/// Lets time pass.
pub trait Sleep: fmt::Debug + Send + Sync {
    /// Resolves after `time`. The returned future may be dropped at any moment.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

/// A source of bytes nobody can predict.
pub trait Random: fmt::Debug + Send + Sync {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    ///
    /// [`RandomError`] if the source has none to give. What `bytes` then contains must not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// No randomness was available.
#[derive(Debug)]
pub struct RandomError {
    source: Box<dyn Error + Send + Sync>,
}

impl RandomError {
    /// An error with its cause, which may be another error or a text.
    #[must_use]
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }
}

impl fmt::Display for RandomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the random source gave no bytes; check that this process may use the operating system's")
    }
}

impl Error for RandomError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// The clock, the sleep and the randomness of everything above. A clone shares them.
///
/// `Environment::system()` (feature `tokio`) is the real one. Tests hand in their own, and an hour passes in no time.
#[derive(Clone, Debug)]
pub struct Environment {
    clock: Arc<dyn Clock>,
    sleep: Arc<dyn Sleep>,
    random: Arc<dyn Random>,
}

impl Environment {
    /// An environment of these three parts.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, sleep: Arc<dyn Sleep>, random: Arc<dyn Random>) -> Self {
        Self { clock, sleep, random }
    }

    /// The machine's clock, tokio's timer and the operating system's randomness.
    ///
    /// Its sleep must be polled inside a tokio runtime with time enabled.
    #[cfg(feature = "tokio")]
    #[must_use]
    pub fn system() -> Self {
        Self::new(Arc::new(crate::SystemClock::new()), Arc::new(crate::TokioSleep), Arc::new(crate::OsRandom))
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The sleep.
    #[must_use]
    pub fn sleep(&self) -> &dyn Sleep {
        &*self.sleep
    }

    /// The random source.
    #[must_use]
    pub fn random(&self) -> &dyn Random {
        &*self.random
    }

    /// A random fraction of [`u32::MAX`]. Without randomness it is the whole: the longest wait is the careful side.
    pub(crate) fn jitter(&self) -> u32 {
        let mut bytes = [0; 4];
        self.random.fill(&mut bytes).map_or(u32::MAX, |()| u32::from_le_bytes(bytes))
    }
}

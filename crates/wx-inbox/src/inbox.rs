//! One handling per event, and the receipt for it.

use std::{
    error::Error,
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use crate::{Claim, ClaimStore, Claimed, EventKey, LEASE, StoreError, StoreErrorKind};

/// Runs a handler once per event.
#[derive(Clone)]
pub struct Inbox {
    store: Arc<dyn ClaimStore>,
    clock: Arc<dyn Fn() -> Duration + Send + Sync>,
    lease: Duration,
}

impl Inbox {
    /// An inbox over a store, with the system's clock and a lease of [`LEASE`].
    #[must_use]
    pub fn new(store: impl ClaimStore + 'static) -> Self {
        let since_1970 = || SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        Self { store: Arc::new(store), clock: Arc::new(since_1970), lease: LEASE }
    }

    /// Takes the time since 1970 from `clock`.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Gives handlers another time than [`LEASE`]. After a crash, an event waits that long.
    #[must_use]
    pub fn with_lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// Claims the event, runs the handler, and finishes. Call it for a **verified** notification alone.
    ///
    /// Where the handler fails, the claim is given up and the next copy is handled at once. Where the future is dropped
    /// or the handler panics, the next copy is handled when the lease has run out.
    ///
    /// # Errors
    /// [`SendAgain`], which must not be answered with success. Only for [`SendAgain::Unfinished`] has the handler
    /// succeeded, and it may run again.
    pub async fn handle<E, H, F>(&self, key: &EventKey, handler: H) -> Result<Receipt, SendAgain<E>>
    where
        H: FnOnce(Claim) -> F,
        F: Future<Output = Result<(), E>>,
    {
        let claimed = self.store.claim(key, (self.clock)(), self.lease).await;
        let claim = match claimed.map_err(SendAgain::Unclaimed)? {
            Claimed::Yours(claim) => claim,
            Claimed::Busy(until) => return Err(SendAgain::Busy { until }),
            Claimed::Done => return Ok(Receipt { repeated: true }),
        };
        if let Err(error) = handler(claim.clone()).await {
            // A claim that cannot be given up runs out by itself.
            let _ = self.store.release(&claim).await;
            return Err(SendAgain::Handler(error));
        }
        self.store.finish(&claim, (self.clock)()).await.map_err(SendAgain::Unfinished)?;
        Ok(Receipt { repeated: false })
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("store", &self.store)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}

/// The event was handled, and that is stored. There is no other way to make one than [`Inbox::handle`].
#[derive(Debug, PartialEq, Eq)]
#[must_use = "the platform repeats the notification until it is told"]
pub struct Receipt {
    repeated: bool,
}

impl Receipt {
    /// Whether it was handled before, so that nothing was done this time.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        self.repeated
    }
}

/// Why the platform has to send the notification again.
#[derive(Debug)]
#[non_exhaustive]
pub enum SendAgain<E> {
    /// Somebody else handles the event.
    Busy {
        /// Until this time since 1970, at most.
        until: Duration,
    },
    /// The handler failed, and the event is free again.
    Handler(E),
    /// The event was not claimed and nothing was done.
    Unclaimed(StoreError),
    /// The handler succeeded, and its end may not be stored: the event may be handled again.
    Unfinished(StoreError),
}

impl<E> SendAgain<E> {
    /// Whether the handler outlasted its lease and somebody else took over.
    #[must_use]
    pub fn is_overtaken(&self) -> bool {
        matches!(self, Self::Unfinished(error) if error.kind() == StoreErrorKind::Lost)
    }
}

impl<E> fmt::Display for SendAgain<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy { .. } => "the event is being handled by another receiver",
            Self::Handler(_) => "the handler of the event failed",
            Self::Unclaimed(_) => "the event was not claimed",
            Self::Unfinished(_) => "the event was handled, but that may not be stored",
        })
    }
}

impl<E: Error + 'static> Error for SendAgain<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Busy { .. } => None,
            Self::Handler(error) => Some(error),
            Self::Unclaimed(error) | Self::Unfinished(error) => Some(error),
        }
    }
}

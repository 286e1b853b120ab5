//! Where claims are kept.

use std::{error::Error, fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use crate::{Claim, EventKey};

/// A future in a box, which may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Remembers which events are being handled and which were.
///
/// Any number of receivers, on any number of machines where the store allows it, may use one store: each method takes effect
/// as a whole or not at all. It must not resolve before its effect would survive whatever the store is meant to
/// survive. Dropping a future may leave its step done or not done. `now` is since 1970.
pub trait ClaimStore: fmt::Debug + Send + Sync {
    /// Claims an event for `lease`.
    ///
    /// # Errors
    /// [`StoreError`]: whether the claim was written is not known; nothing is to be handled.
    fn claim<'a>(
        &'a self,
        key: &'a EventKey,
        now: Duration,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claimed, StoreError>>;

    /// Writes down that the event was handled, and remembers it for [`KEEP`](crate::KEEP).
    ///
    /// # Errors
    /// [`StoreErrorKind::Lost`] where somebody took over; any other kind where the end may not be stored.
    fn finish<'a>(&'a self, claim: &'a Claim, now: Duration) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Gives up a claim, so that the next copy is handled without waiting for the lease. Changes nothing where the claim was
    /// lost or finished.
    ///
    /// # Errors
    /// [`StoreError`]: the claim may stand until its lease runs out.
    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>>;
}

impl<T: ClaimStore + ?Sized> ClaimStore for Arc<T> {
    fn claim<'a>(
        &'a self,
        key: &'a EventKey,
        now: Duration,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claimed, StoreError>> {
        (**self).claim(key, now, lease)
    }

    fn finish<'a>(&'a self, claim: &'a Claim, now: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).finish(claim, now)
    }

    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).release(claim)
    }
}

/// What became of a claim. The list is closed: a receiver must have an answer for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// Yours: handle it.
    Yours(Claim),
    /// Somebody else's until this time since 1970.
    Busy(Duration),
    /// It was handled.
    Done,
}

/// A store did not do what it was asked for.
#[derive(Debug)]
pub struct StoreError {
    kind: StoreErrorKind,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// The lease ran out and somebody else took over, or the event is free again. Nothing was written.
    Lost,
    /// The store cannot be used. Something may have been written.
    Unavailable,
    /// What is stored cannot be read.
    Corrupt,
}

impl StoreError {
    /// An error with its cause.
    pub fn new(kind: StoreErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// Why.
    #[must_use]
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}

impl From<StoreErrorKind> for StoreError {
    fn from(kind: StoreErrorKind) -> Self {
        Self { kind, source: None }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            StoreErrorKind::Lost => "the claim was lost to somebody else",
            StoreErrorKind::Unavailable => "the claim store cannot be used",
            StoreErrorKind::Corrupt => "what the claim store holds cannot be read",
        })
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

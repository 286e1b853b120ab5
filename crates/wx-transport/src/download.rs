//! The second seam: an answer that is read piece by piece, because it may be larger than memory.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};

use crate::{BoxFuture, Environment, Executor, SendError, SendErrorKind, race::race};

/// Sends one request once and hands its answer out while it arrives.
///
/// What an implementation must and must not do is what [`Transport`](crate::Transport) says, with one difference: the
/// body has no limit here. Whoever takes the pieces stops when there are too many.
pub trait Download: fmt::Debug + Send + Sync {
    /// Resolves once status and headers have arrived.
    fn fetch(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Box<dyn Chunks>>, SendError>>;
}

/// The body of an answer, piece by piece. Dropping it abandons the rest.
pub trait Chunks: Send {
    /// The next piece, `None` at the end of a complete body.
    ///
    /// A body that ends before its time is an error ([`SendErrorKind::Interrupted`]) and never an end.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>>;
}

impl<T: Download + ?Sized> Download for &T {
    fn fetch(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Box<dyn Chunks>>, SendError>> {
        (**self).fetch(request)
    }
}

impl<T: Download + ?Sized> Download for Arc<T> {
    fn fetch(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Box<dyn Chunks>>, SendError>> {
        (**self).fetch(request)
    }
}

impl Executor {
    /// Sends one request once and hands its answer out while it arrives. Nothing is repeated and nothing resumed: a
    /// download is a read, and whoever asked for it begins anew.
    ///
    /// Head and pieces may each take [`Policy::attempt_timeout`](crate::Policy::attempt_timeout), and all of them
    /// together `time`. Both run on this executor's clock and sleep.
    ///
    /// # Errors
    /// [`SendError`] where no head arrived; [`SendErrorKind::Timeout`] where its time ran out.
    pub async fn fetch(
        &self,
        download: &dyn Download,
        request: Request<Bytes>,
        time: Duration,
    ) -> Result<Response<Pieces>, SendError> {
        let patience = Patience::new(self, time);
        let (head, chunks) = patience.wait(download.fetch(request)).await?.into_parts();
        Ok(Response::from_parts(head, Pieces { chunks, patience }))
    }
}

/// The body of a download under its time limits. Dropping it abandons the rest.
pub struct Pieces {
    chunks: Box<dyn Chunks>,
    patience: Patience,
}

impl Pieces {
    /// The next piece, `None` at the end of a complete body.
    ///
    /// # Errors
    /// [`SendError`] where the rest did not arrive, or not in time.
    pub async fn next(&mut self) -> Result<Option<Bytes>, SendError> {
        self.patience.wait(self.chunks.next()).await
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").field("patience", &self.patience).finish_non_exhaustive()
    }
}

/// How long the next step and all of them may take.
#[derive(Debug)]
struct Patience {
    environment: Environment,
    began: Duration,
    step: Duration,
    all: Duration,
}

impl Patience {
    fn new(executor: &Executor, all: Duration) -> Self {
        let environment = executor.environment().clone();
        let began = environment.clock().elapsed();
        Self { environment, began, step: executor.policy().attempt_timeout, all }
    }

    async fn wait<T>(&self, work: BoxFuture<'_, Result<T, SendError>>) -> Result<T, SendError> {
        let passed = self.environment.clock().elapsed().saturating_sub(self.began);
        let left = self.all.saturating_sub(passed);
        if left.is_zero() {
            return Err(SendError::new(SendErrorKind::Timeout, "the time for the whole download ran out"));
        }
        let timer = self.environment.sleep().sleep(left.min(self.step));
        race(work, timer).await.unwrap_or_else(|| {
            Err(SendError::new(SendErrorKind::Timeout, "the next piece of the download took too long"))
        })
    }
}

const fn moves_between_threads<T: Send>() {}
const _: () = moves_between_threads::<Pieces>();

//! What the layer above supplies: how a request is made, and what an answer means.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::{BoxFuture, Host, Random, Repeat, journal::Record};

/// One call, as a value. The [`Executor`](crate::Executor) sends it as often as needed and allowed.
///
/// Business numbers and the bytes of the body belong to the call and must not differ between attempts; timestamp and
/// nonce belong to the attempt and must not be the same.
pub trait Call: Send + Sync {
    /// What a believed, positive answer becomes.
    type Output: Send;
    /// Why a request could not be made, or what an answer said instead.
    type Error: Send;

    /// What may happen if the request reaches the server twice.
    fn repeat(&self) -> Repeat;

    /// Makes the request of one attempt for one host. [`Host::uri`] joins the target.
    ///
    /// It is a future because the key may live in another process. Where it does not, [`std::future::ready`] is all there
    /// is to it. The time it takes counts as the attempt's.
    ///
    /// # Errors
    ///
    /// Whatever keeps the request from being made. The call then ends: this attempt was not sent.
    fn seal<'a>(
        &'a self,
        host: &'a Host,
        attempt: Attempt<'a>,
    ) -> BoxFuture<'a, Result<Request<Bytes>, Self::Error>>;

    /// Says what an answer means. `unix_time` is the moment at which it was complete.
    ///
    /// The answer is whatever came over the connection; verify it before believing it.
    fn open(&self, response: Response<Bytes>, unix_time: Duration) -> Verdict<Self::Output, Self::Error>;

    /// What the [journal](crate::journal) writes down of the call. By default nothing: the call has no number.
    ///
    /// It is asked once for each run of the executor that has a journal, and never for a [`Repeat::Read`].
    fn record(&self) -> Option<Record<'_>> {
        None
    }

    /// Whether a positive answer settles the matter, which is the default. Where the layer above still has to look at it
    /// and may find it unusable, the journal keeps the call open instead.
    fn settles(&self, _output: &Self::Output) -> bool {
        true
    }
}

/// What may differ between the attempts of one call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// Wall-clock time since 1970, for the timestamp.
    pub unix_time: Duration,
    /// 1 for the first attempt.
    pub number: u32,
    /// Where the nonce comes from.
    pub random: &'a dyn Random,
}

impl<'a> Attempt<'a> {
    /// An attempt at this moment. The executor makes these; tests of a [`Call`] do too.
    #[must_use]
    pub fn new(unix_time: Duration, number: u32, random: &'a dyn Random) -> Self {
        Self { unix_time, number, random }
    }
}

/// What an answer means for the call. The list is closed: each has its own rule for what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<T, E> {
    /// Believed, and positive.
    Done(T),
    /// Believed, and definitive: it was not done, and the same request would be refused again.
    Refused(E),
    /// Too many requests (429): nothing was accepted. Sent again after a wait.
    Busy {
        /// How long the server asks to wait, if it says so.
        retry_after: Option<Duration>,
        /// What is reported if no attempt is left.
        error: E,
    },
    /// The server failed (5xx or an equivalent), and may have acted before it did.
    Failed(E),
    /// There is no telling, for example because verification failed. It counts as a lost answer.
    Unknown(E),
}

use std::{fmt, sync::Arc};

use wx_transport::{Executor, Trail};
use wx_types::Checker;

use crate::{
    call::SealedCall,
    credentials::Credentials,
    error::{Error, Reason},
    method::Method,
};

/// A merchant's or an agent's client: one call, [`send`](Self::send), for every method.
///
/// It is cheap to clone, and any number of them share one transport without mixing. What a call does, in order:
///
/// 1. check every field; all violations are reported before anything is sent
/// 2. write the business content once
/// 3. for every attempt: sign it afresh with a new nonce, send it to one host
/// 4. look at the status, the result code, the numbers that the answer repeats, and the data
///
/// Official clients wait up to 30 seconds for an answer. The default [`Policy`](wx_transport::Policy) waits 10: give the
/// executor a longer `attempt_timeout` if outcomes are often unknown.
///
/// # Cancellation
/// Dropping the future before the first attempt leaves nothing. After that the outcome is unknown: query the number.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    credentials: Credentials,
    executor: Executor,
}

impl Client {
    /// A client that sends through `executor`, whose hosts are [`host()`](crate::host) or another entrance to Fubei.
    ///
    /// Nothing is sent.
    #[must_use]
    pub fn new(credentials: Credentials, executor: Executor) -> Self {
        Self(Arc::new(Inner { credentials, executor }))
    }

    /// Who signs.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// What calls are sent with.
    #[must_use]
    pub fn executor(&self) -> &Executor {
        &self.0.executor
    }

    /// Sends a request and returns its answer.
    ///
    /// # Errors
    /// [`Error`]: ask its [`outcome`](Error::outcome) first. Nothing that acts is ever sent again once it may have been
    /// received.
    pub async fn send<E>(&self, request: &E) -> Result<Answer<E::Reply>, Error>
    where
        E: Method<Reply: Send> + Sync,
    {
        let mut checker = Checker::new();
        request.check_fields(&mut checker);
        request.check_across(&mut checker);
        request.check_for(&self.0.credentials, &mut checker);
        match checker.finish() {
            Ok(()) => self.send_as_it_is(request).await,
            Err(violations) => Err(Error::not_sent(request, Reason::Invalid(violations))),
        }
    }

    pub(crate) async fn send_as_it_is<E>(&self, request: &E) -> Result<Answer<E::Reply>, Error>
    where
        E: Method<Reply: Send> + Sync,
    {
        let biz_content = match serde_json::to_string(request) {
            Ok(json) => json,
            Err(error) => return Err(Error::not_sent(request, Reason::Serialize(error.into()))),
        };
        let call = SealedCall { request, biz_content, credentials: &self.0.credentials };
        match self.0.executor.run(&call).await {
            Ok(done) => Ok(Answer { reply: done.output, trail: done.trail }),
            Err(failure) => Err(Error::from_failure(request, failure)),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { credentials, executor } = &*self.0;
        f.debug_struct("Client").field("credentials", credentials).field("executor", executor).finish()
    }
}

/// An answer and how it came about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer<T> {
    /// What the gateway answered.
    pub reply: T,
    /// Every attempt, with host, time and result.
    pub trail: Trail,
}

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const _: () = shared_by_threads::<Client>();

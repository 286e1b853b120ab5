use wx_transport::{Executor, Trail};
use wx_types::AppId;

use crate::{
    address::{Address, OrderPath},
    call::PreparedCall,
    cloud_call::CloudCall,
    error::{Error, Reason},
    nonce,
    prepare::prepare,
};

/// The client of a hosted container: one call, [`send`](Self::send), for every endpoint.
///
/// It holds no secret, because the sidecar adds the credentials. It is cheap to clone. What a call does, in order:
///
/// 1. check every field; all violations are reported before anything is sent
/// 2. draw the nonce, complete the request and write the body, once
/// 3. send these bytes, in every attempt the same
/// 4. look at the sidecar's header, the status, the three layers, the numbers that the answer repeats, and the data
///
/// Do not call while the process is still starting: the sidecar may not be up yet.
///
/// # Cancellation
/// Dropping the future before the first attempt leaves nothing. After that the outcome is unknown: query the number.
#[derive(Clone, Debug)]
pub struct Client {
    executor: Executor,
    address: Address,
}

impl Client {
    /// A client that sends through `executor`, whose host is [`host()`](crate::host) or a sandbox.
    ///
    /// Nothing is sent.
    #[must_use]
    pub fn new(executor: Executor) -> Self {
        Self { executor, address: Address::default() }
    }

    /// The same client on behalf of another mini program than the owner of the environment: `?from_appid=` is added.
    ///
    /// Take the appid from the inbound header `X-WX-FROM-APPID` of the request at hand. Without it the owner's appid is used,
    /// and the payer is rejected as an invalid openid.
    #[must_use]
    pub fn serving(&self, appid: AppId) -> Self {
        Self { executor: self.executor.clone(), address: self.address.clone().with_from_appid(appid) }
    }

    /// The same client with another spelling of the first endpoint.
    #[must_use]
    pub fn with_order_path(self, order_path: OrderPath) -> Self {
        Self { address: self.address.with_order_path(order_path), ..self }
    }

    /// How the endpoints are addressed.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What calls are sent with.
    #[must_use]
    pub fn executor(&self) -> &Executor {
        &self.executor
    }

    /// `request` with a nonce and everything else that [`send`](Self::send) would fill in.
    ///
    /// Store it before the first send: whenever it has to be sent again, it is the same to the byte.
    ///
    /// # Errors
    /// [`Reason::Nonce`] where there is no randomness. Nothing was sent.
    pub fn complete<E: CloudCall>(&self, request: &E) -> Result<E, Error> {
        match nonce::draw(self.executor.environment().random()) {
            Ok(nonce) => Ok(request.completed(&nonce)),
            Err(error) => Err(Error::not_sent(request, Reason::Nonce(error))),
        }
    }

    /// Sends a request and returns its answer.
    ///
    /// # Errors
    /// [`Error`]: ask its [`outcome`](Error::outcome) first. Nothing that acts is ever sent again once it may have been
    /// received.
    pub async fn send<E>(&self, request: &E) -> Result<Answer<E::Reply>, Error>
    where
        E: CloudCall<Reply: Send> + Sync,
    {
        match request.check() {
            Ok(()) => self.send_as_it_is(request).await,
            Err(violations) => Err(Error::not_sent(request, Reason::Invalid(violations))),
        }
    }

    pub(crate) async fn send_as_it_is<E>(&self, request: &E) -> Result<Answer<E::Reply>, Error>
    where
        E: CloudCall<Reply: Send> + Sync,
    {
        let nonce = nonce::draw(self.executor.environment().random())
            .map_err(|error| Error::not_sent(request, Reason::Nonce(error)))?;
        let prepared = prepare(request, &nonce, &self.address)
            .map_err(|error| Error::not_sent(request, Reason::Serialize(error)))?;
        let call = PreparedCall { request, prepared };
        match self.executor.run(&call).await {
            Ok(done) => {
                let (reply, seqid) = done.output;
                Ok(Answer { reply, seqid, trail: done.trail })
            }
            Err(failure) => Err(Error::from_failure(request, failure)),
        }
    }
}

/// An answer and how it came about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer<T> {
    /// What the platform answered.
    pub reply: T,
    /// The sidecar's number of the exchange, for support.
    pub seqid: Option<Box<str>>,
    /// Every attempt, with host, time and result.
    pub trail: Trail,
}

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const _: () = shared_by_threads::<Client>();

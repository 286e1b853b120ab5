use std::{collections::BTreeMap, fmt, marker::PhantomData, sync::Arc, time::Duration};

use wx_apiv3::{Draft, FreshnessWindow, LiveCredentials, Trusted};
use wx_transport::{Done, Executor, Host, Outcome, TargetError, Trail, race};
use wx_types::{AppId, BusinessNumber, Endpoint, Method, Repeat};

use crate::{
    access::Access,
    call::{OrderCall, Sent},
    code::Class,
    error::{Error, Identity, Reason},
    signing::Trust,
    target::{path_of, with_token},
    token::{AccessToken, TokenProvider},
};

/// A mini program's client: one call, [`send`](Self::send), for both endpoints, and [`poll`](Self::poll) for an order's
/// whole life.
///
/// It is cheap to clone, and any number of them share one transport without mixing. What a call does, in order:
///
/// 1. check every field; all violations are reported before anything is sent
/// 2. write the body once, as raw UTF-8: every attempt sends these bytes
/// 3. ask for an access token, unless the program is [hosted](Access::Hosted)
/// 4. for every attempt: sign afresh where an APIv3 signer is configured, send to one host, judge the answer
/// 5. where the platform refuses the token (40001, 40014, 42001): give it back, ask for another, and go through 4 once
///    more with the same body, exactly once
///
/// All of this, the wait for tokens included, stays within the executor's [deadline](wx_transport::Policy::deadline).
///
/// # Cancellation
/// Dropping the future before the first attempt leaves nothing. After that the outcome of a create is unknown: send the
/// same request again, or query its number.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    access: Access,
    executor: Executor,
    /// By documented path.
    paths: BTreeMap<&'static str, Box<str>>,
    credentials: Option<LiveCredentials>,
    trust: Option<Trust>,
    appid: Option<AppId>,
}

impl Client {
    /// A client that sends through `executor`, whose host is [`host()`](crate::host), or
    /// [`hosted_host()`](crate::hosted_host) in a hosted container.
    ///
    /// Nothing is sent.
    ///
    /// # Errors
    /// [`ClientError::PlainHttp`] where access tokens would travel in plain HTTP over a network.
    pub fn new(access: Access, executor: Executor) -> Result<Self, ClientError> {
        if matches!(access, Access::Token(_)) {
            refuse_plain_http(&executor)?;
        }
        let paths = BTreeMap::new();
        Ok(Self(Arc::new(Inner { access, executor, paths, credentials: None, trust: None, appid: None })))
    }

    /// The same client, which signs its requests for APIv3.
    ///
    /// The page lists the `Authorization` header as mandatory, and a signature error among its codes; the host is one
    /// where an access token is all that is usually asked for. So the header is sent where there is a signer, and left
    /// out otherwise. No page says what is signed: it is the form of APIv3, over the path with its query and the token in
    /// it.
    #[must_use]
    pub fn with_credentials(self, credentials: impl Into<LiveCredentials>) -> Self {
        let credentials = credentials.into();
        Self(Arc::new(Inner { credentials: Some(credentials), ..Arc::unwrap_or_clone(self.0) }))
    }

    /// The same client, which verifies the answers that say they are signed.
    ///
    /// No page mentions a signature of answers, so that one without is believed as before. A signed answer that cannot be
    /// verified is none: the outcome of a create is then unknown.
    #[must_use]
    pub fn with_trust(self, trust: impl Into<Trusted>) -> Self {
        let trust = Trust { keys: trust.into(), window: FreshnessWindow::default() };
        Self(Arc::new(Inner { trust: Some(trust), ..Arc::unwrap_or_clone(self.0) }))
    }

    /// The same client, which says in the [journal](wx_transport::journal) which mini program's orders these are.
    ///
    /// No request names it. Where several mini programs share a journal, each needs this: their numbers are their own.
    #[must_use]
    pub fn with_appid(self, appid: AppId) -> Self {
        Self(Arc::new(Inner { appid: Some(appid), ..Arc::unwrap_or_clone(self.0) }))
    }

    /// The same client, which sends requests of the type `E` to another path. A query in it stays in front of the token.
    ///
    /// A newer edition of the page calls `/v3/f2fminiprogram/orderinfo/create` on another host in its sample, against
    /// what the same page states.
    ///
    /// # Errors
    /// [`TargetError`] where the path cannot stand in a request.
    pub fn with_path<E: Endpoint>(self, path: impl Into<String>) -> Result<Self, TargetError> {
        let path = path.into();
        self.0.executor.hosts().primary().uri(&path)?;
        let mut inner = Arc::unwrap_or_clone(self.0);
        inner.paths.insert(E::OPERATION.path, path.into());
        Ok(Self(Arc::new(inner)))
    }

    /// What lets calls through the platform's gate.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.0.access
    }

    /// What calls are sent with.
    #[must_use]
    pub fn executor(&self) -> &Executor {
        &self.0.executor
    }

    /// Sends a request and returns its answer.
    ///
    /// # Errors
    /// [`Error`]: ask its [`outcome`](Error::outcome) first.
    pub async fn send<E>(&self, request: &E) -> Result<Answer<E::Reply>, Error>
    where
        E: Endpoint<Reply: Send> + Sync,
    {
        match request.check() {
            Ok(()) => self.send_as_it_is(request).await,
            Err(violations) => {
                Err(Error::not_sent(self.identity(request, None), Reason::Invalid(violations)))
            }
        }
    }

    pub(crate) async fn send_as_it_is<E>(&self, request: &E) -> Result<Answer<E::Reply>, Error>
    where
        E: Endpoint<Reply: Send> + Sync,
    {
        let body = match serde_json::to_vec(request) {
            Ok(body) => body,
            Err(error) => {
                return Err(Error::not_sent(self.identity(request, None), Reason::Serialize(error.into())));
            }
        };
        let sent = Sent::of(&body);
        let identity = self.identity(request, sent.out_request_no.as_deref());
        let began = self.now();
        let errand = Errand::<E> { client: &self.0, body, sent, identity, began, endpoint: PhantomData };
        errand.run().await
    }

    fn identity<E: Endpoint>(&self, request: &E, number: Option<&str>) -> Identity {
        let number = number.map(|number| BusinessNumber::new("out_request_no", number));
        Identity { path: path_of(self.0.path_of::<E>()).into(), number: request.business_number().or(number) }
    }

    pub(crate) fn scope(&self) -> &str {
        scope(self.0.appid.as_ref())
    }

    pub(crate) fn now(&self) -> Duration {
        self.0.now()
    }
}

impl Inner {
    fn path_of<E: Endpoint>(&self) -> &str {
        let documented = E::OPERATION.path;
        self.paths.get(documented).map_or(documented, |path| path)
    }

    fn now(&self) -> Duration {
        self.executor.environment().clock().elapsed()
    }
}

/// One call on its way: at most two runs of the executor, within one deadline.
struct Errand<'a, E> {
    client: &'a Inner,
    body: Vec<u8>,
    sent: Sent,
    identity: Identity,
    began: Duration,
    endpoint: PhantomData<fn() -> E>,
}

impl<E> Errand<'_, E>
where
    E: Endpoint<Reply: Send>,
{
    async fn run(&self) -> Result<Answer<E::Reply>, Error> {
        let Access::Token(provider) = &self.client.access else {
            return self.attempt(None).await;
        };
        let token = self.token(&**provider).await?;
        match self.attempt(Some(&token)).await {
            Err(error) if error.api_error().is_some_and(|error| error.class() == Class::Token) => {
                provider.invalidate(&token);
                self.once_more(&**provider, error).await
            }
            ended => ended,
        }
    }

    /// The second run, after the platform refused the token of the first.
    async fn once_more(
        &self,
        provider: &dyn TokenProvider,
        refused: Error,
    ) -> Result<Answer<E::Reply>, Error> {
        let (before, so_far) = (refused.outcome(), refused.into_trail());
        let started = self.elapsed();
        let ended = match self.token(provider).await {
            Ok(token) => self.attempt(Some(&token)).await,
            Err(error) => Err(error),
        };
        match ended {
            Ok(answer) => Ok(Answer { trail: joined(so_far, answer.trail, started), ..answer }),
            Err(error) => {
                let outcome = self.worse(before, error.outcome());
                Err(error.with(outcome, |trail| joined(so_far, trail, started)))
            }
        }
    }

    /// What two runs amount to. For a read the last one that was sent counts alone; for anything that acts, the first may
    /// have been carried out before it was refused.
    fn worse(&self, first: Outcome, second: Outcome) -> Outcome {
        let reads = E::OPERATION.repeat == Repeat::Safe;
        if reads && second != Outcome::NotSent { second } else { first.max(second) }
    }

    async fn token(&self, provider: &dyn TokenProvider) -> Result<Arc<AccessToken>, Error> {
        let timer = self.client.executor.environment().sleep().sleep(self.left());
        let reason = match race(provider.token(), timer).await {
            Some(Ok(token)) => return Ok(token),
            Some(Err(error)) => Reason::Token(error),
            None => Reason::Deadline,
        };
        Err(Error::not_sent(self.identity.clone(), reason))
    }

    /// One run of the executor in the time that is left.
    async fn attempt(&self, token: Option<&AccessToken>) -> Result<Answer<E::Reply>, Error> {
        let Inner { executor, credentials, trust, appid, .. } = self.client;
        let call = OrderCall::<E> {
            draft: Draft::new(Method::Post, with_token(self.client.path_of::<E>(), token), self.body.clone()),
            token,
            credentials: credentials.as_ref(),
            trust: trust.as_ref(),
            sent: &self.sent,
            scope: scope(appid.as_ref()),
            endpoint: PhantomData,
        };
        let policy = executor.policy().with_deadline(self.left());
        match executor.clone().with_policy(policy).run(&call).await {
            Ok(Done { output, trail }) => Ok(Answer { reply: output, trail }),
            Err(failure) => Err(Error::from_failure(self.identity.clone(), failure)),
        }
    }

    fn elapsed(&self) -> Duration {
        self.client.now().saturating_sub(self.began)
    }

    fn left(&self) -> Duration {
        self.client.executor.policy().deadline.saturating_sub(self.elapsed())
    }
}

/// Which mini program, in the journal.
fn scope(appid: Option<&AppId>) -> &str {
    appid.map_or("", AppId::as_str)
}

/// The attempts of both runs, all counted from the beginning of the call.
fn joined(mut first: Trail, second: Trail, started: Duration) -> Trail {
    if !second.attempts.is_empty() {
        first.unrecorded = second.unrecorded;
    }
    for mut attempt in second.attempts {
        attempt.started = attempt.started.saturating_add(started);
        first.attempts.push(attempt);
    }
    first
}

/// Leaves out who signs and the keys of the trust set.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { access, executor, paths, credentials, trust, appid } = &*self.0;
        f.debug_struct("Client")
            .field("access", access)
            .field("executor", executor)
            .field("paths", &paths.keys())
            .field("credentials", credentials)
            .field("trust", trust)
            .field("appid", appid)
            .finish()
    }
}

/// An answer and how it came about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer<T> {
    /// What the platform answered.
    pub reply: T,
    /// Every attempt, with host, time and result.
    pub trail: Trail,
}

/// Why no client was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// A host of the executor is spoken to in plain HTTP, over a network: tokens and secrets would be readable there.
    PlainHttp,
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PlainHttp => {
                "tokens and secrets do not travel in plain http; use host(), or Access::Hosted inside a hosted container"
            }
        })
    }
}

impl std::error::Error for ClientError {}

/// Whether every host is spoken to over TLS, or is this machine.
pub(crate) fn refuse_plain_http(executor: &Executor) -> Result<(), ClientError> {
    // What only `danger` makes does not pass the ordinary door.
    let safe = |host: &Host| Host::parse(host.base()).is_ok();
    if executor.hosts().iter().all(safe) { Ok(()) } else { Err(ClientError::PlainHttp) }
}

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const _: () = shared_by_threads::<Client>();

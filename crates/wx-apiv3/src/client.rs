use std::{
    fmt,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use wx_sign::{EncryptError, SignError};
use wx_transport::{Done, Download, Executor, Trail, race};
use wx_types::{AppId, Endpoint, Mchid, Method, Operation, PrepayId, Repeat, Reply};

use crate::{
    api_error::ApiError,
    belongs::foreign_field,
    call::{Expect, OnBusy, Opened, SignedCall},
    credentials::Credentials,
    error::{Error, Identity, Reason},
    file::{FILE_ERROR, FileAddress, FileStream},
    invocation::{AppInvocation, JsapiInvocation},
    keyring::{Keyring, Keys},
    live_credentials::LiveCredentials,
    open::FreshnessWindow,
    raw::{RawCall, RawReply},
    seal::{Draft, SealError, Stamp, seconds},
    sensitive::{Confidential, FieldKey},
    serial::PlatformSerial,
    trusted::Trusted,
};

/// A merchant's client: one call, [`send`](Self::send), for every endpoint.
///
/// It is cheap to clone, and any number of them share one transport without mixing. What a call does, in order:
///
/// 1. check every field; all violations are reported before anything is sent
/// 2. serialise once: the bytes that are signed are the bytes that are sent
/// 3. for every attempt: sign afresh, send to one host, look at the status, verify the raw bytes
/// 4. decode, and hold the numbers in the answer against those in the request
///
/// # Cancellation
/// Dropping the future before the first attempt leaves nothing. After that the outcome is unknown: send the same request
/// again, or query its number.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    keys: Keyring,
    executor: Executor,
    window: FreshnessWindow,
}

impl Client {
    /// A client that sends through `executor`.
    ///
    /// Nothing is sent and nothing is read from disk. Credentials and trust may be fixed, or
    /// [live](LiveCredentials) and change while the client works: every attempt takes those of its moment, as one.
    ///
    /// # Errors
    /// [`ClientError::NoTrust`] where `trust` is empty, [`ClientError::OwnKey`] where it holds the merchant's own key or
    /// certificate instead of the platform's.
    pub fn new(
        credentials: impl Into<LiveCredentials>,
        trust: impl Into<Trusted>,
        executor: Executor,
    ) -> Result<Self, ClientError> {
        let keys = Keyring { credentials: credentials.into(), trust: trust.into(), pinned: None };
        let trust = keys.trust.current();
        if trust.is_empty() {
            return Err(ClientError::NoTrust);
        }
        if trust.holds_key_of(&keys.credentials.current()) {
            return Err(ClientError::OwnKey);
        }
        let window = FreshnessWindow::default();
        Ok(Self(Arc::new(Inner { keys, executor, window })))
    }

    /// The same client, which accepts another difference between the clocks.
    #[must_use]
    pub fn with_window(self, window: FreshnessWindow) -> Self {
        Self(Arc::new(Inner { window, ..Arc::unwrap_or_clone(self.0) }))
    }

    /// The merchant; always the same one.
    #[must_use]
    pub fn mchid(&self) -> &Mchid {
        self.0.keys.mchid()
    }

    /// Who signs at this moment.
    #[must_use]
    pub fn credentials(&self) -> Arc<Credentials> {
        self.0.keys.credentials.current()
    }

    /// Sends a request and returns its verified answer.
    ///
    /// # Errors
    /// [`Error`]: ask its [`outcome`](Error::outcome) first.
    pub async fn send<E: Endpoint>(&self, request: &E) -> Result<Answer<E::Reply>, Error> {
        if let Err(violations) = request.check() {
            return Err(Error::not_sent(identity(request), Reason::Invalid(violations)));
        }
        self.send_as_it_is(request).await
    }

    pub(crate) async fn send_as_it_is<E: Endpoint>(&self, request: &E) -> Result<Answer<E::Reply>, Error> {
        let operation = E::OPERATION;
        let body = match operation.method {
            Method::Get => Bytes::new(),
            Method::Post => match serde_json::to_vec(request) {
                Ok(body) => body.into(),
                Err(error) => return Err(Error::not_sent(identity(request), Reason::Serialize(error))),
            },
        };
        let expect = if operation.empty_reply { Expect::Nothing } else { Expect::Body };
        let on_busy = if E::ASKS_WHEN_BUSY { OnBusy::Stop } else { OnBusy::Wait };
        let draft = Draft::new(operation.method, request.target(), body);
        let usable = |opened: &Opened| decode(request, &opened.body).is_ok();
        let terms =
            Terms { repeat: operation.repeat, expect, on_busy, path: operation.path, usable: &usable };
        let answer = self.run(draft, terms, || identity(request)).await?;
        match decode(request, &answer.reply.body) {
            Ok(reply) => Ok(answer.with(reply)),
            Err(reason) => Err(Error::unusable(identity(request), reason, operation.repeat, answer)),
        }
    }

    /// Encrypts the sensitive fields of a request, sends it and returns its verified answer.
    ///
    /// Key and `Wechatpay-Serial` are one choice: the fields are encrypted for the very key that this request names. They
    /// are encrypted once, so that every attempt carries the same bytes; another call draws others.
    ///
    /// A [journal](wx_transport::journal) holds the hash of what travels, never of what is inside: whoever reads it could
    /// try out names and accounts. So while such a call is open or done, another one under its number is refused as
    /// another body. Ask for its outcome; or encrypt once with [`Confidential::encrypt`], keep the request that came out,
    /// and [`send`](Self::send) that.
    ///
    /// # Errors
    /// [`Error`], as for [`send`](Self::send).
    pub async fn send_confidential<C: Confidential>(
        &self,
        request: &C,
    ) -> Result<Answer<<C::Encrypted as Endpoint>::Reply>, Error> {
        let (encrypted, key) = self.encrypt(request)?;
        let keys = Keyring { pinned: Some(key), ..self.0.keys.clone() };
        Self(Arc::new(Inner { keys, ..Inner::clone(&self.0) })).send(&encrypted).await
    }

    /// The request as it travels, and the serial that it must name.
    pub(crate) fn encrypt<C: Confidential>(
        &self,
        request: &C,
    ) -> Result<(C::Encrypted, PlatformSerial), Error> {
        let not_sent = |reason| {
            let Operation { method, path, .. } = C::Encrypted::OPERATION;
            Error::not_sent(Identity { method, path, number: request.business_number() }, reason)
        };
        let keys = self.0.keys.at(self.0.now()).map_err(|error| not_sent(Reason::Seal(error)))?;
        // The serial was chosen from this very set.
        let encrypted = match keys.trust.encrypter(&keys.answered_by) {
            Some(key) => request.encrypt(&FieldKey::new(key)),
            None => Err(EncryptError::Failed),
        };
        match encrypted {
            Ok(encrypted) => Ok((encrypted, keys.answered_by)),
            Err(error) => Err(not_sent(Reason::Encrypt(error))),
        }
    }

    /// Asks for a file that a signed answer named, and hands it out while it arrives.
    ///
    /// The file itself is **not signed**: nothing of it may be believed before its digest was compared with the one in the
    /// signed answer. The request carries a signature, so the address is held against this client's own hosts before
    /// anything else; see [`FileAddress`]. It is sent once, to the host in the address; `time` limits the whole download.
    /// A download that broke is begun anew with a fresh address, never resumed.
    ///
    /// # Errors
    /// [`Error`] with [`Reason::Address`] where the address is not one of the platform's (nothing was sent), and
    /// [`Reason::Api`] for every status but 200.
    pub async fn fetch(
        &self,
        download: &dyn Download,
        address: &FileAddress<'_>,
        time: Duration,
    ) -> Result<FileStream, Error> {
        let Inner { keys, executor, window } = &*self.0;
        let identity = Identity { method: Method::Get, path: address.path(), number: None };
        let not_sent = |reason| Error::not_sent(identity.clone(), reason);
        let (host, target) =
            address.on(executor.hosts()).map_err(|error| not_sent(Reason::Address(error)))?;
        let stamp = self.stamp().map_err(|error| not_sent(Reason::Seal(error)))?;
        let draft = Draft::new(Method::Get, target, Bytes::new());
        let Keys { credentials, answered_by, .. } =
            keys.at(stamp.timestamp).map_err(|error| not_sent(Reason::Seal(error)))?;
        let sealing = draft.seal_async(host, &stamp, &credentials, Some(&answered_by));
        let sealed = race(Box::pin(sealing), executor.environment().sleep().sleep(time)).await;
        let sealed = sealed.unwrap_or(Err(SealError::TimedOut));
        let mut request = sealed.map_err(|error| not_sent(Reason::Seal(error)))?;
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        let answer = executor.fetch(download, request, time).await;
        let answer = answer.map_err(|error| Error::unanswered(identity.clone(), error))?;
        let (head, pieces) = answer.into_parts();
        let mut stream = FileStream::new(identity.clone(), &head, pieces);
        if head.status == StatusCode::OK {
            return Ok(stream);
        }
        let body = stream.read(FILE_ERROR).await?;
        let authenticated = keys.trust.verify(&head.headers, &body, self.0.now(), *window).is_ok();
        let id = stream.request_id().map(Box::from);
        let error = ApiError::read(head.status.as_u16(), &body, id.as_deref(), authenticated);
        Err(Error::refused(identity, error, id))
    }

    /// Sends a request that has no type here yet and returns its verified answer.
    ///
    /// # Errors
    /// [`Error`], as for [`send`](Self::send); the path in it is left out.
    pub async fn call(&self, call: &RawCall) -> Result<Answer<RawReply>, Error> {
        let RawCall { method, target, body, repeat, number } = call;
        let draft = Draft::new(*method, target, body.clone());
        let identity = || Identity { method: *method, path: "(untyped call)", number: number.clone() };
        let path = target.split('?').next().unwrap_or_default();
        // What was accepted is not done yet.
        let usable = |opened: &Opened| matches!(opened.status, 200 | 204);
        let (expect, on_busy) = (Expect::Anything, OnBusy::Wait);
        let terms = Terms { repeat: *repeat, expect, on_busy, path, usable: &usable };
        self.run(draft, terms, identity).await
    }

    /// Signs what an app needs to start the payment, for this moment.
    ///
    /// # Errors
    /// [`SealError`] where the key lives elsewhere or cannot sign, or there is no randomness.
    pub fn app_invocation(&self, appid: &AppId, prepay_id: &PrepayId) -> Result<AppInvocation, SealError> {
        AppInvocation::sign(&self.credentials(), appid, prepay_id, &self.stamp()?).map_err(SealError::Sign)
    }

    /// Signs what a page or mini program needs to start the payment, for this moment.
    ///
    /// # Errors
    /// [`SealError`] where the key lives elsewhere or cannot sign, or there is no randomness.
    pub fn jsapi_invocation(
        &self,
        appid: &AppId,
        prepay_id: &PrepayId,
    ) -> Result<JsapiInvocation, SealError> {
        JsapiInvocation::sign(&self.credentials(), appid, prepay_id, &self.stamp()?).map_err(SealError::Sign)
    }

    /// The same as [`app_invocation`](Self::app_invocation), wherever the key lives, in the time of one attempt.
    ///
    /// # Errors
    /// [`SealError`] where the key cannot sign in that time, or there is no randomness.
    pub async fn app_invocation_async(
        &self,
        appid: &AppId,
        prepay_id: &PrepayId,
    ) -> Result<AppInvocation, SealError> {
        let (stamp, credentials) = (self.stamp()?, self.credentials());
        self.in_time(AppInvocation::sign_async(&credentials, appid, prepay_id, &stamp)).await
    }

    /// The same as [`jsapi_invocation`](Self::jsapi_invocation), wherever the key lives, in the time of one attempt.
    ///
    /// # Errors
    /// [`SealError`] where the key cannot sign in that time, or there is no randomness.
    pub async fn jsapi_invocation_async(
        &self,
        appid: &AppId,
        prepay_id: &PrepayId,
    ) -> Result<JsapiInvocation, SealError> {
        let (stamp, credentials) = (self.stamp()?, self.credentials());
        self.in_time(JsapiInvocation::sign_async(&credentials, appid, prepay_id, &stamp)).await
    }

    async fn in_time<T>(
        &self,
        signing: impl Future<Output = Result<T, SignError>> + Send,
    ) -> Result<T, SealError> {
        let executor = &self.0.executor;
        let timer = executor.environment().sleep().sleep(executor.policy().attempt_timeout);
        let signed = race(Box::pin(signing), timer).await.ok_or(SealError::TimedOut)?;
        signed.map_err(SealError::Sign)
    }

    /// What calls are sent with.
    pub(crate) fn executor(&self) -> &Executor {
        &self.0.executor
    }

    /// A stamp for this moment, from this client's clock and randomness.
    ///
    /// # Errors
    /// [`SealError::Random`] where there is no randomness.
    pub fn stamp(&self) -> Result<Stamp, SealError> {
        let environment = self.0.executor.environment();
        Stamp::draw(environment.clock().unix_time(), environment.random()).map_err(SealError::Random)
    }

    async fn run(
        &self,
        draft: Draft,
        terms: Terms<'_>,
        identity: impl Fn() -> Identity,
    ) -> Result<Answer<RawReply>, Error> {
        let Inner { keys, executor, window } = &*self.0;
        let Terms { repeat, expect, on_busy, path, usable } = terms;
        let call = SignedCall {
            draft,
            repeat,
            expect,
            on_busy,
            path,
            number: identity().number,
            usable,
            keys,
            window: *window,
            missed_key: AtomicBool::new(false),
        };
        match executor.run(&call).await {
            Ok(Done { output: Opened { status, body, request_id }, trail }) => {
                Ok(Answer { reply: RawReply { status, body }, request_id, trail })
            }
            Err(failure) => Err(Error::from_failure(identity(), failure)),
        }
    }
}

impl Inner {
    /// Unix seconds.
    fn now(&self) -> i64 {
        seconds(self.executor.environment().clock().unix_time())
    }
}

/// What a call says of itself, besides what is signed.
struct Terms<'a> {
    repeat: Repeat,
    expect: Expect,
    on_busy: OnBusy,
    path: &'a str,
    usable: &'a (dyn Fn(&Opened) -> bool + Sync),
}

/// Reads a verified answer, and holds it against the request.
fn decode<E: Endpoint>(request: &E, body: &[u8]) -> Result<E::Reply, Reason> {
    let body: &[u8] = if E::Reply::EMPTY { b"null" } else { body };
    let reply = serde_json::from_slice(body).map_err(|_| Reason::Undecodable)?;
    match foreign_field(request, body) {
        Some(field) => Err(Reason::Foreign { field }),
        None => Ok(reply),
    }
}

fn identity<E: Endpoint>(request: &E) -> Identity {
    let operation = E::OPERATION;
    Identity { method: operation.method, path: operation.path, number: request.business_number() }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { keys, executor, .. } = &*self.0;
        f.debug_struct("Client")
            .field("credentials", &keys.credentials)
            .field("trust", &keys.trust)
            .field("executor", executor)
            .finish_non_exhaustive()
    }
}

/// A verified answer and how it came about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer<T> {
    /// What the platform answered.
    pub reply: T,
    /// The platform's number of the exchange, for its support.
    pub request_id: Option<Box<str>>,
    /// Every attempt, with host, time and result.
    pub trail: Trail,
}

impl<T> Answer<T> {
    fn with<U>(self, reply: U) -> Answer<U> {
        let Self { request_id, trail, .. } = self;
        Answer { reply, request_id, trail }
    }
}

/// Why no client was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// There is no platform key, so that no answer could be verified.
    NoTrust,
    /// The platform's key is the merchant's own.
    OwnKey,
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoTrust => {
                "no platform key is trusted: load the WeChat Pay public key from the merchant platform, with its PUB_KEY_ID_…"
            }
            Self::OwnKey => {
                "the merchant's own key stands among the platform's keys: load the WeChat Pay public key instead of apiclient_cert.pem"
            }
        })
    }
}

impl std::error::Error for ClientError {}

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const _: () = shared_by_threads::<Client>();

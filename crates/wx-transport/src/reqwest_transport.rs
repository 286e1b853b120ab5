//! The transport over reqwest and rustls. The only place that knows reqwest.

use std::{error::Error, fmt, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Method, Request, Response, header::CONTENT_LENGTH, uri::PathAndQuery};

use crate::{BoxFuture, Chunks, Download, Host, SendError, SendErrorKind, Transport, connect::connect};

/// WeChat's servers close an idle connection after eight seconds. One that is given up before them is never found dead
/// by a request whose outcome would then be unknown.
const POOL_IDLE: Duration = Duration::from_millis(6500);

/// Sends requests with reqwest: HTTP/1.1 over rustls, connections kept for 6.5 seconds.
///
/// Redirects, cookies, decompression, the proxy of the environment and reqwest's own retries are off, also where
/// another crate of the build has switched on the features behind them. A clone shares the connections. Its futures
/// must be polled inside a tokio runtime with time and I/O enabled.
///
/// ```no_run
/// use std::{sync::Arc, time::Duration};
/// use wx_transport::{Environment, Executor, Host, Hosts, ReqwestTransport};
///
/// let transport = ReqwestTransport::options().with_connect_timeout(Duration::from_secs(1)).build()?;
/// let hosts = Hosts::new(Host::parse("https://api.mch.weixin.qq.com")?)
///     .with_backup(Host::parse("https://api2.mch.weixin.qq.com")?);
/// let executor = Executor::new(Arc::new(transport), hosts, Environment::system());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    options: ReqwestOptions,
}

impl ReqwestTransport {
    /// A transport with the default [`ReqwestOptions`].
    ///
    /// # Errors
    ///
    /// As [`ReqwestOptions::build`].
    pub fn new() -> Result<Self, BuildError> {
        ReqwestOptions::default().build()
    }

    /// What can be chosen.
    #[must_use]
    pub fn options() -> ReqwestOptions {
        ReqwestOptions::default()
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            let request = translate(request)?;
            let answer = self.client.execute(request).await.map_err(classify)?;
            collect(answer, self.options.body_cap).await
        })
    }

    /// Resolves the name, and connects by TCP to all its addresses at once, within the connect timeout. The first one is
    /// enough; the connections are then dropped, and no byte is sent. It says that a machine answers under this name, and
    /// nothing of TLS or HTTP behind it. The connection of the request itself is another one.
    fn reach<'a>(&'a self, host: &'a Host) -> BoxFuture<'a, Result<(), SendError>> {
        let connecting = connect(host.clone(), self.options.connect_timeout);
        Box::pin(async move {
            // A task of its own goes on while nobody polls, and outlives the runtime of whoever polls it next.
            match tokio::spawn(connecting).await {
                Ok(ended) => ended,
                Err(stopped) => Err(SendError::new(SendErrorKind::Connect, stopped)),
            }
        })
    }
}

impl Download for ReqwestTransport {
    fn fetch(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Box<dyn Chunks>>, SendError>> {
        Box::pin(async move {
            let request = translate(request)?;
            let mut answer = self.client.execute(request).await.map_err(classify)?;
            let head = head(&mut answer);
            Ok(head.map(|()| Box::new(Body(answer)) as Box<dyn Chunks>))
        })
    }
}

/// The rest of an answer whose head has been taken.
struct Body(reqwest::Response);

impl Chunks for Body {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        Box::pin(async move { self.0.chunk().await.map_err(classify) })
    }
}

/// What can be chosen about a [`ReqwestTransport`].
#[derive(Clone, Debug)]
pub struct ReqwestOptions {
    connect_timeout: Duration,
    body_cap: usize,
    root_pems: Vec<String>,
    system_roots: bool,
}

impl Default for ReqwestOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(2),
            body_cap: 2 * 1024 * 1024,
            root_pems: Vec::new(),
            system_roots: true,
        }
    }
}

impl ReqwestOptions {
    /// How long resolving the name, connecting and the TLS handshake may take together. Default: 2 seconds.
    ///
    /// Beyond it the request fails as not sent, and the backup's turn comes.
    #[must_use]
    pub fn with_connect_timeout(self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self }
    }

    /// How many bytes the body of an answer may have. Default: 2 MiB.
    #[must_use]
    pub fn with_body_cap(self, body_cap: usize) -> Self {
        Self { body_cap, ..self }
    }

    /// Trusts the certificates of this PEM text as roots too, for example those of a sandbox.
    #[must_use]
    pub fn with_root_pem(mut self, pem: impl Into<String>) -> Self {
        self.root_pems.push(pem.into());
        self
    }

    /// Trusts only what [`with_root_pem`](Self::with_root_pem) adds, and does not read the operating system's trust
    /// store.
    ///
    /// With no root at all, plain http to this machine still works and every TLS handshake fails. That is what a test
    /// container without root certificates needs.
    #[must_use]
    pub fn without_system_roots(self) -> Self {
        Self { system_roots: false, ..self }
    }

    /// Reads the trust store and makes the transport. No connection is opened.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if a PEM text holds no certificate or a broken one, or if the operating system has no trusted
    /// roots.
    pub fn build(self) -> Result<ReqwestTransport, BuildError> {
        let roots = self.roots()?;
        let builder = reqwest::Client::builder()
            .tls_backend_rustls()
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .no_hickory_dns()
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE);
        let builder =
            if self.system_roots { builder.tls_certs_merge(roots) } else { builder.tls_certs_only(roots) };
        let client =
            builder.build().map_err(|error| BuildError { fault: BuildFault::Client, source: Some(error) })?;
        Ok(ReqwestTransport { client, options: self })
    }

    fn roots(&self) -> Result<Vec<reqwest::Certificate>, BuildError> {
        let mut roots = Vec::new();
        for pem in &self.root_pems {
            let found = reqwest::Certificate::from_pem_bundle(pem.as_bytes())
                .map_err(|error| BuildError { fault: BuildFault::Pem, source: Some(error) })?;
            if found.is_empty() {
                return Err(BuildError { fault: BuildFault::Pem, source: None });
            }
            roots.extend(found);
        }
        Ok(roots)
    }
}

/// The transport could not be made.
#[derive(Debug)]
pub struct BuildError {
    fault: BuildFault,
    source: Option<reqwest::Error>,
}

#[derive(Clone, Copy, Debug)]
enum BuildFault {
    Pem,
    Client,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault {
            BuildFault::Pem => {
                "a root PEM holds no readable certificate; it must have a BEGIN CERTIFICATE block"
            }
            BuildFault::Client => {
                "the TLS client could not be set up; check the added roots, install the system's root certificates \
                 (package ca-certificates), or use without_system_roots with a root of your own"
            }
        })
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

/// The same request in reqwest's types, with the target as it stood.
fn translate(request: Request<Bytes>) -> Result<reqwest::Request, SendError> {
    let (parts, body) = request.into_parts();
    let url = reqwest::Url::parse(&parts.uri.to_string())
        .map_err(|error| SendError::new(SendErrorKind::Request, error))?;
    // The URL parser cleans targets up: `/a/../b` becomes `/b`, a quotation mark is escaped. What would then be sent
    // is not what was signed, so such a target is refused instead.
    let sent = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    if parts.uri.path_and_query().map(PathAndQuery::as_str) != Some(sent.as_str()) {
        return Err(SendError::new(
            SendErrorKind::Request,
            "the target is not in normal form and would be rewritten; percent-encode it, without . and .. segments",
        ));
    }
    let mut translated = reqwest::Request::new(parts.method, url);
    *translated.headers_mut() = parts.headers;
    if !body.is_empty() {
        *translated.body_mut() = Some(body.into());
    } else if matches!(*translated.method(), Method::POST | Method::PUT | Method::PATCH) {
        // The stack below would leave the length out, and some gateways then answer 411.
        translated.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(translated)
}

/// Status, headers and the whole body, up to `cap` bytes of it.
async fn collect(mut answer: reqwest::Response, cap: usize) -> Result<Response<Bytes>, SendError> {
    let too_large = || SendError::new(SendErrorKind::TooLarge, format!("the limit is {cap} bytes"));
    let announced = answer.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > cap) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = answer.chunk().await.map_err(classify)? {
        if chunk.len() > cap.saturating_sub(body.len()) {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(head(&mut answer).map(|()| body.freeze()))
}

/// Status, version and headers.
fn head(answer: &mut reqwest::Response) -> Response<()> {
    let mut head = Response::new(());
    *head.status_mut() = answer.status();
    *head.version_mut() = answer.version();
    *head.headers_mut() = std::mem::take(answer.headers_mut());
    head
}

/// Reads reqwest's error once, here, so that nobody above needs to. The URL is taken out, because its query may hold a
/// token.
fn classify(error: reqwest::Error) -> SendError {
    let kind = if error.is_connect() {
        // Name resolution, TCP, TLS, and the time limit for all three: before the request is written.
        SendErrorKind::Connect
    } else if error.is_builder() {
        SendErrorKind::Request
    } else if error.is_timeout() {
        SendErrorKind::Timeout
    } else if error.is_request() || error.is_body() || error.is_decode() {
        // A connection existed and then failed: reset, closed, or not speaking HTTP.
        SendErrorKind::Interrupted
    } else {
        SendErrorKind::Unknown
    };
    SendError::new(kind, error.without_url())
}

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const _: () = shared_by_threads::<ReqwestTransport>();

//! Sealing: one request, signed for one moment. No socket, no clock.

use std::fmt;

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use wx_sign::{SignError, message};
use wx_transport::{AttemptResult, Host, Random, RandomError, TargetError, Trail};
use wx_types::Method;

use crate::{credentials::Credentials, nonce::Nonce, serial::PlatformSerial};

/// What stays the same between attempts: method, target and the very bytes of the body.
#[derive(Clone)]
pub struct Draft {
    method: Method,
    target: String,
    body: Bytes,
}

impl Draft {
    /// A request for `target` (path and query, percent-encoded) with `body`, which is empty for `GET`.
    #[must_use]
    pub fn new(method: Method, target: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self { method, target: target.into(), body: body.into() }
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// Path and query, as signed and sent.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The body, as signed and sent.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The text that is signed.
    #[must_use]
    pub fn message(&self, stamp: &Stamp) -> Vec<u8> {
        message::request(
            self.method.as_str(),
            &self.target,
            stamp.timestamp,
            stamp.nonce.as_str(),
            &self.body,
        )
    }

    /// The `Authorization` header: the signature over [`message`](Self::message), and who made it.
    ///
    /// # Errors
    /// [`SealError::Sign`]; the key lives elsewhere, or it cannot sign.
    pub fn authorization(&self, stamp: &Stamp, credentials: &Credentials) -> Result<HeaderValue, SealError> {
        let signature = credentials.sign(&self.message(stamp)).map_err(SealError::Sign)?;
        authorization(stamp, credentials, &signature)
    }

    /// The same, wherever the key lives.
    ///
    /// # Errors
    /// [`SealError::Sign`]; the key cannot sign.
    pub async fn authorization_async(
        &self,
        stamp: &Stamp,
        credentials: &Credentials,
    ) -> Result<HeaderValue, SealError> {
        let message = self.message(stamp);
        let signature = credentials.sign_async(&message).await.map_err(SealError::Sign)?;
        authorization(stamp, credentials, &signature)
    }

    /// Signs and addresses the request. `answered_by` names the platform key that shall sign the answer; without one the
    /// platform chooses.
    ///
    /// # Errors
    /// [`SealError`]; nothing was sent.
    pub fn seal<'p>(
        &self,
        host: &Host,
        stamp: &Stamp,
        credentials: &Credentials,
        answered_by: impl Into<Option<&'p PlatformSerial>>,
    ) -> Result<Request<Bytes>, SealError> {
        self.addressed(host, self.authorization(stamp, credentials)?, answered_by.into())
    }

    /// The same, wherever the key lives.
    ///
    /// # Errors
    /// [`SealError`]; nothing was sent.
    pub async fn seal_async(
        &self,
        host: &Host,
        stamp: &Stamp,
        credentials: &Credentials,
        answered_by: Option<&PlatformSerial>,
    ) -> Result<Request<Bytes>, SealError> {
        let authorization = self.authorization_async(stamp, credentials).await?;
        self.addressed(host, authorization, answered_by)
    }

    fn addressed(
        &self,
        host: &Host,
        authorization: HeaderValue,
        answered_by: Option<&PlatformSerial>,
    ) -> Result<Request<Bytes>, SealError> {
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = match self.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
        };
        *request.uri_mut() = host.uri(&self.target).map_err(SealError::Target)?;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers.insert(header::AUTHORIZATION, authorization);
        if let Some(serial) = answered_by {
            let serial = HeaderValue::try_from(serial.as_str()).map_err(SealError::Header)?;
            headers.insert("wechatpay-serial", serial);
        }
        if !self.body.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(request)
    }
}

fn authorization(
    stamp: &Stamp,
    credentials: &Credentials,
    signature: &str,
) -> Result<HeaderValue, SealError> {
    let (mchid, serial, nonce) = (credentials.mchid(), credentials.serial(), &stamp.nonce);
    let mut value = HeaderValue::try_from(format!(
        "WECHATPAY2-SHA256-RSA2048 mchid=\"{mchid}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{}\",serial_no=\"{serial}\"",
        stamp.timestamp,
    ))
    .map_err(SealError::Header)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The platform refuses requests without one.
const USER_AGENT: &str = concat!("wx-payments/", env!("CARGO_PKG_VERSION"), " (rust)");

/// Shows the method and how large the parts are, since target and body may hold personal data.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("method", &self.method)
            .field("target_bytes", &self.target.len())
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// What belongs to one attempt: its moment and its nonce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Unix seconds.
    pub timestamp: i64,
    /// Fresh for every signature.
    pub nonce: Nonce,
}

impl Stamp {
    /// A stamp for this moment with a fresh nonce.
    ///
    /// # Errors
    /// [`RandomError`] where the source of randomness fails.
    pub fn draw(unix_time: std::time::Duration, random: &dyn Random) -> Result<Self, RandomError> {
        Ok(Self { timestamp: seconds(unix_time), nonce: Nonce::draw(random)? })
    }
}

/// Whole Unix seconds, as everything on this wire counts them.
pub(crate) fn seconds(unix_time: std::time::Duration) -> i64 {
    i64::try_from(unix_time.as_secs()).unwrap_or(i64::MAX)
}

/// Whether the last attempt ended before there was a request.
pub(crate) fn unsealed(trail: &Trail) -> bool {
    trail.attempts.last().is_some_and(|attempt| attempt.result == AttemptResult::Unsealed)
}

/// Why a request could not be sealed. Nothing was sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum SealError {
    /// The key could not sign.
    Sign(SignError),
    /// The key, which lives elsewhere, had not signed when the time of the attempt ran out.
    TimedOut,
    /// No platform key is in force at this moment, so that no answer could be verified.
    NoTrust,
    /// The merchant's own key stands among the platform's.
    OwnKey,
    /// The source of randomness failed, so there is no nonce.
    Random(RandomError),
    /// The path or the query cannot stand in a request.
    Target(TargetError),
    /// A header value cannot stand in a request.
    Header(header::InvalidHeaderValue),
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sign(_) => "the merchant's key could not sign the request",
            Self::NoTrust => {
                "no platform key is in force, so that no answer could be verified; refresh the trust set"
            }
            Self::OwnKey => "the merchant's own key stands among the platform's",
            Self::TimedOut => "the merchant's key did not sign in the time of the attempt",
            Self::Random(_) => "no randomness for a nonce",
            Self::Target(_) => "the path or query cannot stand in a request",
            Self::Header(_) => "a header value cannot stand in a request",
        })
    }
}

impl std::error::Error for SealError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(match self {
            Self::Sign(error) => error,
            Self::Random(error) => error,
            Self::Target(error) => error,
            Self::Header(error) => error,
            Self::TimedOut | Self::NoTrust | Self::OwnKey => return None,
        })
    }
}

//! Preparing: what a call sends. No socket, no clock.

use std::fmt;

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use wx_transport::{Host, TargetError};

use crate::{address::Address, cloud_call::CloudCall};

/// What a call sends, the same in every attempt: path and query, and the bytes of the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    target: String,
    body: Bytes,
}

/// Completes `request` with `nonce` and writes it as JSON.
///
/// ```
/// use wx_cloudrun::{Address, OutTradeNo, QueryOrder, prepare};
/// use wx_types::Mchid;
///
/// let query = QueryOrder::by_out_trade_no(Mchid::new("1900000109")?, OutTradeNo::new("2021WERUN1")?);
/// let prepared = prepare(&query, "5K8264ILTKCH16CQ", &Address::default())?;
/// assert_eq!(prepared.target(), "/_/pay/queryorder");
/// assert_eq!(
///     prepared.body(),
///     br#"{"sub_mch_id":"1900000109","out_trade_no":"2021WERUN1","nonce_str":"5K8264ILTKCH16CQ"}"#.as_slice()
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SerializeError`] where the request cannot be written as JSON, which no type of this crate causes.
pub fn prepare<E: CloudCall>(
    request: &E,
    nonce: &str,
    address: &Address,
) -> Result<Prepared, SerializeError> {
    let target = address.target(request);
    match serde_json::to_vec(&request.completed(nonce)) {
        Ok(json) => Ok(Prepared { target, body: json.into() }),
        Err(error) => Err(SerializeError(error.into())),
    }
}

impl Prepared {
    /// Path and query.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The request for one host. The content type is always set: without it the platform redirects, refuses or answers
    /// nothing.
    ///
    /// # Errors
    /// [`TargetError`] where the target cannot stand in a request.
    pub fn request(&self, host: &Host) -> Result<Request<Bytes>, TargetError> {
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = host.uri(&self.target)?;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(request)
    }
}

const USER_AGENT: &str = concat!("wx-payments/", env!("CARGO_PKG_VERSION"), " (rust)");

/// Shows how large the body is, since it names the payer.
impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("path", &self.target.split('?').next())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The request could not be written as JSON. Nothing was sent.
#[derive(Debug)]
pub struct SerializeError(Box<dyn std::error::Error + Send + Sync>);

impl fmt::Display for SerializeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request could not be written as JSON")
    }
}

impl std::error::Error for SerializeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

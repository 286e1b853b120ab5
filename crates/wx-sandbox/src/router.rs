//! Reads a request and hands it to whoever answers its path.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use serde_json::Value;

use crate::body::Body;
use crate::fault::Fired;
use crate::gateway::Gateway;
use crate::line::Wire;
use crate::server::Which;
use crate::{apiv3, cloudrun, control, disturb, f2f, fubei};

/// A request with everything that its signature covers, as it was sent.
pub(crate) struct Request {
    pub(crate) host: Which,
    pub(crate) method: Method,
    /// Path and query exactly as on the request line.
    pub(crate) target: String,
    /// The path, still percent-encoded.
    pub(crate) path: String,
    /// What follows the question mark, if there is one.
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The fault that strikes it.
    pub(crate) fired: Option<Fired>,
}

/// The largest body, in bytes.
const BODY_LIMIT: usize = 1 << 20;

pub(crate) async fn answer(
    gateway: &Arc<Gateway>,
    host: Which,
    wire: &Wire,
    request: hyper::Request<Incoming>,
) -> Response<Body> {
    wire.mend();
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
        return bare(StatusCode::PAYLOAD_TOO_LARGE).map(Body::Whole);
    };
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let request = Request {
        host,
        method: head.method,
        target: target.to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers,
        body: body.to_bytes(),
        fired: None,
    };
    if request.path.starts_with("/_sandbox/") {
        return control::answer(gateway, &request).await.map(Body::Whole);
    }
    disturb::serve(gateway, wire, request).await
}

/// Hands a request to whoever answers its path.
pub(crate) fn dispatch(gateway: &Arc<Gateway>, request: &Request) -> Response<Body> {
    match request.host {
        Which::Primary | Which::Backup => return apiv3::serve(gateway, request),
        Which::Weixin if request.path.starts_with(cloudrun::PREFIX) => cloudrun::serve(gateway, request),
        Which::Weixin => f2f::serve(gateway, request),
        Which::Fubei => fubei::serve(gateway, request),
    }
    .map(Body::Whole)
}

impl Request {
    /// The value of a header that stands there once and is readable.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let first = values.next()?;
        if values.next().is_some() { None } else { first.to_str().ok() }
    }

    /// The method that a request to Fubei names inside; empty for others.
    pub(crate) fn inner_method(&self) -> String {
        if self.host != Which::Fubei {
            return String::new();
        }
        let body = serde_json::from_slice::<Value>(&self.body).unwrap_or_default();
        body.get("method").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Whether there is one `Content-Type`, and it says JSON in UTF-8.
    pub(crate) fn is_json(&self) -> bool {
        self.header(&CONTENT_TYPE).is_some_and(|value| {
            let mut parts = value.split(';').map(str::trim);
            let json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
            json && parts.all(|part| part.is_empty() || part.eq_ignore_ascii_case("charset=utf-8"))
        })
    }

    /// The decoded value of a parameter of the query: the first one of this name.
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        let pairs = self.query.as_deref().unwrap_or_default().split('&');
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .find(|(known, _)| decode(known, true).as_deref() == Some(name))
            .and_then(|(_, value)| decode(value, true))
    }
}

/// JSON without a signature.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

pub(crate) fn bare(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

/// Undoes percent-encoding; `form` also turns `+` into a blank. `None` if the result is not UTF-8 or if a percent sign
/// is not followed by two hexadecimal digits.
pub(crate) fn decode(text: &str, form: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                bytes.push(high << 4 | low);
            }
            b'+' if form => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[track_caller]
    fn check(text: &str, form: bool, expected: Option<&str>) {
        assert_eq!(decode(text, form).as_deref(), expected, "{text}");
    }

    #[test]
    fn percent_encoding() {
        check("a%7Cb%2a", false, Some("a|b*"));
        check("a+b", false, Some("a+b"));
        check("a+b", true, Some("a b"));
        check("%E5%8D%95", false, Some("单"));
        check("%E5", false, None);
        check("%", false, None);
        check("%4", false, None);
        check("%+1", false, None);
        check("%zz", false, None);
    }
}

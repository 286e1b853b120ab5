//! An answer before and after it is sealed.

use bytes::Bytes;
use http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde_json::Value;

use super::refusal::Refusal;
use super::seal::{Sealed, seal};
use crate::body::Pieces;
use crate::gateway::Gateway;
use crate::options::KeyMode;
use crate::spoil::Spoil;

/// What a handler says.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Empty for 204.
    body: Bytes,
    content_type: &'static str,
    /// Stands in place of the body; nothing that is signed has it.
    pub(crate) stream: Option<Pieces>,
    /// The number that ends the `Request-ID`: 0 for success.
    reason: u32,
    pub(crate) code: Option<&'static str>,
    pub(crate) issue: Option<String>,
}

const JSON: &str = "application/json; charset=utf-8";

impl Answer {
    pub(crate) fn ok(body: &Value) -> Self {
        Self::file(body.to_string().into(), JSON)
    }

    pub(crate) fn no_content() -> Self {
        Self { status: 204, ..Self::file(Bytes::new(), JSON) }
    }

    /// Bytes of another type.
    pub(crate) fn file(body: Bytes, content_type: &'static str) -> Self {
        Self { status: 200, body, content_type, stream: None, reason: 0, code: None, issue: None }
    }

    /// A file that is never whole in memory.
    pub(crate) fn stream(pieces: Pieces, content_type: &'static str) -> Self {
        Self { stream: Some(pieces), ..Self::file(Bytes::new(), content_type) }
    }

    /// Signs with `key`, if there is one, and adds what every answer carries.
    pub(crate) fn seal(
        self,
        gateway: &Gateway,
        key: Option<KeyMode>,
        spoil: Option<Spoil>,
    ) -> Response<Full<Bytes>> {
        let sealed = match key {
            Some(key) => seal(gateway, key, self.body, spoil),
            None => Sealed { headers: Vec::new(), body: self.body },
        };
        let mut response = Response::new(Full::new(sealed.body));
        // Every status here is written in this crate.
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static("zh-CN"));
        headers.insert("keep-alive", HeaderValue::from_static("timeout=8"));
        if self.status != 204 {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        }
        let request_id = ("request-id", format!("08{}-{}", gateway.random.hex(44), self.reason));
        for (name, text) in sealed.headers.into_iter().chain([request_id]) {
            // All texts are made of ASCII.
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self {
            status: refusal.status(),
            reason: refusal.reason,
            code: Some(refusal.code.as_str()),
            issue: Some(refusal.issue.clone()),
            ..Self::ok(&refusal.body())
        }
    }
}

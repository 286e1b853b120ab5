//! An answer before and after it is sealed.

use bytes::Bytes;
use http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use serde_json::Value;

use super::refusal::Refusal;
use super::seal::{Sealed, seal};
use crate::gateway::Gateway;
use crate::options::KeyMode;
use crate::spoil::Spoil;

/// What a handler says.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Empty for 204.
    pub(crate) body: Bytes,
    /// The number that ends the `Request-ID`: 0 for success.
    pub(crate) reason: u32,
    pub(crate) code: Option<&'static str>,
    pub(crate) issue: Option<String>,
}

impl Answer {
    pub(crate) fn ok(body: &Value) -> Self {
        Self { status: 200, body: body.to_string().into(), reason: 0, code: None, issue: None }
    }

    pub(crate) fn no_content() -> Self {
        Self { status: 204, body: Bytes::new(), reason: 0, code: None, issue: None }
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
        let has_body = !sealed.body.is_empty();
        let mut response = Response::new(Full::new(sealed.body));
        // Every status here is written in this crate.
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static("zh-CN"));
        headers.insert("keep-alive", HeaderValue::from_static("timeout=8"));
        if has_body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
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
            body: refusal.body().to_string().into(),
            reason: refusal.reason,
            code: Some(refusal.code.as_str()),
            issue: Some(refusal.issue),
        }
    }
}

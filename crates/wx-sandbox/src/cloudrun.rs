//! The payment interface of WeChat cloud hosting, as a container sees it: through a sidecar, without a signature.
//!
//! Written against the published page of the order and what is known of its siblings as of November 2026; where they
//! are silent, the crate's README says what was decided.
//!
//! | Module | Holds |
//! |---|---|
//! | `answer` | the three layers of an answer, and the trap in a failed order |
//! | `rules` | strict reading of bodies, and rules between fields |
//! | `order`, `query`, `close`, `refund`, `bill` | the handlers |
//! | `book` | orders and refunds, and their states |
//! | `callback`, `shape` | what a container is told, and the choices about it |

mod answer;
mod bill;
mod book;
mod callback;
mod close;
mod order;
mod query;
mod refund;
mod rules;
mod shape;

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::gateway::Gateway;
use crate::router::{Request, bare, json};
use answer::{Answer, Failure};

pub(crate) use book::Book;
pub use book::CloudRefundResult;
pub(crate) use callback::{pay, settle_refund};
pub(crate) use query::orders;
pub use shape::{CloudShape, Sidecar};

/// Where all paths of this interface begin.
pub(crate) const PREFIX: &str = "/_/pay/";
/// The header that proves that the sidecar has seen a call.
pub(crate) const SEQID: &str = "x-openapi-seqid";

type Handler = fn(&Arc<Gateway>, &Value) -> Result<Answer, Failure>;

const ROUTES: [(&str, Handler); 7] = [
    ("unifiedorder", order::create),
    ("unifiedOrder", order::create),
    ("queryorder", query::query),
    ("closeorder", close::close),
    ("refund", refund::refund),
    ("queryrefund", refund::query),
    ("downloadbill", bill::download),
];

/// Serves one request and logs it.
pub(crate) fn serve(gateway: &Arc<Gateway>, request: &Request) -> Response<Full<Bytes>> {
    if gateway.cloud_book().sidecar == Sidecar::Off {
        let refusal = Failure::Outer(41001, "41001", "access_token missing");
        return finish(gateway, request, Err(refusal), false);
    }
    let name = request.path.strip_prefix(PREFIX).unwrap_or_default();
    let mut response = match ROUTES.iter().find(|(known, _)| *known == name) {
        Some((_, handler)) => {
            let outcome = read(request).and_then(|body| handler(gateway, &body));
            finish(gateway, request, outcome, name.eq_ignore_ascii_case("unifiedorder"))
        }
        None => {
            let issue = "the path is not on the list of permitted ones".to_owned();
            gateway.note(request, 502, None, Some(issue));
            bare(StatusCode::BAD_GATEWAY)
        }
    };
    if let Ok(value) = HeaderValue::try_from(gateway.random.hex(32).to_ascii_lowercase()) {
        response.headers_mut().insert(SEQID, value);
    }
    response
}

/// The JSON of a request, unless the outer layers refuse it.
fn read(request: &Request) -> Result<Value, Failure> {
    if request.method != Method::POST {
        return Err(Failure::inner("REQUIRE_POST_METHOD", "请使用post方法"));
    }
    let json = request.header(&CONTENT_TYPE).is_some_and(|value| {
        value.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
    });
    if !json {
        return Err(Failure::Outer(45105, "45105", "content type must be application/json"));
    }
    if request.body.is_empty() {
        return Err(Failure::inner("POST_DATA_EMPTY", "post数据为空"));
    }
    if std::str::from_utf8(&request.body).is_err() {
        return Err(Failure::inner("NOT_UTF8", "编码格式错误"));
    }
    serde_json::from_slice(&request.body).map_err(|_| Failure::Outer(47001, "47001", "data format error"))
}

fn finish(
    gateway: &Gateway,
    request: &Request,
    outcome: Result<Answer, Failure>,
    is_order: bool,
) -> Response<Full<Bytes>> {
    let failure = outcome.as_ref().err();
    gateway.note(request, 200, failure.map(Failure::code), failure.map(Failure::issue));
    let respdata = match outcome {
        Ok(answer) => answer.body(gateway),
        Err(Failure::Outer(errcode, _, errmsg)) => {
            return json(StatusCode::OK, &json!({ "errcode": errcode, "errmsg": errmsg }));
        }
        Err(failure) => failure.body(gateway, is_order),
    };
    json(StatusCode::OK, &json!({ "errcode": 0, "errmsg": "ok", "respdata": respdata }))
}

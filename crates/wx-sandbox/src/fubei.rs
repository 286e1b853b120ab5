//! Fubei: signed envelopes around JSON, orders of mini programs, refunds, and the callback after a payment.
//!
//! Written against the published page of the mini-program order and what is known of its siblings as of November 2026;
//! where they are silent, the crate's README says what was decided.
//!
//! | Module | Holds |
//! |---|---|
//! | `envelope` | may this request pass? content type, members, signature |
//! | `biz` | strict reading of `biz_content`, amounts from their digits |
//! | `methods` | which handler serves which method |
//! | `create`, `query`, `refund`, `close` | the handlers |
//! | `book`, `shape` | orders and refunds, and the oddities of answers |
//! | `refusal`, `callback` | what goes back, and what goes out later |

mod biz;
mod book;
mod callback;
mod close;
mod create;
mod envelope;
mod methods;
mod query;
mod refund;
mod refusal;
mod shape;

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::gateway::Gateway;
use crate::router::{Request, bare, json};
use envelope::Envelope;
use refusal::Refusal;

pub(crate) use book::Book;
pub use book::FubeiRefundResult;
pub(crate) use callback::pay;
pub(crate) use query::orders;
pub use shape::FubeiShape;

/// The path of API 1.0.
const MERCHANT_PATH: &str = "/gateway";
/// The path of API 2.0.
const AGENT_PATH: &str = "/gateway/agent";

/// Serves one request and logs it.
pub(crate) fn serve(gateway: &Arc<Gateway>, request: &Request) -> Response<Full<Bytes>> {
    let status = match (request.path.as_str(), &request.method) {
        (MERCHANT_PATH | AGENT_PATH, &Method::POST) => StatusCode::OK,
        (MERCHANT_PATH | AGENT_PATH, _) => StatusCode::METHOD_NOT_ALLOWED,
        _ => StatusCode::NOT_FOUND,
    };
    if status != StatusCode::OK {
        gateway.note(
            request,
            status.as_u16(),
            None,
            Some("only POST to the two gateways is served".to_owned()),
        );
        return bare(status);
    }
    let second = request.path == AGENT_PATH;
    let outcome = run(gateway, request);
    let refusal = outcome.as_ref().err();
    gateway.note(request, 200, refusal.map(Refusal::code), refusal.map(|refusal| refusal.issue.clone()));
    let mut body = outcome.map_or_else(
        |refusal| refusal.body(),
        |data| json!({ "result_code": 200, "result_message": "成功", "data": data }),
    );
    if let (true, Value::Object(members)) = (second, &mut body) {
        let success = members.contains_key("data");
        members.insert("success".to_owned(), json!(success));
    }
    json(StatusCode::OK, &body)
}

fn run(gateway: &Arc<Gateway>, request: &Request) -> Result<Value, Refusal> {
    let Envelope { caller, method, biz_content } = envelope::open(gateway, request)?;
    let handler = methods::find(&request.path, &method)?;
    handler(&methods::Call { gateway, caller, biz_content: &biz_content })
}

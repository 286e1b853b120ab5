//! What `api.weixin.qq.com` serves beside cloud hosting: access tokens, and person-to-person orders of mini programs.
//!
//! Written against the published pages as of November 2026; where they are silent, the crate's README says what was
//! decided.
//!
//! | Module | Holds |
//! |---|---|
//! | `tokens`, `token_calls` | what tokens there are and how long, and the two calls that give them out |
//! | `gate` | may this request pass? token, headers, signature if there is one |
//! | `calls`, `book` | create and query, and the orders they act on |
//! | `refusal` | the three shapes of a failure |

mod book;
mod calls;
mod gate;
mod refusal;
mod token_calls;
mod tokens;

use std::sync::Arc;

use bytes::Bytes;
use http::header::HeaderValue;
use http::{Response, StatusCode};
use http_body_util::Full;
use serde_json::Value;

use crate::ActError;
use crate::apiv3::Refused;
use crate::cloudrun::{SEQID, Sidecar};
use crate::gateway::Gateway;
use crate::router::{Request, json};
use refusal::{Code, Refusal};

pub(crate) use book::{Book, F2fEvent};
pub(crate) use calls::orders;
pub(crate) use tokens::Tokens;

type Handler = fn(&Gateway, &Request) -> Result<Value, Refusal>;

/// Path, handler, and whether it is a call of mini programs that needs an access token.
const ROUTES: [(&str, Handler, bool); 4] = [
    ("/cgi-bin/token", token_calls::plain, false),
    ("/cgi-bin/stable_token", token_calls::stable, false),
    ("/wxa/business/f2f/createorderinfo", calls::create, true),
    ("/wxa/business/f2f/queryorderinfo", calls::query, true),
];

/// Serves one request and logs it.
pub(crate) fn serve(gateway: &Arc<Gateway>, request: &Request) -> Response<Full<Bytes>> {
    let Some((_, handler, needs_token)) = ROUTES.iter().find(|(path, ..)| *path == request.path) else {
        let refusal = Refusal::new(Code::UnknownPath, "the sandbox has no such path");
        return refuse(gateway, request, StatusCode::NOT_FOUND, refusal);
    };
    // Where the sidecar serves everything, a call without a token is a call from a container.
    let hosted = *needs_token
        && request.query_value("access_token").is_none()
        && gateway.cloud_book().sidecar == Sidecar::All;
    let outcome = if *needs_token { gate::admit(gateway, request, hosted) } else { Ok(()) };
    let mut response = match outcome.and_then(|()| handler(gateway, request)) {
        Ok(body) => {
            gateway.note(request, 200, None, None);
            json(StatusCode::OK, &body)
        }
        Err(refusal) => refuse(gateway, request, StatusCode::OK, refusal),
    };
    if hosted && let Ok(value) = HeaderValue::try_from(gateway.random.hex(32)) {
        response.headers_mut().insert(SEQID, value);
    }
    response
}

fn refuse(
    gateway: &Gateway,
    request: &Request,
    status: StatusCode,
    refusal: Refusal,
) -> Response<Full<Bytes>> {
    match refusal {
        Refusal::Numbered { code, issue } => {
            let body = code.body(&issue, gateway);
            gateway.note(request, status.as_u16(), Some(code.name()), Some(issue));
            json(status, &body)
        }
        Refusal::Apiv3(refused) => {
            let Refused { response, code, issue } = *refused;
            gateway.note(request, response.status().as_u16(), code, issue);
            response
        }
    }
}

/// Something happens to an order. Gives the `order_id`, if it has one.
pub(crate) fn happen(
    gateway: &Gateway,
    out_request_no: &str,
    event: F2fEvent,
) -> Result<Option<String>, ActError> {
    let now = gateway.clock.now();
    let order_id = format!("100004{}{}", crate::clock::compact(now), gateway.random.digits(8));
    let mut book = gateway.f2f_book();
    let order = book.order(out_request_no, now).ok_or(ActError::Unknown)?;
    order.happen(event, order_id)?;
    Ok(order.order_id().map(str::to_owned))
}

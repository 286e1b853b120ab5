//! APIv3: orders of a merchant and of a provider, combinations, refunds, bills, PayScore, certificates and all their
//! notifications.
//!
//! Written against the official pages as of November 2026; where they are silent, the crate's README says what was
//! decided. One request passes the gate, finds its route, and its answer is sealed:
//!
//! | Module | Step |
//! |---|---|
//! | `gate`, `authorization` | may this request pass at all? |
//! | `routes`, `call` | which handler serves it, and what it asks of the request |
//! | `prepay`, `query`, `close`, `combine` | the handlers of orders, with `prepay_body` for what they may say |
//! | `refund`, `abnormal`, `bill`, `certificates`, `payscore` | the other handlers |
//! | `ledger`, `order`, `channel`, `party`, `combination`, `refund_state` | the state machines they act on |
//! | `bill_rows`, `bill_text`, `bill_spoil`, `gzip` | from orders to a file |
//! | `answer`, `refusal`, `seal` | what goes back, and its signature |
//! | `events`, `tell` | what happens later, and the notification that tells of it |

mod abnormal;
mod answer;
pub(crate) mod authorization;
mod bill;
mod bill_rows;
pub(crate) mod bill_spoil;
mod bill_text;
mod call;
mod certificates;
mod channel;
mod close;
mod combination;
mod combine;
mod events;
mod gate;
mod guest;
mod gzip;
pub(crate) mod ledger;
pub(crate) mod order;
mod party;
pub(crate) mod payscore;
mod prepay;
mod prepay_body;
mod query;
mod refund;
pub(crate) mod refund_state;
mod refusal;
mod routes;
mod seal;
mod tell;

use std::sync::Arc;

use http::Response;

use crate::body::Body;
use crate::fault::{Place, Subject};
use crate::gateway::Gateway;
use crate::log::{LogEntry, RequestEntry};
use crate::router::Request;

pub(crate) use events::{combinations, orders, pay, pay_at, settle_refund};
pub(crate) use guest::{Refused, check_authorization};

/// Serves one request and logs it.
pub(crate) fn serve(gateway: &Arc<Gateway>, request: &Request) -> Response<Body> {
    let admitted = gate::admit(gateway, request);
    let mut answer = routes::find(request)
        .and_then(|(handler, args)| {
            admitted?;
            handler(&call::Call { gateway, request, args })
        })
        .unwrap_or_else(answer::Answer::from);
    let key = gate::answer_key(gateway, request).filter(|_| request.path != bill::DOWNLOAD);
    let subject = Subject::new(request.host.as_str(), request.method.as_str(), &request.path);
    let damage = key.and_then(|_| gateway.faults.draw(Place::Signature, &subject));
    let spoil = damage.and_then(|fired| fired.fault.as_spoil());
    gateway.log.push(LogEntry::Request(RequestEntry {
        at: gateway.clock.now(),
        host: request.host,
        method: request.method.to_string(),
        path: request.path.clone(),
        status: answer.status,
        code: answer.code,
        issue: answer.issue.clone(),
        spoiled: spoil,
        faults: request.fired.into_iter().chain(damage).collect(),
    }));
    let stream = answer.stream.take();
    let mut response = answer.seal(gateway, key, spoil);
    if let Some(spoil) = spoil {
        response.extensions_mut().insert(spoil);
    }
    response.map(|whole| stream.map_or(Body::Whole(whole), Body::Pieces))
}

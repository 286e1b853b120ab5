//! APIv3 for a direct merchant: APP orders, queries, close, refunds, certificates and their notifications.
//!
//! Written against the official pages as of November 2026; where they are silent, the crate's README says what was
//! decided. One request passes the gate, finds its route, and its answer is sealed:
//!
//! | Module | Step |
//! |---|---|
//! | `gate`, `authorization` | may this request pass at all? |
//! | `routes` | which handler serves it? |
//! | `prepay`, `query`, `close`, `refund`, `certificates` | the handlers |
//! | `ledger`, `order`, `refund_state` | the state machines they act on |
//! | `answer`, `refusal`, `seal` | what goes back, and its signature |
//! | `events` | what happens later, and the notification that tells of it |

mod answer;
mod authorization;
mod certificates;
mod close;
mod events;
mod gate;
mod guest;
pub(crate) mod ledger;
pub(crate) mod order;
mod prepay;
mod query;
mod refund;
pub(crate) mod refund_state;
mod refusal;
mod routes;
mod seal;

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http_body_util::Full;

use crate::gateway::Gateway;
use crate::log::{LogEntry, RequestEntry};
use crate::router::Request;

pub(crate) use events::{orders, pay, settle_refund};
pub(crate) use guest::{Refused, check_authorization};

/// Serves one request and logs it.
pub(crate) fn serve(gateway: &Arc<Gateway>, request: &Request) -> Response<Full<Bytes>> {
    let admitted = gate::admit(gateway, request);
    let answer = routes::find(request)
        .and_then(|(handler, args)| {
            admitted?;
            handler(&routes::Call { gateway, request, args })
        })
        .unwrap_or_else(answer::Answer::from);
    let key = gate::answer_key(gateway, request);
    let spoil = key.and_then(|_| gateway.answer_spoils.next());
    gateway.log.push(LogEntry::Request(RequestEntry {
        at: gateway.clock.now(),
        host: request.host,
        method: request.method.to_string(),
        path: request.path.clone(),
        status: answer.status,
        code: answer.code,
        issue: answer.issue.clone(),
        spoiled: spoil,
    }));
    answer.seal(gateway, key, spoil)
}

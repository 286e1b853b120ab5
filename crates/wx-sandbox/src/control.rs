//! The remote control: unsigned JSON under `/_sandbox/`, for users of other languages.

mod apiv3;
mod doors;
mod faults;

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::fault::{Fired, Rule};
use crate::gateway::Gateway;
use crate::log::{ConnectionEntry, LogEntry, NotificationEntry, RequestEntry};
use crate::router::{self, Request};
use crate::schema::{Kind, Schema, check, optional, required, text};
use crate::server::Which;
use crate::spoil::Spoil;
use crate::{PayError, RefundResult, SettleError};

/// A status and what to say with it.
type Outcome = Result<Value, (StatusCode, String)>;

const NUMBER: Kind = text(1, 64);
const PAY: Schema = Schema { fields: &[required("out_trade_no", NUMBER)] };
const SETTLE: Schema = Schema {
    fields: &[
        required("out_refund_no", NUMBER),
        required("result", Kind::Choice(&["SUCCESS", "CLOSED", "ABNORMAL"])),
    ],
};
const DARK: Schema = Schema {
    fields: &[
        required("host", Kind::Choice(&["primary", "backup", "weixin", "fubei"])),
        required("dark", Kind::Flag),
    ],
};
const SPOIL: Schema = Schema {
    fields: &[
        required("what", Kind::Choice(&["answers", "notifications"])),
        required(
            "spoil",
            Kind::Choice(&["UNSIGNED", "TAMPERED", "STALE", "FUTURE", "WRONG_SERIAL", "PROBE"]),
        ),
        optional("times", Kind::Int { min: 1, max: 1_000_000 }),
    ],
};
const CLOCK: Schema = Schema { fields: &[required("offset", Kind::Int { min: i64::MIN, max: i64::MAX })] };

pub(crate) async fn answer(gateway: &Arc<Gateway>, request: &Request) -> Response<Full<Bytes>> {
    let (status, body) = match run(gateway, request).await {
        Ok(body) => (StatusCode::OK, body),
        Err((status, error)) => (status, json!({ "error": error })),
    };
    router::json(status, &body)
}

async fn run(gateway: &Arc<Gateway>, request: &Request) -> Outcome {
    let name = request.path.strip_prefix("/_sandbox/").unwrap_or_default();
    match (request.method.as_str(), name) {
        ("GET", "log") => Ok(gateway.log.entries().iter().map(describe).collect()),
        ("GET", "orders") => Ok(crate::apiv3::orders(gateway)),
        ("POST", "pay") => paid(crate::apiv3::pay(gateway, text_of(&read(request, &PAY)?, "out_trade_no"))),
        ("POST", "settle-refund") => settle(gateway, &read(request, &SETTLE)?),
        ("POST", "dark") => dark(gateway, request, &read(request, &DARK)?).await,
        ("POST", "spoil") => Ok(spoil(gateway, &read(request, &SPOIL)?)),
        ("POST", "clock") => {
            gateway.clock.set_offset(int(&read(request, &CLOCK)?, "offset"));
            Ok(json!({ "now": gateway.clock.now() }))
        }
        (_, "log" | "orders" | "pay" | "settle-refund" | "dark" | "spoil" | "clock") => {
            Err((StatusCode::METHOD_NOT_ALLOWED, "log and orders take GET, all others POST".to_owned()))
        }
        _ => faults::run(gateway, request, name)
            .await
            .or_else(|| apiv3::run(gateway, request, name))
            .or_else(|| doors::run(gateway, request, name))
            .unwrap_or_else(|| Err((StatusCode::NOT_FOUND, "there is no such control endpoint".to_owned()))),
    }
}

fn read(request: &Request, schema: &Schema) -> Outcome {
    let bad = |error| (StatusCode::BAD_REQUEST, error);
    let body = serde_json::from_slice(&request.body).map_err(|_| bad("the body is not JSON".to_owned()))?;
    let faults: Vec<String> = check(schema, &body).iter().map(ToString::to_string).collect();
    if faults.is_empty() { Ok(body) } else { Err(bad(faults.join("; "))) }
}

fn paid(outcome: Result<String, PayError>) -> Outcome {
    match outcome {
        Ok(transaction_id) => Ok(json!({ "transaction_id": transaction_id })),
        Err(e @ (PayError::UnknownOrder | PayError::DeadUrl)) => Err((StatusCode::NOT_FOUND, e.to_string())),
        Err(e @ (PayError::WrongState(_) | PayError::Expired)) => Err((StatusCode::CONFLICT, e.to_string())),
    }
}

fn settle(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    let result = RefundResult::from_name(text_of(body, "result")).unwrap_or(RefundResult::Success);
    match crate::apiv3::settle_refund(gateway, text_of(body, "out_refund_no"), result) {
        Ok(refund_id) => Ok(json!({ "refund_id": refund_id })),
        Err(e @ SettleError::UnknownRefund) => Err((StatusCode::NOT_FOUND, e.to_string())),
        Err(e @ SettleError::WrongState(_)) => Err((StatusCode::CONFLICT, e.to_string())),
    }
}

/// A host does not close itself: it could not answer, and nobody could open it again through it.
async fn dark(gateway: &Gateway, request: &Request, body: &Value) -> Outcome {
    let name = text_of(body, "host");
    let host = Which::ALL.into_iter().find(|host| host.as_str() == name).unwrap_or(Which::Backup);
    if host == request.host {
        return Err((StatusCode::CONFLICT, format!("ask another host about {host}")));
    }
    let dark = body.get("dark").and_then(Value::as_bool).unwrap_or_default();
    match gateway.switch(host).set_dark(dark).await {
        Ok(()) => Ok(json!({ "host": host.as_str(), "dark": dark })),
        Err(e) => Err((StatusCode::CONFLICT, e.to_string())),
    }
}

fn spoil(gateway: &Gateway, body: &Value) -> Value {
    let times = body.get("times").map_or(1, |_| int(body, "times"));
    let times = u32::try_from(times).unwrap_or(1);
    if let Some(spoil) = Spoil::from_name(text_of(body, "spoil")) {
        let rule = Rule::new(spoil.into()).next(times);
        gateway.faults.add(if text_of(body, "what") == "answers" { rule } else { rule.on_notifications() });
    }
    json!({ "times": times })
}

fn text_of<'a>(body: &'a Value, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn int(body: &Value, name: &str) -> i64 {
    body.get(name).and_then(Value::as_i64).unwrap_or_default()
}

fn describe(entry: &LogEntry) -> Value {
    match entry {
        LogEntry::Request(RequestEntry { at, host, method, path, status, code, issue, spoiled, faults }) => {
            json!({
                "kind": "request",
                "at": at,
                "host": host.as_str(),
                "method": method,
                "path": path,
                "status": status,
                "code": code,
                "issue": issue,
                "spoiled": spoiled.map(Spoil::as_str),
                "faults": struck(faults),
            })
        }
        LogEntry::Notification(entry) => {
            let NotificationEntry { at, id, event_type, number, attempt, delivery, spoiled, faults } = entry;
            json!({
                "kind": "notification",
                "at": at,
                "id": id,
                "event_type": event_type,
                "number": number,
                "attempt": attempt,
                "delivery": delivery.to_string(),
                "spoiled": spoiled.map(Spoil::as_str),
                "faults": struck(faults),
            })
        }
        LogEntry::Connection(ConnectionEntry { at, host, fault }) => json!({
            "kind": "connection",
            "at": at,
            "host": host.as_str(),
            "faults": struck(&[*fault]),
        }),
    }
}

fn struck(faults: &[Fired]) -> Value {
    let one = |fired: &Fired| json!({ "rule": fired.rule, "fault": fired.fault.to_string() });
    faults.iter().map(one).collect()
}

//! The control endpoints of faults and of the platform's certificates.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use super::{Outcome, read, text_of};
use crate::fault::{Plan, PlanError, Rule};
use crate::gateway::Gateway;
use crate::options::KeyMode;
use crate::router::Request;
use crate::schema::{Kind, Schema, required};

const KEY: Schema = Schema { fields: &[required("key", Kind::Choice(&["PUBLIC_KEY", "CERTIFICATE"]))] };

/// `None` if the name is not one of these.
pub(super) async fn run(gateway: &Arc<Gateway>, request: &Request, name: &str) -> Option<Outcome> {
    Some(match (name, request.method.as_str()) {
        ("faults", "GET") => Ok(describe(gateway)),
        ("faults", "PUT") => change(gateway, Plan::from_json(&request.body), |plan| gateway.faults.set(plan)),
        ("faults", "POST") => {
            change(gateway, Rule::from_json(&request.body), |rule| gateway.faults.add(rule))
        }
        ("faults", "DELETE") => change(gateway, Ok(Plan::default()), |plan| gateway.faults.set(plan)),
        ("release", "POST") => {
            gateway.faults.release.notify_waiters();
            Ok(json!({}))
        }
        ("announce-certificate", "POST") => serial(gateway.announce_certificate().await),
        ("rotate-certificate", "POST") => serial(gateway.rotate_certificate().await),
        ("retire-certificates", "POST") => {
            gateway.platform.retire();
            Ok(json!({ "serial_no": gateway.platform.signing().serial }))
        }
        ("notification-key", "POST") => notification_key(gateway, request),
        ("faults", _) => wrong_method("faults takes GET, PUT, POST and DELETE"),
        (
            "release"
            | "announce-certificate"
            | "rotate-certificate"
            | "retire-certificates"
            | "notification-key",
            _,
        ) => wrong_method("this endpoint takes POST"),
        _ => return None,
    })
}

/// The plan, with how often each rule struck.
fn describe(gateway: &Gateway) -> Value {
    let mut plan = gateway.faults.plan().write();
    if let Some(members) = plan.as_object_mut() {
        members.insert("fired".to_owned(), json!(gateway.faults.fired()));
    }
    plan
}

fn change<T>(gateway: &Gateway, wanted: Result<T, PlanError>, apply: impl FnOnce(T)) -> Outcome {
    apply(wanted.map_err(|e| (StatusCode::BAD_REQUEST, e.to_string()))?);
    Ok(describe(gateway))
}

fn serial(outcome: Result<String, crate::CredentialsError>) -> Outcome {
    let failed = |e: crate::CredentialsError| (StatusCode::INTERNAL_SERVER_ERROR, e.to_string());
    outcome.map(|serial| json!({ "serial_no": serial })).map_err(failed)
}

fn notification_key(gateway: &Gateway, request: &Request) -> Outcome {
    let body = read(request, &KEY)?;
    let name = text_of(&body, "key");
    gateway.platform.set_notification_key(match name {
        "CERTIFICATE" => KeyMode::Certificate,
        _ => KeyMode::PublicKey,
    });
    Ok(json!({ "key": name }))
}

fn wrong_method(error: &str) -> Outcome {
    Err((StatusCode::METHOD_NOT_ALLOWED, error.to_owned()))
}

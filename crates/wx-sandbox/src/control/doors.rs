//! The control endpoints of Fubei, of person-to-person payment and of cloud hosting.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use super::{NUMBER, Outcome, read, text_of};
use crate::ActError;
use crate::cloudrun::{self, CloudRefundResult, CloudShape, Sidecar};
use crate::f2f::{self, F2fEvent};
use crate::fubei::{self, FubeiRefundResult, FubeiShape};
use crate::gateway::Gateway;
use crate::notify::Target;
use crate::router::Request;
use crate::schema::{Kind, Schema, required, text};

type Act = fn(&Arc<Gateway>, &Value) -> Outcome;

const ACTS: &[(&str, Schema, Act)] = &[
    ("fubei-pay", Schema { fields: &[required("merchant_order_sn", NUMBER)] }, fubei_pay),
    (
        "fubei-settle-refund",
        Schema {
            fields: &[
                required("merchant_refund_sn", NUMBER),
                required("result", Kind::Choice(&["REFUND_SUCCESS", "REFUND_FAILER"])),
            ],
        },
        fubei_settle,
    ),
    (
        "fubei-shape",
        Schema { fields: &[required("sign_params_as_text", Kind::Flag), required("ids_nested", Kind::Flag)] },
        fubei_shape,
    ),
    ("invalidate-tokens", Schema { fields: &[] }, invalidate),
    ("f2f-pay", REQUEST_NO, |gateway, body| f2f_event(gateway, body, F2fEvent::Pay)),
    ("f2f-fail", REQUEST_NO, |gateway, body| f2f_event(gateway, body, F2fEvent::Fail)),
    ("f2f-close", REQUEST_NO, |gateway, body| f2f_event(gateway, body, F2fEvent::Close)),
    ("f2f-refund", REQUEST_NO, |gateway, body| f2f_event(gateway, body, F2fEvent::Refund)),
    ("cloud-pay", Schema { fields: &[required("out_trade_no", NUMBER)] }, cloud_pay),
    (
        "cloud-settle-refund",
        Schema {
            fields: &[
                required("out_refund_no", NUMBER),
                required("result", Kind::Choice(&["SUCCESS", "CHANGE", "REFUNDCLOSE"])),
            ],
        },
        cloud_settle,
    ),
    (
        "cloud-shape",
        Schema {
            fields: &[required("snake_case_callbacks", Kind::Flag), required("refund_lists", Kind::Flag)],
        },
        cloud_shape,
    ),
    ("sidecar", Schema { fields: &[required("sidecar", Kind::Choice(&["OFF", "PAY", "ALL"]))] }, sidecar),
    (
        "container",
        Schema { fields: &[required("service", text(1, 64)), required("url", text(1, 256))] },
        container,
    ),
];

const REQUEST_NO: Schema = Schema { fields: &[required("out_request_no", NUMBER)] };

type Look = fn(&Gateway) -> Value;

const LOOKS: [(&str, Look); 3] =
    [("fubei-orders", fubei::orders), ("f2f-orders", f2f::orders), ("cloud-orders", cloudrun::orders)];

/// Serves these endpoints; `None` if there is none of this name.
pub(super) fn run(gateway: &Arc<Gateway>, request: &Request, name: &str) -> Option<Outcome> {
    let wrong = |wanted: &str| {
        (request.method.as_str() != wanted)
            .then(|| Err((StatusCode::METHOD_NOT_ALLOWED, format!("{name} takes {wanted}"))))
    };
    if let Some((_, look)) = LOOKS.iter().find(|(known, _)| *known == name) {
        return wrong("GET").or_else(|| Some(Ok(look(gateway))));
    }
    let (_, schema, act) = ACTS.iter().find(|(known, ..)| *known == name)?;
    wrong("POST").or_else(|| {
        // What takes nothing can be told nothing.
        let nothing = schema.fields.is_empty() && request.body.is_empty();
        let body = if nothing { Ok(json!({})) } else { read(request, schema) };
        Some(body.and_then(|body| act(gateway, &body)))
    })
}

fn done<T>(outcome: Result<T, ActError>, tell: impl FnOnce(T) -> Value) -> Outcome {
    outcome.map(tell).map_err(|error| {
        let status = match error {
            ActError::Unknown => StatusCode::NOT_FOUND,
            ActError::WrongState(_) | ActError::Expired => StatusCode::CONFLICT,
        };
        (status, error.to_string())
    })
}

fn flag(body: &Value, name: &str) -> bool {
    body.get(name).and_then(Value::as_bool).unwrap_or_default()
}

fn fubei_pay(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    done(fubei::pay(gateway, text_of(body, "merchant_order_sn")), |order_sn| json!({ "order_sn": order_sn }))
}

fn fubei_settle(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    let result = FubeiRefundResult::from_name(text_of(body, "result")).unwrap_or(FubeiRefundResult::Success);
    let outcome = gateway.fubei_book().settle(text_of(body, "merchant_refund_sn"), result);
    done(outcome, |refund_sn| json!({ "refund_sn": refund_sn }))
}

fn fubei_shape(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    gateway.fubei_book().shape = FubeiShape::new()
        .with_sign_params_as_text(flag(body, "sign_params_as_text"))
        .with_ids_nested(flag(body, "ids_nested"));
    Ok(body.clone())
}

fn invalidate(gateway: &Arc<Gateway>, _: &Value) -> Outcome {
    gateway.tokens().invalidate(gateway.clock.now());
    Ok(json!({}))
}

fn f2f_event(gateway: &Arc<Gateway>, body: &Value, event: F2fEvent) -> Outcome {
    done(
        f2f::happen(gateway, text_of(body, "out_request_no"), event),
        |order_id| json!({ "order_id": order_id }),
    )
}

fn cloud_pay(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    let outcome = cloudrun::pay(gateway, text_of(body, "out_trade_no"));
    done(outcome, |transaction_id| json!({ "transaction_id": transaction_id }))
}

fn cloud_settle(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    let result = CloudRefundResult::from_name(text_of(body, "result")).unwrap_or(CloudRefundResult::Success);
    let outcome = cloudrun::settle_refund(gateway, text_of(body, "out_refund_no"), result);
    done(outcome, |refund_id| json!({ "refund_id": refund_id }))
}

fn cloud_shape(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    gateway.cloud_book().shape = CloudShape::new()
        .with_snake_case_callbacks(flag(body, "snake_case_callbacks"))
        .with_refund_lists(flag(body, "refund_lists"));
    Ok(body.clone())
}

fn sidecar(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    if let Some(sidecar) = Sidecar::from_name(text_of(body, "sidecar")) {
        gateway.cloud_book().sidecar = sidecar;
    }
    Ok(body.clone())
}

fn container(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    let (service, url) = (text_of(body, "service"), text_of(body, "url"));
    Target::parse(url).map_err(|why| (StatusCode::BAD_REQUEST, format!("/url: {why}")))?;
    gateway.cloud_book().containers.insert(service.to_owned(), url.to_owned());
    Ok(body.clone())
}

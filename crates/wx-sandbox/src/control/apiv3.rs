//! The control endpoints of APIv3 beyond a plain order: addresses to pay at, combinations, bills, PayScore.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use super::{NUMBER, Outcome, int, paid, read, text_of};
use crate::apiv3;
use crate::apiv3::payscore::events as payscore;
use crate::gateway::Gateway;
use crate::router::Request;
use crate::schema::{Kind, Schema, optional, required, text};
use crate::{ActError, BillSpoil, Collector};

type Act = fn(&Arc<Gateway>, &Value) -> Outcome;
type List = fn(&Gateway) -> Value;

const SERVICE_ORDER: Schema = Schema { fields: &[required("out_order_no", NUMBER)] };
const PERMISSION: Schema = Schema { fields: &[required("authorization_code", NUMBER)] };

const ACTS: &[(&str, Schema, Act)] = &[
    ("pay-at", Schema { fields: &[required("url", text(1, 512))] }, |gateway, body| {
        paid(apiv3::pay_at(gateway, text_of(body, "url")))
    }),
    (
        "spoil-bills",
        Schema {
            fields: &[
                required("spoil", Kind::Choice(&["FLIPPED_BYTE", "TRUNCATED", "LYING_DIGEST"])),
                optional("times", Kind::Int { min: 1, max: 1_000_000 }),
            ],
        },
        spoil_bills,
    ),
    (
        "big-bill",
        Schema { fields: &[optional("rows", Kind::Int { min: 1, max: u32::MAX as i64 })] },
        big_bill,
    ),
    ("confirm-service-order", SERVICE_ORDER, |gateway, body| {
        told("query_id", payscore::confirm(gateway, text_of(body, "out_order_no")))
    }),
    (
        "collect-service-order",
        Schema {
            fields: &[
                required("out_order_no", NUMBER),
                required("by", Kind::Choice(&["USER", "CLEARING_HOUSE"])),
            ],
        },
        collect,
    ),
    ("open-permission", PERMISSION, |gateway, body| {
        told("openid", payscore::open_permission(gateway, text_of(body, "authorization_code")))
    }),
    ("close-permission", PERMISSION, |gateway, body| {
        told("openid", payscore::close_permission(gateway, text_of(body, "authorization_code")))
    }),
];

const LISTS: &[(&str, List)] = &[("combinations", apiv3::combinations), ("payscore", payscore::book)];

/// `None` if the name is not one of these.
pub(super) fn run(gateway: &Arc<Gateway>, request: &Request, name: &str) -> Option<Outcome> {
    let takes = |wanted: &str| {
        let wrong = (StatusCode::METHOD_NOT_ALLOWED, format!("{name} takes {wanted}"));
        if request.method.as_str() == wanted { Ok(()) } else { Err(wrong) }
    };
    if let Some((_, list)) = LISTS.iter().find(|(known, _)| *known == name) {
        return Some(takes("GET").map(|()| list(gateway)));
    }
    let (_, schema, act) = ACTS.iter().find(|(known, _, _)| *known == name)?;
    Some(takes("POST").and_then(|()| act(gateway, &read(request, schema)?)))
}

fn spoil_bills(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    let times = body.get("times").map_or(1, |_| int(body, "times"));
    if let Some(spoil) = BillSpoil::from_name(text_of(body, "spoil")) {
        gateway.ledger().bills.spoil(spoil, u32::try_from(times).unwrap_or(1));
    }
    Ok(json!({ "times": times }))
}

fn big_bill(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    let rows = body.get("rows").and_then(Value::as_u64).and_then(|rows| u32::try_from(rows).ok());
    gateway.ledger().bills.made_up = rows;
    Ok(json!({ "rows": rows }))
}

fn collect(gateway: &Arc<Gateway>, body: &Value) -> Outcome {
    let by = Collector::from_name(text_of(body, "by")).unwrap_or(Collector::User);
    told("transaction_id", payscore::collect(gateway, text_of(body, "out_order_no"), by))
}

/// What came of an act, with the one value that it gives.
fn told(name: &str, outcome: Result<String, ActError>) -> Outcome {
    match outcome {
        Ok(value) => Ok(json!({ name: value })),
        Err(e @ ActError::Unknown) => Err((StatusCode::NOT_FOUND, e.to_string())),
        Err(e @ (ActError::WrongState(_) | ActError::Expired)) => Err((StatusCode::CONFLICT, e.to_string())),
    }
}

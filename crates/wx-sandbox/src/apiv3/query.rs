//! `GET /v3/pay/transactions/id/{..}`, `GET /v3/pay/transactions/out-trade-no/{..}` and their partner forms.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::call::Call;
use super::order::{Order, Payment};
use super::party::{Party, Role};
use super::refusal::{Code, Refusal, reason};
use crate::clock::rfc3339;
use crate::credentials::Credentials;
use crate::schema::Form;

pub(crate) fn by_transaction_id(call: &Call<'_>, role: Role) -> Result<Answer, Refusal> {
    let party = role.party_of_query(call)?;
    let mut ledger = call.gateway.ledger();
    let order = ledger.order_by_transaction(call.arg(0), &party, call.gateway.clock.now());
    found(call, order.filter(|order| !order.is_part()))
}

pub(crate) fn by_out_trade_no(call: &Call<'_>, role: Role) -> Result<Answer, Refusal> {
    let party = role.party_of_query(call)?;
    check_out_trade_no(call.arg(0))?;
    let mut ledger = call.gateway.ledger();
    found(call, ledger.single(call.arg(0), &party, call.gateway.clock.now()))
}

/// Refuses a path value that no order can have as its number.
pub(crate) fn check_out_trade_no(number: &str) -> Result<(), Refusal> {
    if (6..=32).contains(&number.len()) && Form::OrderNumber.accepts(number) {
        Ok(())
    } else {
        Err(Refusal::field("path", "out_trade_no", "must be 6 to 32 letters, digits and _-|*"))
    }
}

fn found(call: &Call<'_>, order: Option<&mut Order>) -> Result<Answer, Refusal> {
    match order {
        Some(order) => Ok(Answer::ok(&describe(order, &call.gateway.credentials))),
        None => Err(no_such_order()),
    }
}

pub(crate) fn no_such_order() -> Refusal {
    Refusal::new(Code::OrderNotExist, reason::NO_SUCH_ORDER, "no order has this number")
}

/// The order as a query and a notification tell it.
pub(crate) fn describe(order: &Order, credentials: &Credentials) -> Value {
    let state = order.trade_state();
    let mut members = Map::new();
    order.party.name(credentials, &order.request, &mut members);
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("out_trade_no", json!(order.out_trade_no));
    add("trade_state", json!(state.as_str()));
    add("trade_state_desc", json!(state.description()));
    if let Some(attach) = order.request.get("attach") {
        add("attach", attach.clone());
    }
    if let Some(device) = order.request.pointer("/scene_info/device_id") {
        add("scene_info", json!({ "device_id": device }));
    }
    match order.payment() {
        None => {
            add("amount", json!({ "total": order.total, "currency": "CNY" }));
        }
        Some(payment) => {
            add("transaction_id", json!(payment.transaction_id));
            add("trade_type", json!(order.channel.trade_type()));
            add("bank_type", json!("OTHERS"));
            add("success_time", json!(rfc3339(payment.at)));
            add("payer", payer(order, payment));
            let (total, currency) = (order.total, "CNY");
            add(
                "amount",
                json!({
                    "total": total,
                    "payer_total": total,
                    "currency": currency,
                    "payer_currency": currency,
                }),
            );
        }
    }
    Value::Object(members)
}

/// The user under the app of whoever is told; a partner's order knows the user under two.
fn payer(order: &Order, payment: &Payment) -> Value {
    match (&order.party, order.request.pointer("/payer/sub_openid")) {
        (Party::Merchant, _) => json!({ "openid": payment.openid }),
        (Party::Sub(_), None) => json!({ "sp_openid": payment.openid }),
        (Party::Sub(_), Some(sub)) => json!({ "sp_openid": payment.openid, "sub_openid": sub }),
    }
}

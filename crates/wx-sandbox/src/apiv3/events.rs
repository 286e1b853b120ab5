//! What happens after a request: the user pays, a refund ends, and the merchant is told.

use std::sync::Arc;

use serde_json::{Value, json};

use super::combine::state_of;
use super::ledger::Ledger;
use super::order::{Order, PayError, Payment};
use super::query::describe;
use super::refund_state::{RefundResult, SettleError};
use super::tell::{Event, send};
use crate::clock::compact;
use crate::gateway::Gateway;

/// The user pays an order or a combination. Returns the `transaction_id`.
pub(crate) fn pay(gateway: &Arc<Gateway>, number: &str) -> Result<String, PayError> {
    let mut ledger = gateway.ledger();
    let now = gateway.clock.now();
    let is_single = ledger.order(number, now).is_some_and(|order| !order.is_part());
    let (transaction_id, plaintext, url) = if is_single {
        pay_single(gateway, &mut ledger, number, now)?
    } else {
        pay_combination(gateway, &mut ledger, number, now)?
    };
    drop(ledger);
    let event =
        Event { name: "TRANSACTION.SUCCESS", about: "transaction", summary: "支付成功", plaintext };
    send(gateway, &event, number, url);
    Ok(transaction_id)
}

/// The user pays at a `code_url` or an `h5_url`.
pub(crate) fn pay_at(gateway: &Arc<Gateway>, url: &str) -> Result<String, PayError> {
    let number = gateway.ledger().number_at(url, gateway.clock.now());
    pay(gateway, &number.ok_or(PayError::DeadUrl)?)
}

/// The number of the payment, the plaintext of its notification and where that goes.
type Paid = (String, Value, String);

fn pay_single(gateway: &Gateway, ledger: &mut Ledger, number: &str, now: i64) -> Result<Paid, PayError> {
    let order = ledger.order(number, now).ok_or(PayError::UnknownOrder)?;
    let payer = order.named_payer().unwrap_or(&gateway.payer_openid).to_owned();
    let payment = payment(gateway, payer, now);
    let transaction_id = payment.transaction_id.clone();
    order.pay(payment)?;
    let told = describe(order, &gateway.credentials);
    let url = order.notify_url().to_owned();
    ledger.mark_paid(&transaction_id, number);
    Ok((transaction_id, told, url))
}

/// Pays all parts, each under its own number; the whole gets another one.
fn pay_combination(gateway: &Gateway, ledger: &mut Ledger, number: &str, now: i64) -> Result<Paid, PayError> {
    let whole = ledger.combinations.get(number).ok_or(PayError::UnknownOrder)?;
    let payer = whole.named_payer().unwrap_or(&gateway.payer_openid).to_owned();
    let (parts, url) = (whole.parts.clone(), whole.notify_url().to_owned());
    for part in parts {
        let payment = payment(gateway, payer.clone(), now);
        let transaction_id = payment.transaction_id.clone();
        // They were made together and can only be paid together, so what holds for one holds for all.
        ledger.order(&part, now).ok_or(PayError::UnknownOrder)?.pay(payment)?;
        ledger.mark_paid(&transaction_id, &part);
    }
    let transaction_id = transaction_id(gateway, now);
    if let Some(whole) = ledger.combinations.get_mut(number) {
        whole.transaction_id = Some(transaction_id.clone());
    }
    let told = ledger.combinations.get(number).map(|whole| whole.describe(ledger, &gateway.payer_openid));
    Ok((transaction_id, told.unwrap_or_default(), url))
}

fn payment(gateway: &Gateway, openid: String, now: i64) -> Payment {
    Payment { transaction_id: transaction_id(gateway, now), openid, at: now }
}

pub(crate) fn transaction_id(gateway: &Gateway, now: i64) -> String {
    format!("4200000{}{}", compact(now), gateway.random.digits(7))
}

/// A refund ends. Returns the `refund_id`.
pub(crate) fn settle_refund(
    gateway: &Arc<Gateway>,
    out_refund_no: &str,
    result: RefundResult,
) -> Result<String, SettleError> {
    let mut ledger = gateway.ledger();
    let refund = ledger.refunds.get_mut(out_refund_no).ok_or(SettleError::UnknownRefund)?;
    refund.settle(result, gateway.clock.now())?;
    let refund_id = refund.refund_id.clone();
    let url = refund.notify_url().map(str::to_owned);
    let plaintext = refund.describe_for_notification(&gateway.credentials);
    drop(ledger);
    let name = match result {
        RefundResult::Success => "REFUND.SUCCESS",
        RefundResult::Closed => "REFUND.CLOSED",
        RefundResult::Abnormal => "REFUND.ABNORMAL",
    };
    // Without an address of its own a refund is told to the one set up on the platform, and here there is none.
    if let Some(url) = url {
        let event = Event { name, about: "refund", summary: result.summary(), plaintext };
        send(gateway, &event, out_refund_no, url);
    }
    Ok(refund_id)
}

/// All orders with their refunds, for the control endpoint.
pub(crate) fn orders(gateway: &Gateway) -> Value {
    let now = gateway.clock.now();
    let mut ledger = gateway.ledger();
    let numbers: Vec<String> = ledger.orders(now).map(|order| order.out_trade_no.clone()).collect();
    let ledger = &*ledger;
    let list = numbers.iter().filter_map(|number| ledger.peek(number));
    list.map(|order| describe_for_control(ledger, order)).collect()
}

fn describe_for_control(ledger: &Ledger, order: &Order) -> Value {
    let refunds: Vec<Value> = ledger
        .refunds_of(order)
        .map(|refund| {
            json!({ "out_refund_no": refund.out_refund_no, "status": refund.status(), "refund": refund.refund })
        })
        .collect();
    let mut told = json!({
        "out_trade_no": order.out_trade_no,
        "trade_state": order.trade_state().as_str(),
        "total": order.total,
        "transaction_id": order.payment().map(|payment| payment.transaction_id.as_str()),
        "refunds": refunds,
    });
    if let (Some(entrance), Some(members)) = (&order.entrance, told.as_object_mut()) {
        let (name, text) = entrance.shown();
        members.insert(name.to_owned(), json!(text));
    }
    told
}

/// All combinations, for the control endpoint.
pub(crate) fn combinations(gateway: &Gateway) -> Value {
    let mut ledger = gateway.ledger();
    let numbers: Vec<String> = ledger.combinations.keys().cloned().collect();
    let now = gateway.clock.now();
    let states: Vec<_> = numbers.iter().map(|number| state_of(&mut ledger, number, now)).collect();
    let list = ledger.combinations.values().zip(states);
    list.map(|(whole, state)| {
        json!({
            "combine_out_trade_no": whole.number(),
            "trade_state": state.as_str(),
            "transaction_id": whole.transaction_id,
            "sub_orders": whole.parts,
            whole.entrance.shown().0: whole.entrance.shown().1,
        })
    })
    .collect()
}

//! `POST /v3/refund/domestic/refunds` and `GET /v3/refund/domestic/refunds/{..}`.

use serde_json::Value;

use super::answer::Answer;
use super::call::Call;
use super::events;
use super::ledger::Ledger;
use super::order::Order;
use super::party::Party;
use super::refund_state::{Refund, RefundResult};
use super::refusal::{Code, Refusal, reason};
use crate::clock::compact;
use crate::schema::{Form, Kind, Schema, formed, object, optional, required, text};

const REFUND: Schema = Schema {
    fields: &[
        optional("sub_mchid", formed(1, 32, Form::Digits)),
        optional("transaction_id", text(1, 32)),
        optional("out_trade_no", formed(6, 32, Form::OrderNumber)),
        required("out_refund_no", formed(1, 64, Form::RefundNumber)),
        optional("reason", text(0, 80)),
        optional("notify_url", formed(8, 256, Form::NotifyUrl)),
        optional("funds_account", Kind::Choice(&["AVAILABLE", "UNSETTLED"])),
        required(
            "amount",
            object(&[
                required("refund", Kind::Int { min: 1, max: i64::MAX }),
                optional("from", Kind::List { min: 1, max: usize::MAX, item: &FROM }),
                required("total", Kind::Int { min: 1, max: i64::MAX }),
                required("currency", Kind::Choice(&["CNY"])),
            ]),
        ),
        optional("goods_detail", Kind::List { min: 1, max: usize::MAX, item: &GOODS }),
    ],
};

const FROM: Kind = object(&[
    required("account", Kind::Choice(&["AVAILABLE", "UNAVAILABLE"])),
    required("amount", Kind::Int { min: 1, max: i64::MAX }),
]);

const GOODS: Kind = object(&[
    required("merchant_goods_id", formed(1, 32, Form::GoodsId)),
    optional("wechatpay_goods_id", text(0, 32)),
    optional("goods_name", text(0, 256)),
    required("unit_price", Kind::Int { min: 0, max: i64::MAX }),
    required("refund_amount", Kind::Int { min: 0, max: i64::MAX }),
    required("refund_quantity", Kind::Int { min: 1, max: i64::MAX }),
]);

const YEAR: i64 = 365 * 86_400;
const MOST_REFUNDS: usize = 50;

pub(crate) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    let body = call.body(&REFUND)?;
    check_between_fields(&body)?;
    let now = call.gateway.clock.now();
    let number = text_at(&body, "/out_refund_no");
    let mut ledger = call.gateway.ledger();
    if let Some(known) = ledger.refunds.get(number) {
        return again(known, &body);
    }
    let refund = accept(call, &mut ledger, &body, now)?;
    let answer = Answer::ok(&refund.describe());
    let number = refund.out_refund_no.clone();
    if let Some(order) = ledger.order(&refund.out_trade_no, now) {
        order.refunds.push(number.clone());
    }
    ledger.refunds.insert(number.clone(), refund);
    drop(ledger);
    if call.gateway.settings.auto_settle {
        // It was made a moment ago, so it can be settled; if a control request was faster, that one counts.
        let _ = events::settle_refund(call.gateway, &number, RefundResult::Success);
    }
    Ok(answer)
}

pub(crate) fn query(call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params(&[], &["sub_mchid"])?;
    let number = call.arg(0);
    if !(1..=64).contains(&number.len()) || !Form::RefundNumber.accepts(number) {
        let rule = "must be 1 to 64 letters, digits and _-|*@";
        return Err(Refusal::field("path", "out_refund_no", rule));
    }
    let party = Party::of(params.get("sub_mchid"));
    match call.gateway.ledger().refunds.get(number) {
        Some(refund) if refund.party == party => Ok(Answer::ok(&refund.describe())),
        _ => Err(missing("no refund has this number")),
    }
}

fn check_between_fields(body: &Value) -> Result<(), Refusal> {
    if body.get("transaction_id").is_some() == body.get("out_trade_no").is_some() {
        return Err(Refusal::cross("/transaction_id", "or out_trade_no must be given, and not both"));
    }
    let Some(from) = body.pointer("/amount/from").and_then(Value::as_array) else { return Ok(()) };
    let mut amounts = from.iter().map(|part| int_at(part, "/amount"));
    let sum = amounts.try_fold(0_i64, i64::checked_add);
    if sum == Some(int_at(body, "/amount/refund")) {
        Ok(())
    } else {
        Err(Refusal::cross("/amount/from", "must add up to amount.refund"))
    }
}

/// The same number again: the same parameters get the same refund, others are refused.
fn again(known: &Refund, body: &Value) -> Result<Answer, Refusal> {
    if known.request == *body {
        return Ok(Answer::ok(&known.describe()));
    }
    let issue = "/out_refund_no was used with other parameters";
    Err(Refusal::new(Code::InvalidRequest, reason::UNDOCUMENTED, issue))
}

/// A new refund, if the order and what is left of it allow one.
fn accept(call: &Call<'_>, ledger: &mut Ledger, body: &Value, now: i64) -> Result<Refund, Refusal> {
    let party = Party::of(body.get("sub_mchid").and_then(Value::as_str));
    let order = match body.get("transaction_id").and_then(Value::as_str) {
        Some(transaction_id) => ledger.order_by_transaction(transaction_id, &party, now),
        None => ledger.single(text_at(body, "/out_trade_no"), &party, now),
    };
    let out_trade_no = order.map(|order| order.out_trade_no.clone()).unwrap_or_default();
    let ledger = &*ledger;
    let order = ledger.peek(&out_trade_no).ok_or_else(|| missing("no order has this number"))?;
    let payment = order.payment().ok_or_else(|| missing("the order is not paid"))?;
    if now.saturating_sub(payment.at) > YEAR {
        return Err(refused("the order was paid more than 365 days ago"));
    }
    check_amount(ledger, order, body)?;
    Ok(Refund {
        request: body.clone(),
        party,
        out_refund_no: text_at(body, "/out_refund_no").to_owned(),
        refund_id: format!("5030000{}{}", compact(now), call.gateway.random.digits(8)),
        out_trade_no,
        transaction_id: payment.transaction_id.clone(),
        refund: int_at(body, "/amount/refund"),
        total: order.total,
        created: now,
        settled: None,
        detour: None,
    })
}

fn check_amount(ledger: &Ledger, order: &Order, body: &Value) -> Result<(), Refusal> {
    if int_at(body, "/amount/total") != order.total {
        return Err(Refusal::cross("/amount/total", "is not the total of the order"));
    }
    if order.refunds.len() >= MOST_REFUNDS {
        return Err(refused("an order has at most 50 refunds"));
    }
    let gone = ledger.refunds_of(order).filter(|refund| refund.counts());
    let gone = gone.fold(0_i64, |sum, refund| sum.saturating_add(refund.refund));
    if int_at(body, "/amount/refund") > order.total.saturating_sub(gone) {
        let issue = "/amount/refund is more than what is left of the order";
        return Err(Refusal::new(Code::NotEnough, reason::UNDOCUMENTED, issue));
    }
    Ok(())
}

pub(crate) fn text_at<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn int_at(value: &Value, pointer: &str) -> i64 {
    value.pointer(pointer).and_then(Value::as_i64).unwrap_or_default()
}

pub(crate) fn missing(issue: &str) -> Refusal {
    Refusal::new(Code::ResourceNotExists, reason::UNDOCUMENTED, issue)
}

pub(crate) fn refused(issue: &str) -> Refusal {
    Refusal::new(Code::InvalidRequest, reason::UNDOCUMENTED, issue)
}

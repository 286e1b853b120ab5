//! `POST /v3/pay/transactions/out-trade-no/{..}/close`.

use serde_json::Value;

use super::answer::Answer;
use super::order::Order;
use super::query::check_out_trade_no;
use super::refusal::{Code, Refusal, reason};
use super::routes::Call;
use crate::schema::{Form, Schema, formed, required};

const CLOSE: Schema = Schema { fields: &[required("mchid", formed(1, 32, Form::Digits))] };

/// Closes an unpaid order. A number that was never used is answered in the same way as one that was: 204 proves
/// nothing about the order's existence.
pub(crate) fn close(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    check_out_trade_no(call.arg(0))?;
    let body = call.body(&CLOSE)?;
    let mchid = body.get("mchid").and_then(Value::as_str).unwrap_or_default();
    call.check_mchid(mchid, "body", "/mchid")?;
    let mut ledger = call.gateway.ledger();
    let closed = ledger.order(call.arg(0), call.gateway.clock.now()).is_none_or(Order::close);
    if closed {
        Ok(Answer::no_content())
    } else {
        Err(Refusal::new(Code::OrderPaid, reason::PAID_ON_CLOSE, "a paid order cannot be closed"))
    }
}

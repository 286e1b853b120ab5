//! `POST /v3/pay/transactions/out-trade-no/{..}/close` and its partner form.

use super::answer::Answer;
use super::call::Call;
use super::order::Order;
use super::party::Role;
use super::query::check_out_trade_no;
use super::refusal::{Code, Refusal, reason};
use crate::schema::{Form, Schema, formed, required};

const CLOSE: Schema = Schema { fields: &[required("mchid", formed(1, 32, Form::Digits))] };
const PARTNER_CLOSE: Schema = Schema {
    fields: &[
        required("sp_mchid", formed(1, 32, Form::Digits)),
        required("sub_mchid", formed(1, 32, Form::Digits)),
    ],
};

/// Closes an unpaid order. A number that was never used is answered in the same way as one that was: 204 proves
/// nothing about the order's existence.
pub(crate) fn close(call: &Call<'_>, role: Role) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    check_out_trade_no(call.arg(0))?;
    let body = call.body(match role {
        Role::Merchant => &CLOSE,
        Role::Provider => &PARTNER_CLOSE,
    })?;
    let party = role.party_of_body(call, &body)?;
    let mut ledger = call.gateway.ledger();
    let order = ledger.single(call.arg(0), &party, call.gateway.clock.now());
    if order.is_none_or(Order::close) { Ok(Answer::no_content()) } else { Err(paid()) }
}

pub(crate) fn paid() -> Refusal {
    Refusal::new(Code::OrderPaid, reason::PAID_ON_CLOSE, "a paid order cannot be closed")
}

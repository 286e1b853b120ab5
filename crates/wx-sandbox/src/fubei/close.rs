//! `openapi.payment.order.close`.

use serde_json::{Value, json};

use super::book::State;
use super::methods::Call;
use super::query::unknown_order;
use super::refusal::Refusal;
use crate::schema::{Schema, optional, text};

const CLOSE: Schema =
    Schema { fields: &[optional("merchant_order_sn", text(1, 32)), optional("order_sn", text(1, 32))] };

/// Closes an unpaid order; closing it again is fine.
pub(crate) fn close(call: &Call<'_>) -> Result<Value, Refusal> {
    let biz = call.biz(&CLOSE)?;
    biz.one_of(&["merchant_order_sn", "order_sn"])?;
    let mut book = call.gateway.fubei_book();
    let number = book.find(&biz).map(|order| order.merchant_order_sn.clone()).ok_or_else(unknown_order)?;
    let order = book.orders.get_mut(&number).ok_or_else(unknown_order)?;
    if let State::Paid { .. } = order.state {
        return Err(Refusal::state("ORDERPAID", "a paid order cannot be closed"));
    }
    order.state = State::Closed;
    Ok(json!({ "merchant_order_sn": order.merchant_order_sn, "order_sn": order.order_sn }))
}

//! `closeorder`.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::answer::{Answer, Failure};
use super::book::State;
use super::query::unknown_order;
use super::rules::{NONCE, OUT_TRADE_NO, SUB_MCH_ID, obey, text_of};
use crate::gateway::Gateway;
use crate::schema::{Schema, required};

const CLOSE: Schema = Schema { fields: &[required("out_trade_no", OUT_TRADE_NO), SUB_MCH_ID, NONCE] };

/// Closes an unpaid order. The five minutes that the page asks to wait are not enforced.
pub(crate) fn close(gateway: &Arc<Gateway>, body: &Value) -> Result<Answer, Failure> {
    obey(gateway, &CLOSE, body, |_| Vec::new())?;
    let mut book = gateway.cloud_book();
    let number = text_of(body, "out_trade_no").unwrap_or_default();
    let order = book.order(number, gateway.clock.now()).ok_or_else(unknown_order)?;
    match order.state {
        State::Open => {
            order.state = State::Closed;
            Ok(Answer(Map::new()))
        }
        State::Closed => Err(Failure::inner("ORDERCLOSED", "订单已关闭")),
        State::Paid(_) => Err(Failure::inner("ORDERPAID", "订单已支付")),
    }
}

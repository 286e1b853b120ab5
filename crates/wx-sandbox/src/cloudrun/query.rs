//! `queryorder`.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::answer::{Answer, Failure};
use super::book::{Order, Payment};
use super::rules::{NONCE, OUT_TRADE_NO, SUB_MCH_ID, TRANSACTION_ID, obey, one_of, text_of};
use crate::clock::compact;
use crate::gateway::Gateway;
use crate::schema::{Schema, optional};

const QUERY: Schema =
    Schema { fields: &[optional("out_trade_no", OUT_TRADE_NO), TRANSACTION_ID, SUB_MCH_ID, NONCE] };

pub(crate) fn query(gateway: &Arc<Gateway>, body: &Value) -> Result<Answer, Failure> {
    obey(gateway, &QUERY, body, one_order)?;
    let mut book = gateway.cloud_book();
    let order = book.named(body, gateway.clock.now()).ok_or_else(unknown_order)?;
    let (state, description) = order.state_facts();
    let mut members = Map::new();
    members.insert("out_trade_no".to_owned(), json!(order.out_trade_no));
    members.insert("trade_state".to_owned(), json!(state));
    members.insert("trade_state_desc".to_owned(), json!(description));
    for name in ["attach", "device_info"] {
        if let Some(value) = order.request.get(name) {
            members.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(payment) = order.payment() {
        members.extend(paid_members(gateway, order, payment));
        for list in ["coupon_id_list", "coupon_type_list", "coupon_fee_list"] {
            members.insert(list.to_owned(), json!([]));
        }
    } else {
        members.insert("total_fee".to_owned(), json!(order.total));
    }
    Ok(Answer(members))
}

pub(crate) fn one_order(body: &Value) -> Vec<crate::schema::Fault> {
    one_of(body, &["out_trade_no", "transaction_id"], "must have one of /out_trade_no and /transaction_id")
}

pub(crate) fn unknown_order() -> Failure {
    Failure::inner("ORDERNOTEXIST", "订单不存在")
}

/// What a payment adds, in a query and in a callback.
pub(crate) fn paid_members(gateway: &Gateway, order: &Order, payment: &Payment) -> Map<String, Value> {
    let user = |name| text_of(&order.request, name).unwrap_or(&gateway.payer_openid);
    let members = json!({
        "openid": user("openid"),
        "is_subscribe": "N",
        "sub_openid": user("sub_openid"),
        "sub_is_subscribe": "N",
        "trade_type": "JSAPI",
        "bank_type": "OTHERS",
        "total_fee": order.total,
        "fee_type": "CNY",
        "cash_fee": order.total,
        "cash_fee_type": "CNY",
        "transaction_id": payment.transaction_id,
        "time_end": compact(payment.at),
    });
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// All orders with their refunds, for the control endpoint.
pub(crate) fn orders(gateway: &Gateway) -> Value {
    let mut book = gateway.cloud_book();
    book.refresh(gateway.clock.now());
    let list = book.peek().map(|order| {
        let refunds = book.refunds_of(order).map(|refund| {
            json!({
                "out_refund_no": refund.out_refund_no,
                "refund_status": refund.status(),
                "refund_fee": refund.fee,
            })
        });
        json!({
            "out_trade_no": order.out_trade_no,
            "trade_state": order.state_facts().0,
            "total_fee": order.total,
            "prepay_id": order.prepay_id,
            "transaction_id": order.payment().map(|payment| payment.transaction_id.as_str()),
            "refunds": refunds.collect::<Vec<_>>(),
        })
    });
    list.collect()
}

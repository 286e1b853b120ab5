//! `openapi.payment.order.query` and `fbpay.order.query`.

use serde_json::{Value, json};

use super::book::{Book, Order, State};
use super::envelope::Caller;
use super::methods::Call;
use super::refusal::{Code, Refusal};
use crate::clock::compact;
use crate::gateway::Gateway;
use crate::schema::{Kind, Schema, optional, text};
use crate::yuan;

const FIRST: Schema = Schema {
    fields: &[
        optional("merchant_order_sn", text(1, 32)),
        optional("order_sn", text(1, 32)),
        optional("trade_no", text(1, 32)),
        optional("device_no", text(1, 18)),
    ],
};

const SECOND: Schema = Schema {
    fields: &[
        optional("merchant_id", Kind::Int { min: 1, max: i64::MAX }),
        optional("merchant_order_sn", text(1, 32)),
        optional("order_sn", text(1, 32)),
        optional("ins_order_sn", text(1, 32)),
    ],
};

/// Of API 1.0.
pub(crate) fn query(call: &Call<'_>) -> Result<Value, Refusal> {
    let biz = call.biz(&FIRST)?;
    biz.one_of(&["merchant_order_sn", "order_sn", "trade_no"])?;
    let book = call.gateway.fubei_book();
    book.find(&biz).map(describe).ok_or_else(unknown_order)
}

/// Of API 2.0. An agent says whose order it is.
pub(crate) fn second(call: &Call<'_>) -> Result<Value, Refusal> {
    let biz = call.biz(&SECOND)?;
    match biz.int("merchant_id") {
        Some(id) if u64::try_from(id).ok() == Some(call.gateway.credentials.fubei_merchant_id()) => {}
        Some(_) => {
            return Err(Refusal::new(
                Code::Merchant,
                "biz_content: /merchant_id is not a merchant of this caller",
            ));
        }
        None if call.caller == Caller::Agent => {
            return Err(Refusal::parameter("biz_content: /merchant_id is required with vendor_sn"));
        }
        None => {}
    }
    biz.one_of(&["order_sn", "ins_order_sn", "merchant_order_sn"])?;
    let book = call.gateway.fubei_book();
    let order = book.find(&biz).ok_or_else(unknown_order)?;
    Ok(describe_second(order, call.gateway.credentials.fubei_merchant_id()))
}

pub(crate) fn unknown_order() -> Refusal {
    Refusal::state("ORDERNOTEXIST", "no order has this number")
}

/// The order as a query of API 1.0 and the callback tell it.
pub(crate) fn describe(order: &Order) -> Value {
    let mut members = json!({
        "merchant_order_sn": order.merchant_order_sn,
        "order_sn": order.order_sn,
        "platform_order_no": order.platform_order_no,
        "type": 1,
        "trade_state": order.state_name(),
        "total_fee": yuan::number(order.fen),
        "order_price": yuan::number(order.fen),
        "store_id": order.store_id,
        "cashier_id": order.cashier_id.unwrap_or_default(),
        "user_id": order.sub_openid,
    });
    if let State::Paid { trade_no, at } = &order.state {
        add(&mut members, "trade_no", json!(trade_no));
        add(&mut members, "pay_time", json!(at));
        add(&mut members, "fee", yuan::number(0));
        add(&mut members, "net_money", yuan::number(order.fen));
        add(&mut members, "discount_money", json!(yuan::text(0)));
        add(&mut members, "buyer_pay_amount", json!(yuan::text(order.fen)));
    }
    if let Some(attach) = &order.attach {
        add(&mut members, "attach", json!(attach));
    }
    members
}

fn describe_second(order: &Order, merchant_id: u64) -> Value {
    let mut members = json!({
        "uid": merchant_id,
        "store_id": order.store_id,
        "cashier_id": order.cashier_id.unwrap_or_default(),
        "merchant_order_sn": order.merchant_order_sn,
        "order_sn": order.order_sn,
        "ins_order_sn": order.platform_order_no,
        "order_status": order.state_name(),
        "pay_type": "wxpay",
        "total_amount": yuan::number(order.fen),
        "user_id": order.sub_openid,
        "sub_code": null,
    });
    if let State::Paid { trade_no, at } = &order.state {
        add(&mut members, "channel_order_sn", json!(trade_no));
        add(&mut members, "finish_time", json!(compact(*at)));
        add(&mut members, "fee", yuan::number(0));
        add(&mut members, "net_amount", yuan::number(order.fen));
        add(&mut members, "buyer_pay_amount", yuan::number(order.fen));
    }
    if let Some(attach) = &order.attach {
        add(&mut members, "attach", json!(attach));
    }
    members
}

fn add(members: &mut Value, name: &str, value: Value) {
    if let Value::Object(members) = members {
        members.insert(name.to_owned(), value);
    }
}

/// All orders with their refunds, for the control endpoint.
pub(crate) fn orders(gateway: &Gateway) -> Value {
    let book = gateway.fubei_book();
    let book: &Book = &book;
    let list = book.orders.values().map(|order| {
        let refunds = book.refunds_of(order).map(|refund| {
            json!({
                "merchant_refund_sn": refund.merchant_refund_sn,
                "refund_status": refund.status(),
                "refund_money": yuan::number(refund.fen),
            })
        });
        json!({
            "merchant_order_sn": order.merchant_order_sn,
            "order_sn": order.order_sn,
            "trade_state": order.state_name(),
            "total_fee": yuan::number(order.fen),
            "prepay_id": order.prepay_id,
            "refunds": refunds.collect::<Vec<_>>(),
        })
    });
    list.collect()
}

//! A merchant's own orders, refunds and bills.

use serde_json::{Value as Json, json};
use wx_merchant::{
    AppPrepay, Close, H5Prepay, JsapiPrepay, NativePrepay, QueryByOutTradeNo, QueryByTransactionId,
    QueryRefund, Refund,
};

use super::{
    Turn,
    apiv3::Apiv3,
    check,
    shared::{H5, ORDER, PATH, REFUND, elsewhere, part_of_a_million},
};

fn own(door: &Apiv3, members: &mut Json) {
    members["mchid"] = door.merchant.sandbox.credentials().mchid().into();
}

fn new_order(door: &Apiv3, turn: Turn, members: &mut Json) {
    own(door, members);
    members["appid"] = door.merchant.sandbox.credentials().appid().into();
    turn.number(members, "out_trade_no");
    elsewhere(members);
}

/// Places the order that the drawn members speak of.
fn placed(door: &Apiv3, turn: Turn, members: &mut Json) {
    own(door, members);
    let number = turn.number(members, "out_trade_no");
    place(door, &number);
}

pub(super) fn place(door: &Apiv3, number: &str) {
    let given = door.merchant.sandbox.credentials();
    door.done::<AppPrepay>(&json!({
        "appid": given.appid(), "mchid": given.mchid(), "description": "QQ公仔", "out_trade_no": number,
        "notify_url": "http://127.0.0.1:9/", "amount": { "total": 1_000_000 }
    }));
}

fn paid(door: &Apiv3, turn: Turn, members: &mut Json) {
    own(door, members);
    let number = format!("BOTH-{:06}", turn.number);
    place(door, &number);
    members["transaction_id"] = door.merchant.sandbox.pay(&number).unwrap().into();
}

pub(super) fn refund(door: &Apiv3, turn: Turn, members: &mut Json) {
    let number = format!("BOTH-{:06}", turn.number);
    place(door, &number);
    members["transaction_id"] = door.merchant.sandbox.pay(&number).unwrap().into();
    members["out_trade_no"] = number.into();
    turn.keep_one(members, &["transaction_id", "out_trade_no"]);
    part_of_a_million(turn, members);
}

fn refunded(door: &Apiv3, turn: Turn, members: &mut Json) {
    let mut asked =
        json!({ "out_refund_no": members["out_refund_no"], "amount": { "refund": 10, "currency": "CNY" } });
    refund(door, turn, &mut asked);
    members["out_refund_no"] = asked["out_refund_no"].clone();
    door.done::<Refund>(&asked);
}

#[test]
fn app_orders() {
    check::<AppPrepay, _>(&Apiv3::new(), new_order, &[ORDER]);
}

#[test]
fn jsapi_orders() {
    check::<JsapiPrepay, _>(&Apiv3::new(), new_order, &[ORDER]);
}

#[test]
fn h5_orders() {
    check::<H5Prepay, _>(&Apiv3::new(), new_order, &[ORDER, &[H5]]);
}

#[test]
fn native_orders() {
    check::<NativePrepay, _>(&Apiv3::new(), new_order, &[ORDER]);
}

#[test]
fn queries() {
    check::<QueryByOutTradeNo, _>(&Apiv3::new(), placed, &[]);
}

#[test]
fn queries_by_transaction() {
    check::<QueryByTransactionId, _>(&Apiv3::new(), paid, &[&[PATH]]);
}

#[test]
fn closings() {
    check::<Close, _>(&Apiv3::new(), placed, &[]);
}

#[test]
fn refunds() {
    check::<Refund, _>(&Apiv3::new(), refund, &[REFUND]);
}

#[test]
fn refund_queries() {
    check::<QueryRefund, _>(&Apiv3::new(), refunded, &[]);
}

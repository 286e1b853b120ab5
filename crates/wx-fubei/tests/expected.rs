//! A verified callback held against the books, field by field.

use serde_json::{Value, json};
use wx_fubei::{
    ExpectedOrder, ExpectedRefund, MerchantOrderSn, MerchantRefundSn, Notice, Order,
    fbpay::{FbpayOrder, FbpayRefund},
};
use wx_types::{Fen, Mismatch};

use crate::world::{ORDER, REFUND};

fn number() -> MerchantOrderSn {
    MerchantOrderSn::new(ORDER).unwrap()
}

fn expected() -> ExpectedOrder {
    ExpectedOrder::new(number(), Fen::new(1)).with_store_id(1001)
}

fn first(value: &Value) -> Result<(), Mismatch> {
    expected().matches(&serde_json::from_str::<Order>(&value.to_string()).unwrap())
}

fn second(value: &Value) -> Result<(), Mismatch> {
    expected().matches_fbpay(&serde_json::from_str::<FbpayOrder>(&value.to_string()).unwrap())
}

fn refund(value: &Value) -> Result<(), Mismatch> {
    let number_of_refund = MerchantRefundSn::new(REFUND).unwrap();
    ExpectedRefund::new(number(), number_of_refund, Fen::new(1))
        .matches(&serde_json::from_str::<FbpayRefund>(&value.to_string()).unwrap())
}

#[track_caller]
fn check(genuine: &Value, matches: fn(&Value) -> Result<(), Mismatch>, fields: &[&str]) {
    assert_eq!(matches(genuine), Ok(()));
    for field in fields {
        for other in [json!("999"), json!(""), Value::Null] {
            let mut value = genuine.clone();
            value[field] = other;
            let mismatch = matches(&value).unwrap_err();
            assert_eq!(mismatch.fields().collect::<Vec<_>>(), [*field]);
        }
    }
}

#[test]
fn each_field_that_differs_or_is_missing_is_named() {
    let order = json!({ "merchant_order_sn": ORDER, "trade_state": "SUCCESS", "total_fee": "0.010", "store_id": 1001 });
    check(&order, first, &["merchant_order_sn", "total_fee", "store_id"]);
    let order = json!({ "merchant_order_sn": ORDER, "order_status": "SUCCESS", "total_amount": 0.01, "store_id": "1001" });
    check(&order, second, &["merchant_order_sn", "total_amount", "store_id"]);
    let told = json!({ "merchant_order_sn": ORDER, "merchant_refund_sn": REFUND, "refund_amount": 0.01, "refund_status": "REFUND_SUCCESS" });
    check(&told, refund, &["merchant_order_sn", "merchant_refund_sn", "refund_amount"]);
}

/// What was received may be less than what was ordered.
#[test]
fn the_price_of_the_order_comes_before_what_was_received() {
    let mut order = json!({ "merchant_order_sn": ORDER, "trade_state": "SUCCESS", "store_id": 1001,
        "total_fee": 9, "order_price": 0.01 });
    assert_eq!(first(&order), Ok(()));
    order["order_price"] = json!(9);
    order["total_fee"] = json!(0.01);
    assert!(first(&order).unwrap_err().names("order_price"));
}

#[test]
fn a_notice_has_the_key_of_its_order_or_refund() {
    let read = |value: Value| serde_json::from_str(&value.to_string()).unwrap();
    let order = Notice::Order(read(json!({ "merchant_order_sn": ORDER, "trade_state": "SUCCESS" })));
    assert_eq!(order.key("2024").unwrap().to_string(), format!("2024 order.SUCCESS {ORDER}"));
    let nameless = Notice::Order(read(json!({ "trade_state": "SUCCESS" })));
    assert!(nameless.key("2024").is_err() && Notice::Flat.key("2024").is_err());
}

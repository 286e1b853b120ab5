//! What each state says about each request that acts.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wx_merchant::{
    AppPrepay, Close, CombineAppPrepay, CombineClose, CombineH5Prepay, CombineJsapiPrepay,
    CombineNativePrepay, H5Prepay, JsapiPrepay, NativePrepay, PartnerAppPrepay, PartnerClose,
    PartnerH5Prepay, PartnerJsapiPrepay, PartnerNativePrepay, PartnerRefund, Refund,
    refunds::EncryptedAbnormalRefund,
};
use wx_types::{
    Endpoint, Resolvable,
    Standing::{self, CarriedOut, NotYet, Overtaken, Renewable},
};

use crate::documents;

fn taken(field: &'static str) -> Standing {
    Standing::Taken { field }
}

fn request<E: Endpoint + DeserializeOwned>(json: &Value) -> E {
    E::from_json(json.to_string().as_bytes()).unwrap()
}

#[track_caller]
fn check<E>(asked: &Value, state: &Value, expected: Standing)
where
    E: Resolvable + DeserializeOwned,
{
    let found = serde_json::from_value(state.clone()).unwrap();
    assert_eq!(request::<E>(asked).standing(&found), expected, "{state}");
}

/// Every state of an order, for one request.
#[track_caller]
fn states<E>(asked: &Value, state: impl Fn(&str) -> Value, expected: [Standing; 8])
where
    E: Resolvable + DeserializeOwned,
{
    let names = ["NOTPAY", "PAYERROR", "USERPAYING", "SUCCESS", "REFUND", "CLOSED", "REVOKED", "BRAND_NEW"];
    for (name, expected) in names.into_iter().zip(expected) {
        check::<E>(asked, &state(name), expected);
    }
}

const PLACED: [Standing; 8] =
    [Renewable, Renewable, CarriedOut, CarriedOut, CarriedOut, CarriedOut, CarriedOut, CarriedOut];
const CLOSED: [Standing; 8] = [NotYet, NotYet, NotYet, Overtaken, Overtaken, CarriedOut, CarriedOut, NotYet];

fn order(state: &str) -> Value {
    json!({
        "appid": "wxd678efh567hg6787",
        "mchid": "1900000001",
        "out_trade_no": "1217752501201407033233368018",
        "trade_state": state,
        "amount": { "total": 100 },
    })
}

fn partner_order(state: &str) -> Value {
    json!({
        "sp_appid": documents::partner_order()["sp_appid"],
        "sp_mchid": "1900000001",
        "sub_mchid": "1900000109",
        "out_trade_no": "1217752501201407033233368018",
        "trade_state": state,
        "amount": { "total": 100 },
    })
}

/// Both parts in the same state.
fn combined(state: &str) -> Value {
    let asked = documents::combine();
    let parts = asked["sub_orders"].as_array().unwrap().iter().map(|part| {
        json!({
            "mchid": part["mchid"],
            "out_trade_no": part["out_trade_no"],
            "trade_state": state,
            "amount": { "total_amount": part["amount"]["total_amount"] },
        })
    });
    json!({
        "combine_appid": asked["combine_appid"],
        "combine_mchid": asked["combine_mchid"],
        "combine_out_trade_no": asked["combine_out_trade_no"],
        "sub_orders": parts.collect::<Vec<_>>(),
    })
}

#[test]
fn an_order_that_is_there_was_placed() {
    states::<AppPrepay>(&documents::order(), order, PLACED);
    states::<NativePrepay>(&documents::order(), order, PLACED);
    states::<JsapiPrepay>(&documents::jsapi(), order, PLACED);
    states::<H5Prepay>(&documents::h5(), order, PLACED);
    states::<PartnerAppPrepay>(&documents::partner_order(), partner_order, PLACED);
    states::<PartnerNativePrepay>(&documents::partner_order(), partner_order, PLACED);
    states::<PartnerJsapiPrepay>(&documents::partner_jsapi(), partner_order, PLACED);
    states::<PartnerH5Prepay>(&documents::partner_h5(), partner_order, PLACED);
    states::<CombineAppPrepay>(&documents::combine(), combined, PLACED);
    states::<CombineNativePrepay>(&documents::combine(), combined, PLACED);
    states::<CombineJsapiPrepay>(&documents::combine_with_payer(), combined, PLACED);
    states::<CombineH5Prepay>(&documents::combine_h5(), combined, PLACED);
}

#[test]
fn a_close_is_carried_out_or_overtaken_by_the_payment() {
    states::<Close>(&documents::close(), order, CLOSED);
    states::<PartnerClose>(&documents::partner_close(), partner_order, CLOSED);
    states::<CombineClose>(&documents::combine_close(), combined, CLOSED);
}

#[test]
fn a_close_is_proven_by_the_state_alone() {
    let closes = [
        Close::PROVEN_BY_STATE_ALONE,
        PartnerClose::PROVEN_BY_STATE_ALONE,
        CombineClose::PROVEN_BY_STATE_ALONE,
    ];
    assert_eq!(closes, [true; 3]);
    assert_eq!([AppPrepay::PROVEN_BY_STATE_ALONE, Refund::PROVEN_BY_STATE_ALONE], [false; 2]);
}

#[test]
fn an_order_closes_by_its_own_numbers() {
    let order: AppPrepay = request(&documents::order());
    assert_eq!(
        order.close().target(),
        "/v3/pay/transactions/out-trade-no/1217752501201407033233368018/close"
    );
    assert_eq!(
        order.query().target(),
        "/v3/pay/transactions/out-trade-no/1217752501201407033233368018?mchid=1900000001"
    );
    let order: PartnerAppPrepay = request(&documents::partner_order());
    assert_eq!(order.close().query(), order.query());
    let order: CombineAppPrepay = request(&documents::combine());
    assert_eq!(order.close().query(), order.query());
}

#[test]
fn a_number_with_another_amount_or_app_is_taken() {
    let mut other = order("SUCCESS");
    other["amount"]["total"] = json!(99);
    check::<AppPrepay>(&documents::order(), &other, taken("amount.total"));
    other["appid"] = json!("wx0000000000000000");
    check::<AppPrepay>(&documents::order(), &other, taken("appid"));
    let mut other = partner_order("NOTPAY");
    other["amount"]["total"] = json!(99);
    check::<PartnerAppPrepay>(&documents::partner_order(), &other, taken("amount.total"));
    let mut silent = order("NOTPAY");
    silent.as_object_mut().unwrap().remove("amount");
    check::<AppPrepay>(&documents::order(), &silent, Renewable);
}

#[test]
fn the_parts_of_a_combined_order_are_compared() {
    let mut other = combined("NOTPAY");
    other["sub_orders"][1]["amount"]["total_amount"] = json!(1);
    check::<CombineAppPrepay>(&documents::combine(), &other, taken("sub_orders.amount.total_amount"));
    let mut other = combined("NOTPAY");
    other["sub_orders"].as_array_mut().unwrap().pop();
    check::<CombineAppPrepay>(&documents::combine(), &other, taken("sub_orders"));
    let mut none = combined("NOTPAY");
    none["sub_orders"] = json!([]);
    check::<CombineAppPrepay>(&documents::combine(), &none, NotYet);
    check::<CombineClose>(&documents::combine_close(), &none, NotYet);
    let mut half = combined("CLOSED");
    half["sub_orders"][1]["trade_state"] = json!("NOTPAY");
    check::<CombineAppPrepay>(&documents::combine(), &half, Renewable);
    check::<CombineClose>(&documents::combine_close(), &half, NotYet);
}

fn refund(asked: &Value, status: &str) -> Value {
    json!({
        "refund_id": "50000000382019052709732678859",
        "out_refund_no": asked["out_refund_no"],
        "transaction_id": "1217752501201407033233368018",
        "out_trade_no": "1217752501201407033233368018",
        "status": status,
        "amount": { "total": asked["amount"]["total"], "refund": asked["amount"]["refund"] },
    })
}

#[test]
fn a_refund_that_is_there_was_accepted() {
    for status in ["PROCESSING", "SUCCESS", "ABNORMAL", "CLOSED", "BRAND_NEW"] {
        let asked = documents::refund();
        check::<Refund>(&asked, &refund(&asked, status), CarriedOut);
        let asked = documents::partner_refund();
        check::<PartnerRefund>(&asked, &refund(&asked, status), CarriedOut);
    }
}

#[test]
fn a_refund_of_something_else_is_another_one() {
    let asked = documents::refund();
    let with = |field: &str, value: Value| {
        let mut other = refund(&asked, "PROCESSING");
        *other.pointer_mut(field).unwrap() = value;
        other
    };
    check::<Refund>(&asked, &with("/amount/refund", json!(1)), taken("amount.refund"));
    check::<Refund>(&asked, &with("/amount/total", json!(1)), taken("amount.total"));
    check::<Refund>(&asked, &with("/transaction_id", json!("42")), taken("transaction_id"));
    check::<Refund>(
        &documents::refund_of_order(),
        &with("/out_trade_no", json!("OTHER-1")),
        taken("out_trade_no"),
    );
    check::<PartnerRefund>(
        &documents::partner_refund(),
        &with("/transaction_id", json!("42")),
        taken("transaction_id"),
    );
}

#[test]
fn an_abnormal_refund_was_helped_once_it_leaves_that_state() {
    let asked = documents::abnormal_refund();
    let state = |status: &str| {
        let mut state = refund(&documents::refund(), status);
        state["refund_id"] = asked["refund_id"].clone();
        state
    };
    check::<EncryptedAbnormalRefund>(&asked, &state("ABNORMAL"), NotYet);
    check::<EncryptedAbnormalRefund>(&asked, &state("BRAND_NEW"), NotYet);
    check::<EncryptedAbnormalRefund>(&asked, &state("PROCESSING"), CarriedOut);
    check::<EncryptedAbnormalRefund>(&asked, &state("SUCCESS"), CarriedOut);
    check::<EncryptedAbnormalRefund>(&asked, &state("CLOSED"), Overtaken);
    let other = refund(&documents::refund(), "SUCCESS");
    let mut asked = asked.clone();
    asked["refund_id"] = json!("42");
    check::<EncryptedAbnormalRefund>(&asked, &other, taken("refund_id"));
}

//! Answers of every kind: read, or refused; never a panic.

use proptest::prelude::*;
use serde_json::{Value, json};
use wx_apiv3::Outcome;
use wx_merchant::{
    AppPrepay, CombineTransaction, H5PrepayReply, JsapiPrepayReply, NativePrepayReply, PartnerRefundNotice,
    PartnerTransaction, PrepayReply, QueryByOutTradeNo, Refund, RefundNotice, RefundReply, TradeState,
    Transaction, combine::CombineSubTransaction,
};
use wx_types::{Endpoint, Mchid, OutTradeNo};

use crate::platform::{Platform, run};

const PAYMENT: &str = include_str!("fixtures/payment_notice/plaintext.json");
const REFUND: &str = include_str!("fixtures/refund/answer.json");
const NOTICE: &str = include_str!("fixtures/refund_notice/plaintext.json");
const PARTNER_PAYMENT: &str = include_str!("fixtures/partner_payment_notice/plaintext.json");
const COMBINE_PAYMENT: &str = include_str!("fixtures/combine_payment_notice/plaintext.json");

fn reads<T: serde::de::DeserializeOwned>(value: &Value) -> bool {
    serde_json::from_slice::<T>(value.to_string().as_bytes()).is_ok()
}

/// `json` without each member in turn: those in `required` cannot be missed, all others can.
#[track_caller]
fn check_required<T: serde::de::DeserializeOwned>(json: &str, required: &[&str]) {
    let whole: Value = serde_json::from_str(json).unwrap();
    assert!(reads::<T>(&whole));
    for name in whole.as_object().unwrap().keys() {
        let mut missing = whole.clone();
        missing.as_object_mut().unwrap().remove(name);
        assert_eq!(reads::<T>(&missing), !required.contains(&name.as_str()), "without {name}");
        let mut null = whole.clone();
        null[name] = Value::Null;
        assert_eq!(reads::<T>(&null), !required.contains(&name.as_str()), "with {name}: null");
        let mut other = whole.clone();
        other[name] = json!(true);
        assert!(!reads::<T>(&other), "with {name}: true");
    }
}

#[test]
fn what_must_be_there_and_what_may_be_missing() {
    check_required::<PrepayReply>(include_str!("fixtures/app_prepay/answer.json"), &["prepay_id"]);
    check_required::<JsapiPrepayReply>(include_str!("fixtures/jsapi_prepay/answer.json"), &["prepay_id"]);
    check_required::<H5PrepayReply>(include_str!("fixtures/h5_prepay/answer.json"), &["h5_url"]);
    check_required::<NativePrepayReply>(include_str!("fixtures/native_prepay/answer.json"), &["code_url"]);
    check_required::<PartnerTransaction>(
        PARTNER_PAYMENT,
        &["sp_appid", "sp_mchid", "sub_mchid", "out_trade_no", "trade_state"],
    );
    check_required::<CombineTransaction>(
        COMBINE_PAYMENT,
        &["combine_appid", "combine_mchid", "combine_out_trade_no", "sub_orders"],
    );
    let whole: Value = serde_json::from_str(COMBINE_PAYMENT).unwrap();
    check_required::<CombineSubTransaction>(
        &whole["sub_orders"][0].to_string(),
        &["mchid", "out_trade_no", "trade_state"],
    );
    check_required::<PartnerRefundNotice>(
        include_str!("fixtures/partner_refund_notice/plaintext.json"),
        &[
            "sp_mchid",
            "sub_mchid",
            "refund_id",
            "out_refund_no",
            "transaction_id",
            "out_trade_no",
            "refund_status",
            "amount",
        ],
    );
    check_required::<Transaction>(PAYMENT, &["appid", "mchid", "out_trade_no", "trade_state"]);
    check_required::<RefundReply>(
        REFUND,
        &["refund_id", "out_refund_no", "transaction_id", "out_trade_no", "status", "amount"],
    );
    check_required::<RefundNotice>(
        NOTICE,
        &["mchid", "refund_id", "out_refund_no", "transaction_id", "out_trade_no", "refund_status", "amount"],
    );
}

#[test]
fn paid_is_paid_also_after_a_refund() {
    let paid: Vec<_> = TradeState::KNOWN
        .iter()
        .filter(|state| {
            let mut order: Value = serde_json::from_str(PAYMENT).unwrap();
            order["trade_state"] = json!(state);
            serde_json::from_str::<Transaction>(&order.to_string()).unwrap().is_paid()
        })
        .collect();
    assert_eq!(paid, [&"REFUND", &"SUCCESS"]);
}

#[test]
fn money_is_an_integer() {
    for total in [json!(100.0), json!("100"), json!(1e2), json!(9_223_372_036_854_775_808_u64), json!(0.5)] {
        let mut order: Value = serde_json::from_str(PAYMENT).unwrap();
        order["amount"]["total"] = total;
        assert!(!reads::<Transaction>(&order), "{order}");
    }
}

/// A signed answer about another order is no answer to ours.
#[test]
fn an_answer_about_another_order_is_refused() {
    let platform = Platform::new(200, PAYMENT);
    let other =
        QueryByOutTradeNo::new(OutTradeNo::new("A|10002*").unwrap(), Mchid::new("1900000001").unwrap());
    let error = run(platform.client().send(&other)).unwrap_err();
    assert!(error.reason().to_string().contains("its out_trade_no is another one"));
    let platform = Platform::new(200, REFUND);
    let mut refund = crate::documents::refund();
    refund["out_refund_no"] = json!("R2");
    let refund = Refund::from_json(refund.to_string().as_bytes()).unwrap();
    let error = run(platform.client().send(&refund)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("(out_refund_no R2)"));
}

/// Any JSON, with names that the models know mixed in.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "amount",
            "mchid",
            "sp_mchid",
            "combine_mchid",
            "sub_orders",
            "trade_state",
            "promotion_detail",
            "goods_detail",
            "payer",
            "prepay_id",
            "status",
            "out_trade_no",
            "appid",
            "total",
            "refund",
            "from",
            "code",
        ])
        .prop_map(ToOwned::to_owned),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn read_as_everything(text: &[u8]) {
    let _ = serde_json::from_slice::<PrepayReply>(text);
    let _ = serde_json::from_slice::<Transaction>(text);
    let _ = serde_json::from_slice::<RefundReply>(text);
    let _ = serde_json::from_slice::<RefundNotice>(text);
    let _ = serde_json::from_slice::<PartnerTransaction>(text);
    let _ = serde_json::from_slice::<CombineTransaction>(text);
    let _ = serde_json::from_slice::<PartnerRefundNotice>(text);
    let _ = AppPrepay::from_json(text);
    let _ = Refund::from_json(text);
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(value in any_json()) {
        read_as_everything(value.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn a_damaged_answer_is_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for json in [PAYMENT, REFUND, NOTICE, PARTNER_PAYMENT, COMBINE_PAYMENT] {
            let mut damaged = json.as_bytes().to_vec();
            let at = at.index(damaged.len());
            damaged[at] = byte;
            read_as_everything(&damaged);
        }
    }

    /// No new state keeps a paid order from being read, and none passes for paid.
    #[test]
    fn any_state_is_kept_as_it_came(state in "\\PC{0,40}", member in "[a-z_]{1,20}", value in any_json()) {
        let mut order: Value = serde_json::from_str(PAYMENT).unwrap();
        order[format!("new_{member}")] = value;
        order["trade_state"] = json!(state);
        order["trade_type"] = json!(state);
        order["amount"]["currency"] = json!(state);
        let read: Transaction = serde_json::from_slice(order.to_string().as_bytes()).unwrap();
        prop_assert_eq!(read.trade_state.as_str(), &state);
        prop_assert_eq!(read.is_paid(), TradeState::KNOWN.contains(&state.as_str()) && (state == "SUCCESS" || state == "REFUND"));
    }

    #[test]
    fn any_member_may_be_cut_off(cut in any::<prop::sample::Index>()) {
        for json in [PAYMENT, REFUND, NOTICE] {
            let characters: Vec<char> = json.chars().collect();
            let cut: String = characters[..cut.index(characters.len() - 2)].iter().collect();
            prop_assert!(serde_json::from_str::<Transaction>(&cut).is_err());
            prop_assert!(serde_json::from_str::<RefundReply>(&cut).is_err());
        }
    }
}

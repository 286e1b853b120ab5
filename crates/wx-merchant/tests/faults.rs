//! Many faults at once, faults between fields, and faults of shape.

use serde_json::{Value, json};
use wx_merchant::{
    Amount, AppPrepay, Currency, Refund, RefundAmount,
    refunds::{RefundFrom, RefundSourceAccount},
    transactions::{Detail, GoodsDetail, SceneInfo, StoreInfo},
};
use wx_types::{AppId, Endpoint, Fen, Mchid, NotifyUrl, OutRefundNo, OutTradeNo, TransactionId, Violations};

use crate::documents;

#[track_caller]
fn lines(checked: Result<(), Violations>, expected: &[&str]) {
    let found: Vec<_> = checked.err().into_iter().flatten().map(|violation| violation.to_string()).collect();
    assert_eq!(found, expected);
}

#[track_caller]
pub(crate) fn refuses<E: Endpoint + serde::de::DeserializeOwned>(json: &Value, expected: &[&str]) {
    lines(E::from_json(json.to_string().as_bytes()).map(|_| ()), expected);
}

#[test]
fn an_order_in_json_with_ten_faults_reports_ten() {
    let mut order = documents::order();
    order["mchid"] = json!("19-1");
    order["description"] = json!("");
    order["out_trade_no"] = json!("A1");
    order["time_expire"] = json!("2018-06-08 10:34:56");
    order["attach"] = json!("x".repeat(129));
    order["notify_url"] = json!(" https://www.weixin.qq.com/wxpay/pay.php");
    order["amount"] = json!({ "total": 0, "currency": "USD" });
    order["detail"]["goods_detail"][0]["merchant_goods_id"] = json!("no blanks");
    order["scene_info"]["payer_client_ip"] = json!("14.23.150.999");
    refuses::<AppPrepay>(
        &order,
        &[
            "mchid: may hold digits; character 2 is another one",
            "description: must be 1 to 127 characters (found 0)",
            "out_trade_no: must be 6 to 32 characters (found 2)",
            "time_expire: must be a time such as 2015-05-20T13:29:35+08:00",
            "attach: must be 1 to 128 characters (found 129)",
            "notify_url: must be an absolute http or https address with a path, without query, fragment, user or blanks",
            "amount.total: must be at least 1 (found 0)",
            "amount.currency: must be one of CNY",
            "detail.goods_detail[0].merchant_goods_id: may hold digits, letters and -_; character 2 is another one",
            "scene_info.payer_client_ip: must be an IPv4 or IPv6 address",
        ],
    );
}

#[test]
fn a_typed_order_with_ten_faults_reports_ten() {
    let goods = |id: &str| GoodsDetail::new(id, 0, Fen::new(-1));
    let order = AppPrepay::new(
        AppId::new("wxd678efh567hg6787").unwrap(),
        Mchid::new("1900000001").unwrap(),
        "蛋糕🎂",
        OutTradeNo::new("A10001").unwrap(),
        NotifyUrl::new(format!("https://a.cn/{}", "n".repeat(244))).unwrap(),
        Amount::new(Fen::new(-5)).with_currency(Currency::Other("USD".into())),
    )
    .with_goods_tag("")
    .with_detail(Detail::new().with_goods_detail(vec![goods("1"), GoodsDetail::new("", 1, Fen::new(0))]))
    .with_scene_info(SceneInfo::new("localhost").with_store_info(StoreInfo::new("店".repeat(33))));
    lines(
        order.check(),
        &[
            "description: may hold characters of one to three UTF-8 bytes; character 2 needs four",
            "notify_url: must be 1 to 255 characters (found 257)",
            "goods_tag: must be 1 to 32 characters (found 0)",
            "amount.total: must be at least 1 (found -5)",
            "amount.currency: must be one of CNY",
            "detail.goods_detail[0].quantity: must be at least 1 (found 0)",
            "detail.goods_detail[0].unit_price: must be at least 0 (found -1)",
            "detail.goods_detail[1].merchant_goods_id: must be 1 to 32 characters (found 0)",
            "scene_info.payer_client_ip: must be an IPv4 or IPv6 address",
            "scene_info.store_info.id: must be 1 to 32 characters (found 33)",
        ],
    );
}

#[test]
fn no_violation_repeats_a_value() {
    let mut order = documents::order();
    for field in
        ["appid", "mchid", "out_trade_no", "time_expire", "notify_url", "goods_tag", "support_fapiao"]
    {
        order[field] = json!("canary canary canary canary canary 🐤");
    }
    order["amount"]["total"] = json!("canary");
    let violations = AppPrepay::from_json(order.to_string().as_bytes()).unwrap_err();
    assert!(violations.len() >= 8);
    assert!(!format!("{violations} {violations:?}").contains("canary"));
}

#[test]
fn a_text_that_is_no_order_is_refused_as_a_whole() {
    for text in ["", "{", "[]", "null", "7", "\u{feff}{}", "{\"mchid\":}"] {
        assert_eq!(AppPrepay::from_json(text.as_bytes()).unwrap_err().len(), 1, "{text:?}");
    }
    assert_eq!(AppPrepay::from_json(b"{\"attach\":\"\xff\"}").unwrap_err().len(), 1);
}

#[test]
fn a_refund_is_of_one_payment() {
    let rule = "transaction_id: exactly one of transaction_id and out_trade_no must be given";
    let mut refund = documents::refund();
    refund["out_trade_no"] = json!("1217752501201407033233368018");
    refuses::<Refund>(&refund, &[rule]);
    for name in ["transaction_id", "out_trade_no"] {
        refund.as_object_mut().unwrap().remove(name);
    }
    refuses::<Refund>(&refund, &[rule]);
    refuses::<Refund>(&documents::refund(), &[]);
    refuses::<Refund>(&documents::refund_of_order(), &[]);
}

fn refund(amount: RefundAmount) -> Refund {
    Refund::of_transaction(
        TransactionId::new("1217752501201407033233368018").unwrap(),
        OutRefundNo::new("R1").unwrap(),
        amount,
    )
}

fn parts(of: &[i64]) -> Vec<RefundFrom> {
    of.iter().map(|fen| RefundFrom::new(RefundSourceAccount::Available, Fen::new(*fen))).collect()
}

#[test]
fn a_refund_is_at_most_the_total() {
    let amount = |part, total| RefundAmount::cny(Fen::new(part), Fen::new(total));
    lines(refund(amount(888, 888)).check(), &[]);
    lines(refund(amount(1, 888)).check(), &[]);
    lines(refund(amount(889, 888)).check(), &["amount.refund: must not exceed amount.total"]);
    lines(
        refund(amount(0, -1)).check(),
        &[
            "amount.refund: must be at least 1 (found 0)",
            "amount.total: must be at least 1 (found -1)",
            "amount.refund: must not exceed amount.total",
        ],
    );
}

#[test]
fn the_parts_of_a_refund_add_up() {
    const RULE: &str = "amount.from: the amounts must add up to amount.refund";
    let amount = |from: &[i64]| RefundAmount::cny(Fen::new(888), Fen::new(888)).with_from(parts(from));
    lines(refund(amount(&[888])).check(), &[]);
    lines(refund(amount(&[444, 443, 1])).check(), &[]);
    lines(refund(amount(&[444, 443])).check(), &[RULE]);
    lines(refund(amount(&[])).check(), &[RULE]);
    lines(refund(amount(&[i64::MAX, 889])).check(), &[RULE]);
    // Every part by itself, and then all of them together.
    lines(refund(amount(&[889, -1])).check(), &["amount.from[1].amount: must be at least 1 (found -1)"]);
}

#[test]
fn a_refund_reports_faults_of_both_kinds() {
    let mut order = documents::refund();
    order["amount"] =
        json!({ "refund": 2, "total": 1, "currency": "USD", "from": [{ "account": "MINE", "amount": 2 }] });
    order["reason"] = json!("因".repeat(81));
    // In JSON the rules across fields are asked once every field holds.
    refuses::<Refund>(
        &order,
        &[
            "reason: must be 1 to 80 characters (found 81)",
            "amount.from[0].account: must be one of AVAILABLE, UNAVAILABLE",
            "amount.currency: must be one of CNY",
        ],
    );
    let typed: Refund = serde_json::from_value(order).unwrap();
    assert_eq!(typed.check().unwrap_err().len(), 4);
}

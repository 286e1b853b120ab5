//! Refunds: strict bodies, limits, repetition and endings.

use serde_json::{Value, json};
use wx_sandbox::{RefundResult, Sandbox, SettleError};

use crate::client::{
    APP, Draft, NOW, REFUNDS, UNDOCUMENTED, get, options, order, post, start, with, without,
};
use crate::receiver::{Receiver, decrypt};

const ILLEGAL: u32 = 268_435_461;
const RANGE: u32 = 268_435_464;
const UNKNOWN: u32 = 270_924_358;

/// A sandbox with a paid order of `total` fen.
async fn paid(total: i64) -> (Sandbox, String) {
    paid_with(start().await, total).await
}

async fn paid_with(sandbox: Sandbox, total: i64) -> (Sandbox, String) {
    let body = with(order("A-00001"), "/amount/total", json!(total));
    post(&sandbox, APP, &body).await.ok(&sandbox);
    let transaction_id = sandbox.pay("A-00001").unwrap();
    (sandbox, transaction_id)
}

fn refund(number: &str, refund: i64, total: i64) -> Value {
    json!({
        "out_trade_no": "A-00001",
        "out_refund_no": number,
        "amount": { "refund": refund, "total": total, "currency": "CNY" },
    })
}

#[tokio::test]
async fn every_documented_member_is_taken() {
    let (sandbox, transaction_id) = paid(100).await;
    let body = json!({
        "transaction_id": transaction_id,
        "out_refund_no": "R".repeat(64),
        "reason": "因".repeat(80),
        "notify_url": "https://www.example.com/refund",
        "funds_account": "AVAILABLE",
        "amount": {
            "refund": 30,
            "from": [{ "account": "AVAILABLE", "amount": 10 }, { "account": "UNAVAILABLE", "amount": 20 }],
            "total": 100,
            "currency": "CNY",
        },
        "goods_detail": [{
            "merchant_goods_id": "1217752501201407033233368018",
            "wechatpay_goods_id": "1001",
            "goods_name": "iPhone6s 16G",
            "unit_price": 528_800,
            "refund_amount": 30,
            "refund_quantity": 1,
        }],
    });
    post(&sandbox, REFUNDS, &body).await.ok(&sandbox);
    for (pointer, value, reason) in [
        ("/out_refund_no", json!("R".repeat(65)), RANGE),
        ("/out_refund_no", json!("R/1"), ILLEGAL),
        ("/reason", json!("r".repeat(81)), RANGE),
        ("/notify_url", json!("http:/1"), RANGE),
        ("/funds_account", json!("BASIC"), ILLEGAL),
        ("/amount/refund", json!(0), RANGE),
        ("/amount/refund", json!(600.0), ILLEGAL),
        ("/amount/currency", Value::Null, ILLEGAL),
        ("/amount/from/0/account", json!("BASIC"), ILLEGAL),
        ("/goods_detail/0/refund_quantity", json!(0), RANGE),
        ("/sub_mchid", json!("1x"), ILLEGAL),
        ("/sub_appid", json!("wx1"), UNKNOWN),
    ] {
        let reply = post(&sandbox, REFUNDS, &with(body.clone(), pointer, value)).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", reason)["field"], pointer);
    }
    for pointer in ["/out_refund_no", "/amount", "/amount/refund", "/amount/total", "/amount/currency"] {
        let reply = post(&sandbox, REFUNDS, &without(body.clone(), pointer)).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], pointer);
    }
}

#[tokio::test]
async fn exactly_one_order_number() {
    let (sandbox, transaction_id) = paid(5).await;
    let both = with(refund("R1", 1, 5), "/transaction_id", json!(transaction_id));
    for body in [both, without(refund("R1", 1, 5), "/out_trade_no")] {
        let reply = post(&sandbox, REFUNDS, &body).await;
        let detail = reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL);
        assert_eq!(detail["field"], "/transaction_id");
    }
}

#[tokio::test]
async fn amounts_must_fit_together() {
    let (sandbox, _) = paid(5).await;
    let reply = post(&sandbox, REFUNDS, &refund("R1", 1, 6)).await;
    assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "/amount/total");
    let from = |amounts: &[i64]| {
        let parts: Vec<Value> =
            amounts.iter().map(|amount| json!({ "account": "AVAILABLE", "amount": amount })).collect();
        with(refund("R1", 2, 5), "/amount/from", json!(parts))
    };
    for amounts in [&[1][..], &[1, 2], &[i64::MAX, i64::MAX]] {
        let reply = post(&sandbox, REFUNDS, &from(amounts)).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "/amount/from");
    }
    post(&sandbox, REFUNDS, &from(&[1, 1])).await.ok(&sandbox);
}

#[tokio::test]
async fn only_paid_orders_are_refunded() {
    let sandbox = start().await;
    let missing =
        |reply: crate::client::Reply| reply.refused(&sandbox, 404, "RESOURCE_NOT_EXISTS", UNDOCUMENTED);
    missing(post(&sandbox, REFUNDS, &refund("R1", 1, 5)).await);
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    missing(post(&sandbox, REFUNDS, &refund("R1", 1, 5)).await);
    missing(get(&sandbox, &format!("{REFUNDS}/R1")).await);
    sandbox.pay("A-00001").unwrap();
    post(&sandbox, REFUNDS, &refund("R1", 1, 5)).await.ok(&sandbox);
}

#[tokio::test]
async fn no_more_than_the_rest() {
    let (sandbox, _) = paid(5).await;
    let over = |reply: crate::client::Reply| reply.refused(&sandbox, 403, "NOT_ENOUGH", UNDOCUMENTED);
    over(post(&sandbox, REFUNDS, &refund("R1", 6, 5)).await);
    post(&sandbox, REFUNDS, &refund("R1", 3, 5)).await.ok(&sandbox);
    over(post(&sandbox, REFUNDS, &refund("R2", 3, 5)).await);
    sandbox.settle_refund("R1", RefundResult::Abnormal).unwrap();
    over(post(&sandbox, REFUNDS, &refund("R2", 3, 5)).await);
    post(&sandbox, REFUNDS, &refund("R2", 2, 5)).await.ok(&sandbox);
    over(post(&sandbox, REFUNDS, &refund("R3", 1, 5)).await);
    sandbox.settle_refund("R2", RefundResult::Closed).unwrap();
    post(&sandbox, REFUNDS, &refund("R3", 2, 5)).await.ok(&sandbox);
}

#[tokio::test]
async fn no_more_than_fifty() {
    let (sandbox, _) = paid(100).await;
    for n in 0..50 {
        post(&sandbox, REFUNDS, &refund(&format!("R{n}"), 1, 100)).await.ok(&sandbox);
    }
    let reply = post(&sandbox, REFUNDS, &refund("R50", 1, 100)).await;
    reply.refused(&sandbox, 400, "INVALID_REQUEST", UNDOCUMENTED);
}

#[tokio::test]
async fn no_later_than_a_year() {
    let (sandbox, _) = paid(5).await;
    let year: i64 = 365 * 86_400;
    for (offset, status) in [(year.saturating_add(1), 400), (year, 200)] {
        sandbox.set_clock_offset(offset);
        let body = refund("R1", 1, 5).to_string();
        let mut draft = Draft::new(&sandbox, "POST", REFUNDS, body.as_bytes());
        draft.timestamp = NOW.saturating_add(offset).to_string();
        assert_eq!(draft.send(&sandbox).await.status(), status);
    }
}

#[tokio::test]
async fn one_number_refunds_once() {
    let (sandbox, _) = paid(5).await;
    let first = post(&sandbox, REFUNDS, &refund("R1", 1, 5)).await.ok(&sandbox);
    assert_eq!(post(&sandbox, REFUNDS, &refund("R1", 1, 5)).await.ok(&sandbox), first);
    sandbox.settle_refund("R1", RefundResult::Success).unwrap();
    let settled = post(&sandbox, REFUNDS, &refund("R1", 1, 5)).await.ok(&sandbox);
    assert_eq!((&settled["refund_id"], &settled["status"]), (&first["refund_id"], &json!("SUCCESS")));
    for other in [refund("R1", 2, 5), with(refund("R1", 1, 5), "/reason", json!("r"))] {
        let reply = post(&sandbox, REFUNDS, &other).await;
        reply.refused(&sandbox, 400, "INVALID_REQUEST", UNDOCUMENTED);
    }
    post(&sandbox, REFUNDS, &refund("R2", 4, 5)).await.ok(&sandbox);
}

#[tokio::test]
async fn refunds_end_as_told() {
    let mut receiver = Receiver::start(&[]).await;
    let (sandbox, _) = paid(5).await;
    for (number, result, event) in [
        ("R1", RefundResult::Success, "REFUND.SUCCESS"),
        ("R2", RefundResult::Closed, "REFUND.CLOSED"),
        ("R3", RefundResult::Abnormal, "REFUND.ABNORMAL"),
    ] {
        let body = with(refund(number, 1, 5), "/notify_url", json!(receiver.url));
        post(&sandbox, REFUNDS, &body).await.ok(&sandbox);
        sandbox.settle_refund(number, result).unwrap();
        let envelope = receiver.next().await.json();
        assert_eq!(envelope["event_type"], event);
        let told: Value =
            serde_json::from_slice(&decrypt(sandbox.credentials(), &envelope["resource"])).unwrap();
        assert_eq!(told["refund_status"], result.as_str());
        assert_eq!(told.get("success_time").is_some(), result == RefundResult::Success);
    }
    assert_eq!(
        sandbox.settle_refund("R1", RefundResult::Closed),
        Err(SettleError::WrongState(RefundResult::Success))
    );
    assert_eq!(sandbox.settle_refund("R9", RefundResult::Closed), Err(SettleError::UnknownRefund));
}

#[tokio::test]
async fn refunds_can_settle_by_themselves() {
    let sandbox = Sandbox::start(options().with_auto_settle(true)).await.unwrap();
    let (sandbox, _) = paid_with(sandbox, 5).await;
    let accepted = post(&sandbox, REFUNDS, &refund("R1", 1, 5)).await.ok(&sandbox);
    assert_eq!(accepted["status"], "PROCESSING");
    assert_eq!(get(&sandbox, &format!("{REFUNDS}/R1")).await.ok(&sandbox)["status"], "SUCCESS");
}

#[tokio::test]
async fn a_refund_query_has_one_parameter_and_a_possible_number() {
    let (sandbox, _) = paid(5).await;
    for (target, field) in [
        ("/R1?sub_mchid=1x", "sub_mchid"),
        ("/R1?mchid=1", "query"),
        ("/R%201", "out_refund_no"),
        ("/", "out_refund_no"),
    ] {
        let reply = get(&sandbox, &format!("{REFUNDS}{target}")).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], field);
    }
}

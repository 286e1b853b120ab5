//! Creating an order: strict bodies, and what happens the second time.

use serde_json::{Value, json};
use wx_sandbox::{PayError, Sandbox, TradeState};

use crate::client::{APP, Draft, NOW, order, post, start, with, without};

const ILLEGAL: u32 = 268_435_461;
const RANGE: u32 = 268_435_464;
const UNKNOWN: u32 = 270_924_358;

/// Every member that the page lists, each at its limit.
fn full(number: &str) -> Value {
    let goods = json!({
        "merchant_goods_id": "g".repeat(32),
        "wechatpay_goods_id": "w".repeat(32),
        "goods_name": "名".repeat(256),
        "quantity": 1,
        "unit_price": 0,
    });
    json!({
        "appid": "wxd678efh567hg6787",
        "mchid": "1900000001",
        "description": "描".repeat(127),
        "out_trade_no": number,
        "time_expire": "2023-11-15T07:13:20+08:00",
        "attach": "附".repeat(128),
        "notify_url": format!("https://www.example.com/{}", "n".repeat(231)),
        "goods_tag": "t".repeat(32),
        "support_fapiao": true,
        "amount": { "total": i64::MAX, "currency": "CNY" },
        "detail": { "cost_price": 1, "invoice_id": "i".repeat(32), "goods_detail": [goods] },
        "scene_info": {
            "payer_client_ip": "2001:db8::ff00:42:8329",
            "device_id": "d".repeat(32),
            "store_info": {
                "id": "s".repeat(32),
                "name": "店".repeat(256),
                "area_code": "440305",
                "address": "址".repeat(512),
            },
        },
        "settle_info": { "profit_sharing": true },
    })
}

#[tokio::test]
async fn every_documented_member_is_taken_at_its_limit() {
    let sandbox = start().await;
    post(&sandbox, APP, &full("A-00001")).await.ok(&sandbox);
}

#[tokio::test]
async fn broken_rules_are_named_by_pointer() {
    let sandbox = start().await;
    let body = full("A-00001");
    let cases: &[(&str, Value, u32)] = &[
        ("/appid", json!("a".repeat(33)), RANGE),
        ("/mchid", json!("19000x0001"), ILLEGAL),
        ("/mchid", json!(1_900_000_001), ILLEGAL),
        ("/description", json!(""), RANGE),
        ("/description", json!("d".repeat(128)), RANGE),
        ("/description", json!("emoji 🙂"), ILLEGAL),
        ("/description", Value::Null, ILLEGAL),
        ("/out_trade_no", json!("A-001"), RANGE),
        ("/out_trade_no", json!("A".repeat(33)), RANGE),
        ("/out_trade_no", json!("A@00001"), ILLEGAL),
        ("/time_expire", json!("20231115071320"), ILLEGAL),
        ("/attach", json!("a".repeat(129)), RANGE),
        ("/notify_url", json!(" https://www.example.com/notify"), ILLEGAL),
        ("/notify_url", json!("https://www.example.com/notify?a=b"), ILLEGAL),
        ("/notify_url", json!(format!("https://www.example.com/{}", "n".repeat(232))), RANGE),
        ("/support_fapiao", json!("true"), ILLEGAL),
        ("/amount", json!(5), ILLEGAL),
        ("/amount/total", json!(0), RANGE),
        ("/amount/total", json!(-1), RANGE),
        ("/amount/total", json!(5.0), ILLEGAL),
        ("/amount/total", json!("5"), ILLEGAL),
        ("/amount/currency", json!("USD"), ILLEGAL),
        ("/amount/fee", json!(1), UNKNOWN),
        ("/detail/goods_detail", json!([]), RANGE),
        ("/detail/goods_detail/0/quantity", json!(0), RANGE),
        ("/detail/goods_detail/0/merchant_goods_id", json!("商品"), ILLEGAL),
        ("/detail/goods_detail/0/goods_id", json!("1"), UNKNOWN),
        ("/scene_info/payer_client_ip", json!("localhost"), ILLEGAL),
        ("/scene_info/store_info/address", json!("a".repeat(513)), RANGE),
        ("/settle_info/profit_sharing", Value::Null, ILLEGAL),
        ("/settle_info/subsidy_amount", json!(1), UNKNOWN),
        ("/limit_pay", json!(["no_credit"]), UNKNOWN),
        ("/nonsense", Value::Null, UNKNOWN),
    ];
    for (pointer, value, reason) in cases {
        let reply = post(&sandbox, APP, &with(body.clone(), pointer, value.clone())).await;
        let detail = reply.refused(&sandbox, 400, "PARAM_ERROR", *reason);
        assert_eq!((&detail["field"], &detail["location"]), (&json!(pointer), &json!("body")), "{value}");
    }
    assert_eq!(sandbox.pay("A-00001"), Err(PayError::UnknownOrder), "nothing was created");
}

#[tokio::test]
async fn what_is_required_is_required() {
    let sandbox = start().await;
    let body = full("A-00001");
    for pointer in [
        "/appid",
        "/mchid",
        "/description",
        "/out_trade_no",
        "/notify_url",
        "/amount",
        "/amount/total",
        "/detail/goods_detail/0/merchant_goods_id",
        "/detail/goods_detail/0/quantity",
        "/detail/goods_detail/0/unit_price",
        "/scene_info/payer_client_ip",
        "/scene_info/store_info/id",
    ] {
        let reply = post(&sandbox, APP, &without(body.clone(), pointer)).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], pointer);
    }
}

#[tokio::test]
async fn all_faults_are_told_at_once() {
    let sandbox = start().await;
    let body = with(without(order("A-00001"), "/appid"), "/extra", Value::Null);
    let detail = post(&sandbox, APP, &body).await.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL);
    let fields: Vec<&Value> = detail["faults"].as_array().unwrap().iter().map(|f| &f["field"]).collect();
    assert_eq!(fields, ["/appid", "/extra"]);
}

#[tokio::test]
async fn bodies_that_are_not_json_are_refused() {
    let sandbox = start().await;
    for body in ["{", "\u{feff}{}", "{} {}", "appid=1"] {
        let draft = Draft::new(&sandbox, "POST", APP, body.as_bytes());
        draft.send(&sandbox).await.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL);
    }
    let empty = Draft::new(&sandbox, "POST", APP, b"");
    empty.send(&sandbox).await.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL);
}

#[tokio::test]
async fn detail_has_a_limit_in_bytes() {
    let sandbox = start().await;
    let goods = |name: usize| json!({ "goods_name": "n".repeat(name), "merchant_goods_id": "1", "quantity": 1, "unit_price": 1 });
    let detail = |last: usize| {
        let list = [vec![goods(256); 18], vec![goods(last)]].concat();
        json!({ "goods_detail": list })
    };
    let room = 6144_usize.checked_sub(detail(0).to_string().len()).unwrap();
    let body = with(order("A-00001"), "/detail", detail(room.saturating_add(1)));
    let reply = post(&sandbox, APP, &body).await;
    assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "/detail");
    post(&sandbox, APP, &with(order("A-00001"), "/detail", detail(room))).await.ok(&sandbox);
}

#[tokio::test]
async fn numbers_must_belong_to_the_merchant() {
    let sandbox = start().await;
    let other = with(order("A-00001"), "/mchid", json!("1230000109"));
    let reply = post(&sandbox, APP, &other).await;
    assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "/mchid");
    let other = with(order("A-00001"), "/appid", json!("wx0000000000000000"));
    let reply = post(&sandbox, APP, &other).await;
    reply.refused(&sandbox, 400, "APPID_MCHID_NOT_MATCH", 268_445_527);
}

async fn prepay(sandbox: &Sandbox, body: &Value) -> Value {
    post(sandbox, APP, body).await.ok(sandbox)["prepay_id"].clone()
}

/// As if the client's clock moved along.
async fn prepay_at(sandbox: &Sandbox, seconds: i64, body: &Value) -> crate::client::Reply {
    sandbox.set_clock_offset(seconds);
    let mut draft = Draft::new(sandbox, "POST", APP, body.to_string().as_bytes());
    draft.timestamp = NOW.saturating_add(seconds).to_string();
    draft.send(sandbox).await
}

#[tokio::test]
async fn the_same_parameters_get_the_same_order() {
    let sandbox = start().await;
    let first = prepay(&sandbox, &order("A-00001")).await;
    assert_eq!(prepay(&sandbox, &order("A-00001")).await, first);
    let reordered: Value = serde_json::from_str(
        r#"{"amount":{"currency":"CNY","total":5},"notify_url":"https://www.example.com/notify",
            "out_trade_no":"A-00001","description":"三只松鼠 坚果","mchid":"1900000001","appid":"wxd678efh567hg6787"}"#,
    )
    .unwrap();
    assert_eq!(prepay(&sandbox, &reordered).await, first, "the order of members does not matter");
}

#[tokio::test]
async fn a_prepay_id_is_renewed_after_two_hours() {
    let sandbox = start().await;
    let first = prepay(&sandbox, &order("A-00001")).await;
    let soon = prepay_at(&sandbox, 7199, &order("A-00001")).await.0.json();
    assert_eq!(soon["prepay_id"], first);
    let later = prepay_at(&sandbox, 7200, &order("A-00001")).await.0.json();
    assert!(later["prepay_id"].as_str().unwrap().starts_with("wx20231115081320"), "{later}");
}

#[tokio::test]
async fn other_parameters_are_refused() {
    let sandbox = start().await;
    prepay(&sandbox, &order("A-00001")).await;
    for (pointer, value) in [
        ("/amount/total", json!(6)),
        ("/description", json!("other")),
        ("/attach", json!("more")),
        ("/time_expire", json!("2023-11-16T06:13:20+08:00")),
    ] {
        let reply = post(&sandbox, APP, &with(order("A-00001"), pointer, value)).await;
        reply.refused(&sandbox, 400, "INVALID_REQUEST", 268_498_688);
    }
    let reply = post(&sandbox, APP, &without(order("A-00001"), "/amount/currency")).await;
    reply.refused(&sandbox, 400, "INVALID_REQUEST", 268_498_688);
}

#[tokio::test]
async fn paid_and_closed_numbers_cannot_be_used_again() {
    let sandbox = start().await;
    prepay(&sandbox, &order("A-00001")).await;
    sandbox.pay("A-00001").unwrap();
    let reply = post(&sandbox, APP, &order("A-00001")).await;
    reply.refused(&sandbox, 403, "OUT_TRADE_NO_USED", 268_498_689);

    prepay(&sandbox, &order("B-00001")).await;
    let close = "/v3/pay/transactions/out-trade-no/B-00001/close";
    assert_eq!(post(&sandbox, close, &json!({ "mchid": "1900000001" })).await.status(), 204);
    let reply = post(&sandbox, APP, &order("B-00001")).await;
    reply.refused(&sandbox, 400, "ORDER_CLOSED", 268_447_914);
}

#[tokio::test]
async fn a_deadline_ends_payment_but_not_the_order() {
    let sandbox = start().await;
    let body = with(order("A-00001"), "/time_expire", json!("2018-06-08T10:34:56+08:00"));
    prepay(&sandbox, &body).await;
    assert_eq!(prepay_at(&sandbox, 60, &body).await.status(), 200, "raised to one minute from the order");
    let late = prepay_at(&sandbox, 61, &body).await;
    late.refused(&sandbox, 400, "ORDER_CLOSED", 268_447_914);
    assert_eq!(sandbox.pay("A-00001"), Err(PayError::Expired));
    sandbox.set_clock_offset(60);
    sandbox.pay("A-00001").unwrap();
    assert_eq!(sandbox.pay("A-00001"), Err(PayError::WrongState(TradeState::Success)));
}

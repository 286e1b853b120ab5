//! PayScore for acquiring institutions: strict bodies and the rules between members.

use serde_json::{Value, json};

use crate::client::{get, post, start, with, without};
use crate::payscore::{NAMES, ORDERS, UNDOCUMENTED, act, complete, service, verb};

const ILLEGAL: u32 = 268_435_461;
const RANGE: u32 = 268_435_464;
const UNKNOWN: u32 = 270_924_358;

fn full() -> Value {
    let payment =
        |name: &str| json!({ "name": name, "amount": 0, "description": "述".repeat(30), "count": 100 });
    let discount =
        json!({ "name": "券".repeat(20), "description": "述".repeat(30), "amount": 1, "count": 1 });
    json!({
        "service_id": "0".repeat(32),
        "appid": "wxd678efh567hg6787",
        "sub_mchid": "1".repeat(32),
        "sub_appid": "w".repeat(32),
        "channel_id": "2".repeat(32),
        "out_order_no": "S_-|*".repeat(6),
        "service_introduction": "介".repeat(20),
        "post_payments": [payment("商品信息"), payment("商品信息"), payment(&"名".repeat(20))],
        "post_discounts": [discount],
        "risk_fund": { "name": "ESTIMATE_ORDER_COST", "amount": 1_000_000, "description": "述".repeat(30) },
        "time_range": {
            "start_time": "20231115",
            "start_time_remark": "注".repeat(20),
            "end_time": "20231115",
            "end_time_remark": "注".repeat(20),
        },
        "location": { "start_location": "始".repeat(50), "end_location": "终".repeat(50) },
        "sub_openid": "o".repeat(128),
        "need_user_confirm": false,
        "notify_url": format!("https://www.example.com/{}", "n".repeat(232)),
        "attach": "a".repeat(256),
    })
}

#[tokio::test]
async fn every_documented_member_is_taken_at_its_limit() {
    let sandbox = start().await;
    let told = post(&sandbox, ORDERS, &full()).await.ok(&sandbox);
    for name in
        ["post_payments", "post_discounts", "risk_fund", "time_range", "location", "attach", "notify_url"]
    {
        assert_eq!(told[name], full()[name]);
    }
}

#[tokio::test]
async fn broken_rules_are_named_by_pointer() {
    let sandbox = start().await;
    for (pointer, value, reason) in [
        ("/service_id", json!("00x"), ILLEGAL),
        ("/mchid", json!("1900000001"), UNKNOWN),
        ("/out_order_no", json!("S@1"), ILLEGAL),
        ("/out_order_no", json!("S".repeat(33)), RANGE),
        ("/service_introduction", json!("介".repeat(21)), RANGE),
        ("/post_payments", json!([]), RANGE),
        ("/post_payments/0/amount", json!(-1), RANGE),
        ("/post_payments/0/count", json!(101), RANGE),
        ("/post_discounts/0/description", Value::Null, ILLEGAL),
        ("/risk_fund/name", json!("UDEPOSIT"), ILLEGAL),
        ("/risk_fund/amount", json!(1_000_001), RANGE),
        ("/time_range/start_time", json!("2023-11-15T06:13:20+08:00"), RANGE),
        ("/time_range/start_time", json!("20231315"), ILLEGAL),
        ("/time_range/start_time", json!("20231115061319"), ILLEGAL),
        ("/time_range/start_time", json!("20231114"), ILLEGAL),
        ("/time_range/end_time", json!("OnAccept"), ILLEGAL),
        ("/time_range/end_time", json!("20231114"), ILLEGAL),
        ("/location/start_location", json!("始".repeat(51)), RANGE),
        ("/openid", json!("o"), ILLEGAL),
        ("/need_user_confirm", json!("false"), ILLEGAL),
        ("/notify_url", json!("https://www.example.com/n?a=b"), ILLEGAL),
        ("/attach", json!("a".repeat(257)), RANGE),
    ] {
        let reply = post(&sandbox, ORDERS, &with(full(), pointer, value)).await;
        let detail = reply.refused(&sandbox, 400, "PARAM_ERROR", reason);
        assert_eq!(detail["field"], pointer, "{detail}");
    }
    for pointer in ["/service_id", "/channel_id", "/risk_fund", "/time_range", "/notify_url", "/sub_appid"] {
        let reply = post(&sandbox, ORDERS, &without(full(), pointer)).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], pointer);
    }
    let twice = with(full(), "/post_payments/0/name", json!("名".repeat(20)));
    let detail = post(&sandbox, ORDERS, &twice).await.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL);
    assert_eq!(detail["field"], "/post_payments");
    let nobody = post(&sandbox, ORDERS, &without(full(), "/sub_openid")).await;
    assert_eq!(nobody.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "/openid");
    let foreign = post(&sandbox, ORDERS, &with(full(), "/appid", json!("wx0"))).await;
    foreign.refused(&sandbox, 403, "NO_AUTH", 268_445_527);
}

#[tokio::test]
async fn a_total_is_the_sum_and_keeps_to_its_limit() {
    let sandbox = start().await;
    post(&sandbox, ORDERS, &service("S1")).await.ok(&sandbox);
    let long = with(service("S2"), "/risk_fund/name", json!("ESTIMATE_ORDER_COST"));
    post(&sandbox, ORDERS, &long).await.ok(&sandbox);
    let discounted = verb(json!({
        "post_payments": [{ "name": "a", "amount": 30 }, { "name": "b" }],
        "post_discounts": [{ "name": "c", "description": "d", "amount": 10 }],
        "total_amount": 30,
    }));
    let huge = json!([{ "name": "a", "amount": i64::MAX }, { "name": "b", "amount": 1 }]);
    for (number, body) in [
        ("S1", discounted.clone()),
        ("S1", with(complete(1), "/post_payments", huge)),
        ("S1", complete(10_001)),
        ("S2", complete(1_000_001)),
    ] {
        let reply = act(&sandbox, number, "complete", &body).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "/total_amount");
    }
    let right = with(discounted, "/total_amount", json!(20));
    assert_eq!(act(&sandbox, "S1", "complete", &right).await.status(), 204);
    assert_eq!(act(&sandbox, "S2", "complete", &complete(1_000_000)).await.status(), 204);
}

#[tokio::test]
async fn an_end_is_said_at_the_latest_at_completion() {
    let sandbox = start().await;
    let open = without(service("S1"), "/time_range/end_time");
    post(&sandbox, ORDERS, &with(open, "/time_range/start_time", json!("20231116"))).await.ok(&sandbox);
    let pointer = "/time_range/end_time";
    let early = with(complete(1), "/time_range", json!({ "start_time": "20231116", "end_time": "20231115" }));
    for body in [complete(1), early] {
        let reply = act(&sandbox, "S1", "complete", &body).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], pointer);
    }
    let more = json!({
        "time_range": { "start_time": "20231116", "end_time": "20231116120000", "end_time_remark": "r" },
        "location": { "end_location": "l" },
        "profit_sharing": false,
        "complete_time": "2023-11-15T06:13:20+08:00",
        "goods_tag": "t",
    });
    let mut body = complete(1);
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    assert_eq!(act(&sandbox, "S1", "complete", &body).await.status(), 204);
    let told = get(&sandbox, &format!("{ORDERS}?{NAMES}&out_order_no=S1")).await.ok(&sandbox);
    let range = json!({ "start_time": "20231116", "end_time": "20231116120000", "end_time_remark": "r" });
    assert_eq!((&told["time_range"], &told["location"]), (&range, &body["location"]));
}

#[tokio::test]
async fn verbs_have_strict_bodies() {
    let sandbox = start().await;
    post(&sandbox, ORDERS, &service("S1")).await.ok(&sandbox);
    let sync = verb(json!({ "type": "Order_Paid", "detail": { "paid_time": "20231115061320" } }));
    for (name, body, field, reason) in [
        ("cancel", verb(json!({})), "/reason", ILLEGAL),
        ("cancel", verb(json!({ "reason": "r".repeat(51) })), "/reason", RANGE),
        ("cancel", verb(json!({ "reason": "r", "appid": "wx" })), "/appid", UNKNOWN),
        ("complete", without(complete(1), "/channel_id"), "/channel_id", ILLEGAL),
        ("complete", without(complete(1), "/post_payments"), "/post_payments", ILLEGAL),
        (
            "complete",
            with(complete(1), "/time_range", json!({ "end_time": "20231116" })),
            "/time_range/start_time",
            ILLEGAL,
        ),
        ("complete", with(complete(1), "/complete_time", json!("20231115061320")), "/complete_time", ILLEGAL),
        ("modify", complete(1), "/reason", ILLEGAL),
        ("sync", with(sync.clone(), "/type", json!("ORDER_PAID")), "/type", ILLEGAL),
        ("sync", with(sync, "/detail/paid_time", json!("20231115")), "/detail/paid_time", RANGE),
        ("registerdeductinfo", verb(json!({ "out_trade_no": "D1" })), "/appid", ILLEGAL),
    ] {
        let reply = act(&sandbox, "S1", name, &body).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", reason)["field"], field, "{name} {body}");
    }
}

#[tokio::test]
async fn an_order_is_found_under_its_own_names_only() {
    let sandbox = start().await;
    post(&sandbox, ORDERS, &service("S1")).await.ok(&sandbox);
    let missing = |reply: crate::client::Reply| reply.refused(&sandbox, 404, "ORDER_NOT_EXIST", 268_512_771);
    for pointer in ["/service_id", "/sub_mchid", "/channel_id"] {
        missing(act(&sandbox, "S1", "complete", &with(complete(1), pointer, json!("1"))).await);
    }
    missing(act(&sandbox, "S2", "complete", &complete(1)).await);
    missing(get(&sandbox, &format!("{ORDERS}?{NAMES}&out_order_no=S2")).await);
    missing(get(&sandbox, &format!("{ORDERS}?{NAMES}&query_id=q")).await);
    for (query, field) in [
        (NAMES.to_owned(), "out_order_no"),
        (format!("{NAMES}&out_order_no=S1&query_id=q"), "out_order_no"),
        (format!("{NAMES}&out_order_no=S%201"), "out_order_no"),
        (format!("{NAMES}&out_order_no=S1&appid=wx"), "query"),
        ("out_order_no=S1".to_owned(), "service_id"),
    ] {
        let reply = get(&sandbox, &format!("{ORDERS}?{query}")).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], field, "{query}");
    }
}

#[tokio::test]
async fn payment_on_delivery_lists_what_is_delivered() {
    let sandbox = start().await;
    let target = "/v3/payscore/acquiringbank/servicepayondeliveryorder";
    let shopping = json!({
        "real_merchant_appid": "wxshop",
        "jump_link": { "jump_link_type": "JUMP_LINK_MINI_PROGRAM", "appid": "wxshop", "path": "pages/order" },
        "goods": [{ "name": "坚果", "picture": "https://www.example.com/p", "amount": 5, "count": 1, "category_id": ["1"] }],
    });
    let body = with(without(service("S1"), "/risk_fund"), "/shopping_info", shopping);
    post(&sandbox, target, &body).await.ok(&sandbox);
    let reply = post(&sandbox, target, &with(service("S2"), "/shopping_info", json!({ "goods": [] }))).await;
    assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "/shopping_info/jump_link");
    let reply = post(&sandbox, ORDERS, &service("S1")).await;
    reply.refused(&sandbox, 400, "INVALID_REQUEST", crate::payscore::DIFFERENT);
    assert_eq!(act(&sandbox, "S1", "complete", &complete(1_000_000)).await.status(), 204);
    let other = act(&sandbox, "S1", "complete", &complete(1)).await;
    other.refused(&sandbox, 400, "INVALID_REQUEST", crate::payscore::DIFFERENT);
    let reply = act(&sandbox, "S1", "cancel", &verb(json!({ "reason": "r" }))).await;
    assert_eq!(reply.status(), 204);
    let reply = act(
        &sandbox,
        "S1",
        "sync",
        &verb(json!({ "type": "Order_Paid", "detail": { "paid_time": "20231115061320" } })),
    )
    .await;
    reply.refused(&sandbox, 400, "ORDER_CANCELED", UNDOCUMENTED);
}

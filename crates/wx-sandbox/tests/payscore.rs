//! PayScore for acquiring institutions: one service order from its creation to its end.

use serde_json::{Value, json};
use wx_sandbox::{ActError, Collector, Sandbox};

use crate::client::{Draft, NOW, Reply, get, post, start, with, without};
use crate::receiver::{Receiver, decrypt};

pub(crate) const ORDERS: &str = "/v3/payscore/acquiringbank/serviceorder";
pub(crate) const UNDOCUMENTED: u32 = 268_435_455;
pub(crate) const DIFFERENT: u32 = 271_316_598;

/// An order that waits for nobody.
pub(crate) fn service(number: &str) -> Value {
    json!({
        "service_id": "00004000000000160000000000000001",
        "appid": "wxd678efh567hg6787",
        "sub_mchid": "1900000109",
        "channel_id": "1900000209",
        "out_order_no": number,
        "service_introduction": "某某酒店",
        "risk_fund": { "name": "DEPOSIT", "amount": 10_000, "description": "押金" },
        "time_range": { "start_time": "OnAccept", "end_time": "20231120" },
        "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
        "notify_url": "https://www.example.com/notify",
    })
}

/// An order that waits for the user.
fn confirmed(number: &str) -> Value {
    with(without(service(number), "/openid"), "/need_user_confirm", json!(true))
}

/// What each verb sends, with what it adds to the three names.
pub(crate) fn verb(more: Value) -> Value {
    let mut body = json!({
        "service_id": "00004000000000160000000000000001",
        "sub_mchid": "1900000109",
        "channel_id": "1900000209",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

pub(crate) fn complete(total: i64) -> Value {
    verb(json!({ "post_payments": [{ "name": "房费", "amount": total }], "total_amount": total }))
}

pub(crate) fn modify(total: i64) -> Value {
    with(complete(total), "/reason", json!("用户投诉"))
}

pub(crate) fn sync() -> Value {
    verb(json!({ "type": "Order_Paid", "detail": { "paid_time": "20231115061320" } }))
}

pub(crate) fn register(out_trade_no: &str) -> Value {
    verb(json!({ "appid": "wxd678efh567hg6787", "out_trade_no": out_trade_no }))
}

pub(crate) fn cancel() -> Value {
    verb(json!({ "reason": "用户投诉" }))
}

pub(crate) async fn act(sandbox: &Sandbox, number: &str, name: &str, body: &Value) -> Reply {
    post(sandbox, &format!("{ORDERS}/{number}/{name}"), body).await
}

#[track_caller]
pub(crate) fn done(reply: &Reply, sandbox: &Sandbox) {
    assert_eq!((reply.status(), reply.0.body.len()), (204, 0), "{}", String::from_utf8_lossy(&reply.0.body));
    assert_eq!(reply.0.verify(sandbox.credentials(), NOW), Ok(()));
}

pub(crate) const NAMES: &str =
    "service_id=00004000000000160000000000000001&sub_mchid=1900000109&channel_id=1900000209";

pub(crate) async fn query(sandbox: &Sandbox, number: &str) -> Value {
    get(sandbox, &format!("{ORDERS}?{NAMES}&out_order_no={number}")).await.ok(sandbox)
}

/// A sandbox with an order that was completed at this total.
pub(crate) async fn completed(total: i64) -> Sandbox {
    let sandbox = start().await;
    post(&sandbox, ORDERS, &service("S1")).await.ok(&sandbox);
    done(&act(&sandbox, "S1", "complete", &complete(total)).await, &sandbox);
    sandbox
}

#[tokio::test]
async fn an_order_goes_from_confirmation_to_payment() {
    let sandbox = start().await;
    let mut receiver = Receiver::start(&[]).await;
    let body = with(confirmed("S|1*"), "/notify_url", json!(receiver.url));
    let created = post(&sandbox, ORDERS, &body).await.ok(&sandbox);
    assert_eq!((&created["state"], &created["mchid"]), (&json!("CREATED"), &json!("1900000001")));
    assert!(created["package"].is_string() && created["order_id"].is_string());
    assert!(created.get("state_description").is_none() && created.get("openid").is_none());
    assert_eq!(created["risk_fund"], body["risk_fund"]);
    assert_eq!(post(&sandbox, ORDERS, &body).await.ok(&sandbox), created);

    let query_id = sandbox.confirm_service_order("S|1*").unwrap();
    let told = open(&sandbox, &mut receiver, "PAYSCORE.USER_CONFIRM").await;
    assert_eq!((&told["state"], &told["state_description"]), (&json!("DOING"), &json!("USER_CONFIRM")));
    assert_eq!((told["openid"].as_str().unwrap().len(), &told["post_payments"]), (28, &json!([])));
    let by_query_id = get(&sandbox, &format!("{ORDERS}?{NAMES}&query_id={query_id}")).await.ok(&sandbox);
    assert_eq!(by_query_id, query(&sandbox, "S%7C1*").await);
    assert!(by_query_id.get("package").is_none());

    let complete = complete(9_000);
    for _ in 0..2 {
        done(&act(&sandbox, "S%7C1*", "complete", &complete).await, &sandbox);
    }
    let told = query(&sandbox, "S%7C1*").await;
    assert_eq!((&told["state"], &told["state_description"]), (&json!("DOING"), &json!("MCH_COMPLETE")));
    assert_eq!((&told["total_amount"], &told["need_collection"]), (&json!(9_000), &json!(true)));
    let paying = json!({
        "state": "USER_PAYING", "total_amount": 9_000, "paying_amount": 9_000, "paid_amount": 0,
    });
    assert_eq!(told["collection"], paying);
    assert_eq!(told["post_payments"], complete["post_payments"]);

    let transaction_id = sandbox.collect_service_order("S|1*", Collector::User).unwrap();
    let told = open(&sandbox, &mut receiver, "PAYSCORE.USER_PAID").await;
    assert_eq!((&told["state"], &told["out_trade_no"].is_string()), (&json!("DONE"), &true));
    let detail = json!({
        "seq": 1, "amount": 9_000, "paid_type": "NEWTON", "paid_time": "20231115061320",
        "transaction_id": transaction_id,
    });
    assert_eq!(told["collection"]["details"], json!([detail]));
    assert_eq!(query(&sandbox, "S%7C1*").await["collection"]["state"], "USER_PAID");
    for (name, body) in [
        ("cancel", cancel()),
        ("modify", modify(1)),
        ("sync", sync()),
        ("registerdeductinfo", register("D1")),
    ] {
        let reply = act(&sandbox, "S%7C1*", name, &body).await;
        reply.refused(&sandbox, 400, "ORDER_DONE", UNDOCUMENTED);
    }
}

async fn open(sandbox: &Sandbox, receiver: &mut Receiver, event: &str) -> Value {
    let notification = receiver.next().await;
    assert_eq!(notification.verify(sandbox.credentials(), NOW), Ok(()));
    let envelope = notification.json();
    assert_eq!(
        (&envelope["event_type"], &envelope["resource"]["original_type"]),
        (&json!(event), &json!("payscore"))
    );
    serde_json::from_slice(&decrypt(sandbox.credentials(), &envelope["resource"])).unwrap()
}

#[tokio::test]
async fn without_confirmation_the_service_begins_at_once() {
    let sandbox = start().await;
    let created = post(&sandbox, ORDERS, &service("S1")).await.ok(&sandbox);
    assert_eq!((&created["state"], &created["state_description"]), (&json!("DOING"), &json!("USER_CONFIRM")));
    assert!(created.get("package").is_none());
    assert_eq!(query(&sandbox, "S1").await["openid"], service("S1")["openid"]);
    assert_eq!(sandbox.confirm_service_order("S1"), Err(ActError::WrongState("DOING (USER_CONFIRM)")));
    assert_eq!(sandbox.confirm_service_order("S2"), Err(ActError::Unknown));
    assert_eq!(
        sandbox.collect_service_order("S1", Collector::User),
        Err(ActError::WrongState("DOING (USER_CONFIRM)"))
    );
}

#[tokio::test]
async fn one_number_is_one_order() {
    let sandbox = start().await;
    let first = post(&sandbox, ORDERS, &service("S1")).await.ok(&sandbox);
    assert_eq!(post(&sandbox, ORDERS, &service("S1")).await.ok(&sandbox), first);
    let other = with(service("S1"), "/attach", json!("a"));
    post(&sandbox, ORDERS, &other).await.refused(&sandbox, 400, "INVALID_REQUEST", DIFFERENT);
    done(&act(&sandbox, "S1", "cancel", &cancel()).await, &sandbox);
    let reply = post(&sandbox, ORDERS, &service("S1")).await;
    reply.refused(&sandbox, 400, "ORDER_CANCELED", UNDOCUMENTED);
}

#[tokio::test]
async fn an_unconfirmed_order_expires_after_an_hour() {
    let sandbox = start().await;
    let start_time = with(confirmed("S1"), "/time_range/start_time", json!("20231115061320"));
    post(&sandbox, ORDERS, &start_time).await.ok(&sandbox);
    sandbox.set_clock_offset(3600);
    let mut draft = Draft::new(&sandbox, "POST", ORDERS, start_time.to_string().as_bytes());
    draft.timestamp = NOW.saturating_add(3600).to_string();
    assert_eq!(draft.send(&sandbox).await.status(), 200, "a repetition may come after the start");
    sandbox.set_clock_offset(3601);
    assert_eq!(sandbox.confirm_service_order("S1"), Err(ActError::Expired));
    sandbox.set_clock_offset(0);
    assert_eq!(query(&sandbox, "S1").await["state"], "EXPIRED");
    for (name, body) in [("cancel", cancel()), ("complete", complete(1))] {
        let reply = act(&sandbox, "S1", name, &body).await;
        reply.refused(&sandbox, 400, "INVALID_ORDER_STATE", UNDOCUMENTED);
    }
}

#[tokio::test]
async fn cancelling_ends_an_order_in_any_open_state() {
    let sandbox = completed(9_000).await;
    post(&sandbox, ORDERS, &confirmed("S2")).await.ok(&sandbox);
    post(&sandbox, ORDERS, &service("S3")).await.ok(&sandbox);
    for number in ["S1", "S2", "S3"] {
        for _ in 0..2 {
            done(&act(&sandbox, number, "cancel", &cancel()).await, &sandbox);
        }
        let other = with(cancel(), "/reason", json!("other"));
        let reply = act(&sandbox, number, "cancel", &other).await;
        reply.refused(&sandbox, 400, "ORDER_CANCELED", UNDOCUMENTED);
        let reply = act(&sandbox, number, "complete", &complete(9_000)).await;
        reply.refused(&sandbox, 400, "ORDER_CANCELED", UNDOCUMENTED);
        assert_eq!(query(&sandbox, number).await["state"], "REVOKED");
    }
}

#[tokio::test]
async fn verbs_wait_for_their_state() {
    let sandbox = start().await;
    post(&sandbox, ORDERS, &confirmed("S1")).await.ok(&sandbox);
    let later = [("modify", modify(1)), ("sync", sync()), ("registerdeductinfo", register("D1"))];
    let refused = |reply: Reply| reply.refused(&sandbox, 400, "INVALID_ORDER_STATE", UNDOCUMENTED);
    refused(act(&sandbox, "S1", "complete", &complete(1)).await);
    sandbox.confirm_service_order("S1").unwrap();
    for (name, body) in later {
        refused(act(&sandbox, "S1", name, &body).await);
    }
}

#[tokio::test]
async fn an_amount_can_only_go_down() {
    let sandbox = completed(9_000).await;
    let other = act(&sandbox, "S1", "complete", &complete(8_000)).await;
    other.refused(&sandbox, 400, "INVALID_REQUEST", DIFFERENT);
    for total in [9_000, 9_001] {
        let reply = act(&sandbox, "S1", "modify", &modify(total)).await;
        let detail = reply.refused(&sandbox, 400, "PARAM_ERROR", 268_435_461);
        assert_eq!(detail["field"], "/total_amount");
    }
    for total in [8_000, 8_000, 7_000] {
        done(&act(&sandbox, "S1", "modify", &modify(total)).await, &sandbox);
    }
    assert_eq!(query(&sandbox, "S1").await["collection"]["total_amount"], 7_000);
    done(&act(&sandbox, "S1", "modify", &modify(0)).await, &sandbox);
    let told = query(&sandbox, "S1").await;
    assert_eq!((&told["state"], &told["need_collection"]), (&json!("DONE"), &json!(false)));
    assert!(told.get("collection").is_none());
}

#[tokio::test]
async fn money_got_elsewhere_ends_an_order() {
    let sandbox = completed(9_000).await;
    for _ in 0..2 {
        done(&act(&sandbox, "S1", "sync", &sync()).await, &sandbox);
    }
    let detail = json!({ "seq": 1, "amount": 9_000, "paid_type": "MCH", "paid_time": "20231115061320" });
    let told = query(&sandbox, "S1").await;
    assert_eq!((&told["state"], &told["collection"]["details"]), (&json!("DONE"), &json!([detail])));
}

#[tokio::test]
async fn a_sub_merchants_app_knows_the_user_by_its_own_name() {
    let sandbox = start().await;
    let mut receiver = Receiver::start(&[]).await;
    let body = with(confirmed("S1"), "/sub_appid", json!("wxsub"));
    post(&sandbox, ORDERS, &with(body, "/notify_url", json!(receiver.url))).await.ok(&sandbox);
    sandbox.confirm_service_order("S1").unwrap();
    let told = open(&sandbox, &mut receiver, "PAYSCORE.USER_CONFIRM").await;
    assert!(told.get("openid").is_none() && told["sub_openid"].is_string(), "{told}");
}

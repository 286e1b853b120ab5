//! The remote control over HTTP.

use serde_json::{Value, json};
use wx_sandbox::Sandbox;

use crate::client::{APP, NOW, REFUNDS, exchange, get, order, post, start};

async fn call(sandbox: &Sandbox, method: &str, name: &str, body: &Value) -> (u16, Value) {
    call_at(&sandbox.primary_url(), method, name, body).await
}

async fn call_at(url: &str, method: &str, name: &str, body: &Value) -> (u16, Value) {
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let reply = exchange(url, method, &format!("/_sandbox/{name}"), &[], &bytes).await.unwrap();
    (reply.status(), reply.0.json())
}

#[tokio::test]
async fn an_order_can_be_paid_and_refunded_from_outside() {
    let sandbox = start().await;
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    let (status, paid) = call(&sandbox, "POST", "pay", &json!({ "out_trade_no": "A-00001" })).await;
    assert_eq!(status, 200);
    let refund = json!({
        "transaction_id": paid["transaction_id"],
        "out_refund_no": "R1",
        "amount": { "refund": 1, "total": 5, "currency": "CNY" },
    });
    let refund_id = post(&sandbox, REFUNDS, &refund).await.ok(&sandbox)["refund_id"].clone();
    let settle = json!({ "out_refund_no": "R1", "result": "CLOSED" });
    assert_eq!(
        call(&sandbox, "POST", "settle-refund", &settle).await,
        (200, json!({ "refund_id": refund_id }))
    );

    let (_, mut orders) = call(&sandbox, "GET", "orders", &Value::Null).await;
    assert!(orders[0].as_object_mut().unwrap().remove("prepay_id").is_some());
    let expected = json!([{
        "out_trade_no": "A-00001",
        "trade_state": "REFUND",
        "total": 5,
        "transaction_id": paid["transaction_id"],
        "refunds": [{ "out_refund_no": "R1", "status": "CLOSED", "refund": 1 }],
    }]);
    assert_eq!(orders, expected);

    sandbox.deliveries_done().await;
    let (_, log) = call(&sandbox, "GET", "log", &Value::Null).await;
    let told: Vec<(&Value, &Value)> =
        log.as_array().unwrap().iter().map(|entry| (&entry["kind"], &entry["path"])).collect();
    assert!(told.contains(&(&json!("request"), &json!(APP))), "{log}");
    assert!(told.contains(&(&json!("notification"), &Value::Null)), "{log}");
    assert_eq!(told.len(), 3, "control requests are not listed: {log}");
}

#[tokio::test]
async fn mistakes_are_explained() {
    let sandbox = start().await;
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    sandbox.pay("A-00001").unwrap();
    let cases = [
        ("pay", json!({ "out_trade_no": "unknown" }), 404, "no order has this out_trade_no"),
        ("pay", json!({ "out_trade_no": "A-00001" }), 409, "the order is SUCCESS; only NOTPAY can be paid"),
        ("pay", json!({}), 400, "/out_trade_no is required"),
        ("pay", Value::Null, 400, "the body is not JSON"),
        (
            "settle-refund",
            json!({ "out_refund_no": "R1", "result": "SUCCESS" }),
            404,
            "no refund has this out_refund_no",
        ),
        (
            "settle-refund",
            json!({ "out_refund_no": "R1", "result": "DONE" }),
            400,
            "/result must be one of SUCCESS, CLOSED, ABNORMAL",
        ),
        ("dark", json!({ "host": "primary", "dark": true }), 409, "ask another host about primary"),
        ("nothing", Value::Null, 404, "there is no such control endpoint"),
        ("log", Value::Null, 405, "log and orders take GET, all others POST"),
    ];
    for (name, body, status, error) in cases {
        let answer = call(&sandbox, "POST", name, &body).await;
        assert_eq!(answer, (status, json!({ "error": error })), "{name} {body}");
    }
}

#[tokio::test]
async fn the_other_host_can_be_switched() {
    let sandbox = start().await;
    let switch = |dark: bool| json!({ "host": "primary", "dark": dark });
    let backup = sandbox.backup_url();
    assert_eq!(call_at(&backup, "POST", "dark", &switch(true)).await.0, 200);
    let refused = exchange(&sandbox.primary_url(), "GET", "/_sandbox/log", &[], b"").await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    assert_eq!(call_at(&backup, "POST", "dark", &switch(false)).await.0, 200);
    assert_eq!(call(&sandbox, "GET", "log", &Value::Null).await, (200, json!([])));
}

#[tokio::test]
async fn damage_and_time_can_be_set() {
    let sandbox = start().await;
    let spoil = json!({ "what": "answers", "spoil": "STALE", "times": 2 });
    assert_eq!(call(&sandbox, "POST", "spoil", &spoil).await, (200, json!({ "times": 2 })));
    let spoil = json!({ "what": "notifications", "spoil": "PROBE" });
    assert_eq!(call(&sandbox, "POST", "spoil", &spoil).await, (200, json!({ "times": 1 })));
    for expected in [Err("clock"), Err("clock"), Ok(())] {
        let reply = get(&sandbox, "/v3/certificates").await;
        assert_eq!(reply.0.verify(sandbox.credentials(), NOW), expected);
    }
    let clock = call(&sandbox, "POST", "clock", &json!({ "offset": -60 })).await;
    assert_eq!(clock, (200, json!({ "now": NOW.saturating_sub(60) })));
}

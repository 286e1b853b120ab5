//! The plan by remote control.

use serde_json::{Value, json};
use wx_sandbox::Sandbox;
use wx_sandbox::fault::Fault;

use crate::client::{APP, exchange, order, post, start};

async fn faults(sandbox: &Sandbox, method: &str, body: &str) -> (u16, Value) {
    let reply =
        exchange(&sandbox.fubei_url(), method, "/_sandbox/faults", &[], body.as_bytes()).await.unwrap();
    (reply.status(), reply.0.json())
}

#[tokio::test]
async fn a_plan_is_set_added_to_looked_at_and_taken_back() {
    let sandbox = start().await;
    let rule = json!({ "fault": "error-after", "path": "/v3/pay/*", "every": 2 });
    let plan = json!({ "seed": 7, "rules": [rule] });
    let set = faults(&sandbox, "PUT", &plan.to_string()).await;
    assert_eq!(set, (200, json!({ "seed": 7, "rules": [rule], "fired": [0] })));
    for (number, status) in [("A-00001", 200), ("A-00002", 500), ("A-00003", 200)] {
        assert_eq!(post(&sandbox, APP, &order(number)).await.status(), status);
    }
    let second = json!({ "fault": "html-502", "next": 1 });
    let added = faults(&sandbox, "POST", &second.to_string()).await;
    let expected = json!({ "seed": 7, "rules": [rule, second], "fired": [1, 0] });
    assert_eq!(added, (200, expected.clone()));
    assert_eq!(faults(&sandbox, "GET", "").await, (200, expected));
    assert_eq!(faults(&sandbox, "DELETE", "").await, (200, json!({ "seed": 0, "rules": [], "fired": [] })));
    assert_eq!(post(&sandbox, APP, &order("A-00004")).await.status(), 200);
    let log = exchange(&sandbox.fubei_url(), "GET", "/_sandbox/log", &[], b"").await.unwrap().0.json();
    assert_eq!(log[1]["faults"], json!([{ "rule": 0, "fault": "error-after" }]));
    assert_eq!(log[0]["faults"], json!([]));
}

#[tokio::test]
async fn mistakes_leave_the_plan_alone() {
    let sandbox = start().await;
    sandbox.faults().add("stale:3".parse().unwrap());
    for (method, body, status, error) in [
        ("PUT", "{}", 400, "rules must be a list"),
        ("POST", r#"{"fault":"staleness"}"#, 400, "fault is not in the catalogue"),
        ("PATCH", "", 405, "faults takes GET, PUT, POST and DELETE"),
    ] {
        assert_eq!(faults(&sandbox, method, body).await, (status, json!({ "error": error })));
    }
    assert_eq!(sandbox.faults().plan().rules()[0].fault(), Fault::Stale);
}

#[tokio::test]
async fn held_requests_are_released() {
    let sandbox = start().await;
    sandbox.faults().add("delayed-commit=600000".parse().unwrap());
    let body = order("A-00001").to_string();
    let draft = crate::client::Draft::new(&sandbox, "POST", APP, body.as_bytes());
    assert!(draft.send_to(&sandbox, &sandbox.primary_url()).await.is_err());
    assert!(sandbox.pay("A-00001").is_err());
    let released = exchange(&sandbox.backup_url(), "POST", "/_sandbox/release", &[], b"").await.unwrap();
    assert_eq!(released.status(), 200);
    sandbox.deliveries_done().await;
    sandbox.pay("A-00001").unwrap();
}

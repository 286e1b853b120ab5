//! PayScore authorisations: applied for, given, withdrawn, terminated.

use serde_json::{Value, json};
use wx_sandbox::{ActError, Sandbox};

use crate::client::{NOW, UNDOCUMENTED, exchange, get, post, start, with};
use crate::receiver::{Receiver, decrypt};

const PERMISSIONS: &str = "/v3/payscore/acquiringbank/permissions";
const NAMES: &str = "service_id=500001&channel_id=1900000209&sub_mchid=1900000109";

fn permission(code: &str) -> Value {
    json!({
        "service_id": "500001",
        "channel_id": "1900000209",
        "appid": "wxd678efh567hg6787",
        "sub_mchid": "1900000109",
        "authorization_code": code,
    })
}

fn at(code: &str) -> String {
    format!("{PERMISSIONS}/authorization-code/{code}")
}

async fn state(sandbox: &Sandbox, code: &str) -> Value {
    get(sandbox, &format!("{}?{NAMES}", at(code))).await.ok(sandbox)
}

async fn next(sandbox: &Sandbox, receiver: &mut Receiver) -> (Value, Value) {
    let notification = receiver.next().await;
    assert_eq!(notification.verify(sandbox.credentials(), NOW), Ok(()));
    let envelope = notification.json();
    assert_eq!(envelope["resource"]["original_type"], "payscore");
    let told = serde_json::from_slice(&decrypt(sandbox.credentials(), &envelope["resource"])).unwrap();
    (envelope["event_type"].clone(), told)
}

#[tokio::test]
async fn a_user_agrees_and_withdraws() {
    let sandbox = start().await;
    let mut receiver = Receiver::start(&[]).await;
    let body = with(permission("P1"), "/notify_url", json!(receiver.url));
    let applied = post(&sandbox, PERMISSIONS, &body).await.ok(&sandbox);
    assert!(applied["apply_permissions_token"].is_string());
    assert_eq!(post(&sandbox, PERMISSIONS, &body).await.ok(&sandbox), applied);
    assert_eq!(state(&sandbox, "P1").await["authorization_state"], "UNBINDUSER");
    assert_eq!(sandbox.close_permission("P1"), Err(ActError::WrongState("UNBINDUSER")));

    let openid = sandbox.open_permission("P1").unwrap();
    let (event, told) = next(&sandbox, &mut receiver).await;
    assert_eq!(event, "PAYSCORE.USER_OPEN_SERVICE");
    let expected = json!({
        "service_id": "500001",
        "appid": "wxd678efh567hg6787",
        "mchid": "1900000001",
        "sub_mchid": "1900000109",
        "channel_id": "1900000209",
        "authorization_code": "P1",
        "openid": openid,
        "user_service_status": "USER_OPEN_SERVICE",
        "openorclose_time": "20231115061320",
    });
    assert_eq!(told, expected);
    let given = state(&sandbox, "P1").await;
    assert_eq!(given["authorization_state"], "AVAILABLE");
    assert_eq!(given["authorization_success_time"], "2023-11-15T06:13:20+08:00");

    sandbox.close_permission("P1").unwrap();
    let (event, told) = next(&sandbox, &mut receiver).await;
    assert_eq!(
        (event, &told["user_service_status"]),
        (json!("PAYSCORE.USER_CLOSE_SERVICE"), &json!("USER_CLOSE_SERVICE"))
    );
    let withdrawn = state(&sandbox, "P1").await;
    assert_eq!(withdrawn["authorization_state"], "UNAVAILABLE");
    assert_eq!(withdrawn["cancel_authorization_time"], "2023-11-15T06:13:20+08:00");
    assert_eq!(sandbox.open_permission("P1"), Err(ActError::WrongState("UNAVAILABLE")));
}

#[tokio::test]
async fn an_institution_terminates() {
    let sandbox = start().await;
    post(&sandbox, PERMISSIONS, &permission("P1")).await.ok(&sandbox);
    let target = format!("{}/terminate", at("P1"));
    let body = json!({ "service_id": "500001", "sub_mchid": "1900000109", "reason": "r" });
    post(&sandbox, &target, &body).await.refused(&sandbox, 400, "INVALID_REQUEST", UNDOCUMENTED);
    sandbox.open_permission("P1").unwrap();
    let foreign = with(body.clone(), "/channel_id", json!("1"));
    post(&sandbox, &target, &foreign).await.refused(&sandbox, 404, "RESOURCE_NOT_EXISTS", UNDOCUMENTED);
    for _ in 0..2 {
        assert_eq!(post(&sandbox, &target, &body).await.status(), 204);
    }
    assert_eq!(state(&sandbox, "P1").await["authorization_state"], "UNAVAILABLE");
}

#[tokio::test]
async fn mistakes_are_named() {
    let sandbox = start().await;
    post(&sandbox, PERMISSIONS, &permission("P1")).await.ok(&sandbox);
    let other = with(permission("P1"), "/sub_appid", json!("wxsub"));
    post(&sandbox, PERMISSIONS, &other).await.refused(&sandbox, 400, "INVALID_REQUEST", 271_316_598);
    let foreign = with(permission("P2"), "/appid", json!("wx0"));
    post(&sandbox, PERMISSIONS, &foreign).await.refused(&sandbox, 403, "NO_AUTH", 268_445_527);
    let strange = with(permission("P2"), "/openid", json!("o"));
    post(&sandbox, PERMISSIONS, &strange).await.refused(&sandbox, 400, "PARAM_ERROR", 270_924_358);
    let query = format!("{}?{NAMES}", at("P2"));
    get(&sandbox, &query).await.refused(&sandbox, 404, "RESOURCE_NOT_EXISTS", UNDOCUMENTED);
    assert_eq!(sandbox.open_permission("P2"), Err(ActError::Unknown));
}

#[tokio::test]
async fn all_of_it_can_be_done_from_outside() {
    let sandbox = start().await;
    post(&sandbox, PERMISSIONS, &permission("P1")).await.ok(&sandbox);
    let order = with(crate::payscore::service("S1"), "/need_user_confirm", json!(true));
    post(&sandbox, crate::payscore::ORDERS, &order).await.ok(&sandbox);
    let call = async |method: &str, name: &str, body: Value| {
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let target = format!("/_sandbox/{name}");
        let reply = exchange(&sandbox.primary_url(), method, &target, &[], &bytes).await.unwrap();
        (reply.status(), reply.0.json())
    };
    let code = json!({ "authorization_code": "P1" });
    assert_eq!(call("POST", "open-permission", code.clone()).await.0, 200);
    assert_eq!(call("POST", "open-permission", code.clone()).await.0, 409);
    assert_eq!(call("POST", "close-permission", code).await.0, 200);
    let number = json!({ "out_order_no": "S1" });
    let (status, confirmed) = call("POST", "confirm-service-order", number).await;
    assert_eq!(status, 200);
    let (_, book) = call("GET", "payscore", Value::Null).await;
    assert_eq!(
        book["permissions"],
        json!([{ "authorization_code": "P1", "authorization_state": "UNAVAILABLE" }])
    );
    assert_eq!(
        (&book["orders"][0]["state"], &book["orders"][0]["query_id"]),
        (&json!("DOING"), &confirmed["query_id"])
    );
    crate::payscore::act(&sandbox, "S1", "complete", &crate::payscore::complete(5)).await;
    let collect = |by: &str| json!({ "out_order_no": "S1", "by": by });
    assert_eq!(call("POST", "collect-service-order", collect("CLEARING_HOUSE")).await.0, 409);
    assert_eq!(call("POST", "collect-service-order", collect("USER")).await.0, 200);

    let spoil = json!({ "spoil": "TRUNCATED", "times": 2 });
    assert_eq!(call("POST", "spoil-bills", spoil).await, (200, json!({ "times": 2 })));
    assert_eq!(call("POST", "big-bill", json!({ "rows": 9 })).await, (200, json!({ "rows": 9 })));
    assert_eq!(call("POST", "pay-at", json!({ "url": "weixin://wxpay/bizpayurl?pr=1" })).await.0, 404);
    assert_eq!(call("GET", "combinations", Value::Null).await, (200, json!([])));
    let (status, error) = call("POST", "combinations", Value::Null).await;
    assert_eq!((status, &error["error"]), (405, &json!("combinations takes GET")));
}

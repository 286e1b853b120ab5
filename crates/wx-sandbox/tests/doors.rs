//! The hosts beside APIv3: their ports, their darkness, their remote control.

use serde_json::{Value, json};
use wx_sandbox::{Sandbox, Which};

use crate::client::{exchange, options, start};
use crate::{cloudrun, fubei, tokens};

async fn control(url: &str, method: &str, name: &str, body: &Value) -> (u16, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let reply = exchange(url, method, &format!("/_sandbox/{name}"), &[], body.as_bytes()).await.unwrap();
    (reply.status(), reply.0.json())
}

async fn post(sandbox: &Sandbox, name: &str, body: Value) -> (u16, Value) {
    control(&sandbox.fubei_url(), "POST", name, &body).await
}

async fn get(sandbox: &Sandbox, name: &str) -> Value {
    control(&sandbox.weixin_url(), "GET", name, &Value::Null).await.1
}

#[tokio::test]
async fn ports_can_be_chosen_and_hosts_go_dark() {
    let sandbox = start().await;
    let port = |url: String| url.rsplit_once(':').unwrap().1.parse::<u16>().unwrap();
    let (weixin, fubei) = (port(sandbox.weixin_url()), port(sandbox.fubei_url()));
    sandbox.stop().await;
    let again = Sandbox::start(options().with_weixin_port(weixin).with_fubei_port(fubei)).await.unwrap();
    assert_eq!((port(again.weixin_url()), port(again.fubei_url())), (weixin, fubei));
    for host in [Which::Weixin, Which::Fubei] {
        again.set_dark(host, true).await.unwrap();
        let url = if host == Which::Weixin { again.weixin_url() } else { again.fubei_url() };
        assert!(exchange(&url, "GET", "/_sandbox/log", &[], b"").await.is_err(), "{host}");
        let body = json!({ "host": host.as_str(), "dark": false });
        let (status, _) = control(&again.primary_url(), "POST", "dark", &body).await;
        assert_eq!(status, 200);
        exchange(&url, "GET", "/_sandbox/log", &[], b"").await.unwrap();
    }
    let own = post(&again, "dark", json!({ "host": "fubei", "dark": true })).await;
    assert_eq!(own, (409, json!({ "error": "ask another host about fubei" })));
}

#[tokio::test]
async fn fubei_by_remote_control() {
    let sandbox = start().await;
    let shape = json!({ "sign_params_as_text": true, "ids_nested": false });
    assert_eq!(post(&sandbox, "fubei-shape", shape.clone()).await, (200, shape));
    let data = fubei::ok(fubei::call(&sandbox, fubei::MINA, &fubei::mina("F1")).await);
    assert!(data["sign_params"].is_string());
    let paid = post(&sandbox, "fubei-pay", json!({ "merchant_order_sn": "F1" })).await;
    assert_eq!(paid, (200, json!({ "order_sn": data["order_sn"] })));
    assert_eq!(post(&sandbox, "fubei-pay", json!({ "merchant_order_sn": "F1" })).await.0, 409);
    assert_eq!(post(&sandbox, "fubei-pay", json!({ "merchant_order_sn": "F2" })).await.0, 404);
    let ids = json!({ "merchant_order_sn": "F1", "merchant_refund_sn": "R1" });
    let refund = fubei::ok(fubei::call(&sandbox, fubei::REFUND, &ids).await);
    let settle = json!({ "merchant_refund_sn": "R1", "result": "REFUND_FAILER" });
    let settled = post(&sandbox, "fubei-settle-refund", settle).await;
    assert_eq!(settled, (200, json!({ "refund_sn": refund["refund_sn"] })));
    let orders = get(&sandbox, "fubei-orders").await;
    assert_eq!(orders[0]["trade_state"], "SUCCESS");
    let expected =
        json!([{ "merchant_refund_sn": "R1", "refund_status": "REFUND_FAILER", "refund_money": 0.01 }]);
    assert_eq!(orders[0]["refunds"], expected);
}

#[tokio::test]
async fn tokens_and_person_to_person_orders_by_remote_control() {
    let sandbox = start().await;
    let token = tokens::token(&sandbox).await;
    for number in ["N1", "N2"] {
        crate::f2f::create(&sandbox, &token, number).await.success();
    }
    let number = |number: &str| json!({ "out_request_no": number });
    assert_eq!(post(&sandbox, "f2f-fail", number("N1")).await, (200, json!({ "order_id": null })));
    let (status, paid) = post(&sandbox, "f2f-pay", number("N1")).await;
    assert!(status == 200 && paid["order_id"].is_string(), "{paid}");
    assert_eq!(post(&sandbox, "f2f-refund", number("N1")).await.0, 200);
    assert_eq!(post(&sandbox, "f2f-close", number("N2")).await.0, 200);
    assert_eq!(post(&sandbox, "f2f-pay", number("N2")).await.0, 409);
    let orders = get(&sandbox, "f2f-orders").await;
    assert_eq!((&orders[0]["state"], &orders[1]["state"]), (&json!("REFUND"), &json!("CLOSED")));
    assert_eq!(post(&sandbox, "invalidate-tokens", Value::Null).await, (200, json!({})));
    crate::f2f::create(&sandbox, &token, "N3").await.errcode(40001);
}

#[tokio::test]
async fn cloud_hosting_by_remote_control() {
    let sandbox = start().await;
    assert_eq!(post(&sandbox, "sidecar", json!({ "sidecar": "OFF" })).await.0, 200);
    assert_eq!(cloudrun::send(&sandbox, "unifiedorder", &json!({})).await.0.json()["errcode"], 41001);
    assert_eq!(post(&sandbox, "sidecar", json!({ "sidecar": "PAY" })).await.0, 200);
    assert_eq!(post(&sandbox, "sidecar", json!({ "sidecar": "off" })).await.0, 400);
    cloudrun::ok(cloudrun::call(&sandbox, "unifiedorder", &cloudrun::order("C1")).await);
    let far = post(&sandbox, "container", json!({ "service": "pay", "url": "http://192.0.2.1/" })).await;
    assert_eq!(far, (400, json!({ "error": "/url: the sandbox only delivers to loopback addresses" })));
    assert_eq!(
        post(&sandbox, "container", json!({ "service": "pay", "url": "http://127.0.0.1:1" })).await.0,
        200
    );
    let (status, paid) = post(&sandbox, "cloud-pay", json!({ "out_trade_no": "C1" })).await;
    assert!(status == 200 && paid["transaction_id"].is_string(), "{paid}");
    let refund = json!({
        "out_trade_no": "C1", "out_refund_no": "R1", "sub_mch_id": "1900000001", "total_fee": 5, "refund_fee": 5,
    });
    cloudrun::ok(cloudrun::call(&sandbox, "refund", &refund).await);
    let settle = json!({ "out_refund_no": "R1", "result": "CHANGE" });
    assert_eq!(post(&sandbox, "cloud-settle-refund", settle).await.0, 200);
    let shape = json!({ "snake_case_callbacks": true, "refund_lists": true });
    assert_eq!(post(&sandbox, "cloud-shape", shape.clone()).await, (200, shape));
    let orders = get(&sandbox, "cloud-orders").await;
    assert_eq!(
        (&orders[0]["trade_state"], &orders[0]["refunds"][0]["refund_status"]),
        (&json!("REFUND"), &json!("CHANGE"))
    );
    let (status, body) = control(&sandbox.primary_url(), "GET", "cloud-pay", &Value::Null).await;
    assert_eq!((status, body), (405, json!({ "error": "cloud-pay takes POST" })));
}

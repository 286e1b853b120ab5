//! Faults on the hosts beside APIv3: the same seam, other protocols.

use serde_json::json;
use wx_sandbox::fault::{Fault, Rule};

use crate::client::{exchange, start};
use crate::{cloudrun, f2f, fubei, tokens};

#[tokio::test]
async fn fubei_is_struck_by_operation() {
    let sandbox = start().await;
    sandbox.faults().add(Rule::new(Fault::ErrorAfter).at_host("fubei").at_operation("*.order.mina"));
    let biz = fubei::mina("F1").to_string();
    let body = fubei::envelope(&sandbox, fubei::MINA, &biz).to_string();
    let json_type = [("Content-Type", "application/json".to_owned())];
    let reply =
        exchange(&sandbox.fubei_url(), "POST", "/gateway", &json_type, body.as_bytes()).await.unwrap();
    assert_eq!((reply.status(), reply.0.json()["code"].as_str()), (500, Some("SYSTEM_ERROR")));
    let refused = fubei::call(&sandbox, fubei::MINA, &fubei::mina("F1")).await;
    assert_eq!(refused["result_code"], 400, "the first one took effect");
    sandbox.faults().add(Rule::new(Fault::Swapped).at_host("fubei"));
    fubei::ok(fubei::call(&sandbox, fubei::MINA, &fubei::mina("F2")).await);
    let third = fubei::ok(fubei::call(&sandbox, fubei::MINA, &fubei::mina("F3")).await);
    assert_eq!(third["merchant_order_sn"], "F2");
    assert_eq!(sandbox.faults().fired(), [1, 1]);
}

#[tokio::test]
async fn cloud_hosting_is_struck() {
    let sandbox = start().await;
    sandbox.faults().add(Rule::new(Fault::Html502).at_host("weixin").at_path("/_/pay/*"));
    let reply = cloudrun::send(&sandbox, "unifiedorder", &cloudrun::order("C1")).await;
    assert_eq!((reply.status(), reply.0.header("content-type")), (502, Some("text/html")));
    cloudrun::ok(cloudrun::call(&sandbox, "unifiedorder", &cloudrun::order("C1")).await);
    sandbox.faults().add(Rule::new(Fault::ErrorBefore).at_path("/_/pay/*"));
    assert_eq!(cloudrun::send(&sandbox, "unifiedorder", &cloudrun::order("C2")).await.status(), 500);
    assert!(sandbox.cloud_pay("C1").is_ok() && sandbox.cloud_pay("C2").is_err());
}

#[tokio::test]
async fn person_to_person_orders_are_struck() {
    let sandbox = start().await;
    let token = tokens::token(&sandbox).await;
    sandbox.faults().add(Rule::new(Fault::TooMany(2)).at_path("/wxa/business/f2f/*"));
    let reply = f2f::create(&sandbox, &token, "N1").await;
    assert_eq!((reply.status(), reply.0.header("retry-after")), (429, Some("2")));
    f2f::create(&sandbox, &token, "N1").await.success();
    assert_eq!(
        sandbox.faults().plan().to_json(),
        json!({
            "seed": 0,
            "rules": [{ "fault": "too-many=2", "path": "/wxa/business/f2f/*", "next": 1 }],
        })
        .to_string()
    );
}

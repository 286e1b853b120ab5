//! What a container is told.

use serde_json::{Value, json};
use wx_sandbox::{CloudRefundResult, CloudShape, Delivery, LogEntry, Sandbox};

use crate::client::{options, start, with, without};
use crate::cloudrun::{call, ok, order};
use crate::receiver::{Act, Receiver};

const ACCEPTED: Act = Act::Say(r#"{"errcode":0,"errmsg":"ok"}"#);

fn deliveries(sandbox: &Sandbox) -> Vec<Delivery> {
    let log = sandbox.log().into_iter();
    log.filter_map(|entry| match entry {
        LogEntry::Notification(entry) => Some(entry.delivery),
        _ => None,
    })
    .collect()
}

/// The address of a receiver without its path.
fn base(receiver: &Receiver) -> String {
    receiver.url.trim_end_matches("/wxpay/notify").to_owned()
}

async fn with_receiver(script: &[Act]) -> (Sandbox, Receiver) {
    let receiver = Receiver::start(script).await;
    let sandbox = Sandbox::start(options().with_container("pay", base(&receiver))).await.unwrap();
    ok(call(&sandbox, "unifiedorder", &with(order("C1"), "/attach", json!("附加"))).await);
    (sandbox, receiver)
}

#[tokio::test]
async fn a_payment_is_told_to_the_container() {
    let (sandbox, mut receiver) = with_receiver(&[ACCEPTED, ACCEPTED]).await;
    let transaction_id = sandbox.cloud_pay("C1").unwrap();
    let message = receiver.next().await;
    assert_eq!(message.first_line, "POST /notify HTTP/1.1");
    assert_eq!(message.header("content-type"), Some("application/json"));
    assert_eq!(message.header("x-wx-source"), Some("wx_paycallback"));
    let mut body = message.json();
    let nonce = body.as_object_mut().unwrap().remove("nonceStr").unwrap();
    assert_eq!(nonce.as_str().unwrap().len(), 32);
    let openid = body["subOpenid"].clone();
    let expected = json!({
        "returnCode": "SUCCESS",
        "resultCode": "SUCCESS",
        "appid": "wx5a5a5a5a5a5a5a5a",
        "mchId": "1800000001",
        "subAppid": sandbox.credentials().mini_program_appid(),
        "subMchId": "1900000001",
        "openid": "oZp5njTTsWaCeEoXi14oeOVCKlik",
        "isSubscribe": "N",
        "subOpenid": openid,
        "subIsSubscribe": "N",
        "tradeType": "JSAPI",
        "bankType": "OTHERS",
        "totalFee": 5,
        "feeType": "CNY",
        "cashFee": 5,
        "cashFeeType": "CNY",
        "transactionId": transaction_id,
        "outTradeNo": "C1",
        "attach": "附加",
        "timeEnd": "20231115061320",
    });
    assert_eq!(body, expected);
    sandbox.deliveries_done().await;
    assert_eq!(deliveries(&sandbox), [Delivery::Accepted(200)]);
}

#[tokio::test]
async fn only_an_errcode_of_zero_is_accepted() {
    let refused = [Act::Say("success"), Act::Say(r#"{"errcode":1,"errmsg":"no"}"#), Act::Answer(204)];
    let script: Vec<Act> = refused.into_iter().chain([ACCEPTED]).collect();
    let (sandbox, _receiver) = with_receiver(&script).await;
    sandbox.cloud_pay("C1").unwrap();
    sandbox.deliveries_done().await;
    use Delivery::{Accepted, Refused};
    assert_eq!(deliveries(&sandbox), [Refused(200), Refused(200), Refused(204), Accepted(200)]);
}

#[tokio::test]
async fn a_refund_is_told_in_the_names_of_the_table() {
    let (sandbox, mut receiver) = with_receiver(&[ACCEPTED, ACCEPTED]).await;
    sandbox.set_cloud_shape(CloudShape::new().with_snake_case_callbacks(true));
    sandbox.cloud_pay("C1").unwrap();
    assert_eq!(receiver.next().await.json()["out_trade_no"], "C1");
    let refund = json!({
        "out_trade_no": "C1",
        "out_refund_no": "R1",
        "sub_mch_id": "1900000001",
        "total_fee": 5,
        "refund_fee": 2,
        "callback_type": 2,
        "env_id": "prod-1",
        "container": { "service": "pay", "path": "/refunded" },
    });
    ok(call(&sandbox, "refund", &refund).await);
    let refund_id = sandbox.cloud_settle_refund("R1", CloudRefundResult::Success).unwrap();
    let message = receiver.next().await;
    assert_eq!(message.first_line, "POST /refunded HTTP/1.1");
    let body = message.json();
    assert_eq!((&body["refund_id"], &body["refund_status"]), (&json!(refund_id), &json!("SUCCESS")));
    assert_eq!((&body["out_refund_no"], &body["refund_fee"]), (&json!("R1"), &json!(2)));
    assert_eq!(body["success_time"], "2023-11-15 06:13:20");
    assert!(body.get("attach").is_none());
}

#[tokio::test]
async fn what_cannot_be_reached_is_logged() {
    let sandbox = start().await;
    ok(call(&sandbox, "unifiedorder", &order("C1")).await);
    let function = with(without(order("C2"), "/container"), "/callback_type", json!(1));
    ok(call(&sandbox, "unifiedorder", &with(function, "/function_name", json!("f"))).await);
    ok(call(&sandbox, "unifiedorder", &order("C3")).await);
    sandbox.cloud_pay("C1").unwrap();
    sandbox.cloud_pay("C2").unwrap();
    sandbox.set_container("pay", "http://192.0.2.1:80");
    sandbox.cloud_pay("C3").unwrap();
    sandbox.deliveries_done().await;
    let expected = [
        "no address was given for the container's service",
        "cloud functions are out of the sandbox's reach",
        "the sandbox only delivers to loopback addresses",
    ];
    assert_eq!(deliveries(&sandbox), expected.map(Delivery::Impossible));
    let data: Value =
        call(&sandbox, "queryorder", &json!({ "out_trade_no": "C1", "sub_mch_id": "1900000001" })).await;
    assert_eq!(data["trade_state"], "SUCCESS");
}

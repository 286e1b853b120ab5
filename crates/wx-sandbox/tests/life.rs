//! One order from its creation to its refund.

use serde_json::{Value, json};
use wx_sandbox::{Delivery, LogEntry, RefundResult, Sandbox};

use crate::client::{APP, Message, NOW, REFUNDS, get, order, post, start, with};
use crate::receiver::{Receiver, decrypt};

const AT: &str = "2023-11-15T06:13:20+08:00";

#[tokio::test]
async fn an_order_lives_from_prepay_to_refund() {
    let sandbox = start().await;
    let mut receiver = Receiver::start(&[]).await;

    let mut body = with(order("A|0-0_0*1"), "/notify_url", json!(receiver.url));
    body = with(body, "/attach", json!("附加"));
    body = with(
        body,
        "/scene_info",
        json!({ "payer_client_ip": "14.23.150.211", "device_id": "013467007045764" }),
    );
    let prepay = post(&sandbox, APP, &body).await.ok(&sandbox);
    let prepay_id = prepay["prepay_id"].as_str().unwrap();
    assert!(prepay_id.starts_with("wx20231115061320") && prepay_id.len() == 36, "{prepay_id}");

    let by_number = "/v3/pay/transactions/out-trade-no/A%7C0-0_0%2A1?mchid=1900000001";
    let unpaid = get(&sandbox, by_number).await.ok(&sandbox);
    assert_eq!(
        unpaid,
        json!({
            "appid": "wxd678efh567hg6787",
            "mchid": "1900000001",
            "out_trade_no": "A|0-0_0*1",
            "trade_state": "NOTPAY",
            "trade_state_desc": "订单未支付",
            "attach": "附加",
            "scene_info": { "device_id": "013467007045764" },
            "amount": { "total": 5, "currency": "CNY" },
        })
    );

    let transaction_id = sandbox.pay("A|0-0_0*1").unwrap();
    assert_eq!(transaction_id.len(), 28);
    let notification = receiver.next().await;
    let paid = open(&sandbox, &notification, "TRANSACTION.SUCCESS", "transaction");
    assert_eq!(paid["trade_state"], "SUCCESS");
    assert_eq!(paid["transaction_id"], json!(transaction_id));
    assert_eq!(paid["trade_type"], "APP");
    assert_eq!(paid["bank_type"], "OTHERS");
    assert_eq!(paid["success_time"], AT);
    assert_eq!(paid["payer"]["openid"].as_str().unwrap().len(), 28);
    let amount = json!({ "total": 5, "payer_total": 5, "currency": "CNY", "payer_currency": "CNY" });
    assert_eq!(paid["amount"], amount);
    assert_eq!(get(&sandbox, by_number).await.ok(&sandbox), paid, "a query tells what the notification told");
    let by_id = format!("/v3/pay/transactions/id/{transaction_id}?mchid=1900000001");
    assert_eq!(get(&sandbox, &by_id).await.ok(&sandbox), paid);

    let refund = json!({
        "transaction_id": transaction_id,
        "out_refund_no": "R@1",
        "reason": "商品已售完",
        "notify_url": receiver.url,
        "amount": { "refund": 2, "total": 5, "currency": "CNY", "from": [{ "account": "AVAILABLE", "amount": 2 }] },
    });
    let accepted = post(&sandbox, REFUNDS, &refund).await.ok(&sandbox);
    let refund_id = accepted["refund_id"].as_str().unwrap().to_owned();
    let expected = json!({
        "refund_id": refund_id,
        "out_refund_no": "R@1",
        "transaction_id": transaction_id,
        "out_trade_no": "A|0-0_0*1",
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": AT,
        "status": "PROCESSING",
        "funds_account": "AVAILABLE",
        "amount": {
            "total": 5, "refund": 2, "payer_total": 5, "payer_refund": 2, "settlement_refund": 2,
            "settlement_total": 5, "discount_refund": 0, "currency": "CNY",
            "from": [{ "account": "AVAILABLE", "amount": 2 }],
        },
    });
    assert_eq!(accepted, expected);
    assert_eq!(get(&sandbox, by_number).await.ok(&sandbox)["trade_state"], "REFUND");

    assert_eq!(sandbox.settle_refund("R@1", RefundResult::Success), Ok(refund_id.clone()));
    let told = open(&sandbox, &receiver.next().await, "REFUND.SUCCESS", "refund");
    let expected = json!({
        "mchid": "1900000001",
        "refund_id": refund_id,
        "out_refund_no": "R@1",
        "transaction_id": transaction_id,
        "out_trade_no": "A|0-0_0*1",
        "refund_status": "SUCCESS",
        "success_time": AT,
        "user_received_account": "支付用户零钱",
        "amount": { "total": 5, "refund": 2, "payer_total": 5, "payer_refund": 2 },
    });
    assert_eq!(told, expected);
    let settled = get(&sandbox, &format!("{REFUNDS}/R%401")).await.ok(&sandbox);
    assert_eq!((&settled["status"], &settled["success_time"]), (&json!("SUCCESS"), &json!(AT)));

    sandbox.deliveries_done().await;
    check_log(&sandbox);
    sandbox.stop().await;
}

/// Checks headers, signature and envelope, and returns what was encrypted.
fn open(sandbox: &Sandbox, notification: &Message, event: &str, about: &str) -> Value {
    assert_eq!(notification.first_line, "POST /wxpay/notify HTTP/1.1");
    assert_eq!(notification.header("content-type"), Some("application/json"));
    assert!(notification.header("request-id").is_some());
    let credentials = sandbox.credentials();
    assert_eq!(notification.header("wechatpay-serial"), Some(credentials.platform_public_key_id()));
    assert_eq!(notification.verify(credentials, NOW), Ok(()));
    let envelope = notification.json();
    assert_eq!(envelope["id"].as_str().unwrap().len(), 36);
    assert_eq!(envelope["create_time"], AT);
    assert_eq!(envelope["event_type"], event);
    assert_eq!(envelope["resource_type"], "encrypt-resource");
    assert!(envelope["summary"].is_string());
    assert_eq!(envelope["resource"]["original_type"], about);
    assert_eq!(envelope["resource"]["associated_data"], about);
    serde_json::from_slice(&decrypt(credentials, &envelope["resource"])).unwrap()
}

fn check_log(sandbox: &Sandbox) {
    let log = sandbox.log();
    let requests = log.iter().filter(|entry| matches!(entry, LogEntry::Request(r) if r.status == 200));
    let told = log.iter().filter(
        |entry| matches!(entry, LogEntry::Notification(n) if n.delivery == Delivery::Accepted(204) && n.attempt == 1),
    );
    assert_eq!((requests.count(), told.count(), log.len()), (7, 2, 9), "{log:#?}");
    let text = format!("{log:?}");
    assert!(!text.contains("mchid=") && !text.contains("附加"), "{text}");
}

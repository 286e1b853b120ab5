//! The merchant as a provider: orders of sub-merchants.

use serde_json::{Value, json};
use wx_sandbox::RefundResult;

use crate::client::{APP, REFUNDS, UNDOCUMENTED, get, order, post, start, with, without};
use crate::receiver::{Receiver, decrypt};

const ILLEGAL: u32 = 268_435_461;

const PARTNER: &str = "/v3/pay/partner/transactions";

fn partner(number: &str) -> Value {
    let body = without(without(order(number), "/appid"), "/mchid");
    let body = with(body, "/sp_appid", json!("wxd678efh567hg6787"));
    let body = with(body, "/sp_mchid", json!("1900000001"));
    with(body, "/sub_mchid", json!("1900000109"))
}

#[tokio::test]
async fn a_sub_merchants_order_lives_from_prepay_to_refund() {
    let sandbox = start().await;
    let mut receiver = Receiver::start(&[]).await;
    let payer = json!({ "sub_openid": "oSub" });
    let body = with(with(partner("A-00001"), "/payer", payer), "/sub_appid", json!("wxsub"));
    let body = with(body, "/settle_info", json!({ "profit_sharing": true, "subsidy_amount": 1 }));
    let body = with(body, "/notify_url", json!(receiver.url));
    post(&sandbox, &format!("{PARTNER}/jsapi"), &body).await.ok(&sandbox);
    let transaction_id = sandbox.pay("A-00001").unwrap();

    let envelope = receiver.next().await.json();
    let told: Value = serde_json::from_slice(&decrypt(sandbox.credentials(), &envelope["resource"])).unwrap();
    let names = ["sp_appid", "sp_mchid", "sub_appid", "sub_mchid"].map(|name| &told[name]);
    assert_eq!(names, ["wxd678efh567hg6787", "1900000001", "wxsub", "1900000109"]);
    assert!(told.get("mchid").is_none() && told.get("appid").is_none());
    assert_eq!(told["payer"]["sub_openid"], "oSub");
    assert_eq!(told["payer"]["sp_openid"].as_str().unwrap().len(), 28);
    for target in [format!("id/{transaction_id}"), "out-trade-no/A-00001".to_owned()] {
        let query = format!("{PARTNER}/{target}?sp_mchid=1900000001&sub_mchid=1900000109");
        assert_eq!(get(&sandbox, &query).await.ok(&sandbox), told);
    }

    let refund = json!({
        "sub_mchid": "1900000109",
        "out_trade_no": "A-00001",
        "out_refund_no": "R1",
        "notify_url": receiver.url,
        "amount": { "refund": 5, "total": 5, "currency": "CNY" },
    });
    post(&sandbox, REFUNDS, &refund).await.ok(&sandbox);
    sandbox.settle_refund("R1", RefundResult::Success).unwrap();
    let envelope = receiver.next().await.json();
    let told: Value = serde_json::from_slice(&decrypt(sandbox.credentials(), &envelope["resource"])).unwrap();
    assert_eq!((&told["sp_mchid"], &told["sub_mchid"]), (&json!("1900000001"), &json!("1900000109")));
    assert!(told.get("mchid").is_none());
    get(&sandbox, &format!("{REFUNDS}/R1?sub_mchid=1900000109")).await.ok(&sandbox);
    let reply = get(&sandbox, &format!("{REFUNDS}/R1")).await;
    reply.refused(&sandbox, 404, "RESOURCE_NOT_EXISTS", UNDOCUMENTED);
}

#[tokio::test]
async fn every_channel_is_served() {
    let sandbox = start().await;
    let info = json!({ "payer_client_ip": "14.23.150.211", "h5_info": { "type": "iOS" } });
    let payer = json!({ "sp_openid": "oSp" });
    for (channel, body, member) in [
        ("app", partner("A-00001"), "prepay_id"),
        ("jsapi", with(partner("B-00001"), "/payer", payer), "prepay_id"),
        ("h5", with(partner("C-00001"), "/scene_info", info), "h5_url"),
        ("native", partner("D-00001"), "code_url"),
    ] {
        let answer = post(&sandbox, &format!("{PARTNER}/{channel}"), &body).await.ok(&sandbox);
        assert!(answer[member].is_string(), "{channel} {answer}");
    }
}

#[tokio::test]
async fn orders_of_one_party_are_not_there_for_another() {
    let sandbox = start().await;
    let app = format!("{PARTNER}/app");
    post(&sandbox, &app, &partner("A-00001")).await.ok(&sandbox);
    let missing = [
        "/v3/pay/transactions/out-trade-no/A-00001?mchid=1900000001".to_owned(),
        format!("{PARTNER}/out-trade-no/A-00001?sp_mchid=1900000001&sub_mchid=1"),
    ];
    for target in missing {
        get(&sandbox, &target).await.refused(&sandbox, 404, "ORDER_NOT_EXIST", 268_512_771);
    }
    let other = with(partner("A-00001"), "/sub_mchid", json!("1"));
    post(&sandbox, &app, &other).await.refused(&sandbox, 400, "INVALID_REQUEST", 268_498_688);
    post(&sandbox, APP, &order("A-00001")).await.refused(&sandbox, 400, "INVALID_REQUEST", 268_498_688);

    // Closing is silent about what it did not find.
    let close = format!("{PARTNER}/out-trade-no/A-00001/close");
    let other = json!({ "sp_mchid": "1900000001", "sub_mchid": "1" });
    assert_eq!(post(&sandbox, &close, &other).await.status(), 204);
    let direct = "/v3/pay/transactions/out-trade-no/A-00001/close";
    assert_eq!(post(&sandbox, direct, &json!({ "mchid": "1900000001" })).await.status(), 204);
    let query = format!("{PARTNER}/out-trade-no/A-00001?sp_mchid=1900000001&sub_mchid=1900000109");
    assert_eq!(get(&sandbox, &query).await.ok(&sandbox)["trade_state"], "NOTPAY");
    let own = json!({ "sp_mchid": "1900000001", "sub_mchid": "1900000109" });
    assert_eq!(post(&sandbox, &close, &own).await.status(), 204);
    assert_eq!(get(&sandbox, &query).await.ok(&sandbox)["trade_state"], "CLOSED");
}

#[tokio::test]
async fn refunds_name_the_sub_merchant() {
    let sandbox = start().await;
    post(&sandbox, &format!("{PARTNER}/app"), &partner("A-00001")).await.ok(&sandbox);
    let transaction_id = sandbox.pay("A-00001").unwrap();
    let refund = json!({
        "transaction_id": transaction_id,
        "out_refund_no": "R1",
        "amount": { "refund": 5, "total": 5, "currency": "CNY" },
    });
    for body in [refund.clone(), with(refund.clone(), "/sub_mchid", json!("1"))] {
        post(&sandbox, REFUNDS, &body).await.refused(&sandbox, 404, "RESOURCE_NOT_EXISTS", UNDOCUMENTED);
    }
    post(&sandbox, REFUNDS, &with(refund, "/sub_mchid", json!("1900000109"))).await.ok(&sandbox);
}

#[tokio::test]
async fn broken_rules_are_named() {
    let sandbox = start().await;
    let both = json!({ "sp_openid": "o", "sub_openid": "o" });
    let jsapi = |payer: Value| with(partner("A-00001"), "/payer", payer);
    for (channel, body, field) in [
        ("app", without(partner("A-00001"), "/sub_mchid"), "/sub_mchid"),
        ("app", with(partner("A-00001"), "/sp_mchid", json!("1230000109")), "/sp_mchid"),
        ("app", with(partner("A-00001"), "/sub_mchid", json!("19x")), "/sub_mchid"),
        ("jsapi", jsapi(json!({})), "/payer"),
        ("jsapi", jsapi(both), "/payer"),
        ("jsapi", jsapi(json!({ "sub_openid": "o" })), "/sub_appid"),
    ] {
        let reply = post(&sandbox, &format!("{PARTNER}/{channel}"), &body).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], field);
    }
    let foreign = with(partner("A-00001"), "/sp_appid", json!("wx0000000000000000"));
    let reply = post(&sandbox, &format!("{PARTNER}/app"), &foreign).await;
    reply.refused(&sandbox, 400, "APPID_MCHID_NOT_MATCH", 268_445_527);
    for (query, field) in [
        ("sp_mchid=1900000001", "sub_mchid"),
        ("sub_mchid=1900000109", "sp_mchid"),
        ("sp_mchid=1&sub_mchid=1900000109", "sp_mchid"),
        ("sp_mchid=1900000001&sub_mchid=1&sub_mchid=1", "sub_mchid"),
        ("sp_mchid=1900000001&sub_mchid=x", "sub_mchid"),
        ("sp_mchid=1900000001&sub_mchid=1&mchid=1", "query"),
    ] {
        let reply = get(&sandbox, &format!("{PARTNER}/out-trade-no/A-00001?{query}")).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], field, "{query}");
    }
}

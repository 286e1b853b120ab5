//! JSAPI, H5 and Native beside APP: what each needs, what each gives.

use serde_json::{Value, json};
use wx_sandbox::{PayError, Sandbox};

use crate::client::{APP, Draft, NOW, get, order, post, start, with, without};

const ILLEGAL: u32 = 268_435_461;
const UNKNOWN: u32 = 270_924_358;

const JSAPI: &str = "/v3/pay/transactions/jsapi";
const H5: &str = "/v3/pay/transactions/h5";
const NATIVE: &str = "/v3/pay/transactions/native";

fn jsapi(number: &str) -> Value {
    with(order(number), "/payer", json!({ "openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" }))
}

fn h5(number: &str) -> Value {
    let info = json!({
        "type": "Wap",
        "app_name": "名".repeat(64),
        "app_url": "u".repeat(128),
        "bundle_id": "b".repeat(128),
        "package_name": "p".repeat(128),
    });
    with(order(number), "/scene_info", json!({ "payer_client_ip": "14.23.150.211", "h5_info": info }))
}

async fn paid(sandbox: &Sandbox, number: &str) -> Value {
    sandbox.pay(number).unwrap();
    let query = format!("/v3/pay/transactions/out-trade-no/{number}?mchid=1900000001");
    get(sandbox, &query).await.ok(sandbox)
}

/// The same request, when the gateway's clock has moved on.
async fn later(sandbox: &Sandbox, seconds: i64, target: &str, body: &Value) -> Value {
    sandbox.set_clock_offset(seconds);
    let mut draft = Draft::new(sandbox, "POST", target, body.to_string().as_bytes());
    draft.timestamp = NOW.saturating_add(seconds).to_string();
    draft.send(sandbox).await.0.json()
}

#[tokio::test]
async fn each_channel_gives_its_own_entrance_and_type() {
    let sandbox = start().await;
    let prepay = post(&sandbox, JSAPI, &jsapi("A-00001")).await.ok(&sandbox);
    assert!(prepay["prepay_id"].as_str().unwrap().starts_with("wx20231115061320"), "{prepay}");
    let told = paid(&sandbox, "A-00001").await;
    assert_eq!((&told["trade_type"], &told["payer"]), (&json!("JSAPI"), &jsapi("A-00001")["payer"]));

    let prepay = post(&sandbox, H5, &h5("B-00001")).await.ok(&sandbox);
    assert!(prepay["h5_url"].as_str().unwrap().starts_with("https://wx.tenpay.com/"), "{prepay}");
    assert_eq!(paid(&sandbox, "B-00001").await["trade_type"], "MWEB");

    let prepay = post(&sandbox, NATIVE, &order("C-00001")).await.ok(&sandbox);
    assert!(prepay["code_url"].as_str().unwrap().starts_with("weixin://wxpay/bizpayurl?pr="), "{prepay}");
    assert_eq!(paid(&sandbox, "C-00001").await["trade_type"], "NATIVE");
}

#[tokio::test]
async fn a_repeated_order_replaces_its_code() {
    let sandbox = start().await;
    let code = |answer: Value| answer["code_url"].as_str().unwrap().to_owned();
    let first = code(post(&sandbox, NATIVE, &order("A-00001")).await.ok(&sandbox));
    let second = code(post(&sandbox, NATIVE, &order("A-00001")).await.ok(&sandbox));
    assert_ne!(first, second);
    assert_eq!(sandbox.pay_at(&first), Err(PayError::DeadUrl));
    sandbox.pay_at(&second).unwrap();
    assert_eq!(sandbox.pay_at(&second), Err(PayError::DeadUrl), "nothing is left to pay there");
}

#[tokio::test]
async fn entrances_end() {
    let sandbox = start().await;
    let page = post(&sandbox, H5, &h5("A-00001")).await.ok(&sandbox)["h5_url"].clone();
    let code = post(&sandbox, NATIVE, &order("B-00001")).await.ok(&sandbox)["code_url"].clone();
    assert_eq!(later(&sandbox, 299, H5, &h5("A-00001")).await["h5_url"], page);
    let renewed = later(&sandbox, 300, H5, &h5("A-00001")).await["h5_url"].clone();
    assert_ne!(renewed, page);
    assert_eq!(sandbox.pay_at(page.as_str().unwrap()), Err(PayError::DeadUrl));
    sandbox.pay_at(renewed.as_str().unwrap()).unwrap();
    sandbox.set_clock_offset(7200);
    assert_eq!(sandbox.pay_at(code.as_str().unwrap()), Err(PayError::DeadUrl));
    sandbox.set_clock_offset(7199);
    sandbox.pay_at(code.as_str().unwrap()).unwrap();
}

#[tokio::test]
async fn a_number_belongs_to_one_channel() {
    let sandbox = start().await;
    post(&sandbox, NATIVE, &order("A-00001")).await.ok(&sandbox);
    post(&sandbox, APP, &order("A-00001")).await.refused(&sandbox, 400, "INVALID_REQUEST", 268_498_688);
    post(&sandbox, H5, &h5("A-00001")).await.refused(&sandbox, 400, "INVALID_REQUEST", 268_498_688);
    post(&sandbox, NATIVE, &order("A-00001")).await.ok(&sandbox);
    sandbox.pay("A-00001").unwrap();
    post(&sandbox, APP, &order("A-00001")).await.refused(&sandbox, 403, "OUT_TRADE_NO_USED", 268_498_689);
}

#[tokio::test]
async fn what_a_channel_needs_no_other_takes() {
    let sandbox = start().await;
    let ip = "/scene_info/payer_client_ip";
    let cases: &[(&str, Value, u32, &str)] = &[
        (JSAPI, order("A-00001"), 268_501_013, "/payer"),
        (JSAPI, without(jsapi("A-00001"), "/payer/openid"), 268_501_013, "/payer/openid"),
        (
            JSAPI,
            with(jsapi("A-00001"), "/payer/openid", json!("o".repeat(129))),
            268_435_464,
            "/payer/openid",
        ),
        (APP, jsapi("A-00001"), UNKNOWN, "/payer"),
        (NATIVE, jsapi("A-00001"), UNKNOWN, "/payer"),
        (H5, order("A-00001"), ILLEGAL, "/scene_info"),
        (H5, without(h5("A-00001"), ip), ILLEGAL, ip),
        (H5, without(h5("A-00001"), "/scene_info/h5_info"), ILLEGAL, "/scene_info/h5_info"),
        (
            H5,
            with(h5("A-00001"), "/scene_info/h5_info/type", json!("Web")),
            ILLEGAL,
            "/scene_info/h5_info/type",
        ),
        (H5, with(h5("A-00001"), ip, json!("127.0.0.1")), ILLEGAL, ip),
        (NATIVE, h5("A-00001"), UNKNOWN, "/scene_info/h5_info"),
    ];
    for (target, body, reason, field) in cases {
        let detail = post(&sandbox, target, body).await.refused(&sandbox, 400, "PARAM_ERROR", *reason);
        assert_eq!(detail["field"], *field, "{target} {body}");
    }
    let at_home = json!({ "payer_client_ip": "127.0.0.1" });
    post(&sandbox, APP, &with(order("A-00001"), "/scene_info", at_home)).await.ok(&sandbox);
}

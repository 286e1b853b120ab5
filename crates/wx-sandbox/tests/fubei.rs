//! Orders of Fubei, from their creation to their refunds.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use wx_sandbox::{ActError, FubeiRefundResult, FubeiShape, Sandbox};

use crate::client::{NOW, exchange, options, start, with, without};

pub(crate) const MINA: &str = "openapi.payment.order.mina";
pub(crate) const QUERY: &str = "openapi.payment.order.query";
pub(crate) const REFUND: &str = "openapi.payment.order.refund";
pub(crate) const REFUND_QUERY: &str = "openapi.payment.order.refund.query";
pub(crate) const CLOSE: &str = "openapi.payment.order.close";
pub(crate) const SECOND_QUERY: &str = "fbpay.order.query";

/// A complete, correct order of one fen.
pub(crate) fn mina(number: &str) -> Value {
    json!({
        "merchant_order_sn": number,
        "sub_openid": "oODbw0Aiss8lP5aPvFq9-_F4H9LA",
        "total_fee": 0.01,
        "store_id": 3239,
    })
}

/// The signature, by another implementation.
pub(crate) fn sign(members: &[(String, String)], secret: &str) -> String {
    let mut pairs: Vec<_> = members
        .iter()
        .filter(|(name, _)| name != "sign")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.sort();
    let text = pairs.join("&") + secret;
    let mut openssl = Command::new("openssl")
        .args(["dgst", "-md5", "-r"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl is installed");
    openssl.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = openssl.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()[..32].to_uppercase()
}

/// A correct envelope of the merchant around this text.
pub(crate) fn envelope(sandbox: &Sandbox, method: &str, biz_content: &str) -> Value {
    let mut members: Vec<(String, String)> = [
        ("app_id", sandbox.credentials().fubei_app_id()),
        ("method", method),
        ("format", "json"),
        ("sign_method", "md5"),
        ("nonce", "201709081504852752642nonce"),
        ("version", "1.0"),
        ("biz_content", biz_content),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let sign = sign(&members, sandbox.credentials().fubei_secret());
    members.push(("sign".to_owned(), sign));
    members.into_iter().map(|(name, value)| (name, Value::String(value))).collect()
}

/// Signs what is in the envelope anew.
pub(crate) fn resigned(mut envelope: Value, secret: &str) -> Value {
    let members: Vec<(String, String)> = envelope
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
        .collect();
    envelope["sign"] = json!(sign(&members, secret));
    envelope
}

pub(crate) async fn send(sandbox: &Sandbox, path: &str, envelope: &Value) -> Value {
    let headers = [("Content-Type", "application/json; charset=utf-8".to_owned())];
    let body = envelope.to_string();
    let reply = exchange(&sandbox.fubei_url(), "POST", path, &headers, body.as_bytes()).await.unwrap();
    assert_eq!(reply.status(), 200);
    reply.0.json()
}

pub(crate) async fn call(sandbox: &Sandbox, method: &str, biz: &Value) -> Value {
    send(sandbox, "/gateway", &envelope(sandbox, method, &biz.to_string())).await
}

#[track_caller]
pub(crate) fn ok(answer: Value) -> Value {
    assert_eq!(
        (&answer["result_code"], &answer["result_message"]),
        (&json!(200), &json!("成功")),
        "{answer}"
    );
    answer["data"].clone()
}

#[track_caller]
pub(crate) fn refused(answer: &Value, code: u16, message: &str) {
    assert_eq!((&answer["result_code"], &answer["result_message"]), (&json!(code), &json!(message)));
    assert!(answer.get("data").is_none());
}

#[tokio::test]
async fn an_order_lives_from_prepay_to_refund() {
    let sandbox = start().await;
    let body = with(with(mina("F1"), "/cashier_id", json!("34566")), "/attach", json!("订单:1"));
    let data = ok(call(&sandbox, MINA, &body).await);
    let order_sn = data["order_sn"].as_str().unwrap();
    assert!(order_sn.starts_with("20231115061320") && order_sn.len() == 20, "{order_sn}");
    assert_eq!(data["merchant_order_sn"], "F1");
    assert_eq!(
        (&data["store_id"], &data["cashier_id"], &data["user_id"]),
        (&json!(3239), &json!(34566), &json!(""))
    );
    let prepay_id = data["prepay_id"].as_str().unwrap();
    let params = &data["sign_params"];
    assert_eq!(params.as_object().unwrap().len(), 6);
    assert_eq!(params["package"], format!("prepay_id={prepay_id}"));
    assert_eq!((&params["signType"], params["paySign"].as_str().unwrap().len()), (&json!("RSA"), 32));

    let unpaid = ok(call(&sandbox, QUERY, &json!({ "merchant_order_sn": "F1", "device_no": "1" })).await);
    assert_eq!((&unpaid["trade_state"], &unpaid["total_fee"]), (&json!("USERPAYING"), &json!(0.01)));
    assert!(unpaid.get("trade_no").is_none() && unpaid.get("pay_time").is_none());
    assert_eq!(sandbox.fubei_pay("F1").unwrap(), order_sn);
    let paid = ok(call(&sandbox, QUERY, &json!({ "order_sn": order_sn })).await);
    assert_eq!((&paid["trade_state"], &paid["pay_time"]), (&json!("SUCCESS"), &json!(NOW)));
    assert_eq!((&paid["net_money"], &paid["buyer_pay_amount"]), (&json!(0.01), &json!("0.01")));
    assert_eq!(paid["attach"], "订单:1");
    let trade_no = paid["trade_no"].as_str().unwrap();

    let ids = json!({ "trade_no": trade_no, "merchant_refund_sn": "R1" });
    let refund = ok(call(&sandbox, REFUND, &ids).await);
    assert_eq!((&refund["order_sn"], &refund["merchant_refund_sn"]), (&json!(order_sn), &json!("R1")));
    let state = ok(call(&sandbox, REFUND_QUERY, &ids).await);
    assert_eq!(state["refund_status"], "REFUND_PROCESSING");
    let refund_sn = sandbox.fubei_settle_refund("R1", FubeiRefundResult::Success).unwrap();
    let by_number = json!({ "merchant_order_sn": "F1", "refund_sn": refund_sn });
    assert_eq!(ok(call(&sandbox, REFUND_QUERY, &by_number).await)["refund_status"], "REFUND_SUCCESS");
    assert_eq!(
        sandbox.fubei_settle_refund("R1", FubeiRefundResult::Failed),
        Err(ActError::WrongState("REFUND_SUCCESS"))
    );
    assert_eq!(sandbox.fubei_settle_refund("R2", FubeiRefundResult::Failed), Err(ActError::Unknown));
    let after = ok(call(&sandbox, QUERY, &json!({ "merchant_order_sn": "F1" })).await);
    assert_eq!(after["trade_state"], "SUCCESS", "no state tells of refunds");
}

#[tokio::test]
async fn a_number_serves_once() {
    let sandbox = start().await;
    ok(call(&sandbox, MINA, &mina("F1")).await);
    let again = call(&sandbox, MINA, &mina("F1")).await;
    refused(&again, 400, "操作失败: merchant_order_sn was used before");
    assert_eq!(again["sub_code"], "OUT_TRADE_NO_USED");
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let sandbox = start().await;
    let bad = async |body: Value, fault: &str| {
        let message = format!("参数错误: biz_content: {fault}");
        refused(&call(&sandbox, MINA, &body).await, 9996, &message);
    };
    bad(without(mina("F1"), "/store_id"), "/store_id is required").await;
    bad(with(mina("F1"), "/store_id", json!("1")), "/store_id must be of type integer, found string").await;
    bad(with(mina("F1"), "/store_id", json!(10_000_000_000_i64)), "/store_id must be 1 to 9999999999").await;
    bad(with(mina("F1"), "/attach", Value::Null), "/attach must not be null; leave it out").await;
    bad(with(mina("F1"), "/notify_url", json!("a")), "/notify_url is not a member of this request").await;
    bad(mina(" F1"), "/merchant_order_sn must be text without a blank at either end").await;
    bad(mina(&"F".repeat(33)), "/merchant_order_sn must have 1 to 32 characters, found 33").await;
    bad(with(mina("F1"), "/total_fee", json!("0.01")), "/total_fee must be of type number, found string")
        .await;
    bad(with(mina("F1"), "/cashier_id", json!("x")), "/cashier_id must be 0 to 9999999999").await;
    bad(
        with(mina("F1"), "/call_back_url", json!("//x")),
        "/call_back_url must be an absolute http or https address without fragment and blanks",
    )
    .await;
    assert!(sandbox.fubei_pay("F1").is_err(), "nothing was created");
}

#[tokio::test]
async fn amounts_are_read_from_their_digits() {
    let sandbox = start().await;
    for (number, (digits, fault)) in [
        ("1e-2", Some("must be written without an exponent")),
        ("0.010", Some("must have at most two decimals")),
        ("0", Some("must be at least 0.01")),
        ("-1", Some("must be at least 0.01")),
        ("10000000.00", Some("must have at most 10 characters")),
        ("9999999.99", None),
        ("1", None),
        ("0.10", None),
    ]
    .into_iter()
    .enumerate()
    {
        let biz = mina(&format!("F{number}")).to_string().replace("0.01", digits);
        let answer = send(&sandbox, "/gateway", &envelope(&sandbox, MINA, &biz)).await;
        match fault {
            Some(fault) => refused(&answer, 9996, &format!("参数错误: biz_content: /total_fee {fault}")),
            None => assert!(ok(answer)["prepay_id"].is_string(), "{digits}"),
        }
    }
}

#[tokio::test]
async fn refunds_keep_the_rules() {
    let sandbox = start().await;
    ok(call(&sandbox, MINA, &with(mina("F1"), "/total_fee", json!(0.2))).await);
    let refund = |number: &str, money: f64| json!({ "merchant_order_sn": "F1", "merchant_refund_sn": number, "refund_money": money });
    let denied = async |body: Value, issue: &str| {
        refused(&call(&sandbox, REFUND, &body).await, 400, &format!("操作失败: {issue}"));
    };
    denied(refund("R0", 0.01), "only a paid order can be refunded").await;
    sandbox.fubei_pay("F1").unwrap();
    denied(refund("R0", 0.21), "less than this is left of the order").await;
    for number in 0..9 {
        ok(call(&sandbox, REFUND, &refund(&format!("R{number}"), 0.01)).await);
    }
    denied(refund("R0", 0.01), "merchant_refund_sn was used before").await;
    denied(refund("R9", 0.12), "less than this is left of the order").await;
    denied(
        json!({ "merchant_order_sn": "F1", "merchant_refund_sn": "R9" }),
        "less than this is left of the order",
    )
    .await;
    ok(call(&sandbox, REFUND, &refund("R9", 0.02)).await);
    denied(refund("R10", 0.01), "an order can be refunded ten times").await;
    sandbox.fubei_settle_refund("R0", FubeiRefundResult::Failed).unwrap();
    let failed = json!({ "merchant_order_sn": "F1", "merchant_refund_sn": "R0" });
    assert_eq!(ok(call(&sandbox, REFUND_QUERY, &failed).await)["refund_status"], "REFUND_FAILER");
    ok(call(&sandbox, REFUND, &refund("R10", 0.01)).await);
    sandbox.fubei_settle_refund("R1", FubeiRefundResult::Failed).unwrap();
    sandbox.set_clock_offset(90 * 86_400 + 1);
    denied(refund("R11", 0.01), "the payment is more than 90 days ago").await;
    let none = json!({ "merchant_order_sn": "F1", "merchant_refund_sn": "R12" });
    refused(&call(&sandbox, REFUND_QUERY, &none).await, 400, "操作失败: the order has no such refund");
}

#[tokio::test]
async fn an_unpaid_order_can_be_closed() {
    let sandbox = start().await;
    let number = json!({ "merchant_order_sn": "F1" });
    refused(&call(&sandbox, CLOSE, &number).await, 400, "操作失败: no order has this number");
    let created = ok(call(&sandbox, MINA, &mina("F1")).await);
    for _ in 0..2 {
        assert_eq!(ok(call(&sandbox, CLOSE, &number).await)["order_sn"], created["order_sn"]);
    }
    assert_eq!(ok(call(&sandbox, QUERY, &number).await)["trade_state"], "CLOSED");
    assert_eq!(sandbox.fubei_pay("F1"), Err(ActError::WrongState("CLOSED")));
    ok(call(&sandbox, MINA, &mina("F2")).await);
    sandbox.fubei_pay("F2").unwrap();
    let paid = call(&sandbox, CLOSE, &json!({ "merchant_order_sn": "F2" })).await;
    refused(&paid, 400, "操作失败: a paid order cannot be closed");
}

#[tokio::test]
async fn the_oddities_can_be_had() {
    let nested = FubeiShape::new().with_ids_nested(true).with_sign_params_as_text(true);
    let sandbox = Sandbox::start(options().with_fubei_shape(nested)).await.unwrap();
    let data = ok(call(&sandbox, MINA, &with(mina("F1"), "/cashier_id", json!(7))).await);
    assert!(data.get("store_id").is_none() && data.get("user_id").is_none());
    let params: Value = serde_json::from_str(data["sign_params"].as_str().unwrap()).unwrap();
    assert_eq!((&params["store_id"], &params["cashier_id"]), (&json!(3239), &json!(7)));
    assert_eq!(params["user_id"], "");
    sandbox.set_fubei_shape(FubeiShape::new());
    assert!(ok(call(&sandbox, MINA, &mina("F2")).await)["sign_params"].is_object());
}

#[tokio::test]
async fn an_agent_queries_by_api_2() {
    let sandbox = start().await;
    ok(call(&sandbox, MINA, &mina("F1")).await);
    let secret = sandbox.credentials().fubei_vendor_secret();
    let ask = async |biz: Value| {
        let mut ask = without(envelope(&sandbox, SECOND_QUERY, &biz.to_string()), "/app_id");
        ask["vendor_sn"] = json!(sandbox.credentials().fubei_vendor_sn());
        send(&sandbox, "/gateway/agent", &resigned(ask, secret)).await
    };
    let id = sandbox.credentials().fubei_merchant_id();
    let answer = ask(json!({ "merchant_id": id, "merchant_order_sn": "F1" })).await;
    assert_eq!(answer["success"], true);
    let data = ok(answer);
    assert_eq!((&data["order_status"], &data["total_amount"]), (&json!("USERPAYING"), &json!(0.01)));
    assert_eq!((&data["uid"], &data["sub_code"]), (&json!(id), &Value::Null));
    sandbox.fubei_pay("F1").unwrap();
    let by_institution = json!({ "merchant_id": id, "ins_order_sn": data["ins_order_sn"] });
    let paid = ok(ask(by_institution).await);
    assert_eq!((&paid["order_status"], &paid["finish_time"]), (&json!("SUCCESS"), &json!("20231115061320")));

    let answer = ask(json!({ "merchant_order_sn": "F1" })).await;
    assert_eq!(answer["success"], false);
    refused(&answer, 9996, "参数错误: biz_content: /merchant_id is required with vendor_sn");
    let foreign = ask(json!({ "merchant_id": 1, "merchant_order_sn": "F1" })).await;
    refused(&foreign, 1004, "商户不存在: biz_content: /merchant_id is not a merchant of this caller");
    let merchant = envelope(&sandbox, SECOND_QUERY, r#"{"merchant_order_sn":"F1"}"#);
    ok(send(&sandbox, "/gateway/agent", &merchant).await);
}

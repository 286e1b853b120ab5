//! The payment interface of cloud hosting.

use serde_json::{Value, json};
use wx_sandbox::{ActError, CloudRefundResult, CloudShape, Sandbox, Sidecar};

use crate::client::{NOW, Reply, exchange, options, start, with, without};

/// The order of the page's sample, for this sandbox.
pub(crate) fn order(number: &str) -> Value {
    json!({
        "body": "测试微信支付",
        "openid": "oZp5njTTsWaCeEoXi14oeOVCKlik",
        "out_trade_no": number,
        "spbill_create_ip": "59.37.125.120",
        "env_id": "prod-66733tes755tabc",
        "sub_mch_id": "1900000001",
        "total_fee": 5,
        "callback_type": 2,
        "container": { "service": "pay", "path": "/notify" },
    })
}

pub(crate) async fn send(sandbox: &Sandbox, name: &str, body: &Value) -> Reply {
    let headers = [("Content-Type", "application/json".to_owned())];
    let target = format!("/_/pay/{name}");
    exchange(&sandbox.weixin_url(), "POST", &target, &headers, body.to_string().as_bytes()).await.unwrap()
}

/// `respdata`, once the outer layer is past.
pub(crate) async fn call(sandbox: &Sandbox, name: &str, body: &Value) -> Value {
    let reply = send(sandbox, name, body).await;
    assert!(reply.0.header("x-openapi-seqid").is_some());
    let body = reply.0.json();
    assert_eq!((reply.status(), &body["errcode"], &body["errmsg"]), (200, &json!(0), &json!("ok")), "{body}");
    body["respdata"].clone()
}

#[track_caller]
pub(crate) fn ok(data: Value) -> Value {
    let layers = (&data["return_code"], &data["result_code"]);
    assert_eq!(layers, (&json!("SUCCESS"), &json!("SUCCESS")), "{data}");
    data
}

#[track_caller]
fn failed(data: &Value, err_code: &str, des: &str) {
    let found = (&data["return_code"], &data["result_code"], &data["err_code"], &data["err_code_des"]);
    assert_eq!(found, (&json!("SUCCESS"), &json!("FAIL"), &json!(err_code), &json!(des)));
}

fn named(number: &str) -> Value {
    json!({ "out_trade_no": number, "sub_mch_id": "1900000001" })
}

fn refund(number: &str, out_refund_no: &str, fee: i64) -> Value {
    json!({
        "out_trade_no": number,
        "out_refund_no": out_refund_no,
        "sub_mch_id": "1900000001",
        "total_fee": 5,
        "refund_fee": fee,
    })
}

#[tokio::test]
async fn an_order_lives_from_prepay_to_refund() {
    let sandbox = start().await;
    let data = ok(call(&sandbox, "unifiedorder", &with(order("C1"), "/attach", json!("附加"))).await);
    let prepay_id = data["prepay_id"].as_str().unwrap();
    assert!(prepay_id.starts_with("wx20231115061320"), "{prepay_id}");
    assert_eq!(data["payment"]["package"], format!("prepay_id={prepay_id}"));
    assert_eq!(data["payment"]["appId"], data["appid"]);
    assert_eq!(data["payment"]["signType"], "MD5");
    assert_eq!(
        (data["payment"]["paySign"].as_str().unwrap().len(), data["sign"].as_str().unwrap().len()),
        (32, 32)
    );
    assert_eq!(data["sub_mch_id"], "1900000001");
    assert_eq!(data["sub_appid"], sandbox.credentials().mini_program_appid());

    let again = ok(call(&sandbox, "unifiedOrder", &with(order("C1"), "/attach", json!("附加"))).await);
    assert_eq!(again["prepay_id"], prepay_id);
    let unpaid = ok(call(&sandbox, "queryorder", &named("C1")).await);
    assert_eq!((&unpaid["trade_state"], &unpaid["total_fee"]), (&json!("NOTPAY"), &json!(5)));
    let transaction_id = sandbox.cloud_pay("C1").unwrap();
    let by_id = json!({ "transaction_id": transaction_id, "sub_mch_id": "1900000001", "nonce_str": "n" });
    let paid = ok(call(&sandbox, "queryorder", &by_id).await);
    assert_eq!(paid["trade_state"], "SUCCESS");
    assert_eq!((&paid["out_trade_no"], &paid["time_end"]), (&json!("C1"), &json!("20231115061320")));
    assert_eq!((&paid["openid"], &paid["attach"]), (&json!("oZp5njTTsWaCeEoXi14oeOVCKlik"), &json!("附加")));
    failed(&call(&sandbox, "unifiedorder", &order("C1")).await, "ORDERPAID", "商户订单已支付");
    failed(&call(&sandbox, "closeorder", &named("C1")).await, "ORDERPAID", "订单已支付");

    let accepted = ok(call(&sandbox, "refund", &refund("C1", "R1", 2)).await);
    assert_eq!((&accepted["refund_fee"], &accepted["transaction_id"]), (&json!(2), &json!(transaction_id)));
    let again = ok(call(&sandbox, "refund", &refund("C1", "R1", 2)).await);
    assert_eq!(again["refund_id"], accepted["refund_id"]);
    assert_eq!(ok(call(&sandbox, "queryorder", &named("C1")).await)["trade_state"], "REFUND");
    let refund_id = sandbox.cloud_settle_refund("R1", CloudRefundResult::Success).unwrap();
    assert_eq!(json!(refund_id), accepted["refund_id"]);
    assert_eq!(
        sandbox.cloud_settle_refund("R1", CloudRefundResult::Closed),
        Err(ActError::WrongState("SUCCESS"))
    );
}

#[tokio::test]
async fn a_failed_order_still_has_a_payment() {
    let sandbox = start().await;
    let data = call(&sandbox, "unifiedorder", &with(order("C1"), "/total_fee", json!("5"))).await;
    failed(&data, "PARAM_ERROR", "/total_fee must be of type integer, found string");
    assert_eq!(data["payment"]["package"], "prepay_id=");
    assert_eq!(data["payment"]["paySign"].as_str().unwrap().len(), 32);
    assert!(data.get("prepay_id").is_none());
    assert_eq!(sandbox.cloud_pay("C1"), Err(ActError::Unknown));
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let sandbox = start().await;
    let bad = async |body: Value, code: &str, des: &str| {
        failed(&call(&sandbox, "unifiedorder", &body).await, code, des);
    };
    let change = |pointer: &str, value: Value| with(order("C1"), pointer, value);
    bad(without(order("C1"), "/body"), "LACK_PARAMS", "/body is required").await;
    bad(without(order("C1"), "/container"), "LACK_PARAMS", "/container is required").await;
    bad(without(order("C1"), "/container/path"), "LACK_PARAMS", "/container/path is required").await;
    bad(
        change("/callback_type", json!(1)),
        "PARAM_ERROR",
        "/function_name is required; /container is only for callback_type 2",
    )
    .await;
    bad(change("/function_name", json!("f")), "PARAM_ERROR", "/function_name is only for callback_type 1")
        .await;
    let one = "the body must have exactly one of /openid and /sub_openid";
    bad(without(order("C1"), "/openid"), "PARAM_ERROR", one).await;
    bad(
        change("/sub_openid", json!("o")),
        "PARAM_ERROR",
        &format!("{one}; /sub_appid is required with sub_openid"),
    )
    .await;
    bad(change("/sub_appid", json!("wx1")), "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配").await;
    bad(change("/attach", Value::Null), "PARAM_ERROR", "/attach must not be null; leave it out").await;
    bad(change("/notify_url", json!("x")), "PARAM_ERROR", "/notify_url is not a member of this request")
        .await;
    bad(order("C 1"), "PARAM_ERROR", "/out_trade_no must be letters, digits and _-|*@").await;
    bad(
        change("/spbill_create_ip", json!("x")),
        "PARAM_ERROR",
        "/spbill_create_ip must be an IPv4 or IPv6 address",
    )
    .await;
    bad(
        change("/time_expire", json!("20231115061419")),
        "PARAM_ERROR",
        "/time_expire must be at least a minute after time_start, or from now",
    )
    .await;
    bad(change("/scene_info", json!("Y")), "PARAM_ERROR", "/scene_info must be the text of a JSON object")
        .await;
    let scene = json!({ "store_info": { "id": "1", "area_code": "4403055" } }).to_string();
    bad(
        change("/scene_info", json!(scene)),
        "PARAM_ERROR",
        "/scene_info/store_info/area_code must have 0 to 6 characters, found 7",
    )
    .await;
    bad(
        change("/container", json!({ "service": "pay", "path": "x" })),
        "PARAM_ERROR",
        "/container/path must be a path that begins with /",
    )
    .await;
    let stranger = call(&sandbox, "unifiedorder", &change("/sub_mch_id", json!("1"))).await;
    assert_eq!(stranger, json!({ "return_code": "FAIL", "return_msg": "受理关系不存在" }));
}

#[tokio::test]
async fn an_order_can_be_entered_again_unchanged() {
    let sandbox = start().await;
    let first = ok(call(&sandbox, "unifiedorder", &with(order("C1"), "/nonce_str", json!("a"))).await);
    let again = ok(call(&sandbox, "unifiedorder", &with(order("C1"), "/nonce_str", json!("b"))).await);
    assert_eq!(again["prepay_id"], first["prepay_id"]);
    let other = call(&sandbox, "unifiedorder", &with(order("C1"), "/total_fee", json!(6))).await;
    failed(&other, "INVALID_REQUEST", "/out_trade_no was used with other parameters");
    sandbox.set_clock_offset(7_200);
    assert_ne!(ok(call(&sandbox, "unifiedorder", &order("C1")).await)["prepay_id"], first["prepay_id"]);
    ok(call(&sandbox, "closeorder", &named("C1")).await);
    failed(&call(&sandbox, "closeorder", &named("C1")).await, "ORDERCLOSED", "订单已关闭");
    failed(&call(&sandbox, "unifiedorder", &order("C1")).await, "ORDERCLOSED", "当前订单已关闭");
    failed(&call(&sandbox, "closeorder", &named("C2")).await, "ORDERNOTEXIST", "订单不存在");
    failed(&call(&sandbox, "queryorder", &named("C2")).await, "ORDERNOTEXIST", "订单不存在");
    let brief = with(order("C3"), "/time_expire", json!("20231115081421"));
    ok(call(&sandbox, "unifiedorder", &brief).await);
    sandbox.set_clock_offset(7_262);
    assert_eq!(sandbox.cloud_pay("C3"), Err(ActError::Expired));
}

#[tokio::test]
async fn refunds_keep_the_rules() {
    let sandbox = start().await;
    ok(call(&sandbox, "unifiedorder", &order("C1")).await);
    let denied = async |body: Value, code: &str, des: &str| {
        failed(&call(&sandbox, "refund", &body).await, code, des);
    };
    denied(refund("C1", "R1", 1), "INVALID_REQUEST", "only a paid order can be refunded").await;
    denied(refund("C2", "R1", 1), "ORDERNOTEXIST", "订单不存在").await;
    sandbox.cloud_pay("C1").unwrap();
    let wrong_total = with(refund("C1", "R1", 1), "/total_fee", json!(6));
    denied(wrong_total, "INVALID_REQUEST", "/total_fee is not that of the order").await;
    ok(call(&sandbox, "refund", &refund("C1", "R1", 3)).await);
    let left = "/refund_fee is more than what is left of the order";
    denied(refund("C1", "R2", 3), "INVALID_REQUEST", left).await;
    denied(refund("C1", "R1", 2), "INVALID_REQUEST", "/out_refund_no was used with other parameters").await;
    sandbox.cloud_settle_refund("R1", CloudRefundResult::Closed).unwrap();
    ok(call(&sandbox, "refund", &refund("C1", "R2", 5)).await);
    let loose = with(refund("C1", "R3", 1), "/env_id", json!("e"));
    let des = "/callback_type is required with env_id, function_name and container";
    denied(loose, "PARAM_ERROR", des).await;
    sandbox.set_clock_offset(366 * 86_400);
    denied(refund("C1", "R3", 1), "TRADE_OVERDUE", "the payment is more than a year ago").await;
}

#[tokio::test]
async fn refund_lists_are_empty_unless_asked_for() {
    let sandbox = start().await;
    ok(call(&sandbox, "unifiedorder", &with(order("C1"), "/total_fee", json!(50))).await);
    sandbox.cloud_pay("C1").unwrap();
    for n in 0..12 {
        let body = with(refund("C1", &format!("R{n:02}"), 1), "/total_fee", json!(50));
        ok(call(&sandbox, "refund", &body).await);
    }
    let first = ok(call(&sandbox, "queryrefund", &named("C1")).await);
    assert_eq!((&first["total_refund_count"], &first["refund_count"]), (&json!(12), &json!(10)));
    assert_eq!((&first["refund_id_list"], &first["refund_status_list"]), (&json!([]), &json!([])));
    sandbox.set_cloud_shape(CloudShape::new().with_refund_lists(true));
    sandbox.cloud_settle_refund("R11", CloudRefundResult::Success).unwrap();
    let second = ok(call(&sandbox, "queryrefund", &with(named("C1"), "/offset", json!(10))).await);
    assert_eq!(second["out_refund_no_list"], json!(["R10", "R11"]));
    assert_eq!(second["refund_status_list"], json!(["PROCESSING", "SUCCESS"]));
    assert_eq!(second["refund_success_time_list"], json!(["", "2023-11-15 06:13:20"]));
    let one = json!({ "out_refund_no": "R11", "sub_mch_id": "1900000001" });
    assert_eq!(ok(call(&sandbox, "queryrefund", &one).await)["out_refund_no_list"], json!(["R11"]));
    let beyond = call(&sandbox, "queryrefund", &with(named("C1"), "/offset", json!(12))).await;
    failed(&beyond, "PARAM_ERROR", "/offset is beyond the last refund");
    let none = json!({ "out_refund_no": "R99", "sub_mch_id": "1900000001" });
    failed(&call(&sandbox, "queryrefund", &none).await, "REFUNDNOTEXIST", "退款订单查询失败");
}

#[tokio::test]
async fn the_outer_layers() {
    let sandbox = start().await;
    let body = order("C1").to_string();
    let raw = async |method: &str, headers: &[(&'static str, String)], body: &[u8]| {
        exchange(&sandbox.weixin_url(), method, "/_/pay/unifiedorder", headers, body).await.unwrap()
    };
    let json_body = [("Content-Type", "application/json".to_owned())];
    let untyped = raw("POST", &[], body.as_bytes()).await;
    assert_eq!((untyped.status(), &untyped.0.json()["errcode"]), (200, &json!(45105)));
    assert!(untyped.0.header("x-openapi-seqid").is_some());
    assert_eq!(raw("POST", &json_body, b"{").await.0.json()["errcode"], 47001);
    let inner =
        async |method: &str, body: &[u8]| raw(method, &json_body, body).await.0.json()["respdata"].clone();
    assert_eq!(inner("POST", b"").await["err_code"], "POST_DATA_EMPTY");
    assert_eq!(inner("POST", b"\"\xff\"").await["err_code"], "NOT_UTF8");
    assert_eq!(inner("PUT", b"{}").await["err_code"], "REQUIRE_POST_METHOD");
    assert_eq!(send(&sandbox, "micropay", &json!({})).await.status(), 502);

    sandbox.set_sidecar(Sidecar::Off);
    let off = send(&sandbox, "unifiedorder", &order("C1")).await;
    assert_eq!((off.status(), &off.0.json()["errcode"]), (200, &json!(41001)));
    assert!(off.0.header("x-openapi-seqid").is_none());
    sandbox.set_sidecar(Sidecar::Pay);
    ok(call(&sandbox, "unifiedorder", &order("C1")).await);
}

#[tokio::test]
async fn a_bill_tells_what_was_placed() {
    let sandbox = Sandbox::start(options().with_auto_settle(true)).await.unwrap();
    let bill = async |body: Value| call(&sandbox, "downloadbill", &body).await;
    let today = json!({ "bill_date": "20231115" });
    let none = json!({ "return_code": "FAIL", "return_msg": "No Bill Exist", "error_code": "20002" });
    for number in ["C1", "C2", "C3"] {
        ok(call(&sandbox, "unifiedorder", &order(number)).await);
    }
    let [one, two] = ["C1", "C2"].map(|number| sandbox.cloud_pay(number).unwrap());
    ok(call(&sandbox, "refund", &refund("C2", "R1", 2)).await);
    assert_eq!(bill(today.clone()).await, none, "not before ten on the next day");
    let next_day = (86_400 + 10 * 3_600) - (NOW + 8 * 3_600).rem_euclid(86_400);
    sandbox.set_clock_offset(next_day - 1);
    assert_eq!(bill(today.clone()).await, none);
    sandbox.set_clock_offset(next_day);
    let data = ok(bill(today.clone()).await);
    let lines: Vec<&str> = data["data"].as_str().unwrap().lines().collect();
    assert_eq!(lines.len(), 6, "{lines:#?}");
    assert!(lines[0].starts_with("交易时间,公众账号ID"));
    let trades = lines[1..4].join("\n");
    for part in [one.as_str(), two.as_str(), "`C1,", "`C2,", "`R1,", "`2023-11-15 06:13:20", "`0.02", "`0.05"]
    {
        assert!(trades.contains(part), "{part} in {trades}");
    }
    assert!(!trades.contains("`C3"));
    assert_eq!(lines[5], "`3,`0.10,`0.02,`0.00,`0.00000,`0.10,`0.02");
    let refunds = ok(bill(with(today.clone(), "/bill_type", json!("REFUND"))).await);
    assert!(refunds["data"].as_str().unwrap().ends_with("`1,`0.00,`0.02,`0.00,`0.00000,`0.00,`0.02\r\n"));
    assert_eq!(bill(json!({ "bill_date": "20231116" })).await, none);
    ok(bill(with(today.clone(), "/tar_type", json!("GZIP"))).await);
    let packed = bill(with(today, "/tar_type", json!("ZIP"))).await;
    failed(&packed, "PARAM_ERROR", "/tar_type must be one of GZIP");
}

//! The envelope of Fubei: what passes and what does not.

use serde_json::{Value, json};
use wx_sandbox::{LogEntry, Sandbox};

use crate::client::{exchange, start, with, without};
use crate::fubei::{MINA, SECOND_QUERY, envelope, mina, ok, refused, resigned, send};

async fn good(sandbox: &Sandbox) -> Value {
    envelope(sandbox, MINA, &mina("F1").to_string())
}

#[tokio::test]
async fn the_signed_text_decides() {
    let sandbox = start().await;
    let wrong = "签名错误: /sign is not the MD5, in upper-case digits, of the sorted members and the secret";
    let good = good(&sandbox).await;
    let lower = good["sign"].as_str().unwrap().to_ascii_lowercase();
    refused(&send(&sandbox, "/gateway", &with(good.clone(), "/sign", json!(lower))).await, 9996, wrong);
    refused(&send(&sandbox, "/gateway", &with(good.clone(), "/nonce", json!("other"))).await, 9996, wrong);
    // The same JSON, written in another way.
    let biz: Value = serde_json::from_str(good["biz_content"].as_str().unwrap()).unwrap();
    let pretty = serde_json::to_string_pretty(&biz).unwrap();
    refused(
        &send(&sandbox, "/gateway", &with(good.clone(), "/biz_content", json!(pretty))).await,
        9996,
        wrong,
    );
    let vendor = sandbox.credentials().fubei_vendor_secret();
    refused(&send(&sandbox, "/gateway", &resigned(good.clone(), vendor)).await, 9996, wrong);
    ok(send(&sandbox, "/gateway", &good).await);
}

#[tokio::test]
async fn outer_escapes_do_not_matter_and_inner_ones_do() {
    let sandbox = start().await;
    let biz = mina("订单1").to_string();
    let body = envelope(&sandbox, MINA, &biz).to_string().replace("订单", "\\u8ba2\\u5355");
    let headers = [("Content-Type", "application/json".to_owned())];
    let reply = exchange(&sandbox.fubei_url(), "POST", "/gateway", &headers, body.as_bytes()).await.unwrap();
    ok(reply.0.json());
    let inner = envelope(&sandbox, MINA, &mina("单2").to_string().replace("单", "\\u5355"));
    assert_eq!(ok(send(&sandbox, "/gateway", &inner).await)["merchant_order_sn"], "单2");
}

#[tokio::test]
async fn members_are_read_strictly() {
    let sandbox = start().await;
    let good = good(&sandbox).await;
    let bad = async |envelope: Value, message: &str| {
        refused(&send(&sandbox, "/gateway", &envelope).await, 9996, &format!("参数错误: {message}"));
    };
    let parsed: Value = serde_json::from_str(good["biz_content"].as_str().unwrap()).unwrap();
    bad(
        with(good.clone(), "/biz_content", parsed),
        "/biz_content must be a string that holds a JSON document, not the document itself",
    )
    .await;
    let one = "exactly one of /app_id and /vendor_sn is required";
    bad(without(good.clone(), "/app_id"), one).await;
    bad(with(good.clone(), "/vendor_sn", json!("1")), one).await;
    bad(
        with(good.clone(), "/vendor_sn", json!("")),
        "envelope: /vendor_sn must have 1 to 64 characters, found 0",
    )
    .await;
    bad(with(good.clone(), "/version", Value::Null), "envelope: /version must not be null; leave it out")
        .await;
    bad(with(good.clone(), "/version", json!("2.0")), "/version 2.0 is for /gateway/agent").await;
    bad(with(good.clone(), "/format", json!("xml")), "envelope: /format must be one of json").await;
    bad(with(good.clone(), "/sign_method", json!("MD5")), "envelope: /sign_method must be one of md5").await;
    bad(with(good.clone(), "/extra", json!("1")), "envelope: /extra is not a member of this request").await;
    bad(without(good.clone(), "/nonce"), "envelope: /nonce is required").await;
    bad(json!([]), "envelope: the body must be of type object, found array").await;
    let foreign = with(good.clone(), "/app_id", json!("1"));
    refused(
        &send(&sandbox, "/gateway", &foreign).await,
        1004,
        "商户不存在: /app_id or /vendor_sn is not known to this sandbox",
    );
    let secret = sandbox.credentials().fubei_secret();
    ok(send(&sandbox, "/gateway", &resigned(without(good, "/version"), secret)).await);
}

#[tokio::test]
async fn methods_have_their_paths() {
    let sandbox = start().await;
    let text = mina("F1").to_string();
    let at = async |path: &str, method: &str, message: &str| {
        let answer = send(&sandbox, path, &envelope(&sandbox, method, &text)).await;
        refused(&answer, 9996, &format!("参数错误: {message}"));
    };
    at("/gateway/agent", MINA, "/method is served at /gateway").await;
    at("/gateway", SECOND_QUERY, "/method is served at /gateway/agent").await;
    at("/gateway", "openapi.payment.order.Mina", "/method names none that this sandbox serves").await;
    let mut vendor = without(envelope(&sandbox, MINA, &text), "/app_id");
    vendor["vendor_sn"] = json!(sandbox.credentials().fubei_vendor_sn());
    let vendor = resigned(vendor, sandbox.credentials().fubei_vendor_secret());
    refused(&send(&sandbox, "/gateway", &vendor).await, 9996, "参数错误: /vendor_sn is for /gateway/agent");
}

#[tokio::test]
async fn transport_rules() {
    let sandbox = start().await;
    let body = good(&sandbox).await.to_string();
    let post = async |method: &str, path: &str, content_type: &str| {
        let headers = [("Content-Type", content_type.to_owned())];
        exchange(&sandbox.fubei_url(), method, path, &headers, body.as_bytes()).await.unwrap()
    };
    assert_eq!(post("PUT", "/gateway", "application/json").await.status(), 405);
    assert_eq!(post("POST", "/other", "application/json").await.status(), 404);
    for content_type in ["application/x-www-form-urlencoded", "text/json", "application/json; charset=gbk"] {
        let answer = post("POST", "/gateway", content_type).await.0.json();
        refused(&answer, 9996, "参数错误: the content type must be application/json, in UTF-8");
    }
    ok(post("POST", "/gateway", "application/json").await.0.json());
    let codes: Vec<_> = sandbox
        .log()
        .into_iter()
        .map(|entry| match entry {
            LogEntry::Request(request) => (request.host.as_str(), request.status, request.code),
            other => panic!("{other:?}"),
        })
        .collect();
    let refused = ("fubei", 200, Some("9996"));
    let expected =
        [("fubei", 405, None), ("fubei", 404, None), refused, refused, refused, ("fubei", 200, None)];
    assert_eq!(codes, expected);
}

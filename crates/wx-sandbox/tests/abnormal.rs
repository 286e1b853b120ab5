//! Another bank card for an abnormal refund. The `openssl` command encrypts.

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use wx_sandbox::{RefundResult, Sandbox};

use crate::client::{APP, Draft, REFUNDS, Reply, UNDOCUMENTED, get, order, post, start, with, without};
use crate::openssl::{directory, openssl};

const ILLEGAL: u32 = 268_435_461;

/// A sandbox with an abnormal refund `R1`, and its `refund_id`.
async fn abnormal() -> (Sandbox, String) {
    let sandbox = start().await;
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    sandbox.pay("A-00001").unwrap();
    let refund = json!({
        "out_trade_no": "A-00001",
        "out_refund_no": "R1",
        "amount": { "refund": 1, "total": 5, "currency": "CNY" },
    });
    post(&sandbox, REFUNDS, &refund).await.ok(&sandbox);
    let refund_id = sandbox.settle_refund("R1", RefundResult::Abnormal).unwrap();
    (sandbox, refund_id)
}

/// Encrypts as a merchant does: OAEP, which is with SHA-1 unless told otherwise.
fn encrypt(sandbox: &Sandbox, name: &str, key: &[&str], text: &str) -> String {
    let dir = directory(name);
    sandbox.credentials().write_to(&dir).unwrap();
    std::fs::write(dir.join("plain"), text).unwrap();
    let padding = ["-in", "plain", "-pkeyopt", "rsa_padding_mode:oaep"];
    let encrypted = openssl(&[&["pkeyutl", "-encrypt"], key, &padding].concat(), &dir);
    std::fs::remove_dir_all(dir).unwrap();
    Base64::encode_string(&encrypted)
}

const PUBLIC_KEY: &[&str] = &["-pubin", "-inkey", "platform-public-key.pem"];
const CERTIFICATE: &[&str] = &["-certin", "-inkey", "platform-certificate.pem"];

fn card(account: &str, name: &str) -> Value {
    json!({
        "out_refund_no": "R1",
        "type": "USER_BANK_CARD",
        "bank_type": "ICBC_DEBIT",
        "bank_account": account,
        "real_name": name,
    })
}

async fn apply(sandbox: &Sandbox, refund_id: &str, serial: &str, body: &Value) -> Reply {
    let target = format!("{REFUNDS}/{refund_id}/apply-abnormal-refund");
    let draft = Draft::new(sandbox, "POST", &target, body.to_string().as_bytes());
    draft.with_header("Wechatpay-Serial", serial).send(sandbox).await
}

#[tokio::test]
async fn a_card_of_the_user_is_decrypted_with_the_key_that_is_named() {
    for (name, key) in [("public-key", PUBLIC_KEY), ("certificate", CERTIFICATE)] {
        let (sandbox, refund_id) = abnormal().await;
        let credentials = sandbox.credentials();
        let serials = [credentials.platform_public_key_id(), credentials.platform_certificate_serial()];
        let [own, other] = if key == PUBLIC_KEY { serials } else { [serials[1], serials[0]] };
        let body =
            card(&encrypt(&sandbox, name, key, "6222020200012340403"), &encrypt(&sandbox, name, key, "张三"));
        let wrong = apply(&sandbox, &refund_id, other, &body).await;
        assert_eq!(wrong.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "/bank_account");
        let told = apply(&sandbox, &refund_id, own, &body).await.ok(&sandbox);
        assert_eq!(told["status"], "PROCESSING");
        assert_eq!(told["channel"], "OTHER_BANKCARD");
        assert_eq!(told["user_received_account"], "ICBC_DEBIT 0403");
        let again = apply(&sandbox, &refund_id, own, &body).await;
        again.refused(&sandbox, 400, "INVALID_REQUEST", UNDOCUMENTED);
        sandbox.settle_refund("R1", RefundResult::Success).unwrap();
        assert_eq!(get(&sandbox, &format!("{REFUNDS}/R1")).await.ok(&sandbox)["status"], "SUCCESS");
    }
}

#[tokio::test]
async fn a_card_of_the_merchant_needs_no_secrets() {
    let (sandbox, refund_id) = abnormal().await;
    let target = format!("{REFUNDS}/{refund_id}/apply-abnormal-refund");
    let body = json!({ "out_refund_no": "R1", "type": "MERCHANT_BANK_CARD" });
    let more = with(body.clone(), "/bank_type", json!("ICBC_DEBIT"));
    let reply = post(&sandbox, &target, &more).await;
    assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "/bank_type");
    let told = post(&sandbox, &target, &body).await.ok(&sandbox);
    assert_eq!((&told["status"], &told["out_refund_no"]), (&json!("PROCESSING"), &json!("R1")));
    sandbox.settle_refund("R1", RefundResult::Abnormal).unwrap();
    post(&sandbox, &target, &body).await.ok(&sandbox);
}

#[tokio::test]
async fn both_numbers_must_be_those_of_one_refund() {
    let (sandbox, refund_id) = abnormal().await;
    let body = json!({ "out_refund_no": "R1", "type": "MERCHANT_BANK_CARD" });
    let serial = sandbox.credentials().platform_public_key_id();
    for (id, body) in [
        ("50300000000", body.clone()),
        (&refund_id, with(body.clone(), "/out_refund_no", json!("R2"))),
        (&refund_id, with(body.clone(), "/sub_mchid", json!("1900000109"))),
    ] {
        let reply = apply(&sandbox, id, serial, &body).await;
        reply.refused(&sandbox, 404, "RESOURCE_NOT_EXISTS", UNDOCUMENTED);
    }
}

#[tokio::test]
async fn broken_rules_are_named() {
    let (sandbox, refund_id) = abnormal().await;
    let serial = sandbox.credentials().platform_public_key_id();
    let secret = encrypt(&sandbox, "rules", PUBLIC_KEY, "6222020200012340403");
    let short = encrypt(&sandbox, "rules", PUBLIC_KEY, "4111");
    let body = card(&secret, &secret);
    for pointer in ["/bank_type", "/bank_account", "/real_name", "/type", "/out_refund_no"] {
        let reply = apply(&sandbox, &refund_id, serial, &without(body.clone(), pointer)).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], pointer);
    }
    for (pointer, value) in [
        ("/bank_account", "6222020200012340403"),
        ("/bank_account", short.as_str()),
        ("/real_name", "MTIzNA=="),
        ("/bank_type", "ICBC"),
    ] {
        let reply = apply(&sandbox, &refund_id, serial, &with(body.clone(), pointer, json!(value))).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], pointer, "{value}");
    }
    let target = format!("{REFUNDS}/{refund_id}/apply-abnormal-refund");
    let reply = post(&sandbox, &target, &body).await;
    assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], "Wechatpay-Serial");
}

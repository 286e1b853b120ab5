//! The platform certificate changes while requests are under way.

use base64ct::{Base64, Encoding};
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePublicKey;
use rsa::signature::Verifier;
use serde_json::{Value, json};
use sha2::Sha256;
use wx_sandbox::fault::{Fault, Rule};
use wx_sandbox::{KeyMode, Sandbox};
use x509_cert::der::{DecodePem, Encode};

use crate::client::{APP, Draft, Message, exchange, get, order, post, start, with};
use crate::receiver::{Receiver, decrypt};

/// Whether this certificate signed this message.
fn signed_by(message: &Message, pem: &[u8]) -> bool {
    let certificate = x509_cert::Certificate::from_pem(pem).unwrap();
    let info = certificate.tbs_certificate.subject_public_key_info.to_der().unwrap();
    let key = VerifyingKey::<Sha256>::new(rsa::RsaPublicKey::from_public_key_der(&info).unwrap());
    let header = |name| message.header(name).unwrap();
    let head = format!("{}\n{}\n", header("wechatpay-timestamp"), header("wechatpay-nonce"));
    let signed = [head.as_bytes(), &message.body, b"\n"].concat();
    let signature = Base64::decode_vec(header("wechatpay-signature")).unwrap();
    key.verify(&signed, &Signature::try_from(signature.as_slice()).unwrap()).is_ok()
}

/// Serials and certificates of the list.
async fn listed(sandbox: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let list = get(sandbox, "/v3/certificates").await.0.json();
    let one = |entry: &Value| {
        let pem = decrypt(sandbox.credentials(), &entry["encrypt_certificate"]);
        (entry["serial_no"].as_str().unwrap().to_owned(), pem)
    };
    list["data"].as_array().unwrap().iter().map(one).collect()
}

async fn naming(sandbox: &Sandbox, serial: &str) -> crate::client::Reply {
    let draft = Draft::new(sandbox, "GET", "/v3/certificates", b"");
    draft.with_header("Wechatpay-Serial", serial).send(sandbox).await
}

#[tokio::test]
async fn announced_then_signing_then_alone() {
    let sandbox = start().await;
    let old = sandbox.credentials().platform_certificate_serial().to_owned();
    let new = sandbox.announce_certificate().await.unwrap();
    assert_eq!(sandbox.announce_certificate().await.unwrap(), new, "one waits already");
    let serials =
        |list: &[(String, Vec<u8>)]| list.iter().map(|(serial, _)| serial.clone()).collect::<Vec<_>>();
    let list = listed(&sandbox).await;
    assert_eq!(serials(&list), [old.clone(), new.clone()]);
    assert_eq!(naming(&sandbox, &new).await.0.header("wechatpay-serial"), Some(old.as_str()));

    assert_eq!(sandbox.rotate_certificate().await.unwrap(), new);
    let reply = naming(&sandbox, &old).await;
    assert_eq!((reply.status(), reply.0.header("wechatpay-serial")), (200, Some(new.as_str())));
    assert!(signed_by(&reply.0, &list[1].1) && !signed_by(&reply.0, &list[0].1));
    assert_eq!(serials(&listed(&sandbox).await), [new.clone(), old.clone()]);

    sandbox.retire_certificates();
    assert_eq!(serials(&listed(&sandbox).await), [new.as_str()]);
    assert_eq!(naming(&sandbox, &new).await.status(), 200);
    assert_eq!(naming(&sandbox, &old).await.status(), 400);
}

#[tokio::test]
async fn an_answer_in_the_middle_is_signed_by_a_new_one() {
    let sandbox = start().await;
    let old = sandbox.signing_certificate_serial();
    sandbox.faults().add(Rule::new(Fault::RotateCertificate).at_path(APP));
    get(&sandbox, "/v3/certificates").await.ok(&sandbox);
    let reply = post(&sandbox, APP, &order("A-00001")).await;
    assert_eq!(reply.0.header("wechatpay-serial"), Some(sandbox.signing_certificate_serial().as_str()));
    assert_ne!(sandbox.signing_certificate_serial(), old);
    assert!(signed_by(&reply.0, sandbox.signing_certificate_pem().as_bytes()));
    sandbox.pay("A-00001").unwrap();
}

#[tokio::test]
async fn notifications_follow_the_key_that_is_chosen() {
    let (sandbox, mut receiver) = (start().await, Receiver::start(&[]).await);
    let new = sandbox.rotate_certificate().await.unwrap();
    for (number, key, serial) in [
        ("A-00001", KeyMode::PublicKey, sandbox.credentials().platform_public_key_id().to_owned()),
        ("A-00002", KeyMode::Certificate, new),
    ] {
        sandbox.set_notification_key(key);
        let body = with(order(number), "/notify_url", json!(receiver.url));
        assert_eq!(post(&sandbox, APP, &body).await.status(), 200);
        sandbox.pay(number).unwrap();
        assert_eq!(receiver.next().await.header("wechatpay-serial"), Some(serial.as_str()));
    }
}

#[tokio::test]
async fn by_remote_control() {
    let sandbox = start().await;
    let old = sandbox.signing_certificate_serial();
    let call = async |name: &str, body: &str| {
        let target = format!("/_sandbox/{name}");
        let reply = exchange(&sandbox.primary_url(), "POST", &target, &[], body.as_bytes()).await.unwrap();
        (reply.status(), reply.0.json())
    };
    let (_, announced) = call("announce-certificate", "").await;
    assert_eq!(sandbox.signing_certificate_serial(), old);
    assert_eq!(call("rotate-certificate", "").await, (200, announced.clone()));
    assert_eq!(call("retire-certificates", "").await, (200, announced.clone()));
    assert_eq!(announced["serial_no"], sandbox.signing_certificate_serial());
    assert_eq!(naming(&sandbox, &old).await.status(), 400);
    let key = json!({ "key": "CERTIFICATE" });
    assert_eq!(call("notification-key", &key.to_string()).await, (200, key));
    assert_eq!(call("notification-key", "{}").await.0, 400);
}

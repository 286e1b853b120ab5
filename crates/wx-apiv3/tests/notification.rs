//! Notifications: verified over the raw bytes, then decrypted, and refused by name.

use serde_json::{Value, json};
use wx_apiv3::{Decrypted, FreshnessWindow, NotificationError, Receiver, Refusal, VerifyError};
use wx_sign::{AeadError, ApiV3Key, encode_base64};

use crate::{
    fixtures::{APIV3_KEY, NOW},
    platform::{Wrong, sign},
    setup::trust,
};

const RESOURCE_NONCE: &str = "uluk4a9R25RW";
/// `message`, encrypted with the associated data `associatedData` by the tests of the official Java client.
const PUBLISHED: &str = "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=";
/// The same without associated data.
const WITHOUT_DATA: &str = "ulwSiIajGD67gezRtn6Po6bwHBkBbko=";

pub(crate) fn receiver() -> Receiver {
    Receiver::new(trust(), ApiV3Key::new(APIV3_KEY).unwrap())
}

pub(crate) fn envelope(resource: Value) -> Value {
    json!({
        "id": "EV-2018022511223320873",
        "create_time": "2015-05-20T13:29:35+08:00",
        "resource_type": "encrypt-resource",
        "event_type": "TRANSACTION.SUCCESS",
        "summary": "支付成功",
        "resource": resource,
    })
}

pub(crate) fn published() -> Value {
    json!({
        "original_type": "transaction",
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": PUBLISHED,
        "associated_data": "associatedData",
        "nonce": RESOURCE_NONCE,
    })
}

/// The published resource with some members changed or, by `null`, left out.
fn changed(members: Value) -> Value {
    let mut resource = published();
    for (name, value) in members.as_object().unwrap() {
        if value.is_null() {
            resource.as_object_mut().unwrap().remove(name);
        } else {
            resource[name] = value.clone();
        }
    }
    resource
}

fn receive(receiver: &Receiver, body: &[u8]) -> Result<Decrypted, NotificationError> {
    let notification = receiver.verify(&sign(&NOW.to_string(), body), body, NOW)?;
    receiver.decrypt(&notification)
}

fn receive_resource(resource: Value) -> Result<Decrypted, NotificationError> {
    receive(&receiver(), envelope(resource).to_string().as_bytes())
}

#[track_caller]
fn refused(resource: Value, expected: NotificationError) {
    assert_eq!(receive_resource(resource).err(), Some(expected));
}

#[test]
fn the_published_resource_is_decrypted() {
    let decrypted = receive_resource(published()).unwrap();
    assert_eq!(decrypted.plaintext(), b"message");
    let envelope = decrypted.envelope();
    assert_eq!(envelope.id, "EV-2018022511223320873");
    assert_eq!(envelope.create_time, "2015-05-20T13:29:35+08:00");
    assert_eq!(envelope.resource_type, "encrypt-resource");
    assert_eq!(envelope.event_type, "TRANSACTION.SUCCESS");
    assert_eq!(envelope.summary, "支付成功");
    assert_eq!(envelope.resource.original_type, "transaction");
    assert_eq!(decrypted.parse::<Value>(), Err(NotificationError::Plaintext), "it is not JSON");
}

#[test]
fn associated_data_may_be_absent_or_empty_or_null() {
    for data in [json!(null), json!("")] {
        let resource = changed(json!({ "ciphertext": WITHOUT_DATA, "associated_data": data }));
        assert_eq!(receive_resource(resource).unwrap().plaintext(), b"message");
    }
    let mut resource = changed(json!({ "ciphertext": WITHOUT_DATA }));
    resource["associated_data"] = Value::Null;
    assert_eq!(receive_resource(resource).unwrap().plaintext(), b"message");
}

#[test]
fn associated_data_is_authenticated() {
    refused(changed(json!({ "associated_data": "" })), NotificationError::Decrypt(AeadError::Tag));
    refused(
        changed(json!({ "associated_data": "associateddata" })),
        NotificationError::Decrypt(AeadError::Tag),
    );
}

#[test]
fn optional_members_may_be_absent() {
    let body = json!({
        "id": "1", "event_type": "REFUND.SUCCESS",
        "resource": { "algorithm": "AEAD_AES_256_GCM", "ciphertext": WITHOUT_DATA, "nonce": RESOURCE_NONCE },
        "new_member": { "a": 1 },
    });
    let decrypted = receive(&receiver(), body.to_string().as_bytes()).unwrap();
    assert_eq!((decrypted.plaintext(), decrypted.envelope().summary.as_str()), (b"message".as_slice(), ""));
}

#[test]
fn another_key_does_not_decrypt() {
    let other = Receiver::new(trust(), ApiV3Key::new("0".repeat(32)).unwrap());
    let received = receive(&other, envelope(published()).to_string().as_bytes());
    assert_eq!(received.err(), Some(NotificationError::Decrypt(AeadError::Tag)));
}

/// A published notification of another client's tests is encrypted with AES-128, because its key has 16 bytes.
#[test]
fn a_key_of_16_bytes_is_no_key() {
    assert_eq!(ApiV3Key::new("testMchAPIv3Key0").unwrap_err().found, 16);
}

#[test]
fn each_fault_of_the_resource_is_named() {
    refused(
        changed(json!({ "algorithm": "AEAD_AES_128_GCM" })),
        NotificationError::Algorithm { found: "AEAD_AES_128_GCM".into() },
    );
    refused(
        changed(json!({ "algorithm": format!("\n\u{202e}{}", "A".repeat(999)) })),
        NotificationError::Algorithm { found: "A".repeat(64).into() },
    );
    for nonce in ["", "uluk4a9R25R", "uluk4a9R25RWx", "0123456789abcdef"] {
        refused(
            changed(json!({ "nonce": nonce })),
            NotificationError::Decrypt(AeadError::NonceLength { found: nonce.len() }),
        );
    }
    for short in [0, 1, 15] {
        refused(
            changed(json!({ "ciphertext": encode_base64(&vec![0; short]) })),
            NotificationError::Decrypt(AeadError::TooShort { found: short }),
        );
    }
    for text in ["ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI", "ulwSiIajGClcvcOYvOQ7-l-0PAbzzwI=", " ", "{}"] {
        refused(changed(json!({ "ciphertext": text })), NotificationError::Ciphertext);
    }
    refused(changed(json!({ "ciphertext": WITHOUT_DATA })), NotificationError::Decrypt(AeadError::Tag));
}

#[test]
fn a_signed_body_that_is_no_notification_is_refused() {
    let mut without_id = envelope(published());
    without_id.as_object_mut().unwrap().remove("id");
    for body in [
        without_id.to_string(),
        envelope(changed(json!({ "nonce": null }))).to_string(),
        envelope(changed(json!({ "ciphertext": 7 }))).to_string(),
        "{}".to_owned(),
        "[]".to_owned(),
        String::new(),
        "<xml/>".to_owned(),
        "{\"id\":\"1\",\"id\":\"2\"}".to_owned(),
    ] {
        assert_eq!(receive(&receiver(), body.as_bytes()).err(), Some(NotificationError::Envelope), "{body}");
    }
}

#[test]
fn every_wrong_signature_is_refused_before_anything_is_read() {
    let receiver = receiver();
    for wrong in Wrong::ALL {
        for body in [envelope(published()).to_string(), "not JSON".to_owned()] {
            let headers = wrong.sign(NOW, body.as_bytes());
            let error = receiver.verify(&headers, body.as_bytes(), NOW).unwrap_err();
            assert!(matches!(error, NotificationError::Verify(_)), "{wrong:?}: {error:?}");
        }
    }
}

/// What frameworks do to the body of `value` before they hand it out.
pub(crate) fn written_anew(value: &Value) -> [String; 8] {
    let body = value.to_string();
    let reordered = format!("{{\"resource\":{},{}", value["resource"], &body[1..]);
    [
        serde_json::to_string_pretty(&value).unwrap(),
        body.replace("\":", "\": "),
        reordered,
        format!("\u{feff}{body}"),
        format!("{body}\n"),
        format!("{body}\r\n"),
        format!(" {body}"),
        body.replace("支付成功", "\\u652f\\u4ed8\\u6210\\u529f"),
    ]
}

#[test]
fn a_body_that_was_written_anew_is_refused() {
    let value = envelope(published());
    let body = value.to_string();
    let headers = sign(&NOW.to_string(), body.as_bytes());
    assert!(receiver().verify(&headers, body.as_bytes(), NOW).is_ok());
    for other in written_anew(&value) {
        assert_ne!(other, body);
        assert_eq!(
            receiver().verify(&headers, other.as_bytes(), NOW).err(),
            Some(NotificationError::Verify(VerifyError::Tampered)),
            "{other}"
        );
    }
}

/// A notification of so many bytes.
pub(crate) fn padded(size: usize) -> String {
    let mut body = envelope(published()).to_string();
    body.push_str(&" ".repeat(size - body.len()));
    body
}

#[test]
fn a_body_has_at_most_one_mebibyte() {
    assert!(receive(&receiver(), padded(Receiver::MAX_BODY).as_bytes()).is_ok());
    let found = Receiver::MAX_BODY + 1;
    let received = receive(&receiver(), padded(found).as_bytes());
    assert_eq!(received.err(), Some(NotificationError::TooLarge { found }));
}

#[test]
fn a_replay_is_refused_on_both_sides_of_the_window() {
    let body = envelope(published()).to_string();
    let headers = sign(&NOW.to_string(), body.as_bytes());
    for (offset, fresh) in [(-300, false), (-299, true), (0, true), (299, true), (300, false)] {
        assert_eq!(receiver().verify(&headers, body.as_bytes(), NOW + offset).is_ok(), fresh, "{offset}");
    }
    let patient = receiver().with_window(FreshnessWindow::seconds(600));
    assert!(patient.verify(&headers, body.as_bytes(), NOW + 599).is_ok());
}

#[test]
fn an_error_names_the_fix_and_leaves_its_cause_to_source() {
    use std::error::Error as _;
    let error = NotificationError::Decrypt(AeadError::Tag);
    assert!(error.to_string().contains("APIv3 key") && error.source().is_some());
    let error = NotificationError::Verify(VerifyError::Probe);
    assert!(!error.to_string().contains("probe") && error.source().unwrap().to_string().contains("probe"));
    let unknown = receive_resource(published()).unwrap();
    let error = NotificationError::unknown_event(unknown.envelope());
    assert_eq!(error.to_string(), "no type for event TRANSACTION.SUCCESS of transaction");
}

/// The door for web servers without an extractor: both steps in one, and an answer from what went wrong.
#[test]
fn headers_and_body_are_received_in_one_step() {
    let body = envelope(published()).to_string();
    let headers = sign(&NOW.to_string(), body.as_bytes());
    let request = http::Request::new(bytes::Bytes::from(body));
    let received = receiver().receive(&headers, request.body(), NOW).unwrap();
    assert_eq!(received.plaintext(), b"message");
    let error = receiver().receive(request.headers(), request.body(), NOW).unwrap_err();
    let response: http::Response<bytes::Bytes> = Refusal::from(error).response();
    assert_eq!((response.status().as_u16(), &**response.body()), (401, Refusal::BODY.as_bytes()));
}

/// Whatever went wrong, the sender reads the same words.
#[test]
fn a_refusal_tells_nothing_but_its_status() {
    let serial = "PUB_KEY_ID_0114232134912410000000000000";
    let unknown = VerifyError::UnknownSerial { serial: serial.into() };
    for (refusal, status) in [
        (NotificationError::Verify(unknown).into(), 401),
        (NotificationError::Verify(VerifyError::Probe).into(), 401),
        (NotificationError::Verify(VerifyError::Tampered).into(), 401),
        (NotificationError::TooLarge { found: 1_048_577 }.into(), 413),
        (NotificationError::Envelope.into(), 500),
        (NotificationError::Decrypt(AeadError::Tag).into(), 500),
        (Refusal::Unreadable, 400),
        (Refusal::TooSlow, 408),
    ] {
        let response: http::Response<String> = refusal.response();
        assert_eq!(response.status().as_u16(), status, "{refusal:?}");
        assert_eq!(response.body(), r#"{"code":"FAIL","message":"not accepted"}"#);
        let headers: Vec<_> = response.headers().iter().map(|(name, value)| (name.as_str(), value)).collect();
        assert_eq!(headers, [("content-type", &http::HeaderValue::from_static("application/json"))]);
    }
}

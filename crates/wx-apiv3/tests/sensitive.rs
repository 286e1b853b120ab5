//! Encrypted fields: for whom, with which header, and never in the clear.

use serde::Deserialize;
use wx_apiv3::{Client, Confidential, EncryptError, FieldKey, Outcome, Reason, Sensitive, TrustSet};
use wx_sign::{Backend, Certificate, Encrypt, PrivateKey, PublicKey, RustCrypto, decode_base64};
use wx_types::{BusinessNumber, Endpoint, Fault, Model, Reply, Unit};

use crate::{
    fixtures::{PLATFORM_CERT, PLATFORM_KEY, PLATFORM_PUBLIC, PLATFORM_SERIAL, PUBLIC_KEY_ID},
    openssl,
    setup::{credentials, public_key_id},
    world::{Event, World, run, story},
};

const NAME: &str = "张三canary";

/// A request with a secret.
struct Payout(Sensitive);

/// What travels.
#[derive(Clone, Debug, Model, Endpoint)]
#[endpoint(
    POST "/v3/payouts",
    reply = Paid,
    repeat = SameKey("out_bill_no"),
    page = "none",
    read = "2026-11-23",
)]
struct EncryptedPayout {
    /// The number.
    #[wx(chars = 1..=32)]
    out_bill_no: String,
    /// The name, encrypted.
    #[wx(chars = 1..=1024)]
    name: String,
}

#[derive(Debug, Deserialize)]
struct Paid {}
impl Reply for Paid {}

impl Confidential for Payout {
    type Encrypted = EncryptedPayout;

    fn encrypt(&self, key: &FieldKey<'_>) -> Result<EncryptedPayout, EncryptError> {
        Ok(EncryptedPayout::new("B1", key.encrypt(&self.0)?))
    }

    fn business_number(&self) -> Option<BusinessNumber> {
        Some(BusinessNumber::new("out_bill_no", "B1"))
    }
}

fn payout() -> Payout {
    Payout(Sensitive::new(NAME).unwrap())
}

/// The ciphertext of what was sent.
fn ciphertext(body: &[u8]) -> Vec<u8> {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap();
    let text = body["name"].as_str().unwrap();
    assert_eq!(text.len(), 344);
    decode_base64(text).unwrap()
}

#[test]
fn a_field_is_1_to_214_bytes() {
    for (text, found) in [(String::new(), 0), ("x".repeat(215), 215), ("中".repeat(72), 216)] {
        let fault = Sensitive::new(text).unwrap_err();
        assert_eq!(fault.fault(), &Fault::Length { unit: Unit::Bytes, min: 1, max: 214, found });
    }
    for text in ["x".to_owned(), "x".repeat(214), "中".repeat(71)] {
        let encrypter = RustCrypto.encrypter(&PublicKey::from_pem(PLATFORM_PUBLIC).unwrap()).unwrap();
        assert_eq!(FieldKey::new(&*encrypter).encrypt(&Sensitive::new(text).unwrap()).unwrap().len(), 344);
    }
}

/// The client encrypts for `key` and names `serial`.
#[track_caller]
fn check(trust: TrustSet, serial: &str) {
    let world = World::new(&[Event::Signed(200, "{}"); 3]);
    let client = Client::new(credentials(), trust, world.executor()).unwrap();
    // The answer is signed by the public key, which a client that trusts the certificate alone does not know.
    let _ = run(client.send_confidential(&payout()));
    let sent = world.sent().remove(0);
    assert_eq!(sent.headers()["wechatpay-serial"], serial);
    let ciphertext = ciphertext(sent.body());
    let decrypter = RustCrypto.decrypter(&PrivateKey::from_pem(PLATFORM_KEY).unwrap()).unwrap();
    assert_eq!(decrypter.decrypt(&ciphertext).unwrap().as_slice(), NAME.as_bytes());
    assert_eq!(openssl::decrypts(PLATFORM_KEY, &ciphertext), NAME.as_bytes());
    assert!(!String::from_utf8_lossy(sent.body()).contains("canary"));
}

#[test]
fn the_key_that_encrypts_is_the_one_that_the_request_names() {
    let public = PublicKey::from_pem(PLATFORM_PUBLIC).unwrap();
    let by_key = || TrustSet::new().with_public_key(&RustCrypto, public_key_id(), &public).unwrap();
    let certificate = Certificate::from_pem(PLATFORM_CERT).unwrap();
    check(by_key(), PUBLIC_KEY_ID);
    check(by_key().with_certificate(&RustCrypto, &certificate).unwrap(), PUBLIC_KEY_ID);
    check(TrustSet::new().with_certificate(&RustCrypto, &certificate).unwrap(), PLATFORM_SERIAL);
}

#[test]
fn every_attempt_carries_the_same_ciphertext_and_every_call_another() {
    use wx_transport::SendErrorKind::Interrupted;
    let world = World::new(&[Event::Fail(Interrupted), Event::Signed(200, "{}"), Event::Signed(200, "{}")]);
    let client = world.client();
    run(client.send_confidential(&payout())).unwrap();
    run(client.send_confidential(&payout())).unwrap();
    let sent = world.sent();
    assert_eq!(sent[0].body(), sent[1].body());
    assert_ne!(sent[1].body(), sent[2].body());
    assert_ne!(sent[0].headers()["authorization"], sent[1].headers()["authorization"]);
}

/// A key that cannot.
#[derive(Debug)]
struct Broken;

impl Encrypt for Broken {
    fn encrypt(&self, _: &[u8]) -> Result<Vec<u8>, EncryptError> {
        Err(EncryptError::Failed)
    }
}

/// A request that never gets as far as its key.
struct Hopeless;

impl Confidential for Hopeless {
    type Encrypted = EncryptedPayout;

    fn encrypt(&self, _: &FieldKey<'_>) -> Result<EncryptedPayout, EncryptError> {
        payout().encrypt(&FieldKey::new(&Broken))
    }

    fn business_number(&self) -> Option<BusinessNumber> {
        payout().business_number()
    }
}

#[test]
fn what_cannot_be_encrypted_is_not_sent() {
    let world = World::new(&[]);
    let error = run(world.client().send_confidential(&Hopeless)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Encrypt(EncryptError::Failed)));
    assert_eq!(error.to_string(), "POST /v3/payouts (out_bill_no B1): nothing was sent");
    assert!(world.sent().is_empty());
}

#[test]
fn nothing_prints_the_field() {
    let secret = Sensitive::new(NAME).unwrap();
    assert_eq!(format!("{secret:?} {secret:#?}"), "Sensitive([elided]) Sensitive([elided])");
    assert!(!format!("{:?}", Sensitive::new("canary".repeat(40)).unwrap_err()).contains("canary"));
    let world = World::new(&[Event::Signed(400, r#"{"code":"PARAM_ERROR","message":"no"}"#)]);
    let error = run(world.client().send_confidential(&payout())).unwrap_err();
    assert!(!story(&error).contains("canary"));
}

//! The merchant's key changes while a client works.

use http::Request;
use wx_apiv3::{
    Client, Credentials, LiveCredentials, MerchantSerial, OtherMerchant, Outcome, RawCall, Reason, SealError,
};
use wx_sign::{Backend, PrivateKey, RustCrypto, Signature, message};
use wx_types::Mchid;

use crate::{
    fixtures::{MCHID, MERCHANT_KEY, MERCHANT_SERIAL, PLATFORM_KEY},
    issuer::{Issuer, NEXT_KEY, OnSend},
    setup::credentials,
};

const NEW_SERIAL: &str = "0C0FFEE000000000000000000000000000000002";

fn with(mchid: &str, serial: &str, pem: &str) -> Credentials {
    let key = PrivateKey::from_pem(pem).unwrap();
    let signer = RustCrypto.signer(&key).unwrap();
    Credentials::new(Mchid::new(mchid).unwrap(), MerchantSerial::new(serial).unwrap(), signer)
        .with_public_key(key.public_key())
}

/// The serial in a request, whose signature must be by the key that goes with it.
#[track_caller]
fn signed_under(request: &Request<bytes::Bytes>) -> String {
    let authorization = request.headers()["authorization"].to_str().unwrap();
    let field = |name: &str| {
        let (_, rest) = authorization.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    let serial = field("serial_no");
    let key = if serial == MERCHANT_SERIAL { MERCHANT_KEY } else { NEXT_KEY };
    let target = request.uri().path_and_query().unwrap().as_str();
    let text = message::request(
        request.method().as_str(),
        target,
        field("timestamp").parse().unwrap(),
        &field("nonce_str"),
        request.body(),
    );
    let verifier = RustCrypto.verifier(&PrivateKey::from_pem(key).unwrap().public_key()).unwrap();
    verifier
        .verify(&text, &Signature::from_base64(&field("signature")).unwrap())
        .expect("key and serial are one");
    serial
}

#[tokio::test(start_paused = true)]
async fn key_and_serial_change_together_between_two_attempts() {
    let issuer = Issuer::new();
    let live = LiveCredentials::new(credentials());
    let trust = issuer.trust_of(&live);
    trust.refresh().await.unwrap();
    let client = Client::new(live.clone(), &trust, issuer.executor()).unwrap();
    client.call(&RawCall::get("/v3/a")).await.unwrap();

    // While an attempt is under way, which is then lost.
    let replaced = live.clone();
    issuer.state().lost = true;
    issuer.state().on_send =
        Some(OnSend(Box::new(move || replaced.replace(with(MCHID, NEW_SERIAL, NEXT_KEY)).unwrap())));
    client.call(&RawCall::get("/v3/b")).await.unwrap();

    let state = issuer.state();
    let serials: Vec<_> = state.sent.iter().map(signed_under).collect();
    assert_eq!(serials, [MERCHANT_SERIAL, MERCHANT_SERIAL, MERCHANT_SERIAL, NEW_SERIAL]);
    assert_eq!(client.credentials().serial().as_str(), NEW_SERIAL);
}

#[tokio::test(start_paused = true)]
async fn downloads_sign_with_the_new_key_too() {
    let issuer = Issuer::new();
    let live = LiveCredentials::new(credentials());
    let trust = issuer.trust_of(&live);
    live.replace(with(MCHID, NEW_SERIAL, NEXT_KEY)).unwrap();
    trust.refresh().await.unwrap();
    assert_eq!(signed_under(&issuer.state().sent[0]), NEW_SERIAL);
}

#[test]
fn another_merchants_credentials_are_refused() {
    let live = LiveCredentials::new(credentials());
    assert_eq!(live.replace(with("1900000002", NEW_SERIAL, NEXT_KEY)), Err(OtherMerchant));
    assert_eq!(live.current().serial().as_str(), MERCHANT_SERIAL);
}

#[tokio::test(start_paused = true)]
async fn a_new_key_that_stands_among_the_platforms_signs_nothing() {
    let issuer = Issuer::new();
    let live = LiveCredentials::new(credentials());
    let trust = issuer.trust();
    trust.refresh().await.unwrap();
    let client = Client::new(live.clone(), &trust, issuer.executor()).unwrap();
    live.replace(with(MCHID, NEW_SERIAL, PLATFORM_KEY)).unwrap();
    let error = client.call(&RawCall::get("/v3/a")).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Seal(SealError::OwnKey)));
    assert_eq!(issuer.state().sent.len(), 1, "the download");
}

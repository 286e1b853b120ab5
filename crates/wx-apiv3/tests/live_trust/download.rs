//! One download: what may come in, and every way in which it may not.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use tokio::time::sleep;
use wx_apiv3::{CertificateFault, Client, LiveTrust, PlatformSerial, RawCall, RefreshError, VerifyError};

use crate::{
    fixtures::{MERCHANT_CERT, MERCHANT_SERIAL},
    issuer::{
        BY_FUTURE, BY_NEXT, EXPIRED, FUTURE, Issuer, NEXT, OWN, PRESENT, Paper, REUSED, SMALL, entry,
        entry_under, list_of,
    },
    setup::credentials,
    world::story,
};

fn serials(trust: &LiveTrust) -> Vec<String> {
    trust.current().serials().map(PlatformSerial::to_string).collect()
}

#[tokio::test(start_paused = true)]
async fn the_first_download_begins_with_nobody_to_believe() {
    let issuer = Issuer::new();
    let trust = issuer.trust();
    assert!(Client::new(credentials(), &trust, issuer.executor()).is_err(), "nobody is believed yet");
    trust.refresh().await.unwrap();
    assert_eq!(serials(&trust), [PRESENT.serial]);

    let client = Client::new(credentials(), &trust, issuer.executor()).unwrap();
    client.call(&RawCall::get("/v3/a")).await.unwrap();
    let state = issuer.state();
    assert_eq!(state.sent[0].headers().get("wechatpay-serial"), None);
    assert_eq!(state.sent[1].headers()["wechatpay-serial"], PRESENT.serial);
}

/// Makes the issuer's next answer wrong.
type Spoil<'a> = Box<dyn Fn() + 'a>;

/// What must be refused, with a word that its error must say.
fn refused(issuer: &Issuer) -> Vec<(&'static str, Spoil<'_>)> {
    let papers = |papers: &'static [Paper]| -> Spoil<'_> { Box::new(|| issuer.lists(papers)) };
    let body = |status: u16, body: Vec<u8>| -> Spoil<'_> {
        Box::new(move || issuer.state().list = (status, body.clone()))
    };
    let with = |field: &str, value: &str| {
        let mut entry = entry(PRESENT);
        entry["encrypt_certificate"][field] = json!(value);
        list_of(vec![entry])
    };
    let forged = list_of(vec![entry(PRESENT), entry_under("0123456789abcdef0123456789abcdef", NEXT)]);
    let swapped = list_of(vec![entry(Paper { serial: NEXT.serial, ..PRESENT })]);
    let no_pem = list_of(vec![entry(Paper { pem: "hello", ..PRESENT })]);
    vec![
        ("Decrypt", body(200, forged)),
        ("OtherSerial", body(200, swapped)),
        ("Key(NotPem", body(200, no_pem)),
        ("Algorithm", body(200, with("algorithm", "AEAD_SM4_GCM"))),
        ("Ciphertext", body(200, with("ciphertext", "***"))),
        ("Decrypt(NonceLength", body(200, with("nonce", "short"))),
        ("Decrypt", body(200, with("associated_data", "other"))),
        ("Expired", papers(&[EXPIRED])),
        ("NotYetValid", papers(&[FUTURE])),
        ("Key(ModulusSize { found: 1024 }", papers(&[PRESENT, SMALL])),
        ("OtherKey", papers(&[PRESENT, REUSED])),
        ("OtherKey", papers(&[REUSED])),
        ("OwnKey", papers(&[PRESENT, OWN])),
        ("OwnKey", papers(&[PRESENT, Paper { pem: MERCHANT_CERT, serial: MERCHANT_SERIAL }])),
        ("Empty", papers(&[])),
        ("TooLarge { found: 200000 }", body(200, vec![b' '; 200_000])),
        ("Undecodable", body(200, b"{\"data\":{}}".to_vec())),
        ("Undecodable", body(200, Vec::new())),
        ("Refused", body(404, br#"{"code":"NOT_FOUND","message":"none"}"#.to_vec())),
        ("Refused", body(500, Vec::new())),
        ("Tampered", Box::new(|| issuer.state().hand = (crate::issuer::NEXT_KEY, PRESENT.serial))),
        ("UnknownSerial", Box::new(|| issuer.state().hand = BY_NEXT)),
        (
            "OutOfDate",
            Box::new(|| {
                issuer.lists(&[PRESENT, FUTURE]);
                issuer.state().hand = BY_FUTURE;
            }),
        ),
        ("Unsigned", Box::new(|| issuer.state().unsigned = true)),
    ]
}

async fn check(issuer: &Arc<Issuer>, trust: &LiveTrust, before: &[&str]) {
    for (says, spoil) in refused(issuer) {
        sleep(Duration::from_secs(60)).await;
        spoil();
        let error = trust.refresh().await.expect_err(says);
        assert!(format!("{error:?}").contains(says), "{says}: {error:?}");
        assert_eq!(serials(trust), before, "{says}");
        let story = story(&error);
        assert!(!story.contains("BEGIN CERTIFICATE") && !story.contains("hello"), "{story}");
        issuer.mend();
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_is_wrong_has_its_own_error_and_the_old_set_stays() {
    let issuer = Issuer::new();
    let trust = issuer.trust();
    trust.refresh().await.unwrap();
    check(&issuer, &trust, &[PRESENT.serial]).await;
    sleep(Duration::from_secs(60)).await;
    trust.refresh().await.unwrap();
}

/// Nothing is let in for want of something to hold it against.
#[tokio::test(start_paused = true)]
async fn the_first_download_is_no_less_strict() {
    let issuer = Issuer::new();
    let trust = issuer.trust();
    for (says, spoil) in refused(&issuer) {
        sleep(Duration::from_secs(60)).await;
        spoil();
        // One key under a serial that nobody knows yet is only wrong beside another one.
        if !(says == "OtherKey" && issuer.state().list.1 == list_of(vec![entry(REUSED)])) {
            let error = trust.refresh().await.expect_err(says);
            assert!(format!("{error:?}").contains(says), "{says}: {error:?}");
            assert!(trust.current().is_empty(), "{says}");
        }
        issuer.mend();
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_be_signed_by_a_key_that_it_delivers() {
    let issuer = Issuer::new();
    let trust = issuer.trust();
    trust.refresh().await.unwrap();
    sleep(Duration::from_secs(60)).await;
    issuer.lists(&[PRESENT, NEXT]);
    issuer.state().hand = BY_NEXT;
    trust.refresh().await.unwrap();
    assert_eq!(serials(&trust), [PRESENT.serial, NEXT.serial]);
}

#[test]
fn every_error_says_what_to_do() {
    let wait = Duration::from_secs(17);
    let too_soon = RefreshError::TooSoon { wait }.to_string();
    assert!(too_soon.contains("17 seconds"), "{too_soon}");
    let fault = CertificateFault::OtherSerial;
    let error = RefreshError::Certificate { serial: "5A".into(), fault };
    assert_eq!(
        error.to_string(),
        "platform certificate 5A: the certificate has another serial than the list says"
    );
    let unknown = RefreshError::Verify(VerifyError::UnknownSerial { serial: "5A".into() });
    assert!(story(&unknown).contains("signed by platform key 5A"));
}

//! Settings: texts become keys, or every fault is named at once.

use wx_apiv3::{Client, Settings, SettingsError, SettingsProblem};
use wx_sign::RustCrypto;

use crate::{
    endpoints::look,
    fixtures::{
        APIV3_KEY, MCHID, MERCHANT_CERT, MERCHANT_KEY, MERCHANT_PUBLIC, MERCHANT_SERIAL, PLATFORM_CERT,
        PLATFORM_KEY, PLATFORM_PUBLIC, PLATFORM_SERIAL, PUBLIC_KEY_ID, RSA_1024_PUBLIC,
    },
    platform::sign,
    world::{Event, World, run},
};

fn merchant() -> Settings {
    Settings::new(MCHID, MERCHANT_SERIAL, MERCHANT_KEY, APIV3_KEY)
}

fn complete() -> Settings {
    merchant()
        .with_public_key(PUBLIC_KEY_ID, PLATFORM_PUBLIC)
        .with_platform_certificate(PLATFORM_CERT)
        .with_merchant_certificate(MERCHANT_CERT)
}

/// The faults as `setting: text`.
fn faults(error: &SettingsError) -> Vec<String> {
    let faults: Vec<_> = error.faults().iter().map(ToString::to_string).collect();
    assert!(!faults.is_empty());
    assert_eq!(error.to_string(), faults.join("; "));
    faults
}

#[track_caller]
fn check(settings: &Settings, expected: &[(&str, &str)]) {
    let error = settings.check(&RustCrypto).err();
    let found = error.as_ref().map(faults).unwrap_or_default();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (fault, (setting, words)) in found.iter().zip(expected) {
        assert!(fault.starts_with(&format!("{setting}: ")) && fault.contains(words), "{fault}");
        assert!(!fault.contains("MII") && !fault.contains("canary"), "{fault}");
    }
}

#[test]
fn complete_settings_make_a_client_and_a_receiver() {
    let settings = complete();
    settings.check(&RustCrypto).unwrap();
    let world = World::new(&[Event::Signed(200, r#"{"state":"PAID"}"#)]);
    let client = Client::new(
        settings.credentials(&RustCrypto).unwrap(),
        settings.trust(&RustCrypto).unwrap(),
        world.executor(),
    )
    .unwrap();
    assert!(run(client.send(&look())).is_ok());
    let body = b"{}";
    let verified = settings.receiver(&RustCrypto).unwrap().verify(
        &sign(&crate::fixtures::NOW.to_string(), body),
        body,
        crate::fixtures::NOW,
    );
    assert_eq!(verified.err(), Some(wx_apiv3::NotificationError::Envelope), "verified, and only then read");
}

#[test]
fn either_kind_of_platform_key_is_enough() {
    check(&merchant().with_public_key(PUBLIC_KEY_ID, PLATFORM_PUBLIC), &[]);
    check(&merchant().with_platform_certificate(PLATFORM_CERT), &[]);
    check(&merchant(), &[("public_key_pem", "no key of the platform is set")]);
}

#[test]
fn every_fault_is_reported_at_once() {
    let settings = Settings::new("19-1", PUBLIC_KEY_ID, MERCHANT_CERT, "canary-16-bytes!")
        .with_merchant_certificate(MERCHANT_KEY)
        .with_public_key("0114232134912410000000000000", "canary")
        .with_platform_certificate(PLATFORM_CERT)
        .with_platform_certificate(PLATFORM_PUBLIC);
    check(
        &settings,
        &[
            ("mchid", "may hold digits"),
            ("merchant_serial", "not a WeChat Pay public key id"),
            ("private_key_pem", "use apiclient_key.pem, not apiclient_cert.pem"),
            ("merchant_certificate_pem", "expected a certificate, found a private key"),
            ("apiv3_key", "an APIv3 key is 32 bytes (found 16)"),
            ("public_key_id", "named by its PUB_KEY_ID_"),
            ("public_key_pem", "expected a public key"),
            ("platform_certificates_pem[1]", "found a public key"),
        ],
    );
}

#[test]
fn each_part_reports_what_it_is_made_of() {
    let settings =
        Settings::new("19-1", MERCHANT_SERIAL, MERCHANT_KEY, "short").with_public_key("7", PLATFORM_PUBLIC);
    let names = |error: SettingsError| -> Vec<String> {
        error.faults().iter().map(|fault| fault.setting().to_owned()).collect()
    };
    assert_eq!(names(settings.credentials(&RustCrypto).unwrap_err()), ["mchid"]);
    assert_eq!(names(settings.trust(&RustCrypto).unwrap_err()), ["public_key_id"]);
    assert_eq!(names(settings.receiver(&RustCrypto).unwrap_err()), ["apiv3_key", "public_key_id"]);
}

#[test]
fn the_private_key_belongs_to_the_certificate() {
    let mixed = Settings::new(MCHID, MERCHANT_SERIAL, PLATFORM_KEY, APIV3_KEY)
        .with_merchant_certificate(MERCHANT_CERT)
        .with_public_key(PUBLIC_KEY_ID, RSA_1024_PUBLIC);
    check(&mixed, &[("private_key_pem", "belongs to another key"), ("public_key_pem", "1024 bits")]);
    assert!(matches!(
        mixed.credentials(&RustCrypto).unwrap_err().faults()[0].problem(),
        SettingsProblem::NotThePair
    ));
}

#[test]
fn the_serial_is_the_certificates() {
    let with_serial = |serial: &str| {
        Settings::new(MCHID, serial, MERCHANT_KEY, APIV3_KEY)
            .with_merchant_certificate(MERCHANT_CERT)
            .with_public_key(PUBLIC_KEY_ID, PLATFORM_PUBLIC)
    };
    check(&with_serial(&MERCHANT_SERIAL.to_ascii_lowercase()), &[]);
    check(&with_serial(&format!("00{MERCHANT_SERIAL}")), &[]);
    check(&with_serial(PLATFORM_SERIAL), &[("merchant_serial", "another serial")]);
}

#[test]
fn the_platforms_key_is_not_the_merchants() {
    check(
        &merchant().with_public_key(PUBLIC_KEY_ID, MERCHANT_PUBLIC),
        &[("public_key_pem", "merchant's own key")],
    );
    check(&merchant().with_platform_certificate(MERCHANT_CERT), &[("public_key_pem", "merchant's own key")]);
}

#[test]
fn an_apiv3_key_has_32_bytes() {
    for (key, words) in [
        (String::new(), "found 0"),
        (format!("{APIV3_KEY}\n"), "line end"),
        (MERCHANT_SERIAL.to_owned(), "serial"),
        ("钥".repeat(32), "found 96"),
    ] {
        let settings = Settings::new(MCHID, MERCHANT_SERIAL, MERCHANT_KEY, key)
            .with_public_key(PUBLIC_KEY_ID, PLATFORM_PUBLIC);
        check(&settings, &[("apiv3_key", words)]);
    }
}

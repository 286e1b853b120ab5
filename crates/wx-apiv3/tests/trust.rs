//! The trust set: which key goes under which name.

use wx_apiv3::{PlatformSerial, TrustError, TrustSet};
use wx_sign::{Certificate, PublicKey, RustCrypto};

use crate::{
    fixtures::{
        MERCHANT_CERT, MERCHANT_PUBLIC, MERCHANT_SERIAL, PLATFORM_CERT, PLATFORM_PUBLIC, PLATFORM_SERIAL,
        PUBLIC_KEY_ID,
    },
    setup::{public_key_id, trust},
};

fn certificate(pem: &str) -> Certificate {
    Certificate::from_pem(pem).unwrap()
}

#[test]
fn both_kinds_stand_side_by_side() {
    let trust = trust();
    let serials: Vec<_> = trust.serials().map(PlatformSerial::as_str).collect();
    assert_eq!(serials, [PLATFORM_SERIAL, PUBLIC_KEY_ID]);
    assert!(!trust.is_empty() && TrustSet::new().is_empty());
    assert!(trust.contains_key(&PublicKey::from_pem(PLATFORM_PUBLIC).unwrap()));
    assert!(!trust.contains_key(&PublicKey::from_pem(MERCHANT_PUBLIC).unwrap()));
    assert_eq!(format!("{trust:?}"), format!("{{{PLATFORM_SERIAL:?}, {PUBLIC_KEY_ID:?}}}"));
}

#[test]
fn the_public_key_is_preferred_and_then_the_certificate_that_lasts_longest() {
    let certificates = TrustSet::new()
        .with_certificate(&RustCrypto, &certificate(PLATFORM_CERT))
        .unwrap()
        .with_certificate(&RustCrypto, &certificate(MERCHANT_CERT))
        .unwrap();
    // The second one expires earlier and has the serial that sorts last.
    assert!(certificate(MERCHANT_CERT).not_after() < certificate(PLATFORM_CERT).not_after());
    assert!(MERCHANT_SERIAL > PLATFORM_SERIAL);
    assert_eq!(certificates.preferred().unwrap().as_str(), PLATFORM_SERIAL);
    assert_eq!(trust().preferred(), Some(&public_key_id()));
    assert_eq!(TrustSet::new().preferred(), None);
}

#[test]
fn a_public_key_needs_its_own_kind_of_name() {
    let key = PublicKey::from_pem(PLATFORM_PUBLIC).unwrap();
    let serial = PlatformSerial::new(PLATFORM_SERIAL).unwrap();
    let error = TrustSet::new().with_public_key(&RustCrypto, serial, &key).unwrap_err();
    assert!(matches!(error, TrustError::NotAKeyId) && error.to_string().contains("PUB_KEY_ID_"));
}

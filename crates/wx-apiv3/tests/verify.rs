//! Verification of raw bytes: what passes, and the name of each refusal.

use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use wx_apiv3::{FreshnessWindow, TrustSet, VerifyError, verify};
use wx_sign::{Certificate, PublicKey, RustCrypto};

use crate::{
    fixtures::{NOW, PLATFORM_CERT, PLATFORM_PUBLIC, PLATFORM_SERIAL, PUBLIC_KEY_ID},
    platform::{Wrong, sign},
    setup::{public_key_id, trust},
};

const BODY: &[u8] = br#"{"prepay_id":"wx201410272009395522657a690389285100"}"#;
const WINDOW: u64 = 300;

fn open(headers: &HeaderMap, body: &[u8], now: i64) -> Result<String, VerifyError> {
    verify(&trust(), headers, body, now, FreshnessWindow::default()).map(|verified| {
        assert_eq!(verified.body(), body);
        verified.serial().to_owned()
    })
}

fn signed() -> HeaderMap {
    sign(&NOW.to_string(), BODY)
}

#[track_caller]
fn refused(headers: &HeaderMap, expected: VerifyError) {
    assert_eq!(open(headers, BODY, NOW), Err(expected));
}

#[track_caller]
fn set(name: &'static str, value: &str) -> HeaderMap {
    let mut headers = signed();
    headers.insert(name, value.parse().unwrap());
    headers
}

#[test]
fn either_trusted_key_verifies_under_its_own_name() {
    assert_eq!(open(&signed(), BODY, NOW).unwrap(), PUBLIC_KEY_ID);
    assert_eq!(open(&set("wechatpay-serial", PLATFORM_SERIAL), BODY, NOW).unwrap(), PLATFORM_SERIAL);
}

#[test]
fn a_key_verifies_only_where_it_is_trusted() {
    let key = PublicKey::from_pem(PLATFORM_PUBLIC).unwrap();
    let only_key = TrustSet::new().with_public_key(&RustCrypto, public_key_id(), &key).unwrap();
    let certificate = Certificate::from_pem(PLATFORM_CERT).unwrap();
    let only_certificate = TrustSet::new().with_certificate(&RustCrypto, &certificate).unwrap();
    let by_certificate = set("wechatpay-serial", PLATFORM_SERIAL);
    let window = FreshnessWindow::default();
    assert!(verify(&only_key, &signed(), BODY, NOW, window).is_ok());
    assert!(verify(&only_key, &by_certificate, BODY, NOW, window).is_err());
    assert!(verify(&only_certificate, &signed(), BODY, NOW, window).is_err());
    assert!(verify(&only_certificate, &by_certificate, BODY, NOW, window).is_ok());
    assert!(verify(&TrustSet::new(), &signed(), BODY, NOW, window).is_err());
}

#[test]
fn the_kind_of_signature_may_go_without_saying() {
    let mut headers = signed();
    headers.remove("wechatpay-signature-type");
    assert!(open(&headers, BODY, NOW).is_ok());
}

#[test]
fn an_empty_body_is_signed_too() {
    let headers = sign(&NOW.to_string(), b"");
    assert!(open(&headers, b"", NOW).is_ok());
    assert_eq!(open(&headers, b"\n", NOW), Err(VerifyError::Tampered));
}

#[test]
fn each_missing_header_is_named() {
    for missing in ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature", "wechatpay-serial"] {
        let mut headers = signed();
        headers.remove(missing);
        refused(&headers, VerifyError::Unsigned { missing });
        headers.insert(missing, HeaderValue::from_static(""));
        refused(&headers, VerifyError::Unsigned { missing });
    }
    refused(&HeaderMap::new(), VerifyError::Unsigned { missing: "wechatpay-timestamp" });
}

#[test]
fn a_header_stands_there_once_and_in_ascii() {
    for header in [
        "wechatpay-timestamp",
        "wechatpay-nonce",
        "wechatpay-signature",
        "wechatpay-serial",
        "wechatpay-signature-type",
    ] {
        let mut headers = signed();
        let again = headers[header].clone();
        headers.append(header, again);
        refused(&headers, VerifyError::Malformed { header });
        headers.insert(header, HeaderValue::from_bytes("中".as_bytes()).unwrap());
        refused(&headers, VerifyError::Malformed { header });
    }
}

#[test]
fn a_timestamp_is_decimal_digits() {
    for text in [
        "12345678901234567890",
        "-1554208460",
        "+1554208460",
        "1554208460.0",
        "0x5CA35A0C",
        "soon",
        " ",
        "1 5",
    ] {
        refused(&set("wechatpay-timestamp", text), VerifyError::Malformed { header: "wechatpay-timestamp" });
    }
}

/// Every second around both edges of the window: 299 is taken, 300 is not.
#[test]
fn a_message_is_fresh_for_less_than_the_window_on_both_sides() {
    let headers = signed();
    for offset in (-310..=-290).chain(-3..=3).chain(290..=310) {
        let opened = open(&headers, BODY, NOW - offset);
        if offset.unsigned_abs() < WINDOW {
            assert!(opened.is_ok(), "{offset}");
        } else {
            assert_eq!(opened, Err(VerifyError::Stale { ahead: offset, clock: None }));
        }
    }
}

#[test]
fn far_away_moments_are_stale_and_nothing_overflows() {
    for timestamp in ["0", "999999999999"] {
        let headers = sign(timestamp, BODY);
        for now in [i64::MIN, 0, NOW, i64::MAX] {
            let opened = open(&headers, BODY, now);
            assert_eq!(opened.is_ok(), timestamp == "0" && now == 0, "{timestamp} at {now}");
        }
    }
}

#[test]
fn a_window_can_be_widened_only_so_far() {
    let headers = signed();
    let opens = |window, offset| verify(&trust(), &headers, BODY, NOW + offset, window).is_ok();
    assert!(opens(FreshnessWindow::seconds(600), 599) && !opens(FreshnessWindow::seconds(600), 600));
    assert!(
        opens(FreshnessWindow::seconds(u64::MAX), 899) && !opens(FreshnessWindow::seconds(u64::MAX), 900)
    );
    assert!(opens(FreshnessWindow::seconds(0), 0) && !opens(FreshnessWindow::seconds(0), 1));
}

#[test]
fn an_unknown_serial_is_named_so_that_it_can_be_loaded() {
    refused(
        &set("wechatpay-serial", "PUB_KEY_ID_2"),
        VerifyError::UnknownSerial { serial: "PUB_KEY_ID_2".into() },
    );
    let long = "7".repeat(5000);
    let error = open(&set("wechatpay-serial", &long), BODY, NOW).unwrap_err();
    assert_eq!(error, VerifyError::UnknownSerial { serial: long[..64].into() });
    // Serials are compared as they stand.
    let lower = PLATFORM_SERIAL.to_ascii_lowercase();
    assert!(matches!(
        open(&set("wechatpay-serial", &lower), BODY, NOW),
        Err(VerifyError::UnknownSerial { .. })
    ));
}

#[test]
fn whatever_was_changed_it_is_tampered() {
    refused(&set("wechatpay-nonce", "another"), VerifyError::Tampered);
    refused(&set("wechatpay-timestamp", &(NOW + 1).to_string()), VerifyError::Tampered);
    refused(&set("wechatpay-timestamp", &format!("0{NOW}")), VerifyError::Tampered);
    refused(&set("wechatpay-signature", "not base64 at all!"), VerifyError::Tampered);
    refused(&set("wechatpay-signature", &wx_sign::encode_base64(&[7; 128])), VerifyError::Tampered);
    refused(&set("wechatpay-signature", &wx_sign::encode_base64(&[7; 512])), VerifyError::Tampered);
    assert_eq!(open(&signed(), b"{}", NOW), Err(VerifyError::Tampered));
}

/// The key's name and the kind of signature are not signed, but choose what happens.
#[test]
fn the_kind_of_signature_is_the_one_that_is_spoken_here() {
    for kind in ["WECHATPAY2-SM2-WITH-SM3", "wechatpay2-sha256-rsa2048", "none", ""] {
        refused(&set("wechatpay-signature-type", kind), VerifyError::SignatureType);
    }
}

#[test]
fn a_probe_is_an_ordinary_refusal_with_its_own_name() {
    let bad_base64 = format!("WECHATPAY/SIGNTEST/{}", "A".repeat(326));
    let good_base64 = format!("WECHATPAY/SIGNTEST/{}", "A".repeat(323) + "==");
    for probe in [bad_base64.as_str(), &good_base64, "WECHATPAY/SIGNTEST/"] {
        refused(&set("wechatpay-signature", probe), VerifyError::Probe);
    }
    // It skips no check: a stale one is stale.
    let headers = set("wechatpay-signature", &good_base64);
    assert_eq!(open(&headers, BODY, NOW + 300), Err(VerifyError::Stale { ahead: -300, clock: None }));
}

#[test]
fn each_wrong_message_has_the_name_of_its_fault() {
    for wrong in Wrong::ALL {
        let error = open(&wrong.sign(NOW, BODY), BODY, NOW).unwrap_err();
        let expected = match wrong {
            Wrong::WithoutSignature => VerifyError::Unsigned { missing: "wechatpay-signature" },
            Wrong::WithoutTimestamp => VerifyError::Unsigned { missing: "wechatpay-timestamp" },
            Wrong::Repeated => VerifyError::Malformed { header: "wechatpay-serial" },
            Wrong::NotAscii => VerifyError::Malformed { header: "wechatpay-nonce" },
            Wrong::Old => VerifyError::Stale { ahead: -300, clock: None },
            Wrong::Future => VerifyError::Stale { ahead: 300, clock: None },
            Wrong::UnknownSerial => VerifyError::UnknownSerial { serial: "PUB_KEY_ID_2".into() },
            Wrong::OtherText | Wrong::NotBase64 | Wrong::OtherSize => VerifyError::Tampered,
            Wrong::OtherType => VerifyError::SignatureType,
            Wrong::Probe => VerifyError::Probe,
        };
        assert_eq!(error, expected, "{wrong:?}");
        let text = error.to_string();
        assert!(!text.ends_with('.') && !text.contains('\n') && !text.is_empty(), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_changed_byte_of_the_body_is_refused(at in 0..BODY.len(), flip in 1..=255_u8) {
        let mut body = BODY.to_vec();
        body[at] ^= flip;
        prop_assert_eq!(open(&signed(), &body, NOW), Err(VerifyError::Tampered));
    }

    #[test]
    fn any_changed_byte_of_nonce_or_signature_is_refused(
        name in prop::sample::select(vec!["wechatpay-nonce", "wechatpay-signature"]),
        at in any::<prop::sample::Index>(),
        other in b'!'..=b'~',
    ) {
        let mut headers = signed();
        let mut value = headers[name].as_bytes().to_vec();
        let at = at.index(value.len());
        prop_assume!(value[at] != other);
        value[at] = other;
        headers.insert(name, HeaderValue::from_bytes(&value).unwrap());
        prop_assert_eq!(open(&headers, BODY, NOW), Err(VerifyError::Tampered));
    }

    #[test]
    fn headers_of_any_kind_are_refused_without_a_panic(
        values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 5),
        body in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let mut headers = signed();
        let names: Vec<_> = headers.keys().cloned().collect();
        for (name, value) in names.into_iter().zip(values) {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.insert(name, value);
            }
        }
        // The signature is over another body, so that whatever the headers have become, it does not pass.
        prop_assert!(open(&headers, &body, NOW).is_err());
    }
}

/// By how much the clocks differ, if whoever answered says what time it is there.
#[test]
fn a_stale_message_tells_how_far_the_clocks_are_apart() {
    for (now, date, expected) in [
        (NOW - 86_400, "Tue, 02 Apr 2019 12:34:20 GMT", Some(86_400)),
        (NOW + 300, "Tue, 02 Apr 2019 12:34:20 GMT", Some(-300)),
        (NOW + 300, "Tue, 02 Apr 2019 12:39:20 GMT", Some(0)),
        (NOW + 300, "yesterday", None),
    ] {
        let headers = set("date", date);
        let error = open(&headers, BODY, now).unwrap_err();
        assert_eq!(error, VerifyError::Stale { ahead: NOW - now, clock: expected });
        let told = error.to_string().contains("by its Date header");
        assert_eq!(told, expected.is_some(), "{error}");
    }
    // It is a hint and no more: nothing becomes fresh by it, and nothing stale.
    assert!(open(&set("date", "Thu, 01 Jan 1970 00:00:00 GMT"), BODY, NOW).is_ok());
}

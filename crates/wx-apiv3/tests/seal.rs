//! Sealing: whole requests, byte for byte.

use bytes::Bytes;
use http::{Request, header};
use wx_apiv3::{Draft, SealError, Stamp};
use wx_sign::decode_base64;
use wx_transport::Host;
use wx_types::Method;

use crate::{
    fixtures::{MERCHANT_PUBLIC, NONCE, NOW},
    openssl,
    setup::{credentials, public_key_id, stamp},
};

const ORDER: &str = r#"{"mchid":"1900000001","description":"Image形象店"}"#;
const ENCODED: &str = "/v3/pay/transactions/out-trade-no/A%7C%2A1?first=this+is&second=%28already%29%3F";

fn seal(draft: &Draft) -> Request<Bytes> {
    let host = Host::parse("https://api.mch.weixin.qq.com").unwrap();
    draft.seal(&host, &stamp(), &credentials(), &public_key_id()).unwrap()
}

/// The request as it would be written on the wire, headers in the order in which they were set.
fn written(request: &Request<Bytes>) -> String {
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
    }
    text + "\n" + std::str::from_utf8(request.body()).unwrap()
}

#[track_caller]
fn check(draft: &Draft, golden: &str) {
    let golden = golden.replace("{version}", env!("CARGO_PKG_VERSION"));
    assert_eq!(written(&seal(draft)), golden);
}

#[test]
fn a_post_is_sealed_as_openssl_would() {
    check(
        &Draft::new(Method::Post, "/v3/pay/transactions/app", ORDER),
        include_str!("fixtures/sealed/post.http"),
    );
}

#[test]
fn a_target_is_signed_and_sent_as_it_stands() {
    check(
        &Draft::new(Method::Get, ENCODED, Bytes::new()),
        include_str!("fixtures/sealed/get_percent_encoded.http"),
    );
}

#[test]
fn a_body_that_ends_in_a_line_feed_gets_another_one() {
    check(
        &Draft::new(Method::Post, "/v3/certificates", "Hello World!\n"),
        include_str!("fixtures/sealed/body_ends_in_line_feed.http"),
    );
}

#[test]
fn the_signature_covers_the_five_documented_lines() {
    let request = seal(&Draft::new(Method::Post, "/v3/pay/transactions/app", ORDER));
    let authorization = request.headers()[header::AUTHORIZATION].to_str().unwrap();
    let (_, rest) = authorization.split_once("signature=\"").unwrap();
    let signature = decode_base64(rest.split_once('"').unwrap().0).unwrap();
    let text = format!("POST\n/v3/pay/transactions/app\n{NOW}\n{NONCE}\n{ORDER}\n");
    assert!(openssl::verifies(MERCHANT_PUBLIC, text.as_bytes(), &signature));
    assert!(!openssl::verifies(MERCHANT_PUBLIC, format!("{text}\n").as_bytes(), &signature));
}

/// The texts that the test suites of other clients sign.
#[test]
fn published_texts() {
    #[track_caller]
    fn check(draft: &Draft, timestamp: i64, nonce: &str, expected: &str) {
        let nonce = wx_apiv3::Nonce::fixed(nonce).unwrap();
        assert_eq!(draft.message(&Stamp { timestamp, nonce }), expected.as_bytes());
    }
    check(
        &Draft::new(Method::Get, "/v3/pay/transactions/id/1217752501201407033233368018?mchid=1230000109", ""),
        1_652_750_623,
        "eBYqCOxa0QudMnPvVilkTzOg3gHh5Z3u",
        "GET\n/v3/pay/transactions/id/1217752501201407033233368018?mchid=1230000109\n1652750623\n\
         eBYqCOxa0QudMnPvVilkTzOg3gHh5Z3u\n\n",
    );
    check(
        &Draft::new(Method::Post, "/v3/certificates", "Hello World!\n"),
        1_624_523_846,
        NONCE,
        "POST\n/v3/certificates\n1624523846\n593BEC0C930BF1AFEB40B4A08C8FB242\nHello World!\n\n",
    );
}

#[test]
fn what_is_signed_is_what_is_sent() {
    let body = Bytes::from_static(ORDER.as_bytes());
    let draft = Draft::new(Method::Post, ENCODED, body.clone());
    let request = seal(&draft);
    assert_eq!(request.body().as_ptr(), body.as_ptr(), "the very same bytes, not a copy");
    assert_eq!(request.uri().path_and_query().unwrap().as_str(), draft.target());
    let text = draft.message(&stamp());
    assert_eq!(text, format!("POST\n{ENCODED}\n{NOW}\n{NONCE}\n{ORDER}\n").as_bytes());
}

#[test]
fn the_host_is_not_signed() {
    let draft = Draft::new(Method::Post, "/v3/pay/transactions/app", ORDER);
    let sealed = |host| {
        let host = Host::parse(host).unwrap();
        draft.seal(&host, &stamp(), &credentials(), &public_key_id()).unwrap()
    };
    let (one, other) = (sealed("https://api.mch.weixin.qq.com"), sealed("https://api2.mch.weixin.qq.com"));
    assert_eq!(one.headers(), other.headers());
    assert_ne!(one.uri(), other.uri());
}

#[test]
fn authorization_is_marked_sensitive() {
    let request = seal(&Draft::new(Method::Post, "/v3/pay/transactions/app", ORDER));
    assert!(request.headers()[header::AUTHORIZATION].is_sensitive());
    assert!(!format!("{request:?}").contains("signature="));
}

#[test]
fn a_target_that_cannot_be_sent_is_refused() {
    let host = Host::parse("https://api.mch.weixin.qq.com").unwrap();
    for target in ["", "v3", "/v3/a b", "/v3/a\nb", "/v3/中", "/v3#x", "https://example.com/"] {
        let sealed =
            Draft::new(Method::Get, target, "").seal(&host, &stamp(), &credentials(), &public_key_id());
        assert!(matches!(sealed, Err(SealError::Target(_))), "{target:?}");
    }
}

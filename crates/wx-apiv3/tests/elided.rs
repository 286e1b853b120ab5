//! Nothing secret and nothing personal is printable.

use bytes::Bytes;
use wx_apiv3::{Draft, RawCall, Settings};
use wx_sign::{ApiV3Key, decode_base64};
use wx_types::{BusinessNumber, Method};

use crate::{
    endpoints::{OPENID, place},
    fixtures::{APIV3_KEY, MCHID, MERCHANT_KEY, MERCHANT_SERIAL, PLATFORM_PUBLIC, PUBLIC_KEY_ID},
    platform::sign,
    setup::{credentials, public_key_id, stamp, trust},
    world::{Event, World, run},
};

/// What must never be seen: lines of the private key, numbers of it in hex and in decimal bytes, the APIv3 key, an openid.
fn canaries() -> Vec<String> {
    let lines: Vec<_> = MERCHANT_KEY.lines().filter(|line| !line.starts_with('-')).collect();
    let der = decode_base64(&lines.concat()).unwrap();
    let middle = &der[600..616];
    let hex: String = middle.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut canaries: Vec<String> = lines[1..lines.len() - 1].iter().map(|line| (*line).to_owned()).collect();
    canaries.extend([hex.to_uppercase(), hex, format!("{middle:?}").replace(['[', ']'], "")]);
    canaries.extend([APIV3_KEY, OPENID, "canary", "signature=\""].map(ToOwned::to_owned));
    canaries.push(format!("{:?}", &APIV3_KEY.as_bytes()[..8]).replace(['[', ']'], ""));
    canaries
}

#[track_caller]
fn check(value: &dyn std::fmt::Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}").replace([' ', '\n'], "").replace(',', ", ")] {
        for canary in canaries() {
            assert!(!shown.contains(&canary), "{canary} in {shown}");
        }
    }
}

#[test]
fn what_holds_a_key_does_not_show_it() {
    let settings = Settings::new(MCHID, MERCHANT_SERIAL, MERCHANT_KEY, APIV3_KEY)
        .with_public_key(PUBLIC_KEY_ID, PLATFORM_PUBLIC);
    check(&settings);
    assert!(format!("{settings:?}").contains("[elided]"));
    let backend = wx_sign::RustCrypto;
    check(&settings.credentials(&backend).unwrap());
    check(&settings.trust(&backend).unwrap());
    check(&settings.receiver(&backend).unwrap());
    check(&World::new(&[]).client());
    check(&credentials());
    check(&ApiV3Key::new(APIV3_KEY).unwrap());
}

#[test]
fn what_holds_a_request_does_not_show_it() {
    let draft =
        Draft::new(Method::Post, format!("/v3/x?openid={OPENID}"), format!("{{\"openid\":\"{OPENID}\"}}"));
    check(&draft);
    let host = wx_transport::Host::parse("https://api.mch.weixin.qq.com").unwrap();
    let mut sealed = draft.seal(&host, &stamp(), &credentials(), &public_key_id()).unwrap();
    // Target and body are the request's own and `http` shows them; the signature is ours.
    *sealed.uri_mut() = http::Uri::from_static("/");
    *sealed.body_mut() = Bytes::new();
    check(&sealed);
    check(&RawCall::post("/v3/canary", "canary", BusinessNumber::new("out_bill_no", "B1")));
}

#[test]
fn what_holds_an_answer_does_not_show_it() {
    let world = World::new(&[Event::Signed(200, r#"{"secret":"canary"}"#)]);
    let answer = run(world.client().call(&RawCall::get("/v3/x"))).unwrap();
    check(&answer);
}

#[test]
fn what_holds_a_notification_does_not_show_its_content() {
    let key = ApiV3Key::new(APIV3_KEY).unwrap();
    let nonce = "uluk4a9R25RW";
    let ciphertext =
        wx_sign::encode_base64(&key.encrypt(nonce.as_bytes(), b"", b"{\"a\":\"canary\"}").unwrap());
    let body = format!(
        r#"{{"id":"1","event_type":"E","resource":{{"algorithm":"AEAD_AES_256_GCM","ciphertext":"{ciphertext}","nonce":"{nonce}"}}}}"#
    );
    let receiver = wx_apiv3::Receiver::new(trust(), key);
    let now = crate::fixtures::NOW;
    let notification =
        receiver.verify(&sign(&now.to_string(), body.as_bytes()), body.as_bytes(), now).unwrap();
    check(&notification);
    assert!(!format!("{notification:?}").contains(&ciphertext));
    let decrypted = receiver.decrypt(&notification).unwrap();
    check(&decrypted);
    assert!(decrypted.plaintext().ends_with(b"\"canary\"}"));
}

#[test]
fn the_endpoint_under_test_does_hold_the_canary() {
    assert!(serde_json::to_string(&place()).unwrap().contains(OPENID));
}

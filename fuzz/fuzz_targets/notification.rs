//! A genuine notification with anything done to it: what was changed is refused, whatever was changed.
//!
//! The input says which header or stretch of the body is replaced, and by what.
#![no_main]

use std::sync::LazyLock;

use http::{HeaderMap, HeaderValue};
use libfuzzer_sys::fuzz_target;
use wx_fuzz::{NOW, hold, receiver, signed};

const NAMES: [&str; 4] =
    ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature", "wechatpay-serial"];
const BODY: &[u8] = br#"{"id":"EV-1","event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_AES_256_GCM","ciphertext":"","nonce":"0123456789ab"}}"#;

static HEADERS: LazyLock<HeaderMap> = LazyLock::new(|| signed(BODY));

fuzz_target!(|data: &[u8]| {
    let [how, at, with @ ..] = data else { return };
    let (mut headers, mut body) = (HEADERS.clone(), BODY.to_vec());
    if how & 1 == 1 {
        let at = usize::from(*at) % body.len();
        let end = (at + with.len()).min(body.len());
        body.splice(at..end, with.iter().copied());
    } else if let Ok(value) = HeaderValue::from_bytes(with) {
        let name = NAMES[usize::from(*at) % NAMES.len()];
        if how & 2 == 2 {
            headers.append(name, value);
        } else {
            headers.insert(name, value);
        }
    }
    let is_changed = body != BODY || headers != *HEADERS;
    match receiver().verify(&headers, &body, NOW) {
        Ok(_) => assert!(!is_changed, "a changed notification was believed"),
        Err(error) => {
            assert!(is_changed, "a genuine notification was refused");
            hold(&error);
        }
    }
});

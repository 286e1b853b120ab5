//! The signature headers of an answer or a notification: nothing but the genuine signature passes.
#![no_main]

use http::{HeaderMap, HeaderValue};
use libfuzzer_sys::fuzz_target;
use wx_fuzz::{NONCE, NOW, SERIAL, hold};

const NAMES: [&str; 5] = [
    "wechatpay-timestamp",
    "wechatpay-nonce",
    "wechatpay-signature",
    "wechatpay-serial",
    "wechatpay-signature-type",
];

fuzz_target!(|parts: (Vec<(u8, Vec<u8>)>, Vec<u8>)| {
    let (given, body) = parts;
    let mut headers = HeaderMap::new();
    headers.insert("wechatpay-timestamp", HeaderValue::from(NOW));
    headers.insert("wechatpay-nonce", HeaderValue::from_static(NONCE));
    headers.insert("wechatpay-serial", HeaderValue::from_static(SERIAL));
    for (which, value) in given {
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            headers.append(NAMES[usize::from(which) % NAMES.len()], value);
        }
    }
    hold(&wx_fuzz::receiver().verify(&headers, &body, NOW).expect_err("nobody can sign for the platform"));
});

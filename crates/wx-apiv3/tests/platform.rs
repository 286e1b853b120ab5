//! The platform's side: signs answers and notifications, rightly and in every wrong way.

use std::sync::{Arc, LazyLock};

use http::{HeaderMap, HeaderValue};
use wx_sign::{Backend, PrivateKey, RustCrypto, Sign, encode_base64};

use crate::fixtures::{PLATFORM_KEY, PLATFORM_SERIAL, PUBLIC_KEY_ID};

static SIGNER: LazyLock<Arc<dyn Sign>> =
    LazyLock::new(|| RustCrypto.signer(&PrivateKey::from_pem(PLATFORM_KEY).unwrap()).unwrap());

pub(crate) const ANSWER_NONCE: &str = "c5ac7061fccab6bf3e254dcf98995b8c";
pub(crate) const SIGNATURE_TYPE: &str = "WECHATPAY2-SHA256-RSA2048";

/// The five headers over these bytes at this moment, by the key with the `PUB_KEY_ID_…`.
pub(crate) fn sign(timestamp: &str, body: &[u8]) -> HeaderMap {
    let mut text = format!("{timestamp}\n{ANSWER_NONCE}\n").into_bytes();
    text.extend_from_slice(body);
    text.push(b'\n');
    let signature = encode_base64(SIGNER.sign(&text).unwrap().as_bytes());
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("wechatpay-timestamp", timestamp),
        ("wechatpay-nonce", ANSWER_NONCE),
        ("wechatpay-signature", &signature),
        ("wechatpay-serial", PUBLIC_KEY_ID),
        ("wechatpay-signature-type", SIGNATURE_TYPE),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    headers
}

/// A way in which a signed message can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    WithoutSignature,
    WithoutTimestamp,
    Repeated,
    NotAscii,
    Old,
    Future,
    UnknownSerial,
    OtherText,
    NotBase64,
    OtherSize,
    OtherType,
    Probe,
}

impl Wrong {
    pub(crate) const ALL: [Self; 12] = [
        Self::WithoutSignature,
        Self::WithoutTimestamp,
        Self::Repeated,
        Self::NotAscii,
        Self::Old,
        Self::Future,
        Self::UnknownSerial,
        Self::OtherText,
        Self::NotBase64,
        Self::OtherSize,
        Self::OtherType,
        Self::Probe,
    ];

    /// Headers over `body` at `now` that are wrong in this one way.
    pub(crate) fn sign(self, now: i64, body: &[u8]) -> HeaderMap {
        let at = |offset: i64| sign(&(now + offset).to_string(), body);
        let mut headers = at(0);
        let mut set = |name: &'static str, value: &str| {
            headers.insert(name, value.parse().unwrap());
        };
        match self {
            Self::WithoutSignature => drop(headers.remove("wechatpay-signature")),
            Self::WithoutTimestamp => drop(headers.remove("wechatpay-timestamp")),
            Self::Repeated => {
                headers.append("wechatpay-serial", HeaderValue::from_static(PLATFORM_SERIAL));
            }
            Self::NotAscii => {
                headers.insert("wechatpay-nonce", HeaderValue::from_bytes("中".as_bytes()).unwrap());
            }
            Self::Old => headers = at(-300),
            Self::Future => headers = at(300),
            Self::UnknownSerial => set("wechatpay-serial", "PUB_KEY_ID_2"),
            Self::OtherText => headers = sign(&now.to_string(), b"another body"),
            Self::NotBase64 => set("wechatpay-signature", "not base64 at all!"),
            Self::OtherSize => set("wechatpay-signature", &encode_base64(&[7; 128])),
            Self::OtherType => set("wechatpay-signature-type", "WECHATPAY2-SM2-WITH-SM3"),
            Self::Probe => set("wechatpay-signature", &format!("WECHATPAY/SIGNTEST/{}", "A".repeat(325))),
        }
        headers
    }
}

//! The platform's side: its key, and a receiver that trusts it.

use std::sync::{Arc, LazyLock};

use http::{HeaderMap, HeaderValue};
use wx_apiv3::{PlatformSerial, Receiver, TrustSet};
use wx_sign::{ApiV3Key, AwsLc, Backend, PrivateKey, Sign};

use crate::CANARY;

/// The time at which everything was signed.
pub const NOW: i64 = 1_700_000_000;
/// The nonce with which everything was signed.
pub const NONCE: &str = "0123456789abcdef0123456789abcdef";
/// The serial of the platform's key.
pub const SERIAL: &str = "PUB_KEY_ID_0000000000000000000000000001";

static SIGNER: LazyLock<Arc<dyn Sign>> = LazyLock::new(|| AwsLc.signer(&key()).expect("a key"));
static TRUST: LazyLock<Arc<TrustSet>> = LazyLock::new(|| {
    let serial = PlatformSerial::new(SERIAL).expect("a serial");
    TrustSet::new().with_public_key(&AwsLc, serial, &key().public_key()).expect("a key").into()
});
static RECEIVER: LazyLock<Receiver> =
    LazyLock::new(|| Receiver::new(trust(), ApiV3Key::new(CANARY).expect("32 bytes")));

/// A receiver that trusts the fixture key.
pub fn receiver() -> &'static Receiver {
    &RECEIVER
}

/// Those whom the receiver and the clients believe.
pub fn trust() -> Arc<TrustSet> {
    TRUST.clone()
}

/// The platform's signature over a text.
pub fn sign(text: &[u8]) -> String {
    SIGNER.sign(text).expect("the fixture key signs").to_base64()
}

/// The headers of a genuine message with this body.
pub fn signed(body: &[u8]) -> HeaderMap {
    let text = [format!("{NOW}\n{NONCE}\n").as_bytes(), body, b"\n"].concat();
    let mut headers = HeaderMap::new();
    headers.insert("wechatpay-timestamp", HeaderValue::from(NOW));
    headers.insert("wechatpay-nonce", HeaderValue::from_static(NONCE));
    headers.insert("wechatpay-serial", HeaderValue::from_static(SERIAL));
    headers.insert("wechatpay-signature", HeaderValue::try_from(sign(&text)).expect("base64"));
    headers
}

fn key() -> PrivateKey {
    PrivateKey::from_pem(include_str!("../../crates/wx-sign/tests/fixtures/other_pkcs8.pem"))
        .expect("the fixture loads")
}

//! What the targets share.

use std::sync::OnceLock;

use wx_apiv3::{PlatformSerial, Receiver, TrustSet};
use wx_sign::{ApiV3Key, AwsLc, Backend, PrivateKey, Sign};

/// The time at which everything was signed.
pub const NOW: i64 = 1_700_000_000;
/// The serial of the platform's key.
pub const SERIAL: &str = "PUB_KEY_ID_0000000000000000000000000001";

/// A value as JSON.
pub fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("it was read from JSON")
}

/// A receiver that trusts the fixture key.
pub fn receiver() -> &'static Receiver {
    static RECEIVER: OnceLock<Receiver> = OnceLock::new();
    RECEIVER.get_or_init(|| {
        let serial = PlatformSerial::new(SERIAL).expect("a serial");
        let trust = TrustSet::new().with_public_key(&AwsLc, serial, &key().public_key()).expect("a key");
        Receiver::new(trust.into(), ApiV3Key::new("0123456789abcdef0123456789abcdef").expect("32 bytes"))
    })
}

/// The platform's signature over a notification.
pub fn sign(text: &[u8]) -> String {
    static SIGNER: OnceLock<std::sync::Arc<dyn Sign>> = OnceLock::new();
    let signer = SIGNER.get_or_init(|| AwsLc.signer(&key()).expect("a key"));
    signer.sign(text).expect("the fixture key signs").to_base64()
}

fn key() -> PrivateKey {
    PrivateKey::from_pem(include_str!("../../crates/wx-sign/tests/fixtures/other_pkcs8.pem"))
        .expect("the fixture loads")
}

//! Notifications with any content, encrypted as the platform does.

use wx_apiv3::Decrypted;
use wx_sign::{ApiV3Key, encode_base64};

use crate::{CANARY, NOW, platform};

/// The key under which notifications are encrypted. It is the canary too.
pub const RECEIVER_KEY: &str = CANARY;

/// What a notification says about its content.
#[derive(Clone, Copy, Debug)]
pub struct Notice {
    /// Such as `TRANSACTION.SUCCESS`.
    pub event_type: &'static str,
    /// Such as `transaction`.
    pub original_type: &'static str,
}

impl Notice {
    /// Takes a genuine notification with this plaintext through signature and decryption.
    pub fn deliver(self, plaintext: &[u8]) -> Decrypted {
        let key = ApiV3Key::new(RECEIVER_KEY).expect("32 bytes");
        let nonce = "0123456789ab";
        let sealed = key.encrypt(nonce.as_bytes(), b"notice", plaintext).expect("a short text");
        let body = serde_json::json!({
            "id": "EV-1", "event_type": self.event_type,
            "resource": {
                "algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": "notice",
                "original_type": self.original_type, "ciphertext": encode_base64(&sealed),
            },
        });
        let body = body.to_string().into_bytes();
        let receiver = platform::receiver();
        let verified = receiver.verify(&platform::signed(&body), &body, NOW).expect("it is genuine");
        receiver.decrypt(&verified).expect("it is encrypted under our key")
    }
}

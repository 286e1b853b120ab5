//! The signature on answers and notifications, and the ways to spoil it.

use bytes::Bytes;

use super::authorization::SCHEME;
use crate::gateway::Gateway;
use crate::options::KeyMode;
use crate::spoil::Spoil;

/// A body and the `Wechatpay-*` headers that go with it; names are lower-case.
pub(crate) struct Sealed {
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

/// Signs timestamp LF nonce LF body LF with a platform key.
pub(crate) fn seal(gateway: &Gateway, key: KeyMode, body: Bytes, spoil: Option<Spoil>) -> Sealed {
    if spoil == Some(Spoil::Unsigned) {
        return Sealed { headers: Vec::new(), body };
    }
    let certificate = gateway.platform.signing();
    let (signer, serial) = match key {
        KeyMode::PublicKey => (&gateway.credentials.public_key, gateway.credentials.platform_public_key_id()),
        KeyMode::Certificate => (&*certificate.signer, certificate.serial.as_str()),
    };
    let timestamp = timestamp(gateway, spoil).to_string();
    let nonce = gateway.random.text(32);
    let (signed, sent) = match spoil {
        Some(Spoil::Tampered) => tamper(body),
        _ => (body.clone(), body),
    };
    let signature = match spoil {
        // 345 characters of the alphabet: no multiple of four, therefore not base64.
        Some(Spoil::Probe) => format!("WECHATPAY/SIGNTEST/{}", gateway.random.text(326)),
        _ => signer.sign(&message(&timestamp, &nonce, &signed), &gateway.random),
    };
    let serial = match spoil {
        Some(Spoil::WrongSerial) => unknown_serial(key, gateway),
        _ => serial.to_owned(),
    };
    let headers = vec![
        ("wechatpay-timestamp", timestamp),
        ("wechatpay-nonce", nonce),
        ("wechatpay-signature", signature),
        ("wechatpay-serial", serial),
        ("wechatpay-signature-type", SCHEME.to_owned()),
    ];
    Sealed { headers, body: sent }
}

fn message(timestamp: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    [timestamp.as_bytes(), b"\n", nonce.as_bytes(), b"\n", body, b"\n"].concat()
}

fn timestamp(gateway: &Gateway, spoil: Option<Spoil>) -> i64 {
    let now = gateway.clock.now();
    match spoil {
        Some(Spoil::Stale) => now.saturating_sub(301),
        Some(Spoil::Future) => now.saturating_add(301),
        _ => now,
    }
}

fn unknown_serial(key: KeyMode, gateway: &Gateway) -> String {
    match key {
        KeyMode::PublicKey => format!("PUB_KEY_ID_09{}", gateway.random.digits(26)),
        KeyMode::Certificate => gateway.random.hex(40),
    }
}

/// What is signed, and what is sent in its place: the last letter or digit becomes another one.
fn tamper(body: Bytes) -> (Bytes, Bytes) {
    let mut changed = body.to_vec();
    match changed.iter_mut().rev().find(|byte| byte.is_ascii_alphanumeric()) {
        Some(byte) => {
            *byte = if byte.is_ascii_digit() { *byte ^ 1 } else { *byte ^ 0x20 };
            (body, changed.into())
        }
        // A 204 has no body to change, so the signature is over another one.
        None => (Bytes::from_static(b"{}"), body),
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, message, tamper};

    #[test]
    fn the_message_has_three_lines() {
        assert_eq!(message("1554209980", "n", b"{}"), b"1554209980\nn\n{}\n");
        assert_eq!(message("1554209980", "n", b""), b"1554209980\nn\n\n");
    }

    #[track_caller]
    fn check(body: &'static str, signed: &str, sent: &str) {
        assert_eq!(
            tamper(Bytes::from_static(body.as_bytes())),
            (signed.to_owned().into(), sent.to_owned().into())
        );
    }

    #[test]
    fn tampering_keeps_the_shape() {
        check(r#"{"prepay_id":"wx9"}"#, r#"{"prepay_id":"wx9"}"#, r#"{"prepay_id":"wx8"}"#);
        check(r#"{"a":"b"}"#, r#"{"a":"b"}"#, r#"{"a":"B"}"#);
        check("", "{}", "");
    }
}

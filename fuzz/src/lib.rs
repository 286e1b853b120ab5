//! What the targets share.

mod notice;
mod platform;
mod wire;

pub use notice::{Notice, RECEIVER_KEY};
pub use platform::{NONCE, NOW, SERIAL, receiver, sign, signed, trust};
pub use wire::{merchant, person_to_person, run};

/// What must never be read in an error: it stands in seeds, in keys and in requests.
pub const CANARY: &str = "canary0canary0canary0canary0cana";

/// A value as JSON.
pub fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("it was read from JSON")
}

/// A status of three digits, or 200.
pub fn status(high: u8, low: u8) -> http::StatusCode {
    http::StatusCode::from_u16(u16::from_be_bytes([high, low])).unwrap_or_default()
}

/// Holds an error with all its causes to what every error owes: it says something, and nothing secret.
pub fn hold(error: &dyn std::error::Error) {
    let mut next = Some(error);
    while let Some(error) = next {
        assert!(!error.to_string().is_empty());
        for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
            assert!(!text.contains(CANARY), "a secret in an error");
        }
        next = error.source();
    }
}

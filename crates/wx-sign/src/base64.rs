use std::{error::Error, fmt};

use base64ct::{Base64, Encoding as _};

/// Base64 as WeChat writes it: standard alphabet, with padding, on one line.
#[must_use]
pub fn encode_base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Reads what [`encode_base64`] writes, and nothing else: no line ends, no URL alphabet, no missing
/// padding, no second spelling of the same bytes.
///
/// # Errors
/// [`MalformedBase64`] for every other text.
pub fn decode_base64(text: &str) -> Result<Vec<u8>, MalformedBase64> {
    Base64::decode_vec(text).map_err(|_| MalformedBase64)
}

/// The text is not standard base64 with padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedBase64;

impl fmt::Display for MalformedBase64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not base64 in the standard alphabet with padding")
    }
}

impl Error for MalformedBase64 {}

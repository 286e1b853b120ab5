use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use crate::key_error::{KeyError, KeyKind};

/// The first PEM block of a text.
///
/// Read more kindly than RFC 7468 asks, because these files pass through chats, web forms and environment
/// variables: text before the BEGIN line, a byte order mark, any line ends, any line width. Blocks after
/// the first are not looked at.
pub(crate) struct Block<'t> {
    pub(crate) label: &'t str,
    body: &'t str,
    expected: KeyKind,
}

impl<'t> Block<'t> {
    pub(crate) fn find(text: &'t str, expected: KeyKind) -> Result<Self, KeyError> {
        if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
            return Err(KeyError::Empty { expected });
        }
        let (_, rest) = text.split_once("-----BEGIN ").ok_or(KeyError::NotPem { expected })?;
        let truncated = KeyError::Truncated { expected };
        let (label, rest) = rest.split_once("-----").ok_or_else(|| truncated.clone())?;
        let (body, rest) = rest.split_once("-----END ").ok_or_else(|| truncated.clone())?;
        match rest.split_once("-----") {
            Some((end, _)) if end == label => Ok(Self { label, body, expected }),
            _ => Err(truncated),
        }
    }

    /// The bytes. They may be a private key, so neither they nor the text they came from are left in memory.
    pub(crate) fn decode(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        // Only the old form of an encrypted key has header lines, and a colon is not in the alphabet.
        if self.body.contains("Proc-Type:") {
            return Err(KeyError::Encrypted);
        }
        let mut text = Zeroizing::new(Vec::with_capacity(self.body.len()));
        text.extend(self.body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
        let mut bytes = Zeroizing::new(vec![0; text.len()]);
        let length = Base64::decode(text.as_slice(), &mut bytes)
            .map_err(|_| KeyError::Base64 { expected: self.expected })?
            .len();
        bytes.truncate(length);
        Ok(bytes)
    }
}

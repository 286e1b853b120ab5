use std::{error::Error, fmt};

use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use zeroize::Zeroizing;

/// The length of a nonce in bytes; AES-GCM allows others, the platform sends no other.
const NONCE: usize = 12;
/// The length of the authentication tag in bytes; it ends every ciphertext.
const TAG: usize = 16;

/// The APIv3 key: 32 bytes shared with the platform, which encrypts notifications and certificates with it.
///
/// AES-256-GCM and nothing else. Other SDKs take the length of the key as a choice of cipher and decrypt
/// with AES-128 when they are handed 16 bytes; here that is an error.
///
/// ```
/// use wx_sign::{ApiV3Key, decode_base64};
///
/// // A published example of the official Java SDK.
/// let key = ApiV3Key::new("a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb")?;
/// let ciphertext = decode_base64("ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=")?;
/// let plaintext = key.decrypt(b"uluk4a9R25RW", b"associatedData", &ciphertext)?;
/// assert_eq!(plaintext.as_slice(), b"message");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ApiV3Key(Zeroizing<[u8; Self::LENGTH]>);

impl ApiV3Key {
    /// The length in bytes.
    pub const LENGTH: usize = 32;

    /// Takes the key as it was typed into the merchant platform.
    ///
    /// # Errors
    /// [`KeyLengthError`] unless it has exactly 32 bytes.
    pub fn new(key: impl AsRef<[u8]>) -> Result<Self, KeyLengthError> {
        let key = key.as_ref();
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        if key.len() != Self::LENGTH {
            return Err(KeyLengthError { found: key.len() });
        }
        bytes.copy_from_slice(key);
        Ok(Self(bytes))
    }

    /// Decrypts what the platform encrypted. The tag is checked before a byte of plaintext exists.
    ///
    /// `nonce` and `associated_data` are the bytes of the strings in the envelope, `ciphertext` is its base64
    /// decoded; absent associated data is empty.
    ///
    /// # Errors
    /// [`AeadError::NonceLength`] and [`AeadError::TooShort`] before the cipher is asked,
    /// [`AeadError::Tag`] after.
    pub fn decrypt(
        &self,
        nonce: &[u8],
        associated_data: &[u8],
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, AeadError> {
        let nonce = checked_nonce(nonce)?;
        if ciphertext.len() < TAG {
            return Err(AeadError::TooShort { found: ciphertext.len() });
        }
        let payload = Payload { msg: ciphertext, aad: associated_data };
        self.cipher().decrypt(nonce, payload).map(Zeroizing::new).map_err(|_| AeadError::Tag)
    }

    /// Encrypts as the platform does: what a test or a sandbox needs.
    ///
    /// A nonce must never be used twice with one key. A second use gives away the difference of the two
    /// plaintexts, and with it the means to forge.
    ///
    /// # Errors
    /// [`AeadError::NonceLength`], or [`AeadError::TooLong`] beyond the 64 GiB the cipher is defined for.
    pub fn encrypt(
        &self,
        nonce: &[u8],
        associated_data: &[u8],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, AeadError> {
        let payload = Payload { msg: plaintext, aad: associated_data };
        self.cipher().encrypt(checked_nonce(nonce)?, payload).map_err(|_| AeadError::TooLong)
    }

    /// Made for each call: expanding the key costs less than a microsecond, and nothing derived from it
    /// stays behind.
    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.0).into())
    }
}

impl fmt::Debug for ApiV3Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiV3Key([elided])")
    }
}

/// An APIv3 key of another length than 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyLengthError {
    /// Its length in bytes.
    pub found: usize,
}

impl fmt::Display for KeyLengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { found } = self;
        write!(f, "an APIv3 key is 32 bytes (found {found}); ")?;
        f.write_str(match found {
            0 => "set it in the merchant platform, then in the configuration",
            33 | 34 => "look for a line end or a blank that was copied with it",
            40 => "40 characters look like a certificate serial number, copy the APIv3 key instead",
            44 | 64 => "do not encode it, use the characters as they were set in the merchant platform",
            _ => "copy the APIv3 key of the merchant platform, all of it and nothing else",
        })
    }
}

impl Error for KeyLengthError {}

/// An envelope that was not decrypted, or a text that was not encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AeadError {
    /// The nonce is not 12 bytes long.
    NonceLength {
        /// Its length in bytes.
        found: usize,
    },
    /// The tag does not match: another key, another nonce, other associated data, or a changed ciphertext.
    Tag,
    /// The text is longer than AES-GCM can protect.
    TooLong,
    /// The ciphertext is shorter than the tag alone.
    TooShort {
        /// Its length in bytes.
        found: usize,
    },
}

impl fmt::Display for AeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NonceLength { found } => write!(f, "the nonce must be {NONCE} bytes (found {found})"),
            Self::Tag => f.write_str("the ciphertext does not match; is it the APIv3 key of this merchant?"),
            Self::TooLong => f.write_str("the text is too long to encrypt at once"),
            Self::TooShort { found } => {
                write!(f, "the ciphertext must be at least {TAG} bytes (found {found})")
            }
        }
    }
}

impl Error for AeadError {}

fn checked_nonce(nonce: &[u8]) -> Result<&Nonce<aes_gcm::aes::cipher::consts::U12>, AeadError> {
    // The conversion panics on another length, so the length comes first.
    if nonce.len() != NONCE {
        return Err(AeadError::NonceLength { found: nonce.len() });
    }
    Ok(Nonce::from_slice(nonce))
}

use std::{error::Error, fmt};

use zeroize::Zeroizing;

/// Decrypts a sensitive field with the merchant's private key: RSA-OAEP with SHA-1, empty label.
///
/// Hand it only fields of an answer whose signature was verified. Then nobody but the platform can choose
/// the ciphertext, which is what every attack on RSA decryption begins with.
pub trait Decrypt: fmt::Debug + Send + Sync {
    /// Returns the plaintext, which is overwritten when it is dropped.
    ///
    /// # Errors
    /// [`BadCiphertext`], whatever was wrong.
    fn decrypt(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, BadCiphertext>;
}

/// The ciphertext does not belong to this key.
///
/// One answer for a wrong length, a wrong number and a wrong padding: the difference is what an attacker
/// looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCiphertext;

impl fmt::Display for BadCiphertext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the ciphertext cannot be decrypted with this key")
    }
}

impl Error for BadCiphertext {}

use std::{error::Error, fmt};

use crate::signature::Signature;

/// Verifies signatures with a platform's public key: RSA PKCS#1 v1.5 over SHA-256, modulus of 2048 bits.
pub trait Verify: fmt::Debug + Send + Sync {
    /// Checks that `signature` was made over exactly these bytes.
    ///
    /// # Errors
    /// [`BadSignature`] if it was not. Drop the bytes: nothing in them may be trusted, not even their form.
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), BadSignature>;
}

/// The signature does not belong to these bytes.
///
/// That is all there is to know. Which step of the check failed would help only a forger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSignature;

impl fmt::Display for BadSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature does not match")
    }
}

impl Error for BadSignature {}

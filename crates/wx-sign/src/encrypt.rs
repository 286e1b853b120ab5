use std::{error::Error, fmt};

/// The longest plaintext that fits: 256 bytes of modulus less 42 bytes of padding.
pub const MAX_PLAINTEXT: usize = 214;

/// Encrypts a sensitive field for the platform: RSA-OAEP with SHA-1 for digest and mask, empty label.
pub trait Encrypt: fmt::Debug + Send + Sync {
    /// Returns 256 bytes, different on every call.
    ///
    /// # Errors
    /// [`EncryptError::TooLong`] beyond [`MAX_PLAINTEXT`] bytes.
    fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, EncryptError>;
}

/// Nothing was encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncryptError {
    /// The key or the system's random source refused; there is nothing more to learn from it.
    Failed,
    /// The plaintext does not fit into one RSA block.
    TooLong {
        /// Its length in bytes.
        found: usize,
        /// The longest that fits, in bytes.
        limit: usize,
    },
}

impl fmt::Display for EncryptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed => f.write_str("the public key could not encrypt"),
            Self::TooLong { found, limit } => {
                write!(f, "a field to encrypt must be at most {limit} bytes (found {found}); shorten it")
            }
        }
    }
}

impl Error for EncryptError {}

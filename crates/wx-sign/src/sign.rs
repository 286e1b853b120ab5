use std::{error::Error, fmt};

use crate::signature::Signature;

/// Signs with the merchant's private key: RSA PKCS#1 v1.5 over SHA-256.
///
/// The scheme is deterministic, so two implementations that hold the same key return the same bytes.
///
/// An implementation needs no more than this one method. It does not build the message (see
/// [`message`](crate::message)), and it may be called from many threads at once.
pub trait Sign: fmt::Debug + Send + Sync {
    /// Signs `message`, which is hashed here and not before.
    ///
    /// # Errors
    /// [`SignError`] if no signature was made. Nothing was sent anywhere, so trying again is safe.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;
}

/// No signature was made.
///
/// The backends of this crate give no cause. A signer that reaches a device or another process gives the
/// failure of *reaching* it; what went wrong inside the calculation is nobody's business.
#[derive(Debug, Default)]
pub struct SignError {
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl SignError {
    /// An error without a cause.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An error with the failure that kept the signer from being reached as its source.
    #[must_use]
    pub fn caused_by(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()) }
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the private key could not sign")
    }
}

impl Error for SignError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

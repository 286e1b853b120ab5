//! A backend as a value: whoever loads keys is told once who does the arithmetic.

use std::{fmt, sync::Arc};

use crate::{Decrypt, Encrypt, KeyError, PrivateKey, PublicKey, Sign, Verify};

/// Makes signers and verifiers from loaded keys.
///
/// Keys are parsed here, once, and never per message.
pub trait Backend: fmt::Debug + Send + Sync {
    /// A signer with this key.
    ///
    /// # Errors
    /// [`KeyError`] where the backend refuses the key.
    fn signer(&self, key: &PrivateKey) -> Result<Arc<dyn Sign>, KeyError>;

    /// A decrypter with this key.
    ///
    /// # Errors
    /// [`KeyError`] where the backend refuses the key.
    fn decrypter(&self, key: &PrivateKey) -> Result<Arc<dyn Decrypt>, KeyError>;

    /// A verifier with this key.
    ///
    /// # Errors
    /// [`KeyError`] where the backend refuses the key.
    fn verifier(&self, key: &PublicKey) -> Result<Arc<dyn Verify>, KeyError>;

    /// An encrypter with this key.
    ///
    /// # Errors
    /// [`KeyError`] where the backend refuses the key.
    fn encrypter(&self, key: &PublicKey) -> Result<Arc<dyn Encrypt>, KeyError>;
}

#[cfg(any(feature = "rsa", feature = "aws-lc-rs"))]
macro_rules! backend {
    ($(#[$doc:meta])* $name:ident, $signer:path, $verifier:path) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;

        impl Backend for $name {
            fn signer(&self, key: &PrivateKey) -> Result<Arc<dyn Sign>, KeyError> {
                Ok(Arc::new(<$signer>::new(key)?))
            }

            fn decrypter(&self, key: &PrivateKey) -> Result<Arc<dyn Decrypt>, KeyError> {
                Ok(Arc::new(<$signer>::new(key)?))
            }

            fn verifier(&self, key: &PublicKey) -> Result<Arc<dyn Verify>, KeyError> {
                Ok(Arc::new(<$verifier>::new(key)?))
            }

            fn encrypter(&self, key: &PublicKey) -> Result<Arc<dyn Encrypt>, KeyError> {
                Ok(Arc::new(<$verifier>::new(key)?))
            }
        }
    };
}

#[cfg(feature = "rsa")]
backend!(
    /// The pure Rust backend, always blinded.
    RustCrypto,
    crate::rustcrypto::RsaSigner,
    crate::rustcrypto::RsaVerifier
);

#[cfg(feature = "aws-lc-rs")]
backend!(
    /// The AWS-LC backend.
    AwsLc,
    crate::awslc::AwsLcSigner,
    crate::awslc::AwsLcVerifier
);

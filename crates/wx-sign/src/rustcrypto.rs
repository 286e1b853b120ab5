//! RSA in pure Rust, by the `rsa` crate. Readable without C and builds anywhere.
//!
//! Its arithmetic does not take constant time (RUSTSEC-2023-0071, no fixed version). Against that, every
//! private-key operation here is blinded: the number that is worked on is random, so its timing says
//! nothing about the key. The one type that holds the `rsa` key, `Blinded`, has no other operations. Where
//! you can have a C compiler, prefer the `aws-lc-rs` backend.

use std::fmt;

use rsa::{
    Oaep, Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey,
    pkcs8::{DecodePrivateKey as _, DecodePublicKey as _},
    rand_core::{OsRng, RngCore as _},
};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    decrypt::{BadCiphertext, Decrypt},
    encrypt::{Encrypt, EncryptError, MAX_PLAINTEXT},
    key_error::KeyError,
    private_key::PrivateKey,
    public_key::PublicKey,
    sign::{Sign, SignError},
    signature::Signature,
    verify::{BadSignature, Verify},
};

/// Signs and decrypts with a merchant's private key, always blinded.
pub struct RsaSigner(Blinded);

impl RsaSigner {
    /// Checks that the numbers of the key fit together and prepares them.
    ///
    /// # Errors
    /// [`KeyError::Inconsistent`] if they do not.
    pub fn new(key: &PrivateKey) -> Result<Self, KeyError> {
        RsaPrivateKey::from_pkcs8_der(key.secret_pkcs8_der())
            .map(|key| Self(Blinded(key)))
            .map_err(|_| KeyError::Inconsistent)
    }
}

impl Sign for RsaSigner {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let signature = self.0.signed(&Sha256::digest(message)).ok_or_else(SignError::new)?;
        Signature::from_bytes(&signature).map_err(|_| SignError::new())
    }
}

impl Decrypt for RsaSigner {
    fn decrypt(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, BadCiphertext> {
        self.0.decrypted(ciphertext).ok_or(BadCiphertext)
    }
}

impl fmt::Debug for RsaSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaSigner([elided])")
    }
}

/// Verifies and encrypts with a platform's public key.
pub struct RsaVerifier(RsaPublicKey);

impl RsaVerifier {
    /// Prepares the key.
    ///
    /// # Errors
    /// [`KeyError::Inconsistent`] if the backend refuses it, which it does not for a key that [`PublicKey`]
    /// accepted.
    pub fn new(key: &PublicKey) -> Result<Self, KeyError> {
        RsaPublicKey::from_public_key_der(key.spki_der()).map(Self).map_err(|_| KeyError::Inconsistent)
    }
}

impl Verify for RsaVerifier {
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        self.0
            .verify(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message), signature.as_bytes())
            .map_err(|_| BadSignature)
    }
}

impl Encrypt for RsaVerifier {
    fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, EncryptError> {
        if plaintext.len() > MAX_PLAINTEXT {
            return Err(EncryptError::TooLong { found: plaintext.len(), limit: MAX_PLAINTEXT });
        }
        let mut random = system_random().ok_or(EncryptError::Failed)?;
        self.0.encrypt(&mut random, Oaep::new::<Sha1>(), plaintext).map_err(|_| EncryptError::Failed)
    }
}

impl fmt::Debug for RsaVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaVerifier(2048 bits)")
    }
}

/// A private key that can only be used blinded. `Debug` is missing on purpose: `rsa` prints the secret
/// numbers.
struct Blinded(RsaPrivateKey);

impl Blinded {
    fn signed(&self, digest: &[u8]) -> Option<Vec<u8>> {
        self.0.sign_with_rng(&mut system_random()?, Pkcs1v15Sign::new::<Sha256>(), digest).ok()
    }

    fn decrypted(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.0
            .decrypt_blinded(&mut system_random()?, Oaep::new::<Sha1>(), ciphertext)
            .map(Zeroizing::new)
            .ok()
    }
}

/// The operating system's random source, if it answers. Inside `rsa` a refusal would be a panic, so it is
/// asked first.
fn system_random() -> Option<OsRng> {
    OsRng.try_fill_bytes(&mut [0]).ok().map(|()| OsRng)
}

#[cfg(test)]
mod tests {
    /// The unblinded operations of `rsa` are `sign` and `decrypt` on the key, and the whole of its
    /// signing-key types.
    #[test]
    fn no_private_key_operation_is_unblinded() {
        let source = include_str!("rustcrypto.rs");
        let code = source.split("#[cfg(test)]").next().unwrap();
        for unblinded in [".sign(", ".try_sign(", ".decrypt(", "SigningKey", "DecryptingKey", "hazmat"] {
            assert!(!code.contains(unblinded), "{unblinded} found");
        }
        // The key is reached through `self.0` of `Blinded`, and only by the two blinded calls.
        assert_eq!(code.matches("sign_with_rng(").count(), 1);
        assert_eq!(code.matches("decrypt_blinded(").count(), 1);
        assert_eq!(code.matches("RsaPrivateKey").count(), 3, "imported, parsed and held, each once");
    }
}

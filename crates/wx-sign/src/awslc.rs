//! RSA by AWS-LC, through the `aws-lc-rs` crate. Constant time, and several times faster; needs a C compiler.

use std::fmt;

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{
        KeyPair, OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
        PublicEncryptingKey,
    },
    signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256},
};
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

/// Signs and decrypts with a merchant's private key.
pub struct AwsLcSigner {
    signing: KeyPair,
    decrypting: OaepPrivateDecryptingKey,
}

impl AwsLcSigner {
    /// Checks that the numbers of the key fit together and prepares them; calls parse nothing.
    ///
    /// # Errors
    /// [`KeyError::Inconsistent`] if they do not.
    pub fn new(key: &PrivateKey) -> Result<Self, KeyError> {
        let der = key.secret_pkcs8_der();
        let signing = KeyPair::from_pkcs8(der).map_err(|_| KeyError::Inconsistent)?;
        let decrypting = PrivateDecryptingKey::from_pkcs8(der).map_err(|_| KeyError::Inconsistent)?;
        let decrypting = OaepPrivateDecryptingKey::new(decrypting).map_err(|_| KeyError::Inconsistent)?;
        Ok(Self { signing, decrypting })
    }
}

impl Sign for AwsLcSigner {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let mut signature = [0; Signature::LENGTH];
        self.signing
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| SignError::new())?;
        Signature::from_bytes(&signature).map_err(|_| SignError::new())
    }
}

impl Decrypt for AwsLcSigner {
    fn decrypt(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, BadCiphertext> {
        let mut plaintext = Zeroizing::new(vec![0; Signature::LENGTH]);
        let length = self
            .decrypting
            .decrypt(&OAEP_SHA1_MGF1SHA1, ciphertext, &mut plaintext, None)
            .map_err(|_| BadCiphertext)?
            .len();
        plaintext.truncate(length);
        Ok(plaintext)
    }
}

impl fmt::Debug for AwsLcSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AwsLcSigner([elided])")
    }
}

/// Verifies and encrypts with a platform's public key.
pub struct AwsLcVerifier {
    verifying: ParsedPublicKey,
    encrypting: OaepPublicEncryptingKey,
}

impl AwsLcVerifier {
    /// Prepares the key; calls parse nothing.
    ///
    /// # Errors
    /// [`KeyError::Inconsistent`] if the backend refuses it, which it does not for a key that [`PublicKey`]
    /// accepted.
    pub fn new(key: &PublicKey) -> Result<Self, KeyError> {
        // The algorithm admits larger keys too; `PublicKey` has admitted 2048 bits only.
        let verifying = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.spki_der())
            .map_err(|_| KeyError::Inconsistent)?;
        let encrypting = PublicEncryptingKey::from_der(key.spki_der()).map_err(|_| KeyError::Inconsistent)?;
        let encrypting = OaepPublicEncryptingKey::new(encrypting).map_err(|_| KeyError::Inconsistent)?;
        Ok(Self { verifying, encrypting })
    }
}

impl Verify for AwsLcVerifier {
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        self.verifying.verify_sig(message, signature.as_bytes()).map_err(|_| BadSignature)
    }
}

impl Encrypt for AwsLcVerifier {
    fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, EncryptError> {
        if plaintext.len() > MAX_PLAINTEXT {
            return Err(EncryptError::TooLong { found: plaintext.len(), limit: MAX_PLAINTEXT });
        }
        let mut ciphertext = vec![0; Signature::LENGTH];
        self.encrypting
            .encrypt(&OAEP_SHA1_MGF1SHA1, plaintext, &mut ciphertext, None)
            .map_err(|_| EncryptError::Failed)?;
        Ok(ciphertext)
    }
}

impl fmt::Debug for AwsLcVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AwsLcVerifier(2048 bits)")
    }
}

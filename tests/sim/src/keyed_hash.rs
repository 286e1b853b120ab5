//! A backend that signs with a keyed hash instead of RSA, so that a million orders take seconds.
//!
//! It proves nothing to anybody who knows the key, which here are both sides. But as with RSA a signature fits the
//! bytes it was made over and no others, so whatever the network alters is refused. RSA itself is tested in `wx-sign`.

use std::{
    hash::{DefaultHasher, Hasher},
    sync::Arc,
};

use wx_sign::{
    Backend, BadSignature, Decrypt, Encrypt, EncryptError, KeyError, PrivateKey, PublicKey, Sign, SignError,
    Signature, Verify,
};

use crate::dice::Dice;

/// Signs and verifies with one key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyedHash(u64);

impl KeyedHash {
    /// The holder of this key.
    #[must_use]
    pub(crate) fn new(key: u64) -> Self {
        Self(key)
    }

    fn bytes(self, message: &[u8]) -> [u8; Signature::LENGTH] {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.0);
        hasher.write(message);
        let mut dice = Dice::of(&[hasher.finish()]);
        let mut bytes = [0; Signature::LENGTH];
        for chunk in bytes.chunks_exact_mut(8) {
            chunk.copy_from_slice(&dice.throw().to_le_bytes());
        }
        bytes
    }
}

impl Sign for KeyedHash {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        Signature::from_bytes(&self.bytes(message)).map_err(SignError::caused_by)
    }
}

impl Verify for KeyedHash {
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        if self.bytes(message) == signature.as_bytes() { Ok(()) } else { Err(BadSignature) }
    }
}

impl Encrypt for KeyedHash {
    fn encrypt(&self, _: &[u8]) -> Result<Vec<u8>, EncryptError> {
        Err(EncryptError::Failed)
    }
}

/// Believes every signature: the mistake that the simulation must notice.
#[derive(Clone, Copy, Debug)]
struct Gullible;

impl Verify for Gullible {
    fn verify(&self, _: &[u8], _: &Signature) -> Result<(), BadSignature> {
        Ok(())
    }
}

/// Who does the arithmetic for a merchant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Belief {
    /// Signatures are verified.
    #[default]
    Verifies,
    /// Every signature is believed.
    BelievesEverything,
}

impl Backend for Belief {
    /// Nobody signs with a private key here.
    fn signer(&self, _: &PrivateKey) -> Result<Arc<dyn Sign>, KeyError> {
        Err(KeyError::Inconsistent)
    }

    fn decrypter(&self, _: &PrivateKey) -> Result<Arc<dyn Decrypt>, KeyError> {
        Err(KeyError::Inconsistent)
    }

    fn verifier(&self, key: &PublicKey) -> Result<Arc<dyn Verify>, KeyError> {
        Ok(match self {
            Self::Verifies => Arc::new(platform_hash(key)),
            Self::BelievesEverything => Arc::new(Gullible),
        })
    }

    fn encrypter(&self, key: &PublicKey) -> Result<Arc<dyn Encrypt>, KeyError> {
        Ok(Arc::new(platform_hash(key)))
    }
}

/// What the platform with this public key signs with.
#[must_use]
pub(crate) fn platform_hash(key: &PublicKey) -> KeyedHash {
    let mut hasher = DefaultHasher::new();
    hasher.write(key.spki_der());
    KeyedHash(hasher.finish())
}

/// A public key of the right form; nobody has its private half.
#[must_use]
pub(crate) fn platform_key() -> PublicKey {
    let mut der = vec![0x30, 0x82, 0x01, 0x0A, 0x02, 0x82, 0x01, 0x01, 0x00];
    der.extend([0xFF; 256]);
    der.extend([0x02, 0x03, 0x01, 0x00, 0x01]);
    PublicKey::from_pkcs1_der(&der).expect("2048 bits, both numbers odd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_altered_byte_is_refused() {
        let platform = platform_hash(&platform_key());
        let verifier = Belief::Verifies.verifier(&platform_key()).unwrap();
        let message = b"1795000000\nnonce\n{}\n";
        let signature = platform.sign(message).unwrap();
        assert_eq!(verifier.verify(message, &signature), Ok(()));
        for place in 0..message.len() {
            let mut altered = *message;
            altered[place] ^= 1;
            assert!(verifier.verify(&altered, &signature).is_err(), "{place}");
        }
        for place in 0..Signature::LENGTH {
            let mut altered = *signature.as_bytes().first_chunk::<{ Signature::LENGTH }>().unwrap();
            altered[place] ^= 1;
            assert!(verifier.verify(message, &Signature::from_bytes(&altered).unwrap()).is_err(), "{place}");
        }
        assert!(KeyedHash::new(1).verify(message, &signature).is_err(), "another key");
    }
}

//! The gateway's own use of RSA and AES: PKCS#1 v1.5 with SHA-256, and AES-256-GCM.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64ct::{Base64, Encoding};
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::signature::{Keypair, RandomizedSigner, SignatureEncoding, Verifier as _};
use rsa::{Oaep, RsaPrivateKey, RsaPublicKey};
use sha1::Sha1;
use sha2::Sha256;

use crate::random::Random;

/// The length of every RSA signature here, in bytes: keys have 2048 bits.
pub(crate) const SIGNATURE_BYTES: usize = 256;

/// Signs with a platform key.
pub(crate) struct Signer(SigningKey<Sha256>);

impl Signer {
    pub(crate) fn new(key: RsaPrivateKey) -> Self {
        Self(SigningKey::new(key))
    }

    pub(crate) fn verifier(&self) -> Verifier {
        Verifier(self.0.verifying_key())
    }

    /// The signature as base64. It is empty if the key cannot sign, which no client accepts; loading a key proves
    /// that it can.
    pub(crate) fn sign(&self, message: &[u8], random: &Random) -> String {
        match self.0.try_sign_with_rng(&mut random.rng(), message) {
            Ok(signature) => Base64::encode_string(&signature.to_bytes()),
            Err(_) => String::new(),
        }
    }

    /// What a merchant encrypted for this key: OAEP with SHA-1 in both places, base64 with padding. `None` if it was not
    /// encrypted for this key, or is not text.
    pub(crate) fn decrypt(&self, ciphertext: &str, random: &Random) -> Option<String> {
        let bytes = Base64::decode_vec(ciphertext).ok()?;
        let key: &RsaPrivateKey = self.0.as_ref();
        let plaintext = key.decrypt_blinded(&mut random.rng(), Oaep::new::<Sha1>(), &bytes).ok()?;
        String::from_utf8(plaintext).ok()
    }
}

/// Checks signatures of one key.
pub(crate) struct Verifier(VerifyingKey<Sha256>);

impl Verifier {
    pub(crate) fn new(key: RsaPublicKey) -> Self {
        Self(VerifyingKey::new(key))
    }

    /// Whether `signature`, base64 with padding, is this key's over `message`.
    pub(crate) fn accepts(&self, message: &[u8], signature: &str) -> bool {
        Base64::decode_vec(signature)
            .ok()
            .filter(|bytes| bytes.len() == SIGNATURE_BYTES)
            .and_then(|bytes| Signature::try_from(bytes.as_slice()).ok())
            .is_some_and(|signature| self.0.verify(message, &signature).is_ok())
    }
}

/// A text encrypted under the APIv3 key, as it stands in a notification or a certificate list.
pub(crate) struct Encrypted {
    /// Twelve characters.
    pub(crate) nonce: String,
    /// Base64, the 16-byte tag at the end.
    pub(crate) ciphertext: String,
}

/// AES-256-GCM with a fresh nonce.
pub(crate) fn encrypt(key: &[u8; 32], associated_data: &str, plaintext: &[u8], random: &Random) -> Encrypted {
    let nonce = random.text(12);
    let mut nonce_bytes = [0; 12];
    for (to, from) in nonce_bytes.iter_mut().zip(nonce.bytes()) {
        *to = from;
    }
    let payload = Payload { msg: plaintext, aad: associated_data.as_bytes() };
    // The cipher refuses nothing below 64 GiB; were it to, the empty text would be refused by every reader.
    let sealed = Aes256Gcm::new(key.into()).encrypt(&Nonce::from(nonce_bytes), payload).unwrap_or_default();
    Encrypted { nonce, ciphertext: Base64::encode_string(&sealed) }
}

#[cfg(test)]
mod tests {
    use super::{Base64, Encoding, Signer, encrypt};
    use crate::random::Random;
    use aes_gcm::aead::{Aead, KeyInit, Payload};
    use aes_gcm::{Aes256Gcm, Nonce};
    use rsa::RsaPrivateKey;
    use rsa::pkcs8::DecodePrivateKey;

    fn signer() -> Signer {
        Signer::new(RsaPrivateKey::from_pkcs8_pem(include_str!("fixtures/merchant-private-key.pem")).unwrap())
    }

    #[test]
    fn a_signature_verifies_and_a_changed_one_does_not() {
        let (signer, random) = (signer(), Random::from_seed([3; 32]));
        let signature = signer.sign(b"message", &random);
        assert_eq!(signature, signer.sign(b"message", &random), "PKCS#1 v1.5 is deterministic");
        let verifier = signer.verifier();
        assert!(verifier.accepts(b"message", &signature));
        assert!(!verifier.accepts(b"Message", &signature));
        assert!(!verifier.accepts(b"message", &signature.replace('A', "B")));
        assert!(!verifier.accepts(b"message", ""));
        assert!(!verifier.accepts(b"message", "WECHATPAY/SIGNTEST/"));
    }

    #[test]
    fn encryption_is_what_the_documents_say() {
        let random = Random::from_seed([3; 32]);
        let sealed = encrypt(b"0123456789abcdef0123456789abcdef", "transaction", b"{}", &random);
        let nonce: [u8; 12] = sealed.nonce.as_bytes().try_into().unwrap();
        let bytes = Base64::decode_vec(&sealed.ciphertext).unwrap();
        let opened = Aes256Gcm::new(b"0123456789abcdef0123456789abcdef".into())
            .decrypt(&Nonce::from(nonce), Payload { msg: &bytes, aad: b"transaction" });
        assert_eq!(opened.unwrap(), b"{}");
    }

    /// Published vector: key, nonce, associated data and result of the official Java SDK's cipher test.
    #[test]
    fn the_cipher_reproduces_a_published_vector() {
        let sealed = Aes256Gcm::new(b"a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb".into())
            .encrypt(&Nonce::from(*b"uluk4a9R25RW"), Payload { msg: b"message", aad: b"associatedData" })
            .unwrap();
        assert_eq!(Base64::encode_string(&sealed), "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=");
    }
}

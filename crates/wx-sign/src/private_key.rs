use std::fmt;

use pkcs8::{
    PrivateKeyInfo,
    der::{Decode as _, Encode as _, asn1::UintRef},
};
use zeroize::Zeroizing;

use crate::{
    key_error::{KeyError, KeyKind},
    pem::Block,
    public_key::{self, PublicKey},
};

/// An RSA-2048 private key, in no backend's form.
///
/// It is read once, handed to the constructor of a backend, and dropped. It cannot be printed, compared or
/// copied, and its memory is overwritten when it is dropped.
///
/// ```
/// use wx_sign::{KeyError, KeyKind, PrivateKey};
///
/// let mistake = PrivateKey::from_pem("-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----\n");
/// assert_eq!(
///     mistake.unwrap_err().to_string(),
///     "expected a private key, found a certificate; use apiclient_key.pem, not apiclient_cert.pem",
/// );
/// ```
pub struct PrivateKey {
    pkcs8: Zeroizing<Vec<u8>>,
    public: PublicKey,
}

impl PrivateKey {
    /// Reads a PEM text: PKCS#8 (`PRIVATE KEY`, as the merchant platform hands out) or PKCS#1 (`RSA PRIVATE
    /// KEY`).
    ///
    /// # Errors
    /// [`KeyError`] names the mistake and the fix.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = Block::find(text, KeyKind::PrivateKey)?;
        match block.label {
            "PRIVATE KEY" => Self::from_pkcs8_der(&block.decode()?),
            "RSA PRIVATE KEY" => Self::from_pkcs1_der(&block.decode()?),
            label => Err(KeyError::unexpected_label(KeyKind::PrivateKey, label)),
        }
    }

    /// Reads an unencrypted PKCS#8 structure.
    ///
    /// # Errors
    /// [`KeyError`] if it is none, or not of an RSA-2048 key.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = PrivateKeyInfo::from_der(der).map_err(|_| malformed())?;
        public_key::check_algorithm(&info.algorithm.oid)?;
        Self::from_pkcs1_der(info.private_key)
    }

    /// Reads a PKCS#1 `RSAPrivateKey` structure of two primes.
    ///
    /// # Errors
    /// [`KeyError`] if it is none, or not of 2048 bits. That the numbers fit together is checked by the
    /// backend which will use them.
    pub fn from_pkcs1_der(der: &[u8]) -> Result<Self, KeyError> {
        // Version, modulus, public exponent, private exponent, two primes, two exponents, coefficient.
        let [version, modulus, exponent, ..] = <[UintRef<'_>; 9]>::from_der(der).map_err(|_| malformed())?;
        if version.as_bytes() != [0] {
            return Err(malformed());
        }
        let public = PublicKey::from_numbers(modulus, exponent)?;
        let info = PrivateKeyInfo::new(public_key::RSA, der);
        Ok(Self { pkcs8: Zeroizing::new(info.to_der().map_err(|_| malformed())?), public })
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    /// Whether `public` is the public half of this key.
    ///
    /// Ask before the first request: a certificate of another key makes the platform refuse every one of
    /// them.
    #[must_use]
    pub fn pairs_with(&self, public: &PublicKey) -> bool {
        self.public == *public
    }

    /// The key itself, as PKCS#8 DER, for a backend.
    #[must_use]
    pub fn secret_pkcs8_der(&self) -> &[u8] {
        &self.pkcs8
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey([elided])")
    }
}

fn malformed() -> KeyError {
    KeyError::Der { expected: KeyKind::PrivateKey }
}

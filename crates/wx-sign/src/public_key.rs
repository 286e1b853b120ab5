use std::fmt;

use pkcs8::{
    AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef,
    der::{
        Decode as _, Encode as _,
        asn1::{AnyRef, BitStringRef, UintRef},
    },
};
use sha2::{Digest as _, Sha256};

use crate::{
    key_error::{KeyError, KeyKind},
    pem::Block,
};

/// `rsaEncryption` with its NULL parameter.
pub(crate) const RSA: AlgorithmIdentifierRef<'static> = AlgorithmIdentifierRef {
    oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
    parameters: Some(AnyRef::NULL),
};

/// An RSA-2048 public key, in no backend's form.
///
/// Equal keys are equal bytes: whatever form a key was read from, it is kept as one canonical structure.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    spki: Box<[u8]>,
}

impl PublicKey {
    /// Reads a PEM text: `PUBLIC KEY` (as the merchant platform hands out) or `RSA PUBLIC KEY`.
    ///
    /// # Errors
    /// [`KeyError`] names the mistake and the fix.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let block = Block::find(text, KeyKind::PublicKey)?;
        match block.label {
            "PUBLIC KEY" => Self::from_spki_der(&block.decode()?),
            "RSA PUBLIC KEY" => Self::from_pkcs1_der(&block.decode()?),
            label => Err(KeyError::unexpected_label(KeyKind::PublicKey, label)),
        }
    }

    /// Reads an X.509 `SubjectPublicKeyInfo` structure.
    ///
    /// # Errors
    /// [`KeyError`] if it is none, or not of an RSA-2048 key.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| malformed())?;
        check_algorithm(&info.algorithm.oid)?;
        Self::from_pkcs1_der(info.subject_public_key.as_bytes().ok_or_else(malformed)?)
    }

    /// Reads a PKCS#1 `RSAPublicKey` structure.
    ///
    /// # Errors
    /// [`KeyError`] if it is none, or not of 2048 bits.
    pub fn from_pkcs1_der(der: &[u8]) -> Result<Self, KeyError> {
        let [modulus, exponent] = <[UintRef<'_>; 2]>::from_der(der).map_err(|_| malformed())?;
        Self::from_numbers(modulus, exponent)
    }

    /// The only way in. Refuses what would make the arithmetic trivial (exponent 1) or undefined (even
    /// numbers), and exponents beyond 32 bits, which nobody uses and which make a verification as slow as a
    /// signature.
    pub(crate) fn from_numbers(modulus: UintRef<'_>, exponent: UintRef<'_>) -> Result<Self, KeyError> {
        let found = bits(modulus.as_bytes());
        if found != 2048 {
            return Err(KeyError::ModulusSize { found });
        }
        let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
        if !odd(modulus.as_bytes())
            || !odd(exponent.as_bytes())
            || !matches!(bits(exponent.as_bytes()), 2..=32)
        {
            return Err(KeyError::Inconsistent);
        }
        let spki = || {
            let numbers = [modulus, exponent].to_der()?;
            SubjectPublicKeyInfoRef {
                algorithm: RSA,
                subject_public_key: BitStringRef::from_bytes(&numbers)?,
            }
            .to_der()
        };
        Ok(Self { spki: spki().map_err(|_| malformed())?.into() })
    }

    /// The key as X.509 `SubjectPublicKeyInfo` DER.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }
}

/// Shows enough to tell two keys apart: the first bytes of the SHA-256 of the structure.
impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey(sha256 ")?;
        for byte in Sha256::digest(&self.spki).iter().take(8) {
            write!(f, "{byte:02x}")?;
        }
        f.write_str("..)")
    }
}

/// Says which algorithm it is if it is not RSA.
pub(crate) fn check_algorithm(oid: &ObjectIdentifier) -> Result<(), KeyError> {
    if *oid == RSA.oid {
        return Ok(());
    }
    let oid = oid.to_string();
    let found = match oid.as_str() {
        "1.2.840.10045.2.1" => "EC",
        "1.2.840.10040.4.1" => "DSA",
        "1.2.840.113549.1.1.10" => "RSA-PSS only",
        "1.3.101.112" => "Ed25519",
        other => other,
    };
    Err(KeyError::Algorithm { found: found.into() })
}

/// The size of a big-endian number without leading zero bytes.
fn bits(number: &[u8]) -> u32 {
    let whole = u32::try_from(number.len()).unwrap_or(u32::MAX).saturating_mul(8);
    whole.saturating_sub(number.first().map_or(0, |byte| byte.leading_zeros()))
}

fn malformed() -> KeyError {
    KeyError::Der { expected: KeyKind::PublicKey }
}

//! Signing of flat `name=value` parameters: the classic APIv2 and the Fubei gateway.
//!
//! Both sort the pairs by name, byte by byte, join them as `name=value` with `&`, add the shared key, and
//! hash. They differ in what they leave out and in how the key is added:
//!
//! | | APIv2 | Fubei |
//! |---|---|---|
//! | leaves out | `sign` and empty values | `sign` |
//! | adds the key as | `&key=<key>` | `<key>`, directly |
//! | hash | MD5, or HMAC-SHA256 under the same key | MD5 |
//! | text | upper-case hex | upper-case hex; either case accepted |
//!
//! Values are signed raw: no percent-encoding, no quoting, no trimming. A name that occurs twice is an
//! error everywhere, so that what is signed is what is read. MD5 is here because these gateways know
//! nothing better; where APIv2 offers HMAC-SHA256, take that, and take the algorithm from the configuration
//! and never from the message.
//!
//! ```
//! use wx_sign::params::{Algorithm, ParameterKey, v2_sign, v2_verify};
//!
//! let key = ParameterKey::new("EXAMPLEKEY0123456789abcdef012345")?;
//! let pairs = [
//!     ("appId", "wx0000000000000001"),
//!     ("timeStamp", "1700000000"),
//!     ("nonceStr", "NONCE0123456789"),
//!     ("package", "prepay_id=wx0000000000000000000000000000000001"),
//!     ("signType", "MD5"),
//! ];
//! let signature = v2_sign(&pairs, &key, Algorithm::Md5)?;
//! assert_eq!(signature.as_str(), "EEF00C449D1664E8E2BD97618C8EC7FE");
//! v2_verify(&pairs, &key, Algorithm::Md5, signature.as_str())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{error::Error, fmt, fmt::Write as _};

use hmac::{Hmac, Mac as _, digest::Update};
use md5::{Digest as _, Md5};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::verify::BadSignature;

/// Signs as APIv2 does: skips `sign` and empty values, ends with `&key=<key>`.
///
/// # Errors
/// [`DuplicateName`] if a name occurs twice.
pub fn v2_sign(
    pairs: &[(&str, &str)],
    key: &ParameterKey,
    algorithm: Algorithm,
) -> Result<ParameterSignature, DuplicateName> {
    let fields = sorted(pairs, EmptyValues::Skipped)?;
    let write = |hash: &mut dyn Update| {
        write_pairs(hash, &fields);
        hash.update(b"&key=");
        hash.update(key.secret_bytes());
    };
    Ok(match algorithm {
        Algorithm::Md5 => md5(write),
        Algorithm::HmacSha256 => hmac_sha256(key, write),
    })
}

/// Verifies what [`v2_sign`] signs; `pairs` may or may not contain the `sign` that was taken from them.
///
/// # Errors
/// [`VerifyError`] if a name occurs twice, or if `signature` is anything but the right text in upper case.
pub fn v2_verify(
    pairs: &[(&str, &str)],
    key: &ParameterKey,
    algorithm: Algorithm,
    signature: &str,
) -> Result<(), VerifyError> {
    v2_sign(pairs, key, algorithm)?.check(signature.as_bytes())
}

/// Signs as the Fubei gateway does: skips `sign` only, ends with the bare key, MD5.
///
/// # Errors
/// [`DuplicateName`] if a name occurs twice.
pub fn fubei_sign(pairs: &[(&str, &str)], key: &ParameterKey) -> Result<ParameterSignature, DuplicateName> {
    fubei(pairs, key, EmptyValues::Signed)
}

/// Verifies a Fubei signature, in either case of hex.
///
/// Whether a callback signs its empty values is not documented, so the caller says which reading to try; a
/// value that is never empty makes the question moot.
///
/// # Errors
/// [`VerifyError`] if a name occurs twice or the signature is another one.
pub fn fubei_verify(
    pairs: &[(&str, &str)],
    key: &ParameterKey,
    empty_values: EmptyValues,
    signature: &str,
) -> Result<(), VerifyError> {
    fubei(pairs, key, empty_values)?.check(signature.to_ascii_uppercase().as_bytes())
}

/// The hash of an APIv2 signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// MD5 over the text that ends with the key; what an absent `sign_type` means.
    Md5,
    /// HMAC-SHA256 over the same text, keyed with the same key.
    HmacSha256,
}

/// What becomes of a pair without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyValues {
    /// It is signed as `name=`.
    Signed,
    /// It is left out.
    Skipped,
}

/// A key shared with a gateway: the APIv2 key of a merchant, or the secret of a Fubei application.
pub struct ParameterKey(Zeroizing<String>);

impl ParameterKey {
    /// Takes the key as it was given out.
    ///
    /// # Errors
    /// [`ParameterKeyError`] if it is empty, which would let anybody sign, or begins or ends with white
    /// space, which is a copying mistake that no gateway explains.
    pub fn new(key: impl AsRef<str>) -> Result<Self, ParameterKeyError> {
        let key = key.as_ref();
        if key.is_empty() {
            return Err(ParameterKeyError::Empty);
        }
        if key.trim().len() != key.len() {
            return Err(ParameterKeyError::WhiteSpace);
        }
        Ok(Self(Zeroizing::new(key.to_owned())))
    }

    pub(crate) fn secret_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for ParameterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParameterKey([elided])")
    }
}

/// Why a text cannot be a parameter key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterKeyError {
    /// There is no key.
    Empty,
    /// White space stands before or after it.
    WhiteSpace,
}

impl fmt::Display for ParameterKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the key is empty; set the key that the gateway gave out",
            Self::WhiteSpace => "the key begins or ends with white space; remove what was copied with it",
        })
    }
}

impl Error for ParameterKeyError {}

/// A signature over parameters, as upper-case hex: 32 characters for MD5, 64 for HMAC-SHA256.
///
/// It cannot be compared, because a comparison that stops at the first difference tells a forger how far they
/// have come. Nor is it shown by `Debug`: for these gateways, whoever has the signature of a message can
/// send it.
///
/// ```compile_fail,E0369
/// fn same(a: wx_sign::params::ParameterSignature, b: wx_sign::params::ParameterSignature) -> bool {
///     a == b
/// }
/// ```
pub struct ParameterSignature(String);

impl ParameterSignature {
    /// The text for the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn check(&self, found: &[u8]) -> Result<(), VerifyError> {
        // The lengths are public: they follow from the algorithm.
        if bool::from(self.0.as_bytes().ct_eq(found)) { Ok(()) } else { Err(VerifyError::BadSignature) }
    }
}

impl fmt::Debug for ParameterSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParameterSignature([elided])")
    }
}

/// A name occurs twice, so the pairs have no single meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateName {
    name: Box<str>,
}

impl DuplicateName {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for DuplicateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a parameter name occurs twice; each may be sent once")
    }
}

impl Error for DuplicateName {}

/// Why parameters are not to be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The signature does not belong to these parameters.
    BadSignature,
    /// A name occurs twice.
    DuplicateName(DuplicateName),
}

impl From<DuplicateName> for VerifyError {
    fn from(error: DuplicateName) -> Self {
        Self::DuplicateName(error)
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadSignature => BadSignature.fmt(f),
            Self::DuplicateName(error) => error.fmt(f),
        }
    }
}

impl Error for VerifyError {}

fn fubei(
    pairs: &[(&str, &str)],
    key: &ParameterKey,
    empty_values: EmptyValues,
) -> Result<ParameterSignature, DuplicateName> {
    let fields = sorted(pairs, empty_values)?;
    Ok(md5(|hash| {
        write_pairs(hash, &fields);
        hash.update(key.secret_bytes());
    }))
}

/// Sorts by name and leaves out what is not signed. Duplicates are looked for first, among all of them.
fn sorted<'p>(
    pairs: &[(&'p str, &'p str)],
    empty_values: EmptyValues,
) -> Result<Vec<(&'p str, &'p str)>, DuplicateName> {
    let mut fields = pairs.to_vec();
    fields.sort_unstable_by_key(|(name, _)| *name);
    for neighbours in fields.windows(2) {
        if let [(one, _), (other, _)] = neighbours
            && one == other
        {
            return Err(DuplicateName { name: (*one).into() });
        }
    }
    let skip_empty = empty_values == EmptyValues::Skipped;
    fields.retain(|(name, value)| *name != "sign" && !(skip_empty && value.is_empty()));
    Ok(fields)
}

/// Feeds the hash directly, so that no buffer ever holds the key beside the text.
fn write_pairs(hash: &mut dyn Update, fields: &[(&str, &str)]) {
    let mut separator = "";
    for (name, value) in fields {
        for part in [separator, name, "=", value] {
            hash.update(part.as_bytes());
        }
        separator = "&";
    }
}

fn md5(write: impl FnOnce(&mut dyn Update)) -> ParameterSignature {
    let mut hash = Md5::new();
    write(&mut hash);
    upper_hex(&hash.finalize())
}

fn hmac_sha256(key: &ParameterKey, write: impl FnOnce(&mut dyn Update)) -> ParameterSignature {
    #[expect(clippy::expect_used, reason = "HMAC is defined for keys of every length")]
    let mut hash = Hmac::<Sha256>::new_from_slice(key.secret_bytes()).expect("a key of any length");
    write(&mut hash);
    upper_hex(&hash.finalize().into_bytes())
}

fn upper_hex(bytes: &[u8]) -> ParameterSignature {
    ParameterSignature(bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02X}");
        hex
    }))
}

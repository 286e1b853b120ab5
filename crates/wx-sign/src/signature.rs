use std::{error::Error, fmt};

use base64ct::{Base64, Encoding as _};

/// An RSA signature of 256 bytes, not yet known to be right.
///
/// Two signatures cannot be compared: the only question worth asking is whether one belongs to a message,
/// and that is asked of [`Verify`](crate::Verify).
///
/// ```compile_fail,E0369
/// fn same(a: wx_sign::Signature, b: wx_sign::Signature) -> bool {
///     a == b
/// }
/// ```
#[derive(Clone)]
pub struct Signature([u8; Self::LENGTH]);

impl Signature {
    /// The length in bytes: that of an RSA-2048 modulus.
    pub const LENGTH: usize = 256;

    /// Reads the text of a `Wechatpay-Signature` header or of a `paySign` field.
    ///
    /// The platform now and then sends a value that begins with `WECHATPAY/SIGNTEST/`, to see whether the
    /// receiver looks. It gets no special path: it fails here or in [`Verify`](crate::Verify), as a forgery
    /// does.
    ///
    /// # Errors
    /// [`MalformedSignature`] unless the text is standard base64 with padding of exactly 256 bytes.
    pub fn from_base64(text: &str) -> Result<Self, MalformedSignature> {
        let mut bytes = [0; Self::LENGTH];
        match Base64::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == Self::LENGTH => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(MalformedSignature),
        }
    }

    /// Takes the raw bytes.
    ///
    /// # Errors
    /// [`MalformedSignature`] unless there are exactly 256.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedSignature> {
        bytes.try_into().map(Self).map_err(|_| MalformedSignature)
    }

    /// The raw bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text for the wire, 344 characters.
    #[must_use]
    pub fn to_base64(&self) -> String {
        Base64::encode_string(&self.0)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(256 bytes)")
    }
}

/// The value cannot be an RSA-2048 signature, whatever the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedSignature;

impl fmt::Display for MalformedSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a signature must be standard base64 of 256 bytes")
    }
}

impl Error for MalformedSignature {}

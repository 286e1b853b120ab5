//! Sealing: one envelope, signed. No socket, no clock.

use std::fmt;

use bytes::Bytes;
use serde::Serializer as _;
use wx_sign::params::{ParameterKey, fubei_sign};
use wx_transport::{RandomError, TargetError};

use crate::credentials::Credentials;

/// What an envelope says, before it is signed.
///
/// The signature covers every field, sorted by name and joined raw, followed by the bare secret, as MD5. The business
/// content is one of the fields: **a JSON document carried as a text**. The text that is given is signed and sent as it
/// stands; it is never written anew, because two writers of the same JSON hardly ever write the same bytes.
///
/// ```
/// use wx_fubei::{Credentials, Envelope};
///
/// let credentials = Credentials::merchant("20990101000000000001", "EXAMPLE-SECRET-0123456789abcdef01")?;
/// let content = r#"{"merchant_order_sn":"T20240101000001","sub_openid":"oEXAMPLE0000000000000000001","total_fee":0.01,"store_id":1001}"#;
/// let body = Envelope::new("openapi.payment.order.mina", "nonce0123456789", content).seal(&credentials)?;
/// assert!(body.ends_with(br#""sign":"7B4B412AE86C1AC707817EB600B19716"}"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Envelope<'a> {
    /// The method, such as `openapi.payment.order.mina`.
    pub method: &'a str,
    /// A fresh text for every envelope; 5 to 32 characters are known to be taken.
    pub nonce: &'a str,
    /// The version; `1.0` unless told. Many clients leave it out, and it is taken either way.
    pub version: Option<&'a str>,
    /// The business content: JSON, as a text.
    pub biz_content: &'a str,
}

impl<'a> Envelope<'a> {
    /// An envelope of version `1.0`.
    #[must_use]
    pub fn new(method: &'a str, nonce: &'a str, biz_content: &'a str) -> Self {
        Self { method, nonce, version: Some("1.0"), biz_content }
    }

    /// The same without a version.
    #[must_use]
    pub fn without_version(self) -> Self {
        Self { version: None, ..self }
    }

    /// Signs the envelope and writes it as JSON, in raw UTF-8.
    ///
    /// # Errors
    /// [`SealError::MerchantOnly`] where an agent signs an `openapi.*` method; [`SealError::Empty`] where a field is
    /// empty, since gateways disagree about whether an empty field is signed.
    pub fn seal(&self, credentials: &Credentials) -> Result<Bytes, SealError> {
        let Self { method, nonce, version, biz_content } = *self;
        let mut fields = vec![
            credentials.signer(method)?,
            ("method", method),
            ("format", "json"),
            ("sign_method", "md5"),
            ("nonce", nonce),
        ];
        fields.extend(version.map(|version| ("version", version)));
        fields.push(("biz_content", biz_content));
        if let Some((field, _)) = fields.iter().find(|(_, value)| value.is_empty()) {
            return Err(SealError::Empty { field });
        }
        Ok(signed(&fields, credentials.secret()))
    }
}

/// The fields in their order as one JSON object, the signature last.
#[expect(
    clippy::expect_used,
    reason = "the names are constants that differ, and texts can always be written"
)]
fn signed(fields: &[(&str, &str)], secret: &ParameterKey) -> Bytes {
    let sign = fubei_sign(fields, secret).expect("no name occurs twice");
    let members = fields.iter().copied().chain([("sign", sign.as_str())]);
    let mut body = Vec::new();
    serde_json::Serializer::new(&mut body).collect_map(members).expect("a vector takes every byte");
    body.into()
}

/// Shows the method and how large the content is, since it may hold personal data.
impl fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("method", &self.method)
            .field("nonce", &self.nonce)
            .field("version", &self.version)
            .field("biz_content_bytes", &self.biz_content.len())
            .finish()
    }
}

/// Why a request could not be sealed. Nothing was sent.
#[derive(Debug)]
#[non_exhaustive]
pub enum SealError {
    /// An agent's credentials and a method for merchants.
    MerchantOnly,
    /// A field of the envelope is empty.
    Empty {
        /// The field.
        field: &'static str,
    },
    /// The source of randomness failed, so there is no nonce.
    Random(RandomError),
    /// The path cannot stand in a request.
    Target(TargetError),
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MerchantOnly => f.write_str(
                "an agent cannot call openapi.* methods; use the merchant's app_id, or the fbpay.* method",
            ),
            Self::Empty { field } => write!(f, "the envelope's {field} is empty"),
            Self::Random(_) => f.write_str("no randomness for a nonce"),
            Self::Target(_) => f.write_str("the path cannot stand in a request"),
        }
    }
}

impl std::error::Error for SealError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Random(error) => Some(error),
            Self::Target(error) => Some(error),
            Self::MerchantOnly | Self::Empty { .. } => None,
        }
    }
}

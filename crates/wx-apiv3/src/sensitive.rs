//! Fields that only the platform may read.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use wx_sign::{Encrypt, EncryptError, MAX_PLAINTEXT, encode_base64};
use wx_types::{BusinessNumber, Endpoint, Fault, Unit, Violation};

/// A text that travels encrypted: a bank account, a name. 1 to 214 bytes of UTF-8.
///
/// It is not printed, not compared, not cloned and not serialised; on its way it exists as ciphertext only.
///
/// ```
/// use wx_apiv3::Sensitive;
///
/// let name = Sensitive::new("张三")?;
/// assert_eq!(format!("{name:?}"), "Sensitive([elided])");
/// assert!(Sensitive::new("x".repeat(215)).is_err());
/// # Ok::<(), wx_types::Violation>(())
/// ```
pub struct Sensitive(SecretString);

impl Sensitive {
    /// Takes a text.
    ///
    /// # Errors
    /// A [`Violation`] where it is empty, or does not fit into one RSA block (214 bytes, which are 71 Chinese characters).
    pub fn new(text: impl Into<SecretString>) -> Result<Self, Violation> {
        let text = text.into();
        let found = text.expose_secret().len();
        if (1..=MAX_PLAINTEXT).contains(&found) {
            return Ok(Self(text));
        }
        let fault = Fault::Length { unit: Unit::Bytes, min: 1, max: MAX_PLAINTEXT, found };
        Err(Violation::new("sensitive field", fault))
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive([elided])")
    }
}

/// A request with [`Sensitive`] fields. It is no [`Endpoint`] itself, so that it cannot be sent as it is;
/// [`Client::send_confidential`](crate::Client::send_confidential) encrypts it first.
pub trait Confidential {
    /// The request as it travels.
    type Encrypted: Endpoint;

    /// Makes the request that travels, with every sensitive field encrypted.
    ///
    /// # Errors
    /// [`EncryptError`] where the key cannot encrypt.
    fn encrypt(&self, key: &FieldKey<'_>) -> Result<Self::Encrypted, EncryptError>;

    /// The number by which the platform knows the request, for errors from before it was encrypted.
    fn business_number(&self) -> Option<BusinessNumber>;
}

/// The platform key for which the fields of one request are encrypted; the request carries its serial.
#[derive(Clone, Copy, Debug)]
pub struct FieldKey<'a>(&'a dyn Encrypt);

impl<'a> FieldKey<'a> {
    /// A key. The client chooses it; tests of a [`Confidential`] do too.
    #[must_use]
    pub fn new(key: &'a dyn Encrypt) -> Self {
        Self(key)
    }

    /// The field as it travels: 344 characters of base64, others with every call.
    ///
    /// # Errors
    /// [`EncryptError`] where the key or the system's randomness refuses.
    pub fn encrypt(&self, field: &Sensitive) -> Result<String, EncryptError> {
        self.0.encrypt(field.0.expose_secret().as_bytes()).map(|ciphertext| encode_base64(&ciphertext))
    }
}

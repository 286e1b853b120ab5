use std::{fmt, sync::Arc};

use wx_sign::{PublicKey, Sign, SignError};
use wx_types::Mchid;

use crate::serial::MerchantSerial;

/// Who signs: the merchant, the serial of its certificate, and the private key behind a [`Sign`].
///
/// ```
/// use wx_apiv3::{Credentials, MerchantSerial};
/// use wx_sign::{Backend, PrivateKey};
/// use wx_types::Mchid;
///
/// fn load(backend: &dyn Backend, pem: &str) -> Result<Credentials, Box<dyn std::error::Error>> {
///     let key = PrivateKey::from_pem(pem)?;
///     let serial = MerchantSerial::new("5F1C72E2A8931B72A2E13AF8DEE92471EB397115")?;
///     let credentials = Credentials::new(Mchid::new("1900000001")?, serial, backend.signer(&key)?);
///     Ok(credentials.with_public_key(key.public_key()))
/// }
/// ```
///
/// A key that lives elsewhere (a key service, a security module) implements [`Sign`] itself. Where the key is a PEM text,
/// [`Settings`](crate::Settings) does all of this and says what is wrong with it.
#[derive(Clone)]
pub struct Credentials {
    mchid: Mchid,
    serial: MerchantSerial,
    signer: Arc<dyn Sign>,
    public_key: Option<PublicKey>,
}

impl Credentials {
    /// Credentials of `mchid` whose certificate has `serial`.
    #[must_use]
    pub fn new(mchid: Mchid, serial: MerchantSerial, signer: Arc<dyn Sign>) -> Self {
        Self { mchid, serial, signer, public_key: None }
    }

    /// Adds the public half, so that a platform key that is really the merchant's own can be refused.
    #[must_use]
    pub fn with_public_key(mut self, key: PublicKey) -> Self {
        self.public_key = Some(key);
        self
    }

    /// The merchant.
    #[must_use]
    pub fn mchid(&self) -> &Mchid {
        &self.mchid
    }

    /// The serial of the merchant's certificate.
    #[must_use]
    pub fn serial(&self) -> &MerchantSerial {
        &self.serial
    }

    /// The public half, where it is known.
    #[must_use]
    pub fn public_key(&self) -> Option<&PublicKey> {
        self.public_key.as_ref()
    }

    /// Signs a text and encodes the signature in base64.
    ///
    /// # Errors
    /// [`SignError`] where the key cannot sign.
    pub fn sign(&self, message: &[u8]) -> Result<String, SignError> {
        self.signer.sign(message).map(|signature| signature.to_base64())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("mchid", &self.mchid)
            .field("serial", &self.serial)
            .field("signer", &"[elided]")
            .finish_non_exhaustive()
    }
}

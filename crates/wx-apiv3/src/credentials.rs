use std::{fmt, sync::Arc};

use wx_sign::{PublicKey, Sign, SignError};
use wx_types::Mchid;

use crate::{remote_sign::RemoteSign, serial::MerchantSerial};

/// Who signs: the merchant, the serial of its certificate, and the private key behind a [`Sign`] or a [`RemoteSign`].
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
/// For a key that lives elsewhere there are two seams: a device that answers at once implements [`Sign`], a service that
/// is waited for implements [`RemoteSign`]. Where the key is a PEM text, [`Settings`](crate::Settings) does all of this and
/// says what is wrong with it.
#[derive(Clone)]
pub struct Credentials {
    mchid: Mchid,
    serial: MerchantSerial,
    signer: Signer,
    public_key: Option<PublicKey>,
}

#[derive(Clone)]
enum Signer {
    Here(Arc<dyn Sign>),
    Elsewhere(Arc<dyn RemoteSign>),
}

impl Credentials {
    /// Credentials of `mchid` whose certificate has `serial`.
    #[must_use]
    pub fn new(mchid: Mchid, serial: MerchantSerial, signer: Arc<dyn Sign>) -> Self {
        Self { mchid, serial, signer: Signer::Here(signer), public_key: None }
    }

    /// The same for a key that is waited for. What signs without waiting then fails with [`KeyElsewhere`]; a client never
    /// does, except where a method says so.
    #[must_use]
    pub fn remote(mchid: Mchid, serial: MerchantSerial, signer: Arc<dyn RemoteSign>) -> Self {
        Self { mchid, serial, signer: Signer::Elsewhere(signer), public_key: None }
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
    /// [`SignError`] where the key cannot sign, caused by [`KeyElsewhere`] where it would have to be waited for.
    pub fn sign(&self, message: &[u8]) -> Result<String, SignError> {
        let signature = match &self.signer {
            Signer::Here(signer) => signer.sign(message),
            Signer::Elsewhere(_) => Err(SignError::caused_by(KeyElsewhere)),
        };
        signature.map(|signature| signature.to_base64())
    }

    /// The same, wherever the key lives. Nothing limits the time that it takes; a client does.
    ///
    /// # Errors
    /// [`SignError`] where the key cannot sign.
    pub async fn sign_async(&self, message: &[u8]) -> Result<String, SignError> {
        match &self.signer {
            Signer::Here(_) => self.sign(message),
            Signer::Elsewhere(signer) => signer.sign(message).await.map(|signature| signature.to_base64()),
        }
    }
}

/// The key is behind a [`RemoteSign`], and this call does not wait: use the one whose name ends in `_async`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyElsewhere;

impl fmt::Display for KeyElsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the key lives elsewhere and is waited for; use the call whose name ends in _async")
    }
}

impl std::error::Error for KeyElsewhere {}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("mchid", &self.mchid)
            .field("serial", &self.serial)
            .field("signer", &"[elided]")
            .finish_non_exhaustive()
    }
}

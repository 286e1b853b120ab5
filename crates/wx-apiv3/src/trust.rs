use std::{collections::BTreeMap, fmt, sync::Arc};

use wx_sign::{Backend, Certificate, Encrypt, KeyError, PublicKey, Verify};

use crate::{credentials::Credentials, serial::PlatformSerial};

/// The platform's keys by serial: its public key and its certificates side by side.
///
/// While a merchant moves from certificates to the public key, messages signed by either arrive in any order, so a
/// receiver holds both and picks by `Wechatpay-Serial`, message by message.
#[derive(Clone, Default)]
pub struct TrustSet {
    keys: BTreeMap<Box<str>, TrustedKey>,
}

#[derive(Clone)]
struct TrustedKey {
    serial: PlatformSerial,
    public_key: PublicKey,
    verifier: Arc<dyn Verify>,
    encrypter: Arc<dyn Encrypt>,
    /// Unix seconds, for a certificate.
    not_after: Option<i64>,
}

impl TrustSet {
    /// A set with nothing in it; a client refuses to work with one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the WeChat Pay public key under its `PUB_KEY_ID_…`.
    ///
    /// # Errors
    /// [`TrustError::NotAKeyId`] where the serial is not such an id, [`TrustError::Key`] where the backend refuses the
    /// key.
    pub fn with_public_key(
        mut self,
        backend: &dyn Backend,
        id: PlatformSerial,
        key: &PublicKey,
    ) -> Result<Self, TrustError> {
        if !id.is_public_key_id() {
            return Err(TrustError::NotAKeyId);
        }
        self.insert(backend, id, key, None)?;
        Ok(self)
    }

    /// Adds a platform certificate under its own serial.
    ///
    /// # Errors
    /// [`TrustError::Key`] where the backend refuses the key.
    pub fn with_certificate(
        mut self,
        backend: &dyn Backend,
        certificate: &Certificate,
    ) -> Result<Self, TrustError> {
        let serial = PlatformSerial::new(certificate.serial()).map_err(|_| TrustError::CertificateSerial)?;
        self.insert(backend, serial, certificate.public_key(), Some(certificate.not_after()))?;
        Ok(self)
    }

    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The serials, in alphabetical order.
    pub fn serials(&self) -> impl Iterator<Item = &PlatformSerial> {
        self.keys.values().map(|key| &key.serial)
    }

    /// The serial that requests carry in `Wechatpay-Serial`, which selects who signs the answer, and says for whom its
    /// sensitive fields are encrypted: the public key where
    /// there is one, else the certificate that expires last.
    #[must_use]
    pub fn preferred(&self) -> Option<&PlatformSerial> {
        let by_expiry = |key: &&TrustedKey| (key.serial.is_public_key_id(), key.not_after);
        self.keys.values().max_by_key(by_expiry).map(|key| &key.serial)
    }

    /// Whether `key` stands in the set under any serial.
    #[must_use]
    pub fn contains_key(&self, key: &PublicKey) -> bool {
        self.keys.values().any(|trusted| trusted.public_key == *key)
    }

    /// Whether what should be the platform's is the merchant's own key or certificate.
    pub(crate) fn holds_key_of(&self, own: &Credentials) -> bool {
        let same_serial = self.keys.contains_key(own.serial().as_str());
        same_serial || own.public_key().is_some_and(|key| self.contains_key(key))
    }

    pub(crate) fn verifier(&self, serial: &str) -> Option<&dyn Verify> {
        self.keys.get(serial).map(|key| &*key.verifier)
    }

    /// What encrypts for the holder of the key with this serial.
    pub(crate) fn encrypter(&self, serial: &PlatformSerial) -> Option<&dyn Encrypt> {
        self.keys.get(serial.as_str()).map(|key| &*key.encrypter)
    }

    fn insert(
        &mut self,
        backend: &dyn Backend,
        serial: PlatformSerial,
        key: &PublicKey,
        not_after: Option<i64>,
    ) -> Result<(), TrustError> {
        let verifier = backend.verifier(key).map_err(TrustError::Key)?;
        let encrypter = backend.encrypter(key).map_err(TrustError::Key)?;
        let trusted = TrustedKey { serial, public_key: key.clone(), verifier, encrypter, not_after };
        self.keys.insert(trusted.serial.as_str().into(), trusted);
        Ok(())
    }
}

impl fmt::Debug for TrustSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.keys.keys()).finish()
    }
}

/// Why a key was not taken into a [`TrustSet`].
#[derive(Debug)]
#[non_exhaustive]
pub enum TrustError {
    /// The serial does not begin with `PUB_KEY_ID_`.
    NotAKeyId,
    /// The certificate's serial cannot be a platform serial.
    CertificateSerial,
    /// The backend refuses the key.
    Key(KeyError),
}

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAKeyId => {
                "a WeChat Pay public key is named by its PUB_KEY_ID_…, as the merchant platform shows it beside the key"
            }
            Self::CertificateSerial => "the certificate's serial is not one of the platform's",
            Self::Key(_) => "the platform's key cannot be used",
        })
    }
}

impl std::error::Error for TrustError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Key(error) => Some(error),
            Self::NotAKeyId | Self::CertificateSerial => None,
        }
    }
}

use std::{collections::BTreeMap, fmt, sync::Arc};

use wx_sign::{Backend, Certificate, Encrypt, KeyError, PublicKey, Verify};

use crate::{credentials::Credentials, serial::PlatformSerial};

/// The platform's keys by serial: its public key and its certificates side by side.
///
/// While a merchant moves from certificates to the public key, messages signed by either arrive in any order, so a
/// receiver holds both and picks by `Wechatpay-Serial`, message by message.
///
/// A set does not change. Where keys come and go while the program runs, use a [`LiveTrust`](crate::LiveTrust), which also
/// holds certificates to their dates; a set that is used by itself takes no notice of them.
#[derive(Clone, Default)]
pub struct TrustSet {
    keys: BTreeMap<Box<str>, TrustedKey>,
    prefers_certificates: bool,
    /// Whether a certificate counts on its days only.
    dated: bool,
}

#[derive(Clone)]
struct TrustedKey {
    serial: PlatformSerial,
    public_key: PublicKey,
    verifier: Arc<dyn Verify>,
    encrypter: Arc<dyn Encrypt>,
    /// First and last second in Unix time, for a certificate.
    validity: Option<(i64, i64)>,
}

impl TrustedKey {
    fn is_valid_at(&self, now: i64) -> bool {
        self.validity.is_none_or(|(from, until)| (from..=until).contains(&now))
    }
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
        let validity = (certificate.not_before(), certificate.not_after());
        self.insert(backend, serial, certificate.public_key(), Some(validity))?;
        Ok(self)
    }

    /// Prefers certificates to the public key, for the way back from one to the other. Both are believed as before.
    #[must_use]
    pub fn preferring_certificates(mut self) -> Self {
        self.prefers_certificates = true;
        self
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
    /// sensitive fields are encrypted: the public key where there is one (unless this set is
    /// [told otherwise](Self::preferring_certificates)), else the certificate that expires last.
    #[must_use]
    pub fn preferred(&self) -> Option<&PlatformSerial> {
        self.best_of(|_| true)
    }

    /// The same at a moment (Unix seconds), among the keys that are believed then.
    #[must_use]
    pub fn preferred_at(&self, now: i64) -> Option<&PlatformSerial> {
        self.best_of(|key| !self.dated || key.is_valid_at(now))
    }

    fn best_of(&self, counts: impl Fn(&TrustedKey) -> bool) -> Option<&PlatformSerial> {
        let rank = |key: &&TrustedKey| {
            let preferred_kind = key.serial.is_public_key_id() != self.prefers_certificates;
            (preferred_kind, key.validity.map(|(_, until)| until))
        };
        self.keys.values().filter(|key| counts(key)).max_by_key(rank).map(|key| &key.serial)
    }

    /// The same set, whose certificates count on their days only.
    pub(crate) fn dated(mut self) -> Self {
        self.dated = true;
        self
    }

    /// The keys of both; where they have a serial in common, the other's.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.keys.extend(other.keys.clone());
        both
    }

    /// The public keys of this set and the certificates of the other one.
    pub(crate) fn with_certificates_of(&self, other: Self) -> Self {
        let mut next = self.clone();
        next.keys.retain(|_, key| key.validity.is_none());
        next.keys.extend(other.keys);
        next
    }

    pub(crate) fn key_under(&self, serial: &str) -> Option<&PublicKey> {
        self.keys.get(serial).map(|key| &key.public_key)
    }

    /// Whether the key is one of another day.
    pub(crate) fn is_out_of_date(&self, serial: &str, now: i64) -> bool {
        self.dated && self.keys.get(serial).is_some_and(|key| !key.is_valid_at(now))
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
        validity: Option<(i64, i64)>,
    ) -> Result<(), TrustError> {
        let verifier = backend.verifier(key).map_err(TrustError::Key)?;
        let encrypter = backend.encrypter(key).map_err(TrustError::Key)?;
        let trusted = TrustedKey { serial, public_key: key.clone(), verifier, encrypter, validity };
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

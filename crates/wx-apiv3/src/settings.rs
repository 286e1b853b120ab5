use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use wx_sign::{ApiV3Key, Backend, Certificate, KeyLengthError, PrivateKey, PublicKey};
use wx_types::Mchid;

use crate::{
    credentials::Credentials,
    notification::Receiver,
    serial::{MerchantSerial, PlatformSerial, same_number},
    settings_error::{Faults, SettingsError, SettingsProblem},
    trust::{TrustError, TrustSet},
};

/// What a merchant configures, as text, and the keys that are made of it.
///
/// Nothing is read from disk or from the environment. [`check`](Self::check) reports every fault at once, each with the
/// name of the setting it is about.
///
/// ```
/// # let (key, public_key) = (
/// #     include_str!("../tests/fixtures/merchant_key.pem"),
/// #     include_str!("../tests/fixtures/platform_public.pem"),
/// # );
/// use wx_apiv3::Settings;
/// use wx_sign::RustCrypto;
///
/// let settings = Settings::new("1900000001", "5F1C72E2A8931B72A2E13AF8DEE92471EB397115", key, "too short")
///     .with_public_key("0114232134912410000000000000", public_key);
///
/// let error = settings.check(&RustCrypto).unwrap_err();
/// assert_eq!(
///     error.faults().iter().map(|fault| fault.setting()).collect::<Vec<_>>(),
///     ["apiv3_key", "public_key_id"]
/// );
/// ```
pub struct Settings {
    mchid: String,
    merchant_serial: String,
    private_key_pem: SecretString,
    merchant_certificate_pem: Option<String>,
    apiv3_key: SecretString,
    public_key: Option<(String, String)>,
    platform_certificates_pem: Vec<String>,
}

impl Settings {
    /// The merchant's own: its number, the serial of its certificate, its private key (`apiclient_key.pem`) and its APIv3
    /// key. The keys of the platform follow by `with_*`.
    #[must_use]
    pub fn new(
        mchid: impl Into<String>,
        merchant_serial: impl Into<String>,
        private_key_pem: impl Into<SecretString>,
        apiv3_key: impl Into<SecretString>,
    ) -> Self {
        Self {
            mchid: mchid.into(),
            merchant_serial: merchant_serial.into(),
            private_key_pem: private_key_pem.into(),
            merchant_certificate_pem: None,
            apiv3_key: apiv3_key.into(),
            public_key: None,
            platform_certificates_pem: Vec::new(),
        }
    }

    /// Adds the WeChat Pay public key (`pub_key.pem`) and its `PUB_KEY_ID_…`.
    #[must_use]
    pub fn with_public_key(mut self, id: impl Into<String>, pem: impl Into<String>) -> Self {
        self.public_key = Some((id.into(), pem.into()));
        self
    }

    /// Adds a platform certificate; for a merchant that still has one, beside the public key or instead of it.
    #[must_use]
    pub fn with_platform_certificate(mut self, pem: impl Into<String>) -> Self {
        self.platform_certificates_pem.push(pem.into());
        self
    }

    /// Adds the merchant's own certificate (`apiclient_cert.pem`), against which private key and serial are checked.
    #[must_use]
    pub fn with_merchant_certificate(mut self, pem: impl Into<String>) -> Self {
        self.merchant_certificate_pem = Some(pem.into());
        self
    }

    /// Checks everything that can be checked without asking the platform.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn check(&self, backend: &dyn Backend) -> Result<(), SettingsError> {
        let mut faults = Faults::default();
        let credentials = self.read_credentials(backend, &mut faults);
        faults.take("apiv3_key", self.read_apiv3_key());
        let trust = self.read_trust(backend, &mut faults);
        if let (Some(credentials), Some(trust)) = (credentials, trust)
            && trust.holds_key_of(&credentials)
        {
            faults.add("public_key_pem", SettingsProblem::OwnKey);
        }
        faults.finish(Some(()))
    }

    /// Who signs.
    ///
    /// # Errors
    /// Every fault of the merchant's number, serial, private key and certificate.
    pub fn credentials(&self, backend: &dyn Backend) -> Result<Credentials, SettingsError> {
        let mut faults = Faults::default();
        let credentials = self.read_credentials(backend, &mut faults);
        faults.finish(credentials)
    }

    /// Whom to believe.
    ///
    /// # Errors
    /// Every fault of the platform's keys.
    pub fn trust(&self, backend: &dyn Backend) -> Result<TrustSet, SettingsError> {
        let mut faults = Faults::default();
        let trust = self.read_trust(backend, &mut faults);
        faults.finish(trust)
    }

    /// What receives notifications.
    ///
    /// # Errors
    /// Every fault of the platform's keys and of the APIv3 key.
    pub fn receiver(&self, backend: &dyn Backend) -> Result<Receiver, SettingsError> {
        let mut faults = Faults::default();
        let key = faults.take("apiv3_key", self.read_apiv3_key());
        let trust = self.read_trust(backend, &mut faults);
        faults.finish(trust.zip(key).map(|(trust, key)| Receiver::new(trust, key)))
    }

    fn read_credentials(&self, backend: &dyn Backend, faults: &mut Faults) -> Option<Credentials> {
        let mchid = faults.take("mchid", Mchid::new(&*self.mchid));
        let serial = faults.take("merchant_serial", MerchantSerial::new(&self.merchant_serial));
        let key = faults.take("private_key_pem", PrivateKey::from_pem(self.private_key_pem.expose_secret()));
        let signer = key.as_ref().and_then(|key| faults.take("private_key_pem", backend.signer(key)));
        let certificate = self.merchant_certificate_pem.as_deref();
        let certificate =
            certificate.and_then(|pem| faults.take("merchant_certificate_pem", Certificate::from_pem(pem)));
        if let Some(certificate) = &certificate {
            if key.as_ref().is_some_and(|key| !key.pairs_with(certificate.public_key())) {
                faults.add("private_key_pem", SettingsProblem::NotThePair);
            }
            if serial.as_ref().is_some_and(|serial| !same_number(serial.as_str(), certificate.serial())) {
                faults.add("merchant_serial", SettingsProblem::OtherSerial);
            }
        }
        Some(Credentials::new(mchid?, serial?, signer?).with_public_key(key?.public_key()))
    }

    fn read_apiv3_key(&self) -> Result<ApiV3Key, KeyLengthError> {
        ApiV3Key::new(self.apiv3_key.expose_secret())
    }

    fn read_trust(&self, backend: &dyn Backend, faults: &mut Faults) -> Option<TrustSet> {
        if self.public_key.is_none() && self.platform_certificates_pem.is_empty() {
            faults.add("public_key_pem", SettingsProblem::NoPlatformKey);
        }
        let mut trust = Some(TrustSet::new());
        if let Some((id, pem)) = &self.public_key {
            let id = PlatformSerial::new(&**id).ok().filter(PlatformSerial::is_public_key_id);
            let id = faults.take("public_key_id", id.ok_or(TrustError::NotAKeyId));
            let key = faults.take("public_key_pem", PublicKey::from_pem(pem));
            trust = trust.zip(id.zip(key)).and_then(|(trust, (id, key))| {
                faults.take("public_key_pem", trust.with_public_key(backend, id, &key))
            });
        }
        for (index, pem) in self.platform_certificates_pem.iter().enumerate() {
            let setting = format!("platform_certificates_pem[{index}]");
            let certificate = faults.take(&setting, Certificate::from_pem(pem));
            trust = trust.zip(certificate).and_then(|(trust, certificate)| {
                faults.take(&setting, trust.with_certificate(backend, &certificate))
            });
        }
        trust
    }
}

/// Shows what is set; of the keys not even that much.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("mchid", &self.mchid)
            .field("merchant_serial", &self.merchant_serial)
            .field("private_key_pem", &"[elided]")
            .field("has_merchant_certificate", &self.merchant_certificate_pem.is_some())
            .field("apiv3_key", &"[elided]")
            .field("public_key_id", &self.public_key.as_ref().map(|(id, _)| id))
            .field("platform_certificates", &self.platform_certificates_pem.len())
            .finish()
    }
}

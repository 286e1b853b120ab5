//! The keys and numbers of one imaginary merchant, and the gateway's own.

mod doors;
mod files;
mod generate;
mod load;

use std::fmt;
use std::sync::Arc;

use crate::crypto::{Signer, Verifier};

pub(crate) use doors::DoorParts;
pub(crate) use load::Parts;

/// Everything that both sides of the wire hold: what a client needs, as text, and the gateway's own keys.
///
/// The texts are what a merchant gets from the real platform, in the same formats, so that any SDK in any language can
/// load them; [`Credentials::write_to`] puts them into files. `Debug` shows no key.
pub struct Credentials {
    parts: Parts,
    merchant_serial: String,
    platform_public_key_pem: String,
    platform_certificate_serial: String,
    /// When the platform certificate begins and ends, in Unix seconds.
    pub(crate) platform_certificate_dates: (i64, i64),
    pub(crate) merchant: Verifier,
    pub(crate) public_key: Signer,
    pub(crate) certificate: Arc<Signer>,
    pub(crate) apiv3_key_bytes: [u8; 32],
}

impl Credentials {
    /// Fixed credentials, ready at once: merchant `1900000001`, app `wxd678efh567hg6787`, mini program
    /// `wx0f1e2d3c4b5a6978`, Fubei app `20990101000000000001`.
    ///
    /// Their private keys are published with this crate and therefore worthless. Two sandboxes with these credentials
    /// cannot tell each other's messages apart; use [`Credentials::generate`] where that matters.
    ///
    /// # Errors
    /// None in practice: the keys are part of the crate and its tests load them.
    pub fn for_tests() -> Result<Self, CredentialsError> {
        Self::assemble(Parts {
            mchid: "1900000001".to_owned(),
            appid: "wxd678efh567hg6787".to_owned(),
            apiv3_key: "0123456789abcdefSandboxSandbox00".to_owned(),
            platform_public_key_id: "PUB_KEY_ID_0119000000012026010100000000000001".to_owned(),
            merchant_private_key: include_str!("fixtures/merchant-private-key.pem").to_owned(),
            merchant_certificate: include_str!("fixtures/merchant-certificate.pem").to_owned(),
            public_key_private_key: include_str!("fixtures/platform-public-key-private-key.pem").to_owned(),
            platform_certificate: include_str!("fixtures/platform-certificate.pem").to_owned(),
            certificate_private_key: include_str!("fixtures/platform-certificate-private-key.pem").to_owned(),
            doors: DoorParts::for_tests(),
        })
    }

    /// The merchant number.
    #[must_use]
    pub fn mchid(&self) -> &str {
        &self.parts.mchid
    }

    /// The one app id that is bound to the merchant number.
    #[must_use]
    pub fn appid(&self) -> &str {
        &self.parts.appid
    }

    /// The APIv3 key: 32 ASCII characters.
    #[must_use]
    pub fn apiv3_key(&self) -> &str {
        &self.parts.apiv3_key
    }

    /// The key that the merchant signs requests with: RSA 2048, PKCS#8, PEM.
    #[must_use]
    pub fn merchant_private_key_pem(&self) -> &str {
        &self.parts.merchant_private_key
    }

    /// The merchant API certificate, PEM.
    #[must_use]
    pub fn merchant_certificate_pem(&self) -> &str {
        &self.parts.merchant_certificate
    }

    /// The serial of the merchant API certificate: 40 upper-case hexadecimal digits.
    #[must_use]
    pub fn merchant_serial(&self) -> &str {
        &self.merchant_serial
    }

    /// The id of the WeChat Pay public key: `PUB_KEY_ID_` and digits.
    #[must_use]
    pub fn platform_public_key_id(&self) -> &str {
        &self.parts.platform_public_key_id
    }

    /// The WeChat Pay public key: `SubjectPublicKeyInfo`, PEM.
    #[must_use]
    pub fn platform_public_key_pem(&self) -> &str {
        &self.platform_public_key_pem
    }

    /// The platform certificate, PEM. Its key is not the one of the WeChat Pay public key.
    #[must_use]
    pub fn platform_certificate_pem(&self) -> &str {
        &self.parts.platform_certificate
    }

    /// The serial of the platform certificate: 40 upper-case hexadecimal digits.
    #[must_use]
    pub fn platform_certificate_serial(&self) -> &str {
        &self.platform_certificate_serial
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("mchid", &self.parts.mchid)
            .field("appid", &self.parts.appid)
            .field("merchant_serial", &self.merchant_serial)
            .field("platform_public_key_id", &self.parts.platform_public_key_id)
            .field("platform_certificate_serial", &self.platform_certificate_serial)
            .field("mini_program_appid", &self.mini_program_appid())
            .field("fubei_app_id", &self.fubei_app_id())
            .field("fubei_vendor_sn", &self.fubei_vendor_sn())
            .field("keys", &format_args!("[elided]"))
            .finish()
    }
}

/// Credentials that cannot be made, read or written.
#[derive(Debug)]
pub struct CredentialsError {
    item: &'static str,
    problem: &'static str,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl CredentialsError {
    pub(crate) fn new(item: &'static str, problem: &'static str) -> Self {
        Self { item, problem, source: None }
    }

    pub(crate) fn caused(
        item: &'static str,
        problem: &'static str,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self { item, problem, source: Some(Box::new(source)) }
    }

    /// What it is about: the name of a file or of a value.
    #[must_use]
    pub fn item(&self) -> &str {
        self.item
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.item, self.problem)
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

//! Fresh credentials: three RSA keys and two certificates.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rsa::RsaPrivateKey;
use rsa::pkcs1v15::{Signature, SigningKey};
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use sha2::Sha256;
use x509_cert::builder::{Builder, CertificateBuilder, Profile};
use x509_cert::der::EncodePem;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

use super::load::{certificate, check_identity, dates, serial as serial_text};
use super::{Credentials, CredentialsError, DoorParts, Parts};
use crate::crypto::Signer;
use crate::platform::Issued;
use crate::random::Random;

const ISSUER: &str = "CN=wx-sandbox platform,O=wx-sandbox,C=CN";
/// Five years, as platform certificates have.
const LIFETIME: Duration = Duration::from_secs(5 * 365 * 86_400);

impl Credentials {
    /// Makes credentials of this merchant that nobody else has.
    ///
    /// Three RSA keys are generated side by side; without optimisation this takes some seconds. The certificates are
    /// valid for five years from now. The mini program and the Fubei numbers are drawn at random.
    ///
    /// # Errors
    /// If `mchid` is not 1 to 32 digits, if `appid` is not 1 to 32 letters and digits, or if the operating system
    /// gives no randomness. The error names the value.
    pub async fn generate(
        mchid: impl Into<String>,
        appid: impl Into<String>,
    ) -> Result<Self, CredentialsError> {
        let random = Random::from_os().map_err(|e| {
            CredentialsError::caused("randomness", "is not available from the operating system", e)
        })?;
        Self::generate_with(mchid.into(), appid.into(), Arc::new(random), SystemTime::now()).await
    }

    pub(crate) async fn generate_with(
        mchid: String,
        appid: String,
        random: Arc<Random>,
        now: SystemTime,
    ) -> Result<Self, CredentialsError> {
        check_identity(&mchid, &appid)?;
        let (merchant, public_key, certificate) = tokio::join!(key(&random), key(&random), key(&random));
        let (merchant, public_key, certificate) = (merchant?, public_key?, certificate?);
        let subject = format!("CN={mchid},O=wx-sandbox,C=CN");
        Self::assemble(Parts {
            apiv3_key: random.text(32),
            platform_public_key_id: format!("PUB_KEY_ID_01{}", random.digits(26)),
            merchant_certificate: certify(&merchant, &subject, &certificate, &random, now)?,
            platform_certificate: certify(&certificate, ISSUER, &certificate, &random, now)?,
            merchant_private_key: pem(&merchant)?,
            public_key_private_key: pem(&public_key)?,
            certificate_private_key: pem(&certificate)?,
            doors: DoorParts::generate(&random),
            mchid,
            appid,
        })
    }
}

impl Issued {
    /// A platform certificate with a key of its own, valid for five years from now.
    pub(crate) async fn generate(random: Arc<Random>, now: SystemTime) -> Result<Self, CredentialsError> {
        let key = key(&random).await?;
        let pem = certify(&key, ISSUER, &key, &random, now)?;
        let certificate = certificate("platform certificate", &pem, &key)?;
        Ok(Self {
            serial: serial_text(&certificate),
            dates: dates(&certificate),
            signer: Arc::new(Signer::new(key)),
            pem,
        })
    }
}

async fn key(random: &Arc<Random>) -> Result<RsaPrivateKey, CredentialsError> {
    let random = Arc::clone(random);
    let made = tokio::task::spawn_blocking(move || RsaPrivateKey::new(&mut random.rng(), 2048)).await;
    match made {
        Ok(Ok(key)) => Ok(key),
        Ok(Err(e)) => Err(CredentialsError::caused("RSA key", "cannot be generated", e)),
        Err(e) => Err(CredentialsError::caused("RSA key", "was not finished", e)),
    }
}

fn pem(key: &RsaPrivateKey) -> Result<String, CredentialsError> {
    let text = key
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|e| CredentialsError::caused("RSA key", "cannot be encoded", e))?;
    Ok(text.to_string())
}

fn certify(
    key: &RsaPrivateKey,
    subject: &str,
    issuer: &RsaPrivateKey,
    random: &Random,
    now: SystemTime,
) -> Result<String, CredentialsError> {
    build_certificate(key, subject, issuer, random, now)
        .map_err(|e| CredentialsError::caused("certificate", "cannot be made", e))
}

fn build_certificate(
    key: &RsaPrivateKey,
    subject: &str,
    issuer: &RsaPrivateKey,
    random: &Random,
    now: SystemTime,
) -> Result<String, x509_cert::builder::Error> {
    let profile = Profile::Leaf {
        issuer: ISSUER.parse::<Name>()?,
        enable_key_agreement: false,
        enable_key_encipherment: true,
    };
    let validity = Validity {
        not_before: Time::try_from(now)?,
        not_after: Time::try_from(now.checked_add(LIFETIME).unwrap_or(now))?,
    };
    let signer = SigningKey::<Sha256>::new(issuer.clone());
    let info = SubjectPublicKeyInfoOwned::from_key(key.to_public_key())?;
    let name = subject.parse::<Name>()?;
    let builder = CertificateBuilder::new(profile, serial(random)?, validity, name, info, &signer)?;
    let certificate = builder.build_with_rng::<Signature>(&mut random.rng())?;
    Ok(certificate.to_pem(LineEnding::LF)?)
}

/// Twenty bytes, the first between 0x10 and 0x7F: always positive, always 40 digits.
fn serial(random: &Random) -> Result<SerialNumber, x509_cert::der::Error> {
    let mut bytes = [0; 20];
    random.fill(&mut bytes);
    if let Some(first) = bytes.first_mut() {
        *first = *first & 0x6F | 0x10;
    }
    SerialNumber::new(&bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, UNIX_EPOCH};

    use super::{Credentials, Random};

    #[tokio::test]
    async fn generated_credentials_hold_together() {
        let now = UNIX_EPOCH.checked_add(Duration::from_secs(1_700_000_000)).unwrap();
        let made = Credentials::generate_with(
            "1230000109".to_owned(),
            "wx1".to_owned(),
            Arc::new(Random::from_seed([5; 32])),
            now,
        );
        let made = made.await.unwrap();
        assert_eq!(made.mchid(), "1230000109");
        assert_eq!(made.apiv3_key().len(), 32);
        assert_eq!(made.merchant_serial().len(), 40);
        assert_ne!(made.merchant_serial(), made.platform_certificate_serial());
        assert_eq!(made.platform_certificate_dates.0, 1_700_000_000);
    }

    #[tokio::test]
    async fn a_bad_number_is_named() {
        let error = Credentials::generate("x", "wx1").await.unwrap_err();
        assert_eq!(error.item(), "mchid");
    }
}

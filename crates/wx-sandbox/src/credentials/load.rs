//! From texts to keys: every pair is checked before a sandbox uses it.

use std::fmt::Write as _;
use std::sync::Arc;

use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use x509_cert::Certificate;
use x509_cert::der::DecodePem;
use x509_cert::der::referenced::OwnedToRef;
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::{Credentials, CredentialsError, DoorParts};
use crate::crypto::{Signer, Verifier};
use crate::random::Random;

/// The texts that credentials are made of.
pub(crate) struct Parts {
    pub(crate) mchid: String,
    pub(crate) appid: String,
    pub(crate) apiv3_key: String,
    pub(crate) platform_public_key_id: String,
    pub(crate) merchant_private_key: String,
    pub(crate) merchant_certificate: String,
    pub(crate) public_key_private_key: String,
    pub(crate) platform_certificate: String,
    pub(crate) certificate_private_key: String,
    pub(crate) doors: DoorParts,
}

impl Credentials {
    /// Checks the texts against each other and loads the keys.
    pub(crate) fn assemble(parts: Parts) -> Result<Self, CredentialsError> {
        check_identity(&parts.mchid, &parts.appid)?;
        check_platform(&parts)?;
        parts.doors.check()?;
        let apiv3_key_bytes = <[u8; 32]>::try_from(parts.apiv3_key.as_bytes())
            .map_err(|_| CredentialsError::new("apiv3_key", "must be 32 ASCII characters"))?;
        let merchant = private_key("merchant private key", &parts.merchant_private_key)?;
        let public_key = private_key("public key's private key", &parts.public_key_private_key)?;
        let certificate_key =
            private_key("platform certificate's private key", &parts.certificate_private_key)?;
        let merchant_certificate =
            certificate("merchant certificate", &parts.merchant_certificate, &merchant)?;
        let platform_certificate =
            certificate("platform certificate", &parts.platform_certificate, &certificate_key)?;
        let platform_public_key_pem = public_key
            .to_public_key()
            .to_public_key_pem(LineEnding::LF)
            .map_err(|e| CredentialsError::caused("platform public key", "cannot be encoded", e))?;
        Ok(Self {
            merchant_serial: serial(&merchant_certificate),
            platform_public_key_pem,
            platform_certificate_serial: serial(&platform_certificate),
            platform_certificate_dates: dates(&platform_certificate),
            merchant: Verifier::new(merchant.to_public_key()),
            public_key: signer("public key's private key", public_key)?,
            certificate: Arc::new(signer("platform certificate's private key", certificate_key)?),
            apiv3_key_bytes,
            parts,
        })
    }
}

/// Checks what names the merchant.
pub(crate) fn check_identity(mchid: &str, appid: &str) -> Result<(), CredentialsError> {
    let short = |text: &str| (1..=32).contains(&text.len());
    if !short(mchid) || !mchid.bytes().all(|b| b.is_ascii_digit()) {
        return Err(CredentialsError::new("mchid", "must be 1 to 32 digits"));
    }
    if !short(appid) || !appid.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(CredentialsError::new("appid", "must be 1 to 32 letters and digits"));
    }
    Ok(())
}

fn check_platform(parts: &Parts) -> Result<(), CredentialsError> {
    // Whoever reads `wxpay.env` must get the same key back.
    if !parts.apiv3_key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(CredentialsError::new("apiv3_key", "must be 32 ASCII characters"));
    }
    match parts.platform_public_key_id.strip_prefix("PUB_KEY_ID_") {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) => Ok(()),
        _ => Err(CredentialsError::new("platform_public_key_id", "must be PUB_KEY_ID_ and digits")),
    }
}

fn private_key(item: &'static str, pem: &str) -> Result<RsaPrivateKey, CredentialsError> {
    let key = RsaPrivateKey::from_pkcs8_pem(pem)
        .map_err(|e| CredentialsError::caused(item, "is not a PKCS#8 PEM private key", e))?;
    if key.n().bits() == 2048 { Ok(key) } else { Err(CredentialsError::new(item, "must have 2048 bits")) }
}

/// A key that has shown that it can sign.
fn signer(item: &'static str, key: RsaPrivateKey) -> Result<Signer, CredentialsError> {
    let signer = Signer::new(key);
    let signature = signer.sign(b"self test", &Random::from_seed([0; 32]));
    if signer.verifier().accepts(b"self test", &signature) {
        Ok(signer)
    } else {
        Err(CredentialsError::new(item, "cannot sign"))
    }
}

pub(super) fn certificate(
    item: &'static str,
    pem: &str,
    key: &RsaPrivateKey,
) -> Result<Certificate, CredentialsError> {
    let certificate = Certificate::from_pem(pem)
        .map_err(|e| CredentialsError::caused(item, "is not a PEM certificate", e))?;
    let info: SubjectPublicKeyInfoRef<'_> =
        certificate.tbs_certificate.subject_public_key_info.owned_to_ref();
    let public = RsaPublicKey::try_from(info)
        .map_err(|e| CredentialsError::caused(item, "does not hold an RSA key", e))?;
    if public == key.to_public_key() {
        Ok(certificate)
    } else {
        Err(CredentialsError::new(item, "does not belong to the private key beside it"))
    }
}

pub(super) fn serial(certificate: &Certificate) -> String {
    let mut text = String::new();
    for byte in certificate.tbs_certificate.serial_number.as_bytes() {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02X}");
    }
    // DER puts a zero byte before a number whose first bit is set; the printed serial has none.
    if text.len() > 40 { text.trim_start_matches("00").to_owned() } else { text }
}

pub(super) fn dates(certificate: &Certificate) -> (i64, i64) {
    let validity = &certificate.tbs_certificate.validity;
    let seconds =
        |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    (seconds(&validity.not_before), seconds(&validity.not_after))
}

#[cfg(test)]
mod tests {
    use super::{Credentials, Parts};

    fn parts() -> Parts {
        Credentials::for_tests().unwrap().parts
    }

    #[test]
    fn the_published_keys_load() {
        let credentials = Credentials::for_tests().unwrap();
        assert_eq!(credentials.merchant_serial(), "3B91DBC38F49E420430FD41D74E0031EDDE40861");
        assert_eq!(credentials.platform_certificate_serial(), "5A61D7044E9906986A81C7444D0FE832245D8561");
        assert!(credentials.platform_public_key_pem().starts_with("-----BEGIN PUBLIC KEY-----\n"));
        assert_eq!(credentials.platform_certificate_dates.0, 1_577_836_800);
    }

    #[test]
    fn debug_shows_no_key() {
        let text = format!("{:?}", Credentials::for_tests().unwrap());
        assert!(text.contains("1900000001") && text.contains("[elided]"), "{text}");
        for secret in ["BEGIN", "Sandbox00", "Secret", "0123456789abcdef"] {
            assert!(!text.contains(secret), "{text}");
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Parts), expected: &str) {
        let mut parts = parts();
        change(&mut parts);
        assert_eq!(Credentials::assemble(parts).unwrap_err().to_string(), expected);
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        check(|p| p.mchid = "19x".to_owned(), "mchid: must be 1 to 32 digits");
        check(|p| p.appid.clear(), "appid: must be 1 to 32 letters and digits");
        check(|p| p.apiv3_key = "short".to_owned(), "apiv3_key: must be 32 ASCII characters");
        check(
            |p| p.platform_public_key_id = "PUB_KEY_ID_".to_owned(),
            "platform_public_key_id: must be PUB_KEY_ID_ and digits",
        );
        check(
            |p| p.merchant_private_key = p.merchant_certificate.clone(),
            "merchant private key: is not a PKCS#8 PEM private key",
        );
        check(
            |p| p.merchant_certificate = p.platform_certificate.clone(),
            "merchant certificate: does not belong to the private key beside it",
        );
    }
}

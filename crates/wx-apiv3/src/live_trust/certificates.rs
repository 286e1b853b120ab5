//! `GET /v3/certificates`: certificates that arrive encrypted with the APIv3 key, in an answer that one of them signed.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde::Deserialize;
use wx_sign::{ApiV3Key, Backend, Certificate, decode_base64};
use wx_transport::{Attempt, BoxFuture, Call, Host, Repeat, Verdict};
use wx_types::Method;

use super::error::{CertificateFault, RefreshError};
use crate::{
    api_error::ApiError,
    live_credentials::LiveCredentials,
    open::{FreshnessWindow, verify},
    printable::{NAME, printable},
    seal::{Draft, SealError, Stamp, seconds},
    serial::same_number,
    trust::{TrustError, TrustSet},
};

/// No list is longer; a certificate takes some 2 KiB of it.
const MAX_LIST: usize = 128 * 1024;

pub(super) struct CertificatesCall<'a> {
    pub(super) backend: &'a dyn Backend,
    pub(super) credentials: &'a LiveCredentials,
    pub(super) key: &'a ApiV3Key,
    /// What is believed before the download.
    pub(super) current: &'a TrustSet,
}

/// The certificates of a list that may be believed.
pub(super) struct Delivered {
    certificates: TrustSet,
}

impl Delivered {
    /// The set that follows `current`: its public keys, and these certificates instead of its own.
    pub(super) fn into_set(self, current: &TrustSet) -> Result<TrustSet, RefreshError> {
        known_keys(current, &self.certificates)?;
        Ok(current.with_certificates_of(self.certificates))
    }
}

impl Call for CertificatesCall<'_> {
    type Output = Delivered;
    type Error = RefreshError;

    fn repeat(&self) -> Repeat {
        Repeat::Read
    }

    fn seal<'a>(
        &'a self,
        host: &'a Host,
        attempt: Attempt<'a>,
    ) -> BoxFuture<'a, Result<Request<Bytes>, RefreshError>> {
        Box::pin(async move {
            let sealed = self.sealed(host, attempt).await;
            sealed.map_err(|error| RefreshError::Seal(Arc::new(error)))
        })
    }

    fn open(&self, response: Response<Bytes>, unix_time: Duration) -> Verdict<Delivered, RefreshError> {
        let status = response.status();
        if status == StatusCode::OK {
            return match self.read(&response, seconds(unix_time)) {
                Ok(delivered) => Verdict::Done(delivered),
                Err(error) => Verdict::Refused(error),
            };
        }
        // Whoever it is from, it changes nothing here.
        let error = ApiError::read(status.as_u16(), response.body(), None, false);
        let error = RefreshError::Refused(Arc::new(error));
        match status {
            StatusCode::TOO_MANY_REQUESTS => Verdict::Busy { retry_after: None, error },
            status if status.is_server_error() => Verdict::Failed(error),
            _ => Verdict::Refused(error),
        }
    }
}

impl CertificatesCall<'_> {
    async fn sealed(&self, host: &Host, attempt: Attempt<'_>) -> Result<Request<Bytes>, SealError> {
        let stamp = Stamp::draw(attempt.unix_time, attempt.random).map_err(SealError::Random)?;
        // A request that names no key is answered by a certificate as well. One that names a certificate which was retired
        // is refused, and the list that would say so could never be had.
        let answered_by =
            self.current.preferred_at(stamp.timestamp).filter(|serial| serial.is_public_key_id());
        let draft = Draft::new(Method::Get, "/v3/certificates", Bytes::new());
        draft.seal_async(host, &stamp, &self.credentials.current(), answered_by).await
    }

    /// Decrypts, which shows who made the list, and then verifies the answer with a key of the list or a known one. This is
    /// the one answer that is read before it is verified: the APIv3 key vouches for each of its certificates.
    fn read(&self, response: &Response<Bytes>, now: i64) -> Result<Delivered, RefreshError> {
        let body = response.body();
        if body.len() > MAX_LIST {
            return Err(RefreshError::TooLarge { found: body.len() });
        }
        let list: List = serde_json::from_slice(body).map_err(|_| RefreshError::Undecodable)?;
        let certificates = self.certificates(&list.data, now)?;
        known_keys(self.current, &certificates)?;
        let candidates = self.current.and(&certificates);
        if candidates.holds_key_of(&self.credentials.current()) {
            return Err(RefreshError::OwnKey);
        }
        verify(&candidates, response.headers(), body, now, FreshnessWindow::default())
            .map_err(RefreshError::Verify)?;
        Ok(Delivered { certificates })
    }

    /// All that have not expired; one of them must be valid now.
    fn certificates(&self, entries: &[Entry], now: i64) -> Result<TrustSet, RefreshError> {
        let mut set = TrustSet::new().dated();
        let mut unusable = None;
        for entry in entries {
            let refused = |fault| entry.refused(fault);
            let certificate = entry.decrypt(self.key).map_err(refused)?;
            if set.key_under(certificate.serial()).is_some_and(|key| key != certificate.public_key()) {
                return Err(refused(CertificateFault::OtherKey));
            }
            if certificate.not_after() < now {
                unusable = Some(refused(CertificateFault::Expired));
                continue;
            }
            if certificate.not_before() > now {
                unusable = Some(refused(CertificateFault::NotYetValid));
            }
            set = set.with_certificate(self.backend, &certificate).map_err(|error| refused(error.into()))?;
        }
        match set.preferred_at(now) {
            Some(_) => Ok(set),
            None => Err(unusable.unwrap_or(RefreshError::Empty)),
        }
    }
}

/// A serial names one key, for ever.
fn known_keys(current: &TrustSet, delivered: &TrustSet) -> Result<(), RefreshError> {
    let other = |serial: &&str| {
        let (known, new) = (current.key_under(serial), delivered.key_under(serial));
        known.is_some() && known != new
    };
    match delivered.serials().map(|serial| serial.as_str()).find(other) {
        None => Ok(()),
        Some(serial) => {
            Err(RefreshError::Certificate { serial: serial.into(), fault: CertificateFault::OtherKey })
        }
    }
}

#[derive(Deserialize)]
struct List {
    data: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    serial_no: String,
    encrypt_certificate: Encrypted,
}

#[derive(Deserialize)]
struct Encrypted {
    algorithm: String,
    nonce: String,
    #[serde(default)]
    associated_data: Option<String>,
    ciphertext: String,
}

impl Entry {
    fn decrypt(&self, key: &ApiV3Key) -> Result<Certificate, CertificateFault> {
        let Encrypted { algorithm, nonce, associated_data, ciphertext } = &self.encrypt_certificate;
        if algorithm != "AEAD_AES_256_GCM" {
            return Err(CertificateFault::Algorithm);
        }
        let ciphertext = decode_base64(ciphertext).map_err(|_| CertificateFault::Ciphertext)?;
        let data = associated_data.as_deref().unwrap_or_default();
        let plaintext =
            key.decrypt(nonce.as_bytes(), data.as_bytes(), &ciphertext).map_err(CertificateFault::Decrypt)?;
        let certificate =
            Certificate::from_pem(&String::from_utf8_lossy(&plaintext)).map_err(CertificateFault::Key)?;
        if same_number(certificate.serial(), &self.serial_no) {
            Ok(certificate)
        } else {
            Err(CertificateFault::OtherSerial)
        }
    }

    fn refused(&self, fault: CertificateFault) -> RefreshError {
        RefreshError::Certificate { serial: printable(&self.serial_no, NAME), fault }
    }
}

impl From<TrustError> for CertificateFault {
    fn from(error: TrustError) -> Self {
        match error {
            TrustError::Key(error) => Self::Key(error),
            TrustError::NotAKeyId | TrustError::CertificateSerial => Self::OtherSerial,
        }
    }
}

//! What a test does to the platform's own keys.

use super::Sandbox;
use crate::credentials::CredentialsError;
use crate::options::KeyMode;

impl Sandbox {
    /// Issues a new platform certificate that `/v3/certificates` lists and that does not sign yet; returns its serial. If
    /// one waits already, it is that one.
    ///
    /// # Errors
    /// If the key cannot be generated.
    pub async fn announce_certificate(&self) -> Result<String, CredentialsError> {
        self.gateway.announce_certificate().await
    }

    /// From now on, the announced certificate signs, or one that is issued now; returns its serial. The one before
    /// stays listed, and requests that name it are served, until [`Sandbox::retire_certificates`]; their answers are
    /// signed by the new one. [`Sandbox::credentials`] keeps telling of the certificate of the start.
    ///
    /// # Errors
    /// If the key cannot be generated. The old certificate signs on then.
    pub async fn rotate_certificate(&self) -> Result<String, CredentialsError> {
        self.gateway.rotate_certificate().await
    }

    /// Only the platform certificate that signs stays in force; requests that name another are refused.
    pub fn retire_certificates(&self) {
        self.gateway.platform.retire();
    }

    /// The serial of the platform certificate that signs at present.
    #[must_use]
    pub fn signing_certificate_serial(&self) -> String {
        self.gateway.platform.signing().serial.clone()
    }

    /// The platform certificate that signs at present, PEM.
    #[must_use]
    pub fn signing_certificate_pem(&self) -> String {
        self.gateway.platform.signing().pem.clone()
    }

    /// From now on, this key signs notifications; see
    /// [`Options::with_notification_key`](crate::Options::with_notification_key).
    pub fn set_notification_key(&self, key: KeyMode) {
        self.gateway.platform.set_notification_key(key);
    }
}

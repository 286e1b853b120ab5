use std::sync::Arc;

use wx_types::Mchid;

use crate::{
    credentials::Credentials, live_credentials::LiveCredentials, seal::SealError, serial::PlatformSerial,
    trust::TrustSet, trusted::Trusted,
};

/// Who signs and whom to believe, as far as a client knows it: both may change between two attempts.
#[derive(Clone, Debug)]
pub(crate) struct Keyring {
    pub(crate) credentials: LiveCredentials,
    pub(crate) trust: Trusted,
    /// The platform key that fields were encrypted for, where there are any: the request must name this one.
    pub(crate) pinned: Option<PlatformSerial>,
}

/// The keys of one attempt.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) trust: Arc<TrustSet>,
    pub(crate) answered_by: PlatformSerial,
}

impl Keyring {
    pub(crate) fn mchid(&self) -> &Mchid {
        self.credentials.mchid()
    }

    /// The keys of this moment (Unix seconds), which fit together or are refused.
    pub(crate) fn at(&self, now: i64) -> Result<Keys, SealError> {
        let (credentials, trust) = (self.credentials.current(), self.trust.current());
        let preferred = self.pinned.as_ref().or_else(|| trust.preferred_at(now));
        let answered_by = preferred.cloned().ok_or(SealError::NoTrust)?;
        if trust.holds_key_of(&credentials) {
            return Err(SealError::OwnKey);
        }
        Ok(Keys { credentials, trust, answered_by })
    }
}

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use wx_types::Mchid;

use crate::credentials::Credentials;

/// A merchant's [`Credentials`] that can be replaced while clients work with them. A clone is the same ones.
///
/// Up to three certificates of a merchant are valid at once. So: upload the new one, [`replace`](Self::replace), and let
/// the old one go when no call that began before is under way any more. Every *attempt* takes key and serial together, as
/// one; an attempt that has begun keeps them.
#[derive(Clone)]
pub struct LiveCredentials(Arc<Held>);

struct Held {
    mchid: Mchid,
    current: RwLock<Arc<Credentials>>,
}

impl LiveCredentials {
    /// Starts with these.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        let mchid = credentials.mchid().clone();
        Self(Arc::new(Held { mchid, current: RwLock::new(Arc::new(credentials)) }))
    }

    /// The merchant; always the same one.
    #[must_use]
    pub fn mchid(&self) -> &Mchid {
        &self.0.mchid
    }

    /// Those of this moment.
    #[must_use]
    pub fn current(&self) -> Arc<Credentials> {
        Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Signs with these from now on.
    ///
    /// # Errors
    /// [`OtherMerchant`] where they are another merchant's; then nothing changes.
    pub fn replace(&self, credentials: Credentials) -> Result<(), OtherMerchant> {
        if credentials.mchid() != self.mchid() {
            return Err(OtherMerchant);
        }
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(credentials);
        Ok(())
    }
}

impl From<Credentials> for LiveCredentials {
    fn from(credentials: Credentials) -> Self {
        Self::new(credentials)
    }
}

impl fmt::Debug for LiveCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LiveCredentials").field(&self.current()).finish()
    }
}

/// The new credentials are another merchant's, whose orders are not this one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherMerchant;

impl fmt::Display for OtherMerchant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the new credentials are another merchant's; make a client of its own for it")
    }
}

impl std::error::Error for OtherMerchant {}

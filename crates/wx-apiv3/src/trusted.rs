use std::sync::Arc;

use http::HeaderMap;

use crate::{
    live_trust::LiveTrust,
    open::{FreshnessWindow, Verified, VerifyError, verify},
    trust::TrustSet,
};

/// Whom to believe: a [`TrustSet`] that stays as it is, or a [`LiveTrust`].
///
/// Everything that verifies takes `impl Into<Trusted>`, so that one or the other can be handed in as it is.
#[derive(Clone, Debug)]
pub struct Trusted(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Fixed(Arc<TrustSet>),
    Live(LiveTrust),
}

impl Trusted {
    /// The set of this moment.
    #[must_use]
    pub fn current(&self) -> Arc<TrustSet> {
        match &self.0 {
            Kind::Fixed(set) => Arc::clone(set),
            Kind::Live(live) => live.current(),
        }
    }

    /// [`verify`] with the set of this moment. Where a live one does not know the serial, the message is refused at once
    /// all the same; the serial is noted, and [`LiveTrust::keep`] asks the platform for it.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify<'a>(
        &self,
        headers: &'a HeaderMap,
        body: &'a [u8],
        now: i64,
        window: FreshnessWindow,
    ) -> Result<Verified<'a>, VerifyError> {
        let verified = verify(&self.current(), headers, body, now, window);
        if let (Kind::Live(live), Err(error)) = (&self.0, &verified)
            && let Some(serial) = error.missing_key()
        {
            live.note_missing(serial);
        }
        verified
    }

    /// Waits for a moment for a key that an answer has just named, if it can be had.
    pub(crate) async fn catch_up(&self) {
        if let Kind::Live(live) = &self.0 {
            live.catch_up().await;
        }
    }
}

impl From<TrustSet> for Trusted {
    fn from(set: TrustSet) -> Self {
        Arc::new(set).into()
    }
}

impl From<Arc<TrustSet>> for Trusted {
    fn from(set: Arc<TrustSet>) -> Self {
        Self(Kind::Fixed(set))
    }
}

impl From<LiveTrust> for Trusted {
    fn from(live: LiveTrust) -> Self {
        Self(Kind::Live(live))
    }
}

impl From<&LiveTrust> for Trusted {
    fn from(live: &LiveTrust) -> Self {
        live.clone().into()
    }
}

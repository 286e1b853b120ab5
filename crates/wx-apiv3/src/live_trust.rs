//! Trust over time: one set at a time, swapped as a whole, kept up to date by whoever drives it.

mod bell;
mod certificates;
mod demand;
mod error;
mod keep;
mod source;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak},
    time::Duration,
};

use wx_transport::{Flight, race};

use crate::trust::TrustSet;
use bell::Bell;
use demand::Demand;
pub use error::{CertificateFault, RefreshError};
pub use keep::keep_all;
pub use source::Downloads;

/// A [`TrustSet`] that can change while clients and receivers work with it. A clone is the same one.
///
/// It keeps to this:
///
/// - **The set is swapped as a whole and never empty again.** Whatever goes wrong with a new one, the old one stays.
/// - **A certificate counts from its first day to its last**, by the clock of whoever verifies. Here that is checked; in a
///   [`TrustSet`] that is handed in as it is, it is yours to see to.
/// - **The list is the truth.** A downloaded list replaces the certificates; the platform lists old and new side by side
///   while it changes. Public keys come from you alone: they stay until [`replace`](Self::replace).
/// - **Never more than one download a minute**, whoever asks and however often. Any number of callers share one, and it
///   makes no difference which of them is dropped.
/// - **No hidden task.** [`refresh`](Self::refresh) downloads once; [`keep`](Self::keep) is the future to spawn.
///
/// ```no_run
/// # async fn f(
/// #     credentials: wx_apiv3::LiveCredentials, key: wx_sign::ApiV3Key, executor: wx_transport::Executor,
/// # ) -> Result<(), Box<dyn std::error::Error>> {
/// use wx_apiv3::{Client, Downloads, LiveTrust, TrustSet};
/// use wx_sign::RustCrypto;
///
/// let downloads = Downloads::new(RustCrypto, credentials.clone(), key, executor.clone());
/// let trust = LiveTrust::new(TrustSet::new()).with_downloads(downloads);
/// trust.refresh().await?; // the first certificates
/// let client = Client::new(credentials, &trust, executor)?;
/// // Then, where tasks are spawned: `tokio::spawn(async move { trust.keep().await })`.
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct LiveTrust(Arc<Shared>);

struct Shared {
    set: RwLock<Arc<TrustSet>>,
    downloads: Option<Downloads>,
    desk: Mutex<Desk>,
    bell: Bell,
}

#[derive(Default)]
struct Desk {
    demand: Demand,
    /// The download under way; nobody waits for it where it is gone.
    flight: Weak<Flight<Result<(), RefreshError>>>,
}

impl LiveTrust {
    /// How long a call whose answer named an unknown key waits for that key before it is sent again, where it may be.
    const CATCH_UP: Duration = Duration::from_secs(3);

    /// Starts with this set, which may be empty until the first download.
    #[must_use]
    pub fn new(set: TrustSet) -> Self {
        Self(Arc::new(Shared {
            set: RwLock::new(Arc::new(set.dated())),
            downloads: None,
            desk: Mutex::default(),
            bell: Bell::default(),
        }))
    }

    /// A trust that starts with the same set and has its certificates from the platform. Call it before anything is made
    /// of this one.
    #[must_use]
    pub fn with_downloads(self, downloads: Downloads) -> Self {
        Self(Arc::new(Shared {
            set: RwLock::new(self.current()),
            downloads: Some(downloads),
            desk: Mutex::default(),
            bell: Bell::default(),
        }))
    }

    /// The set of this moment.
    #[must_use]
    pub fn current(&self) -> Arc<TrustSet> {
        Arc::clone(&self.0.set.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Believes this set from now on, such as one with a public key added or taken out. The next download replaces the
    /// certificates in it, and leaves its public keys and its preference alone.
    ///
    /// # Errors
    /// [`RefreshError::Empty`], or [`RefreshError::OwnKey`] where the merchant is known by the [`Downloads`]; the old set
    /// stays. A client looks for the merchant's own key before every attempt, whatever is here.
    pub fn replace(&self, set: TrustSet) -> Result<(), RefreshError> {
        self.swap(|_| Ok(set.dated()))
    }

    /// Downloads the certificates once, together with whoever else waits for them.
    ///
    /// # Errors
    /// [`RefreshError`]; the old set stays. [`RefreshError::TooSoon`] where the last download began less than a minute ago.
    ///
    /// # Cancellation
    /// The download goes on for the others. Where there are none, it ends.
    pub async fn refresh(&self) -> Result<(), RefreshError> {
        let flight = self.take_off()?;
        flight.wait().await.unwrap_or(Err(RefreshError::Broken))
    }

    fn take_off(&self) -> Result<Arc<Flight<Result<(), RefreshError>>>, RefreshError> {
        let downloads = self.0.downloads.as_ref().ok_or(RefreshError::NoDownloads)?;
        let mut desk = self.desk();
        if let Some(flight) = desk.flight.upgrade() {
            return Ok(flight);
        }
        desk.demand.begin(downloads.elapsed()).map_err(|wait| RefreshError::TooSoon { wait })?;
        let flight = Flight::new(Box::pin(self.clone().download()));
        desk.flight = Arc::downgrade(&flight);
        Ok(flight)
    }

    /// The work of a flight.
    async fn download(self) -> Result<(), RefreshError> {
        let downloads = self.0.downloads.as_ref().ok_or(RefreshError::NoDownloads)?;
        let delivered = downloads.fetch(&self.current()).await;
        // The set may have been replaced meanwhile: what was delivered goes into the one that is there now.
        let swapped = delivered.and_then(|delivered| self.swap(|current| delivered.into_set(current)));
        let mut desk = self.desk();
        match swapped {
            Ok(()) => desk.demand.succeeded(),
            Err(_) => desk.demand.failed(),
        }
        swapped
    }

    /// The one place where a set is put in.
    fn swap(
        &self,
        next: impl FnOnce(&TrustSet) -> Result<TrustSet, RefreshError>,
    ) -> Result<(), RefreshError> {
        let mut current = self.0.set.write().unwrap_or_else(PoisonError::into_inner);
        let next = next(&current)?;
        if next.is_empty() {
            return Err(RefreshError::Empty);
        }
        if self.0.downloads.as_ref().is_some_and(|downloads| next.holds_key_of(&downloads.credentials())) {
            return Err(RefreshError::OwnKey);
        }
        *current = Arc::new(next);
        Ok(())
    }

    /// A message named a key that is not here, and was refused.
    pub(crate) fn note_missing(&self, serial: &str) {
        if let Some(downloads) = &self.0.downloads
            && self.desk().demand.note(serial, downloads.elapsed())
        {
            self.0.bell.ring();
        }
    }

    /// Downloads if that may be done now, and waits for no more than a moment.
    pub(crate) async fn catch_up(&self) {
        if let Some(downloads) = &self.0.downloads {
            let refresh = Box::pin(async { self.refresh().await.ok() });
            race(refresh, downloads.environment().sleep().sleep(Self::CATCH_UP)).await;
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows the serials.
impl fmt::Debug for LiveTrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LiveTrust").field(&self.current()).finish()
    }
}

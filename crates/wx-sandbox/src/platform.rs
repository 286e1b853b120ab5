//! The platform's certificates: which are listed, which one signs, and what signs notifications.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use crate::credentials::{Credentials, CredentialsError};
use crate::crypto::Signer;
use crate::gateway::Gateway;
use crate::options::KeyMode;
use crate::random::Random;

/// A platform certificate with its key.
pub(crate) struct Issued {
    pub(crate) signer: Arc<Signer>,
    pub(crate) pem: String,
    pub(crate) serial: String,
    /// When it begins and ends, in Unix seconds.
    pub(crate) dates: (i64, i64),
}

pub(crate) struct Platform(Mutex<State>);

struct State {
    /// Signs whatever a certificate signs.
    signing: Arc<Issued>,
    /// Listed beside it: older ones that are not yet retired, and one that does not sign yet.
    others: Vec<Arc<Issued>>,
    announced: Option<Arc<Issued>>,
    notification_key: KeyMode,
}

impl Platform {
    pub(crate) fn new(credentials: &Credentials, notification_key: KeyMode) -> Self {
        let signing = Arc::new(Issued {
            signer: Arc::clone(&credentials.certificate),
            pem: credentials.platform_certificate_pem().to_owned(),
            serial: credentials.platform_certificate_serial().to_owned(),
            dates: credentials.platform_certificate_dates,
        });
        Self(Mutex::new(State { signing, others: Vec::new(), announced: None, notification_key }))
    }

    pub(crate) fn signing(&self) -> Arc<Issued> {
        Arc::clone(&self.state().signing)
    }

    /// All that are in force, the one that signs first.
    pub(crate) fn listed(&self) -> Vec<Arc<Issued>> {
        let state = self.state();
        [&state.signing].into_iter().chain(&state.others).chain(&state.announced).cloned().collect()
    }

    pub(crate) fn named(&self, serial: &str) -> Option<Arc<Issued>> {
        self.listed().into_iter().find(|known| known.serial == serial)
    }

    /// Only the one that signs stays.
    pub(crate) fn retire(&self) {
        let mut state = self.state();
        state.others.clear();
        state.announced = None;
    }

    pub(crate) fn notification_key(&self) -> KeyMode {
        self.state().notification_key
    }

    pub(crate) fn set_notification_key(&self, key: KeyMode) {
        self.state().notification_key = key;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gateway {
    /// Lists a new certificate, unless one waits already; returns its serial.
    pub(crate) async fn announce_certificate(&self) -> Result<String, CredentialsError> {
        if let Some(known) = &self.platform.state().announced {
            return Ok(known.serial.clone());
        }
        let issued = Arc::new(self.issue().await?);
        let serial = issued.serial.clone();
        self.platform.state().announced = Some(issued);
        Ok(serial)
    }

    /// From now on, the announced certificate signs, or a new one; returns its serial.
    pub(crate) async fn rotate_certificate(&self) -> Result<String, CredentialsError> {
        let waiting = self.platform.state().announced.take();
        let next = match waiting {
            Some(issued) => issued,
            None => Arc::new(self.issue().await?),
        };
        let serial = next.serial.clone();
        let mut state = self.platform.state();
        let old = std::mem::replace(&mut state.signing, next);
        state.others.insert(0, old);
        Ok(serial)
    }

    async fn issue(&self) -> Result<Issued, CredentialsError> {
        let mut seed = [0; 32];
        self.random.fill(&mut seed);
        let since = Duration::from_secs(u64::try_from(self.clock.now()).unwrap_or_default());
        let now = UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH);
        Issued::generate(Arc::new(Random::from_seed(seed)), now).await
    }
}

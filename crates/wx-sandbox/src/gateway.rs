//! The state that both hosts serve.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::apiv3::ledger::Ledger;
use crate::clock::Clock;
use crate::credentials::Credentials;
use crate::log::Log;
use crate::notify::Courier;
use crate::options::KeyMode;
use crate::random::Random;
use crate::server::{Switch, Which};
use crate::spoil::Spoils;

pub(crate) struct Gateway {
    pub(crate) credentials: Credentials,
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) log: Log,
    pub(crate) answer_spoils: Spoils,
    pub(crate) notification_spoils: Spoils,
    pub(crate) courier: Courier,
    pub(crate) primary: Switch,
    pub(crate) backup: Switch,
    /// The one user of this sandbox.
    pub(crate) payer_openid: String,
    pub(crate) apiv3: Mutex<Ledger>,
}

/// What was chosen before the start and holds until the end.
pub(crate) struct Settings {
    pub(crate) refuse_replay: bool,
    pub(crate) auto_settle: bool,
    pub(crate) notification_key: KeyMode,
    /// How long a receiver of notifications may take.
    pub(crate) answer_deadline: Duration,
    /// The pauses between attempts to deliver a notification.
    pub(crate) ladder: Vec<Duration>,
}

impl Gateway {
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.apiv3.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn switch(&self, host: Which) -> &Switch {
        match host {
            Which::Primary => &self.primary,
            Which::Backup => &self.backup,
        }
    }
}

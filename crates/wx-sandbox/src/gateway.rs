//! The state that all hosts serve.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::apiv3::ledger::Ledger;
use crate::clock::Clock;
use crate::cloudrun;
use crate::credentials::Credentials;
use crate::faults::Faults;
use crate::log::{Log, LogEntry, RequestEntry};
use crate::notify::Courier;
use crate::platform::Platform;
use crate::random::Random;
use crate::router::Request;
use crate::server::{Switch, Which};
use crate::{f2f, fubei};

pub(crate) struct Gateway {
    pub(crate) credentials: Credentials,
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    pub(crate) platform: Platform,
    pub(crate) courier: Courier,
    pub(crate) primary: Switch,
    pub(crate) backup: Switch,
    pub(crate) weixin: Switch,
    pub(crate) fubei: Switch,
    /// The one user of this sandbox.
    pub(crate) payer_openid: String,
    /// The APIv2 key of the service provider that cloud hosting acts as. No client holds it.
    pub(crate) platform_v2_key: String,
    pub(crate) apiv3: Mutex<Ledger>,
    pub(crate) fubei_book: Mutex<fubei::Book>,
    pub(crate) tokens: Mutex<f2f::Tokens>,
    pub(crate) f2f_book: Mutex<f2f::Book>,
    pub(crate) cloud_book: Mutex<cloudrun::Book>,
}

/// What was chosen before the start and holds until the end.
pub(crate) struct Settings {
    pub(crate) refuse_replay: bool,
    pub(crate) auto_settle: bool,
    /// How long a receiver of notifications may take.
    pub(crate) answer_deadline: Duration,
    /// The pauses between attempts to deliver a notification.
    pub(crate) ladder: Vec<Duration>,
    /// The same for the callbacks of Fubei.
    pub(crate) fubei_ladder: Vec<Duration>,
    /// The same for the callbacks of cloud hosting.
    pub(crate) cloud_ladder: Vec<Duration>,
}

impl Gateway {
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.apiv3.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn switch(&self, host: Which) -> &Switch {
        match host {
            Which::Primary => &self.primary,
            Which::Backup => &self.backup,
            Which::Weixin => &self.weixin,
            Which::Fubei => &self.fubei,
        }
    }

    pub(crate) fn fubei_book(&self) -> MutexGuard<'_, fubei::Book> {
        self.fubei_book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, f2f::Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn f2f_book(&self) -> MutexGuard<'_, f2f::Book> {
        self.f2f_book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn cloud_book(&self) -> MutexGuard<'_, cloudrun::Book> {
        self.cloud_book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a request into the log, with its answer.
    pub(crate) fn note(
        &self,
        request: &Request,
        status: u16,
        code: Option<&'static str>,
        issue: Option<String>,
    ) {
        self.log.push(LogEntry::Request(RequestEntry {
            at: self.clock.now(),
            host: request.host,
            method: request.method.to_string(),
            path: request.path.clone(),
            status,
            code,
            issue,
            spoiled: None,
            faults: request.fired.into_iter().collect(),
        }));
    }
}

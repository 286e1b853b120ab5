//! The handle: start, look, interfere, stop.

mod apiv3;
mod certificates;
mod cloud;
mod f2f;
mod faults;
mod fubei;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::runtime::Handle;

use crate::apiv3::ledger::Ledger;
use crate::clock::Clock;
use crate::cloudrun;
use crate::credentials::{Credentials, CredentialsError};
use crate::fault::{Fault, Rule};
use crate::gateway::{Gateway, Settings};
use crate::log::{Log, LogEntry};
use crate::notify::Courier;
use crate::options::Options;
use crate::platform::Platform;
use crate::random::Random;
use crate::server::{DarkError, Door, Which};
use crate::spoil::Spoil;
use crate::{PayError, RefundResult, SettleError};

pub use faults::Faults;

/// The merchant and the app of a sandbox that generates its own credentials.
const MERCHANT: (&str, &str) = ("1900000001", "wxd678efh567hg6787");

/// A running gateway. Dropping it stops it without waiting; [`Sandbox::stop`] waits.
pub struct Sandbox {
    gateway: Arc<Gateway>,
    primary: SocketAddr,
    backup: SocketAddr,
    weixin: SocketAddr,
    fubei: SocketAddr,
}

impl Sandbox {
    /// Starts all hosts. The primary and the backup host serve the same orders.
    ///
    /// Must be called on a Tokio runtime with I/O and time enabled; the sandbox lives on that runtime.
    ///
    /// # Errors
    /// If an address is not a loopback one or cannot be bound, if credentials cannot be generated, or if the
    /// operating system gives no randomness. Nothing is left running.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (primary, primary_switch) = bind(Which::Primary, options.primary)?;
        let (backup, backup_switch) = bind(Which::Backup, options.backup)?;
        let (weixin, weixin_switch) = bind(Which::Weixin, options.weixin)?;
        let (fubei, fubei_switch) = bind(Which::Fubei, options.fubei)?;
        let random = match options.seed {
            Some(seed) => Random::from_seed(seed),
            None => Random::from_os().map_err(StartError::randomness)?,
        };
        let credentials = match options.credentials {
            Some(credentials) => credentials,
            None => Credentials::generate(MERCHANT.0, MERCHANT.1).await.map_err(StartError::Credentials)?,
        };
        let platform = Platform::new(&credentials, options.notification_key);
        let gateway = Arc::new(Gateway {
            credentials,
            platform,
            settings: Settings {
                refuse_replay: options.refuse_replay,
                auto_settle: options.auto_settle,
                answer_deadline: options.answer_deadline,
                ladder: options.ladder,
                fubei_ladder: options.fubei_ladder,
                cloud_ladder: options.cloud_ladder,
            },
            clock: Clock::new(options.clock),
            payer_openid: format!("o{}", random.text(27)),
            platform_v2_key: random.text(32),
            cloud_book: Mutex::new(cloudrun::Book::new(
                options.sidecar,
                options.cloud_shape,
                options.containers,
            )),
            random,
            log: Log::default(),
            faults: crate::faults::Faults::default(),
            courier: Courier::new(Handle::current()),
            primary: primary_switch,
            backup: backup_switch,
            weixin: weixin_switch,
            fubei: fubei_switch,
            apiv3: Mutex::new(Ledger::default()),
            fubei_book: Mutex::new(crate::fubei::Book::new(options.fubei_shape)),
            tokens: Mutex::default(),
            f2f_book: Mutex::default(),
        });
        let sandbox = Self {
            primary: primary.address(),
            backup: backup.address(),
            weixin: weixin.address(),
            fubei: fubei.address(),
            gateway: Arc::clone(&gateway),
        };
        for door in [primary, backup, weixin, fubei] {
            tokio::spawn(door.run(Arc::clone(&gateway)));
        }
        Ok(sandbox)
    }

    /// `http://127.0.0.1:` and the port of the primary host.
    #[must_use]
    pub fn primary_url(&self) -> String {
        format!("http://{}", self.primary)
    }

    /// `http://127.0.0.1:` and the port of the backup host.
    #[must_use]
    pub fn backup_url(&self) -> String {
        format!("http://{}", self.backup)
    }

    /// `http://127.0.0.1:` and the port of the host that stands for `api.weixin.qq.com`.
    #[must_use]
    pub fn weixin_url(&self) -> String {
        format!("http://{}", self.weixin)
    }

    /// `http://127.0.0.1:` and the port of the host that stands for the Fubei gateway.
    #[must_use]
    pub fn fubei_url(&self) -> String {
        format!("http://{}", self.fubei)
    }

    /// What a client needs to talk to this sandbox.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.gateway.credentials
    }

    /// The user pays this order or, by its `combine_out_trade_no`, this combination; returns the `transaction_id`. The
    /// notification goes out in the background.
    ///
    /// # Errors
    /// If the order does not exist, is not `NOTPAY`, or has expired. Nothing changes then.
    pub fn pay(&self, out_trade_no: &str) -> Result<String, PayError> {
        crate::apiv3::pay(&self.gateway, out_trade_no)
    }

    /// This refund ends; returns the `refund_id`. The notification goes out in the background, if the refund was
    /// asked for with a `notify_url`.
    ///
    /// # Errors
    /// If the refund does not exist or has ended. One that ended as abnormal can still succeed.
    pub fn settle_refund(&self, out_refund_no: &str, result: RefundResult) -> Result<String, SettleError> {
        crate::apiv3::settle_refund(&self.gateway, out_refund_no, result)
    }

    /// Closes a host or opens it again on the same port. A dark host refuses connections, and those it had are cut
    /// off, whatever they were doing. Returns when it is so.
    ///
    /// # Errors
    /// If something else took the port while the host was dark.
    pub async fn set_dark(&self, host: Which, dark: bool) -> Result<(), DarkError> {
        self.gateway.switch(host).set_dark(dark).await
    }

    /// Spoils the next `times` answers that would be signed, after what was spoiled earlier: a rule at the end of the
    /// plan of [`Sandbox::faults`]. What the requests ask for happens all the same.
    pub fn spoil_answers(&self, spoil: Spoil, times: u32) {
        self.gateway.faults.add(Rule::new(Fault::from(spoil)).next(times));
    }

    /// Spoils the next `times` attempts to deliver a notification, after what was spoiled earlier.
    pub fn spoil_notifications(&self, spoil: Spoil, times: u32) {
        self.gateway.faults.add(Rule::new(Fault::from(spoil)).on_notifications().next(times));
    }

    /// Moves the gateway's clock to so many seconds ahead of its source, or behind if negative. Replaces an earlier
    /// offset.
    pub fn set_clock_offset(&self, seconds: i64) {
        self.gateway.clock.set_offset(seconds);
    }

    /// What the gateway saw and sent, oldest first: the last 100,000 entries.
    #[must_use]
    pub fn log(&self) -> Vec<LogEntry> {
        self.gateway.log.entries()
    }

    /// Returns when no notification is underway: each was accepted, or its last retry failed.
    pub async fn deliveries_done(&self) {
        self.gateway.courier.idle().await;
    }

    /// Stops all hosts and all deliveries, and waits until the ports are free.
    pub async fn stop(self) {
        self.end();
        for host in Which::ALL {
            self.gateway.switch(host).stopped().await;
        }
    }

    fn end(&self) {
        self.gateway.courier.stop();
        for host in Which::ALL {
            self.gateway.switch(host).stop();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("primary", &self.primary)
            .field("backup", &self.backup)
            .field("weixin", &self.weixin)
            .field("fubei", &self.fubei)
            .field("credentials", &self.gateway.credentials)
            .finish_non_exhaustive()
    }
}

/// Why a sandbox did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The sandbox listens on loopback addresses only.
    NotLoopback {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The address is taken, or this machine does not have it.
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// Credentials could not be generated.
    Credentials(CredentialsError),
}

impl StartError {
    fn randomness(e: getrandom::Error) -> Self {
        Self::Credentials(CredentialsError::caused(
            "randomness",
            "is not available from the operating system",
            e,
        ))
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback { address } => {
                write!(f, "{address} is not a loopback address; the sandbox listens nowhere else")
            }
            Self::Bind { address, .. } => write!(f, "cannot listen on {address}"),
            Self::Credentials(_) => f.write_str("cannot make credentials"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotLoopback { .. } => None,
            Self::Bind { source, .. } => Some(source),
            Self::Credentials(source) => Some(source),
        }
    }
}

fn bind(host: Which, address: SocketAddr) -> Result<(Door, crate::server::Switch), StartError> {
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback { address });
    }
    Door::bind(host, address).map_err(|source| StartError::Bind { address, source })
}

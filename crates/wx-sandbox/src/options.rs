//! What can be chosen before a sandbox starts.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::clock::system_seconds;
use crate::credentials::Credentials;
use crate::server::Which;

/// The platform key that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyMode {
    /// The WeChat Pay public key, named by its `PUB_KEY_ID_..`.
    PublicKey,
    /// The platform certificate, named by its serial.
    Certificate,
}

/// Choices for [`Sandbox::start`](crate::Sandbox::start). [`Options::new`] is right for most tests.
pub struct Options {
    pub(crate) credentials: Option<Credentials>,
    pub(crate) primary: SocketAddr,
    pub(crate) backup: SocketAddr,
    pub(crate) refuse_replay: bool,
    pub(crate) auto_settle: bool,
    pub(crate) notification_key: KeyMode,
    pub(crate) answer_deadline: Duration,
    pub(crate) ladder: Vec<Duration>,
    pub(crate) clock: Box<dyn Fn() -> i64 + Send + Sync>,
    pub(crate) seed: Option<[u8; 32]>,
}

/// The documented pauses between deliveries, in seconds: 24 hours and 4 minutes in all.
const LADDER: [u64; 15] =
    [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600];

impl Options {
    /// Generated credentials, any free ports of 127.0.0.1, the machine's clock, the documented retries.
    #[must_use]
    pub fn new() -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            credentials: None,
            primary: any,
            backup: any,
            refuse_replay: true,
            auto_settle: false,
            notification_key: KeyMode::PublicKey,
            answer_deadline: Duration::from_secs(5),
            ladder: LADDER.map(Duration::from_secs).to_vec(),
            clock: Box::new(system_seconds),
            seed: None,
        }
    }

    /// Uses these credentials. Without them, the sandbox generates its own, which takes some seconds in a build
    /// without optimisation.
    #[must_use]
    pub fn with_credentials(self, credentials: Credentials) -> Self {
        Self { credentials: Some(credentials), ..self }
    }

    /// Listens on these ports of 127.0.0.1; 0 is any free one.
    #[must_use]
    pub fn with_ports(self, primary: u16, backup: u16) -> Self {
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self { primary: at(primary), backup: at(backup), ..self }
    }

    /// Listens on this address, which must be a loopback one.
    #[must_use]
    pub fn with_address(mut self, host: Which, address: SocketAddr) -> Self {
        match host {
            Which::Primary => self.primary = address,
            Which::Backup => self.backup = address,
        }
        self
    }

    /// Whether a request whose `nonce_str` was used within the last ten minutes is refused. It is, unless this says
    /// otherwise; what the real platform does is not documented.
    #[must_use]
    pub fn with_replay_refused(self, refuse_replay: bool) -> Self {
        Self { refuse_replay, ..self }
    }

    /// Whether refunds succeed by themselves right after they were accepted. They do not, unless this says so: they
    /// wait for [`Sandbox::settle_refund`](crate::Sandbox::settle_refund).
    #[must_use]
    pub fn with_auto_settle(self, auto_settle: bool) -> Self {
        Self { auto_settle, ..self }
    }

    /// The key that signs notifications; the public key unless this says otherwise. Answers do not depend on it: they
    /// are signed with the key that the request's `Wechatpay-Serial` asks for.
    #[must_use]
    pub fn with_notification_key(self, notification_key: KeyMode) -> Self {
        Self { notification_key, ..self }
    }

    /// How long a receiver of notifications may take to answer; five seconds unless this says otherwise.
    #[must_use]
    pub fn with_answer_deadline(self, answer_deadline: Duration) -> Self {
        Self { answer_deadline, ..self }
    }

    /// Runs the pauses between deliveries so many times faster: at 900, the first retry comes after 17 milliseconds
    /// and the last after 96 seconds. 0 counts as 1.
    #[must_use]
    pub fn with_time_scale(mut self, faster: u32) -> Self {
        for pause in &mut self.ladder {
            *pause = pause.checked_div(faster).unwrap_or(*pause);
        }
        self
    }

    /// Replaces the pauses between deliveries. There is one retry for each; an empty ladder means a single attempt.
    #[must_use]
    pub fn with_retry_ladder(self, ladder: impl IntoIterator<Item = Duration>) -> Self {
        Self { ladder: ladder.into_iter().collect(), ..self }
    }

    /// The clock, in Unix seconds; the machine's unless this says otherwise. The pauses between deliveries are real
    /// time in any case.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self { clock: Box::new(clock), ..self }
    }

    /// Draws all numbers and nonces from this seed, so that a run can be repeated; from the operating system unless
    /// this says otherwise.
    #[must_use]
    pub fn with_seed(self, seed: [u8; 32]) -> Self {
        Self { seed: Some(seed), ..self }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("credentials", &self.credentials)
            .field("primary", &self.primary)
            .field("backup", &self.backup)
            .field("refuse_replay", &self.refuse_replay)
            .field("auto_settle", &self.auto_settle)
            .field("notification_key", &self.notification_key)
            .field("answer_deadline", &self.answer_deadline)
            .field("ladder", &self.ladder)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, LADDER, Options};

    #[test]
    fn the_ladder_is_the_documented_one() {
        assert_eq!(LADDER.iter().sum::<u64>(), 24 * 3600 + 4 * 60);
    }

    #[test]
    fn the_ladder_can_be_scaled() {
        let pause = |faster| Options::new().with_time_scale(faster).ladder[3];
        assert_eq!(pause(1), Duration::from_secs(180));
        assert_eq!(pause(180), Duration::from_secs(1));
        assert_eq!(pause(0), Duration::from_secs(180));
    }
}

//! What can be chosen before a sandbox starts.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::clock::system_seconds;
use crate::cloudrun::{CloudShape, Sidecar};
use crate::credentials::Credentials;
use crate::fubei::FubeiShape;
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
    pub(crate) weixin: SocketAddr,
    pub(crate) fubei: SocketAddr,
    pub(crate) refuse_replay: bool,
    pub(crate) auto_settle: bool,
    pub(crate) notification_key: KeyMode,
    pub(crate) answer_deadline: Duration,
    pub(crate) ladder: Vec<Duration>,
    pub(crate) fubei_ladder: Vec<Duration>,
    pub(crate) cloud_ladder: Vec<Duration>,
    pub(crate) fubei_shape: FubeiShape,
    pub(crate) sidecar: Sidecar,
    pub(crate) cloud_shape: CloudShape,
    pub(crate) containers: Vec<(String, String)>,
    pub(crate) clock: Box<dyn Fn() -> i64 + Send + Sync>,
    pub(crate) seed: Option<[u8; 32]>,
}

/// The documented pauses between deliveries, in seconds: 24 hours and 4 minutes in all.
const LADDER: [u64; 15] =
    [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600];

/// No schedule of Fubei is documented: six minutes in all.
const FUBEI_LADDER: [u64; 4] = [15, 30, 60, 255];

/// Cloud hosting is said to try about fifteen times within two days.
const CLOUD_LADDER: [u64; 14] =
    [15, 15, 30, 180, 600, 1200, 1800, 3600, 7200, 10800, 21600, 28800, 43200, 53760];

impl Options {
    /// Generated credentials, any free ports of 127.0.0.1, the machine's clock, the documented retries.
    #[must_use]
    pub fn new() -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            credentials: None,
            primary: any,
            backup: any,
            weixin: any,
            fubei: any,
            refuse_replay: true,
            auto_settle: false,
            notification_key: KeyMode::PublicKey,
            answer_deadline: Duration::from_secs(5),
            ladder: LADDER.map(Duration::from_secs).to_vec(),
            fubei_ladder: FUBEI_LADDER.map(Duration::from_secs).to_vec(),
            cloud_ladder: CLOUD_LADDER.map(Duration::from_secs).to_vec(),
            fubei_shape: FubeiShape::new(),
            sidecar: Sidecar::Pay,
            cloud_shape: CloudShape::new(),
            containers: Vec::new(),
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

    /// Listens on these ports of 127.0.0.1 for APIv3; 0 is any free one.
    #[must_use]
    pub fn with_ports(self, primary: u16, backup: u16) -> Self {
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Self { primary: at(primary), backup: at(backup), ..self }
    }

    /// Listens on this port of 127.0.0.1 in the place of `api.weixin.qq.com`; 0 is any free one.
    #[must_use]
    pub fn with_weixin_port(self, port: u16) -> Self {
        Self { weixin: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), ..self }
    }

    /// Listens on this port of 127.0.0.1 in the place of the Fubei gateway; 0 is any free one.
    #[must_use]
    pub fn with_fubei_port(self, port: u16) -> Self {
        Self { fubei: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), ..self }
    }

    /// Listens on this address, which must be a loopback one.
    #[must_use]
    pub fn with_address(mut self, host: Which, address: SocketAddr) -> Self {
        match host {
            Which::Primary => self.primary = address,
            Which::Backup => self.backup = address,
            Which::Weixin => self.weixin = address,
            Which::Fubei => self.fubei = address,
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
        for pause in self.ladder.iter_mut().chain(&mut self.fubei_ladder).chain(&mut self.cloud_ladder) {
            *pause = pause.checked_div(faster).unwrap_or(*pause);
        }
        self
    }

    /// Replaces the pauses between deliveries, for all kinds of them. There is one retry for each; an empty ladder
    /// means a single attempt.
    #[must_use]
    pub fn with_retry_ladder(self, ladder: impl IntoIterator<Item = Duration>) -> Self {
        let ladder: Vec<Duration> = ladder.into_iter().collect();
        Self { fubei_ladder: ladder.clone(), cloud_ladder: ladder.clone(), ladder, ..self }
    }

    /// The shape of Fubei's answers at the start; see [`FubeiShape`].
    #[must_use]
    pub fn with_fubei_shape(self, fubei_shape: FubeiShape) -> Self {
        Self { fubei_shape, ..self }
    }

    /// What the sidecar of cloud hosting does at the start; see [`Sidecar`].
    #[must_use]
    pub fn with_sidecar(self, sidecar: Sidecar) -> Self {
        Self { sidecar, ..self }
    }

    /// The shape of cloud hosting's answers and callbacks at the start; see [`CloudShape`].
    #[must_use]
    pub fn with_cloud_shape(self, cloud_shape: CloudShape) -> Self {
        Self { cloud_shape, ..self }
    }

    /// Where the container of this service can be reached: `http://127.0.0.1:` and a port. Callbacks of cloud hosting
    /// name a service and a path; without an address for the service they are not sent.
    #[must_use]
    pub fn with_container(mut self, service: impl Into<String>, url: impl Into<String>) -> Self {
        self.containers.push((service.into(), url.into()));
        self
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
            .field("weixin", &self.weixin)
            .field("fubei", &self.fubei)
            .field("refuse_replay", &self.refuse_replay)
            .field("auto_settle", &self.auto_settle)
            .field("notification_key", &self.notification_key)
            .field("answer_deadline", &self.answer_deadline)
            .field("ladder", &self.ladder)
            .field("fubei_shape", &self.fubei_shape)
            .field("sidecar", &self.sidecar)
            .field("cloud_shape", &self.cloud_shape)
            .field("containers", &self.containers)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{CLOUD_LADDER, Duration, LADDER, Options};

    #[test]
    fn the_ladder_is_the_documented_one() {
        assert_eq!(LADDER.iter().sum::<u64>(), 24 * 3600 + 4 * 60);
        assert_eq!(CLOUD_LADDER.iter().sum::<u64>(), 48 * 3600);
    }

    #[test]
    fn the_ladder_can_be_scaled() {
        let pause = |faster| Options::new().with_time_scale(faster).ladder[3];
        assert_eq!(pause(1), Duration::from_secs(180));
        assert_eq!(pause(180), Duration::from_secs(1));
        assert_eq!(pause(0), Duration::from_secs(180));
    }
}

//! The one place where calls meet. Locks are held for a few comparisons and never across a wait.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{
    HealthPolicy, HealthReport, HostReport,
    bucket::{Bucket, Retry},
    host_health::{HostHealth, Sign, Ticket},
    route::{Nature, Route, route},
};
use crate::{BoxFuture, Host, Hosts, SendError};

/// What all calls together know of their hosts, and the tokens for their repetitions.
///
/// Share it between executors that go to the same hosts over the same network, with
/// [`Executor::with_health`](crate::Executor::with_health). They must share a clock as well: times are those of
/// [`Clock::elapsed`](crate::Clock::elapsed).
///
/// ```
/// use std::sync::Arc;
/// use wx_transport::{Environment, Executor, Hosts, Transport, health::{Health, HealthPolicy}};
///
/// /// One executor for each merchant: what one of them learns of a host, all know.
/// fn executors(transport: Arc<dyn Transport>, hosts: &Hosts, environment: &Environment) -> Vec<Executor> {
///     let mut policy = HealthPolicy::default();
///     policy.dark_after = 2;
///     let health = Arc::new(Health::new(policy));
///     let one = Executor::new(transport, hosts.clone(), environment.clone()).with_health(health);
///     vec![one.clone(), one]
/// }
/// ```
pub struct Health {
    policy: HealthPolicy,
    state: Mutex<State>,
}

struct State {
    hosts: HashMap<Host, HostHealth>,
    /// Connections to hosts that are down, which no call is polling at the moment.
    parked: HashMap<Host, Parked>,
    bucket: Bucket,
}

impl Default for Health {
    fn default() -> Self {
        Self::new(HealthPolicy::default())
    }
}

impl Health {
    /// Nothing is known yet, and all tokens are there.
    #[must_use]
    pub fn new(policy: HealthPolicy) -> Self {
        let state = State { hosts: HashMap::new(), parked: HashMap::new(), bucket: Bucket::new(&policy) };
        Self { policy, state: Mutex::new(state) }
    }

    /// The numbers behind it.
    #[must_use]
    pub fn policy(&self) -> &HealthPolicy {
        &self.policy
    }

    /// How `hosts` stand at the moment `now` of the clock that the calls are made with, for operators.
    #[must_use]
    pub fn report(&self, hosts: &Hosts, now: Duration) -> HealthReport {
        let state = self.state();
        let reports = hosts.iter().map(|host| HostReport::new(host.clone(), &state.health(host), now));
        HealthReport { hosts: reports.collect(), retry_tokens: state.bucket.tokens() }
    }

    /// Where a call begins. The places of its trial and its tow are taken at once.
    pub(crate) fn route<'a>(
        &'a self,
        hosts: &Hosts,
        now: Duration,
        call: Nature,
    ) -> (Route, Trip<'a>, Option<Trip<'a>>) {
        let mut state = self.state();
        let known: Vec<_> = hosts.iter().map(|host| state.health(host)).collect();
        let route = route(&known, now, call, &self.policy);
        let first = hosts.at(route.order.first().copied().unwrap_or_default());
        let trip = self.trip(&mut state, first, route.trial);
        let tow = route.tow.map(|number| self.trip(&mut state, hosts.at(number), true));
        (route, trip, tow)
    }

    /// An attempt that leaves for `host`, which is no probe.
    pub(crate) fn depart(&self, host: &Host) -> Trip<'_> {
        self.trip(&mut self.state(), host, false)
    }

    /// Pays for one repetition, if the tokens allow it.
    pub(crate) fn spend(&self, retry: Retry) -> bool {
        self.state().bucket.spend(retry, &self.policy)
    }

    /// An answer settled a call.
    pub(crate) fn gain(&self) {
        self.state().bucket.gain(&self.policy);
    }

    /// Keeps a connection that its call had no time for.
    pub(crate) fn park(&self, host: &Host, parked: Parked) {
        let before = self.state().parked.insert(host.clone(), parked);
        // Dropped here, after the lock.
        drop(before);
    }

    pub(crate) fn unpark(&self, host: &Host) -> Option<Parked> {
        self.state().parked.remove(host)
    }

    fn trip<'a>(&'a self, state: &mut State, host: &Host, probe: bool) -> Trip<'a> {
        Trip { health: self, host: host.clone(), ticket: Some(state.of(host).depart(probe)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing below panics between two changes that belong together.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on its way, and when it began.
pub(crate) struct Parked {
    pub(crate) began: Duration,
    pub(crate) reach: BoxFuture<'static, Result<(), SendError>>,
}

impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Health")
            .field("policy", &self.policy)
            .field("hosts", &state.hosts)
            .field("bucket", &state.bucket)
            .finish_non_exhaustive()
    }
}

impl State {
    fn health(&self, host: &Host) -> HostHealth {
        self.hosts.get(host).copied().unwrap_or_else(HostHealth::new)
    }

    fn of(&mut self, host: &Host) -> &mut HostHealth {
        self.hosts.entry(host.clone()).or_insert_with(HostHealth::new)
    }
}

/// Something on its way to a host. Dropping it gives its place back: nothing was learned.
#[derive(Debug)]
pub(crate) struct Trip<'a> {
    health: &'a Health,
    host: Host,
    ticket: Option<Ticket>,
}

impl Trip<'_> {
    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    /// How it ended.
    pub(crate) fn arrive(mut self, sign: Sign, now: Duration, jitter: impl FnOnce() -> u32) {
        self.end(sign, now, jitter);
    }

    /// The host connects; the trip goes on.
    pub(crate) fn connects(&self, now: Duration) {
        self.health.depart(&self.host).arrive(Sign::Connects, now, || 0);
    }

    /// How it ended; the first ending counts.
    pub(crate) fn end(&mut self, sign: Sign, now: Duration, jitter: impl FnOnce() -> u32) {
        let Some(ticket) = self.ticket.take() else { return };
        let mut state = self.health.state();
        state.of(&self.host).arrive(ticket, sign, now, jitter, &self.health.policy);
    }
}

impl Drop for Trip<'_> {
    fn drop(&mut self) {
        self.end(Sign::Nothing, Duration::ZERO, || 0);
    }
}

//! One run's world: the truth, the merchant's database, the clock, and the seed that decides everything else.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use bytes::Bytes;
use http::Request;
use wx_apiv3::{PlatformSerial, TrustSet};
use wx_sign::ApiV3Key;
use wx_transport::journal::MemoryJournal;

use crate::{
    asked::{Act, Asked, authenticate},
    books::Books,
    dice::Dice,
    fault::{Fault, Mishap},
    keyed_hash::{KeyedHash, platform_hash, platform_key},
    number::OrderNo,
    plan::Plan,
    platform::{Platform, Said},
    scheduler::Hub,
    shop::Shop,
    tally::Tally,
    trace::{Event, Trace},
    violation::Violation,
};

/// The key that the platform encrypts notifications with.
pub(crate) const APIV3_KEY: &str = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";
/// The platform's key, by the name that travels.
pub(crate) const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";
/// How many machines the merchant has.
pub(crate) const MACHINES: u32 = 4;

/// What a throw is for: each use has a stream of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Luck {
    Request,
    Drop,
    Notification,
    Crash,
    Start,
    Worker,
    Payer,
    Refund,
    Random,
    Schedule,
    Price,
    Journal,
}

pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) hub: Arc<Hub>,
    pub(crate) platform_key: KeyedHash,
    pub(crate) merchant_key: KeyedHash,
    pub(crate) trust: Arc<TrustSet>,
    pub(crate) apiv3_key: ApiV3Key,
    /// Survives a crash, as a durable one would.
    pub(crate) journal: MemoryJournal,
    state: Mutex<State>,
}

pub(crate) struct State {
    pub(crate) platform: Platform,
    pub(crate) books: Books,
    pub(crate) trace: Trace,
    pub(crate) tally: Tally,
    pub(crate) violations: BTreeSet<Violation>,
    pub(crate) mishaps: Vec<Mishap>,
    /// The machines that are up.
    pub(crate) shops: BTreeMap<u32, Arc<Shop>>,
    pub(crate) handed: BTreeSet<OrderNo>,
    /// Recent genuine answers that name their number, one for each kind of call.
    pub(crate) genuine: BTreeMap<&'static str, (u32, Said)>,
    counts: BTreeMap<u32, Counts>,
    /// What stands in the journal.
    pub(crate) written: BTreeSet<Act>,
    bodies: BTreeMap<Act, u64>,
    nonces: HashSet<u64>,
}

/// How often something happened to one purchase.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    calls: u32,
    /// How many requests these calls may send.
    allowed: u32,
    requests: u32,
    notifications: u32,
    steps: u32,
}

impl World {
    pub(crate) fn new(plan: Plan, hub: Arc<Hub>) -> Arc<Self> {
        let serial = PlatformSerial::new(PUBLIC_KEY_ID).expect("of its form");
        let trust = TrustSet::new().with_public_key(&plan.belief, serial, &platform_key());
        let state = State {
            platform: Platform::default(),
            books: Books::default(),
            trace: Trace::new(plan.keeps_text),
            tally: Tally::default(),
            violations: BTreeSet::new(),
            mishaps: Vec::new(),
            shops: BTreeMap::new(),
            handed: BTreeSet::new(),
            genuine: BTreeMap::new(),
            counts: BTreeMap::new(),
            written: BTreeSet::new(),
            bodies: BTreeMap::new(),
            nonces: HashSet::new(),
        };
        Arc::new(Self {
            hub,
            platform_key: platform_hash(&platform_key()),
            merchant_key: KeyedHash::new(Dice::of(&[plan.seed]).throw()),
            trust: Arc::new(trust.expect("the backend takes the key")),
            apiv3_key: ApiV3Key::new(APIV3_KEY).expect("32 bytes"),
            journal: MemoryJournal::new(),
            state: Mutex::new(state),
            plan,
        })
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics with it")
    }

    pub(crate) fn dice(&self, luck: Luck, who: u32, nth: u32) -> Dice {
        Dice::of(&[self.plan.seed, luck as u64, who.into(), nth.into()])
    }

    pub(crate) fn unix_seconds(&self) -> i64 {
        i64::try_from(wx_transport::Clock::unix_time(&*self.hub).as_secs()).unwrap_or(i64::MAX)
    }

    pub(crate) fn tell(&self, event: Event) {
        self.state().trace.tell(self.hub.now(), &event);
    }

    /// What a purchase costs.
    pub(crate) fn price(&self, intent: u32) -> i64 {
        i64::try_from(self.dice(Luck::Price, intent, 0).below(100_000)).unwrap_or(0) + 1
    }

    /// A request leaves a machine: it is counted and looked over, and its luck is drawn.
    pub(crate) fn admit(
        &self,
        machine: u32,
        request: &Request<Bytes>,
    ) -> Option<(Asked, Option<Fault>, Dice)> {
        let asked = Asked::read(request)?;
        let intent = asked.intent();
        let now = self.hub.now();
        let mut state = self.state();
        if !self.is_fresh(request, &mut state) {
            state.violate(now, Violation::BadlySealed { intent });
        }
        if let Some(act) = asked.act() {
            if !state.is_the_one_body(act, request.body()) {
                state.violate(now, Violation::TwoBodies { intent });
            }
            if !state.written.contains(&act) {
                state.violate(now, Violation::NotWrittenDown { intent });
            }
        }
        let counts = state.counts.entry(intent).or_default();
        counts.requests += 1;
        let Counts { allowed, requests, .. } = *counts;
        if requests > allowed {
            state.violate(now, Violation::TooManyAttempts { intent });
        }
        let mut dice = self.dice(Luck::Request, intent, requests);
        let mishap = Mishap::Request(intent, requests);
        let fault = self.plan.mix.draw(&mut dice).filter(|_| self.plan.allowed.allows(mishap));
        state.tally.requests += 1;
        if fault.is_some() {
            state.tally.faults += 1;
            state.mishaps.push(mishap);
        }
        state.trace.tell(now, &Event::Sent { machine, asked, fault });
        Some((asked, fault, dice))
    }

    fn is_fresh(&self, request: &Request<Bytes>, state: &mut State) -> bool {
        let Some((timestamp, nonce)) = authenticate(request, &self.merchant_key) else { return false };
        let mut hasher = DefaultHasher::new();
        nonce.hash(&mut hasher);
        timestamp == self.unix_seconds() && state.nonces.insert(hasher.finish())
    }

    /// The request arrives.
    pub(crate) fn serve(&self, asked: Asked) -> Said {
        let mut violations = Vec::new();
        let now = self.hub.now();
        let mut state = self.state();
        let said = state.platform.serve(asked, &mut violations);
        state.trace.tell(now, &Event::Served { asked, status: said.status });
        for violation in violations {
            state.violate(now, violation);
        }
        said
    }

    /// A call begins, or an inquiry of at most so many calls. Its number among those of its purchase.
    pub(crate) fn begin_call(&self, intent: u32, calls: u32) -> u32 {
        let mut state = self.state();
        state.tally.calls += 1;
        let counts = state.counts.entry(intent).or_default();
        counts.allowed += calls * self.plan.attempts;
        counts.calls += 1;
        counts.calls
    }

    /// A notification is on its way. Its number among those of its purchase.
    pub(crate) fn begin_notification(&self, intent: u32) -> u32 {
        let mut state = self.state();
        state.tally.notifications += 1;
        let counts = state.counts.entry(intent).or_default();
        counts.notifications += 1;
        counts.notifications
    }

    /// A machine is gone.
    pub(crate) fn lose(&self, machine: u32) {
        let mut state = self.state();
        state.tally.crashes += 1;
        state.shops.remove(&machine);
    }

    /// A step in the journal begins. Its number among those of its purchase.
    pub(crate) fn begin_step(&self, intent: u32) -> u32 {
        let mut state = self.state();
        let counts = state.counts.entry(intent).or_default();
        counts.steps += 1;
        counts.steps
    }

    /// Whether this mishap may happen; if so it is noted.
    pub(crate) fn befalls(&self, mishap: Mishap) -> bool {
        let allowed = self.plan.allowed.allows(mishap);
        if allowed {
            self.state().mishaps.push(mishap);
        }
        allowed
    }
}

impl State {
    pub(crate) fn violate(&mut self, now: Duration, violation: Violation) {
        if self.violations.insert(violation) {
            self.trace.tell(now, &Event::Broken(violation));
        }
    }

    fn is_the_one_body(&mut self, act: Act, body: &Bytes) -> bool {
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let hash = hasher.finish();
        *self.bodies.entry(act).or_insert(hash) == hash
    }
}

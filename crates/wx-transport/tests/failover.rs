//! Failover with memory, in virtual time: many calls at once over hosts that die, recover and flicker.
//!
//! Each test prints the figures that it holds: `cargo test -p wx-transport failover -- --nocapture`.

use std::{
    future::{Future, pending, ready},
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use tokio::{task::JoinSet, time::Instant};
use wx_transport::{
    Attempt, BoxFuture, Call, Clock, Done, Environment, Executor, Failure, Host, Hosts, Policy, Random,
    RandomError,
    Repeat::{self, Once, SameBody},
    SendError, SendErrorKind, StopReason, TokioSleep, Transport, Verdict,
    health::{Health, HostState},
};

/// What a host does at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    /// Connects in 2 to 40 ms, answers in as much.
    Well,
    /// Swallows every packet: a connection fails after two seconds.
    Dark,
    /// Connects and never answers.
    Silent,
    /// Answers 500.
    Failing,
}

use Mood::{Dark, Failing, Silent, Well};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How a host feels, by the milliseconds since the world began.
type Life = fn(u64) -> Mood;

#[derive(Debug)]
struct Sky {
    dawn: Instant,
    lives: [Life; 2],
    seed: AtomicU64,
    /// Moment and host of every request that was handed to the transport, and of every connection that was tried alone.
    requests: Mutex<Vec<(u64, usize)>>,
    reaches: Mutex<Vec<(u64, usize)>>,
    /// Connections last as long as an idle one is kept.
    pooled: Mutex<[Option<u64>; 2]>,
}

impl Sky {
    fn new(lives: [Life; 2]) -> Arc<Self> {
        Arc::new(Self {
            dawn: Instant::now(),
            lives,
            seed: AtomicU64::new(7),
            requests: Mutex::default(),
            reaches: Mutex::default(),
            pooled: Mutex::default(),
        })
    }

    fn executor(self: &Arc<Self>, policy: Policy) -> Executor {
        let environment = Environment::new(self.clone(), Arc::new(TokioSleep), self.clone());
        Executor::new(self.clone(), hosts(), environment).with_policy(policy)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.dawn.elapsed().as_millis()).unwrap()
    }

    /// The next number of a generator that everybody knows (Knuth's MMIX).
    fn draw(&self) -> u64 {
        let step =
            |seed: u64| seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        step(self.seed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |seed| Some(step(seed))).unwrap())
            >> 33
    }

    async fn travel(&self) {
        tokio::time::sleep(Duration::from_millis(2 + self.draw() % 39)).await;
    }

    async fn connect(&self, host: usize) -> Result<(), SendError> {
        if self.lives[host](self.now()) == Dark {
            tokio::time::sleep(CONNECT_TIMEOUT).await;
            return Err(SendError::new(SendErrorKind::Connect, "dark"));
        }
        self.travel().await;
        Ok(())
    }

    async fn exchange(&self, host: usize) -> Result<Response<Bytes>, SendError> {
        let pooled = self.pooled.lock().unwrap()[host].is_some_and(|until| self.now() < until);
        let mood = self.lives[host](self.now());
        if !pooled || mood == Dark {
            self.connect(host).await?;
        }
        let status = match mood {
            Well => 200,
            Failing => 500,
            Silent | Dark => pending().await,
        };
        self.travel().await;
        self.pooled.lock().unwrap()[host] = Some(self.now() + 6_500);
        Ok(Response::builder().status(status).body(Bytes::new()).unwrap())
    }

    /// Requests of a time span, in milliseconds, to this host.
    fn requests(&self, from: u64, to: u64, host: usize) -> usize {
        let requests = self.requests.lock().unwrap();
        requests.iter().filter(|(at, of)| (from..to).contains(at) && *of == host).count()
    }
}

fn hosts() -> Hosts {
    Hosts::new(Host::parse("https://a.example").unwrap())
        .with_backup(Host::parse("https://b.example").unwrap())
}

impl Transport for Sky {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        let host = usize::from(request.uri().host() == Some("b.example"));
        self.requests.lock().unwrap().push((self.now(), host));
        Box::pin(self.exchange(host))
    }

    fn reach<'a>(&'a self, host: &'a Host) -> BoxFuture<'a, Result<(), SendError>> {
        let host = usize::from(host.authority() == "b.example");
        self.reaches.lock().unwrap().push((self.now(), host));
        Box::pin(self.connect(host))
    }
}

impl Clock for Sky {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(1_700_000_000) + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        self.dawn.elapsed()
    }
}

impl Random for Sky {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill_with(|| self.draw().to_le_bytes()[0]);
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Order(Repeat);

impl Call for Order {
    type Output = u16;
    type Error = u16;

    fn repeat(&self) -> Repeat {
        self.0
    }

    fn seal<'a>(&'a self, host: &'a Host, _: Attempt<'a>) -> BoxFuture<'a, Result<Request<Bytes>, u16>> {
        let request = Request::post(host.uri("/order").unwrap()).body(Bytes::new()).unwrap();
        Box::pin(ready(Ok(request)))
    }

    fn open(&self, response: Response<Bytes>, _: Duration) -> Verdict<u16, u16> {
        match response.status().as_u16() {
            status @ 500.. => Verdict::Failed(status),
            status => Verdict::Done(status),
        }
    }
}

type Ended = Result<Done<u16>, Failure<u16>>;

/// One call that began at this millisecond and took that many.
struct Timed {
    began: u64,
    took: u64,
    ended: Ended,
}

/// Calls every `every` milliseconds from now until `until`, whatever the others do.
async fn traffic(sky: &Arc<Sky>, executor: &Executor, every: u64, until: u64, call: Order) -> Vec<Timed> {
    let mut calls = JoinSet::new();
    while sky.now() < until {
        let (sky, executor) = (sky.clone(), executor.clone());
        calls.spawn(async move {
            let began = sky.now();
            let ended = executor.run(&call).await;
            Timed { began, took: sky.now() - began, ended }
        });
        tokio::time::sleep(Duration::from_millis(every)).await;
    }
    calls.join_all().await
}

fn p99(mut took: Vec<u64>) -> u64 {
    took.sort_unstable();
    took[(took.len() - 1) * 99 / 100]
}

/// What a call takes once the primary is known to be dark, above what the same call takes over the backup alone.
async fn known(policy: Policy, every: u64) -> u64 {
    let measure = async |lives: [Life; 2], warm: u64| {
        let sky = Sky::new(lives);
        let executor = sky.executor(policy);
        traffic(&sky, &executor, every, warm, Order(SameBody)).await;
        let calls = traffic(&sky, &executor, every, warm + 400 * every, Order(SameBody)).await;
        assert!(calls.iter().all(|call| call.ended.is_ok()));
        p99(calls.iter().map(|call| call.took).collect())
    };
    let dark = measure([|_| Dark, |_| Well], 20 * every).await;
    let well = measure([|_| Well, |_| Well], 20 * every).await;
    println!("dark primary, known, a call every {every} ms: p99 {dark} ms, of a healthy one {well} ms");
    dark.saturating_sub(well)
}

/// The 99th percentile of the first call of a process that knows nothing.
async fn first_call(policy: Policy, primary: Life, attempts: usize) -> u64 {
    let mut took = Vec::new();
    for seed in 1..200 {
        let sky = Sky::new([primary, |_| Well]);
        sky.seed.store(seed * 7919, Ordering::Relaxed);
        let began = sky.now();
        let done = sky.executor(policy).run(&Order(SameBody)).await.unwrap();
        assert_eq!(done.trail.attempts.len(), attempts, "the trail tells of a dark host: {}", done.trail);
        took.push(sky.now() - began);
    }
    p99(took)
}

#[tokio::test(start_paused = true)]
async fn a_dark_primary_adds_little_to_the_first_call() {
    // At least as long as the head start or the connect timeout: otherwise nothing was dark.
    for (name, policy, limits) in [
        ("hedged", Policy::default(), 200..=350),
        ("not hedged", Policy::default().with_hedge_after(None), 1_900..=2_100),
    ] {
        let well = first_call(policy, |_| Well, 1).await;
        let dark = first_call(policy, |_| Dark, 2).await;
        println!("first call, {name}: p99 {dark} ms over a dark primary, {well} ms over a healthy one");
        assert!(limits.contains(&(dark - well)), "{dark} - {well}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_dark_primary_adds_nothing_once_it_is_known() {
    // Also where every call is due to look at the dark host, and where no connection is kept between two calls.
    for every in [50, 1000, 60_000] {
        let added = known(Policy::default(), every).await;
        assert!(added <= 5, "{added} ms, a call every {every} ms");
    }
    let added = known(Policy::default().with_hedge_after(None), 50).await;
    assert!(added <= 5, "{added} ms without hedging");
}

#[tokio::test(start_paused = true)]
async fn at_most_three_calls_and_those_beside_them_pay_for_a_dark_primary() {
    let sky = Sky::new([|now| if now < 5_000 { Well } else { Dark }, |_| Well]);
    let executor = sky.executor(Policy::default().with_hedge_after(None));
    let calls = traffic(&sky, &executor, 20, 20_000, Order(Once)).await;
    assert!(calls.iter().all(|call| call.ended.is_ok()));
    let slow = calls.iter().filter(|call| call.took >= 2_000).count();
    // A call every 20 ms, each of which waits for two seconds: a hundred are under way when the first one knows.
    println!("a primary goes dark under 50 calls a second: {slow} of {} calls paid for it", calls.len());
    assert!(slow <= 100 + 3, "{slow}");
}

#[tokio::test(start_paused = true)]
async fn the_primary_is_used_again_within_a_minute_of_its_recovery() {
    for (every, hedge) in [(50, true), (1_000, true), (5_000, true), (50, false), (5_000, false)] {
        for recovery in [10_000, 61_000, 95_000, 1_200_000] {
            let life: Life = match recovery {
                10_000 => |now| if now < 10_000 { Dark } else { Well },
                61_000 => |now| if now < 61_000 { Dark } else { Well },
                95_000 => |now| if now < 95_000 { Dark } else { Well },
                _ => |now| if now < 1_200_000 { Dark } else { Well },
            };
            let policy = Policy::default();
            let policy = if hedge { policy } else { policy.with_hedge_after(None) };
            let sky = Sky::new([life, |_| Well]);
            let executor = sky.executor(policy);
            let calls = traffic(&sky, &executor, every, recovery + 120_000, Order(SameBody)).await;
            assert!(calls.iter().all(|call| call.ended.is_ok()));
            let used = sky
                .requests
                .lock()
                .unwrap()
                .iter()
                .find(|(at, host)| *at >= recovery && *host == 0)
                .unwrap()
                .0;
            let after = (used - recovery) / 1000;
            println!(
                "recovery at {recovery} ms, a call every {every} ms, hedged {hedge}: used after {after} s"
            );
            assert!(after <= 60, "{after} s after {recovery} ms, a call every {every} ms");
            // And by every call, once it is trusted.
            assert_eq!(executor.health().hosts[0].state, HostState::Up);
            assert_eq!(sky.requests(recovery + 100_000, recovery + 120_000, 1), 0);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_under_test_gets_one_call_at_a_time() {
    let sky = Sky::new([|now| if now < 10_000 { Dark } else { Well }, |_| Well]);
    let executor = sky.executor(Policy::default());
    traffic(&sky, &executor, 2, 59_000, Order(SameBody)).await;
    assert!(matches!(executor.health().hosts[0].state, HostState::OnTrial { .. }), "{}", executor.health());
    let (primary, backup) = (sky.requests(50_000, 59_000, 0), sky.requests(50_000, 59_000, 1));
    println!("500 calls a second, primary on trial: {primary} requests there, {backup} elsewhere");
    // The shortest exchange takes 2 ms; at this rate one at a time is a small share.
    assert!(primary > 0 && primary * 5 < backup, "{primary} to {backup}");
}

/// Changes of the preferred host, seen by whoever looks every 100 ms.
async fn changes(life: Life, minutes: u64) -> Vec<u64> {
    let sky = Sky::new([life, |_| Well]);
    let executor = sky.executor(Policy::default());
    let until = minutes * 60_000;
    let watch = async {
        let (mut changes, mut before) = (Vec::new(), 0);
        while sky.now() < until {
            let now = executor.health().hosts[0].changes;
            changes.extend((before..now).map(|_| sky.now()));
            before = now;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        changes
    };
    tokio::join!(watch, traffic(&sky, &executor, 100, until, Order(SameBody))).0
}

#[tokio::test(start_paused = true)]
async fn at_most_two_changes_a_minute_however_a_host_flickers() {
    let lives: [(&str, Life); 4] = [
        ("every 5 s", |now| if now / 5_000 % 2 == 0 { Dark } else { Well }),
        ("every 30 s", |now| if now / 30_000 % 2 == 0 { Dark } else { Well }),
        ("35 s dark, 1 s well", |now| if now % 36_000 < 35_000 { Dark } else { Well }),
        ("every 65 s", |now| if now / 65_000 % 2 == 0 { Dark } else { Well }),
    ];
    for (name, life) in lives {
        let changes = changes(life, 20).await;
        let busiest = changes
            .iter()
            .map(|from| changes.iter().filter(|at| (*from..*from + 60_000).contains(*at)).count());
        let busiest = busiest.max().unwrap_or(0);
        println!("flickering {name}: {} changes in 20 minutes, at most {busiest} in one", changes.len());
        assert!(busiest <= 2 && !changes.is_empty(), "{name}: {changes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn when_everything_fails_hardly_more_is_sent_than_asked() {
    let lives: [(&str, Life); 3] = [("dark", |_| Dark), ("silent", |_| Silent), ("failing", |_| Failing)];
    for (name, life) in lives {
        let sky = Sky::new([life, life]);
        let executor = sky.executor(Policy::default());
        let calls = traffic(&sky, &executor, 500, 600_000, Order(SameBody)).await;
        assert!(calls.iter().all(|call| call.ended.is_err()));
        let (asked, sent) = (calls.len(), sky.requests(0, u64::MAX, 0) + sky.requests(0, u64::MAX, 1));
        println!("both {name} for 10 minutes: {sent} requests for {asked} calls");
        assert!(sent * 10 <= asked * 12, "{sent} for {asked}");
        let spent = |call: &&Timed| {
            call.ended.as_ref().is_err_and(|failure| failure.stopped() == StopReason::RetriesSpent)
        };
        assert!(calls.iter().filter(spent).count() > 0);
        for call in &calls {
            assert!(call.ended.as_ref().unwrap_err().trail().attempts.len() <= 3, "began at {}", call.began);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn five_hundred_answers_fill_the_bucket_again() {
    let sky = Sky::new([|now| if now < 300_000 { Failing } else { Well }; 2]);
    let executor = sky.executor(Policy::default());
    traffic(&sky, &executor, 500, 300_000, Order(SameBody)).await;
    assert_eq!(executor.health().retry_tokens, 0);
    traffic(&sky, &executor, 500, 551_000, Order(SameBody)).await;
    assert_eq!(executor.health().retry_tokens, 500);
    assert_eq!(executor.health().to_string(), "https://a.example up, https://b.example up, 500 retry tokens");
}

#[tokio::test(start_paused = true)]
async fn failures_of_the_service_are_no_reason_to_go_elsewhere() {
    let sky = Sky::new([|_| Failing, |_| Well]);
    let executor = sky.executor(Policy::default().with_attempts(1));
    traffic(&sky, &executor, 100, 60_000, Order(SameBody)).await;
    assert_eq!((executor.health().hosts[0].state, sky.requests(0, 60_000, 1)), (HostState::Up, 0));
}

#[tokio::test(start_paused = true)]
async fn a_silent_host_is_left_and_tried_by_calls_that_may_be_repeated() {
    let sky = Sky::new([|now| if now < 100_000 { Silent } else { Well }, |_| Well]);
    let executor = sky.executor(Policy::default());
    traffic(&sky, &executor, 1000, 20_000, Order(SameBody)).await;
    assert!(matches!(executor.health().hosts[0].state, HostState::Silent { .. }), "{}", executor.health());
    let before = sky.requests(0, u64::MAX, 0);
    let calls = traffic(&sky, &executor, 100, 90_000, Order(Once)).await;
    assert!(calls.iter().all(|call| call.ended.is_ok()));
    assert_eq!(sky.requests(0, u64::MAX, 0), before, "a call that must not be repeated is no trial");
    traffic(&sky, &executor, 100, 500_000, Order(SameBody)).await;
    assert_eq!(executor.health().hosts[0].state, HostState::Up);
}

#[tokio::test(start_paused = true)]
async fn a_healthy_primary_pays_for_one_connection_and_then_for_none() {
    let sky = Sky::new([|_| Well, |_| Well]);
    let executor = sky.executor(Policy::default());
    traffic(&sky, &executor, 1000, 60_000, Order(SameBody)).await;
    assert_eq!(*sky.reaches.lock().unwrap(), [(0, 0)]);
    assert_eq!(sky.requests(0, u64::MAX, 1), 0);

    let sky = Sky::new([|_| Well, |_| Well]);
    let executor = sky.executor(Policy::default().with_hedge_after(None));
    traffic(&sky, &executor, 1000, 60_000, Order(SameBody)).await;
    assert_eq!(sky.reaches.lock().unwrap().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn executors_that_share_what_they_know_learn_it_once() {
    let sky = Sky::new([|_| Dark, |_| Well]);
    let health = Arc::new(Health::default());
    let [first, second] = [(); 2].map(|()| sky.executor(Policy::default()).with_health(health.clone()));
    for _ in 0..3 {
        first.run(&Order(Once)).await.unwrap();
    }
    let began = sky.now();
    let done = second.run(&Order(Once)).await.unwrap();
    assert_eq!(done.trail.attempts.len(), 1);
    assert!(sky.now() - began <= 80);
    assert!(second.health().to_string().starts_with("https://a.example dark for 0 s, looked at in "));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_at_any_moment_leaves_nothing_behind() {
    // Dropped after so many milliseconds, with the primary due for a look: as a tow, as a trial, in a race.
    for after in 0..120 {
        let sky = Sky::new([|now| if now < 20_000 { Dark } else { Well }, |_| Well]);
        let executor = sky.executor(Policy::default());
        traffic(&sky, &executor, 100, 1_000, Order(SameBody)).await;
        tokio::time::sleep(Duration::from_secs(50)).await;
        let tokens = executor.health().retry_tokens;
        for _ in 0..4 {
            let dropped =
                tokio::time::timeout(Duration::from_millis(after), executor.run(&Order(SameBody))).await;
            drop(dropped);
        }
        {
            let call = Order(SameBody);
            let mut polled_once = pin!(executor.run(&call));
            assert!(polled_once.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        assert!(executor.health().retry_tokens >= tokens);
        // Whoever comes next can look at the primary: the place was given back.
        tokio::time::sleep(Duration::from_secs(10)).await;
        traffic(&sky, &executor, 100, sky.now() + 5_000, Order(SameBody)).await;
        assert_eq!(executor.health().hosts[0].state, HostState::Up, "dropped after {after} ms");
    }
}

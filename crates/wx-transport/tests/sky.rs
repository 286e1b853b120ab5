//! Two hosts in virtual time, and many calls at once.

use std::{
    future::{pending, ready},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use tokio::{task::JoinSet, time::Instant};
use wx_transport::{
    Attempt, BoxFuture, Call, Clock, Done, Environment, Executor, Failure, Host, Hosts, Policy, Random,
    RandomError, Repeat, SendError, SendErrorKind, TokioSleep, Transport, Verdict,
};

/// What a host does at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mood {
    /// Connects in 2 to 40 ms, answers in as much.
    Well,
    /// Swallows every packet: a connection fails after two seconds.
    Dark,
    /// Connects and never answers.
    Silent,
    /// Answers 500.
    Failing,
    /// Refuses every connection at once.
    Closed,
    /// Connects in 200 ms, longer than a whole call takes elsewhere.
    Far,
}

pub(crate) use Mood::{Closed, Dark, Failing, Far, Silent, Well};

pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How a host feels, by the milliseconds since the world began.
pub(crate) type Life = fn(u64) -> Mood;

#[derive(Debug)]
pub(crate) struct Sky {
    dawn: Instant,
    lives: [Life; 2],
    pub(crate) seed: AtomicU64,
    /// Moment and host of every request that was handed to the transport, and of every connection that was tried alone.
    pub(crate) requests: Mutex<Vec<(u64, usize)>>,
    pub(crate) reaches: Mutex<Vec<(u64, usize)>>,
    /// Connections last as long as an idle one is kept.
    pooled: Mutex<[Option<u64>; 2]>,
}

impl Sky {
    pub(crate) fn new(lives: [Life; 2]) -> Arc<Self> {
        Arc::new(Self {
            dawn: Instant::now(),
            lives,
            seed: AtomicU64::new(7),
            requests: Mutex::default(),
            reaches: Mutex::default(),
            pooled: Mutex::default(),
        })
    }

    pub(crate) fn executor(self: &Arc<Self>, policy: Policy) -> Executor {
        let environment = Environment::new(self.clone(), Arc::new(TokioSleep), self.clone());
        Executor::new(self.clone(), hosts(), environment).with_policy(policy)
    }

    pub(crate) fn now(&self) -> u64 {
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
        match self.lives[host](self.now()) {
            Dark => {
                tokio::time::sleep(CONNECT_TIMEOUT).await;
                return Err(SendError::new(SendErrorKind::Connect, "dark"));
            }
            Closed => return Err(SendError::new(SendErrorKind::Connect, "refused")),
            Far => tokio::time::sleep(Duration::from_millis(200)).await,
            Well | Silent | Failing => self.travel().await,
        }
        Ok(())
    }

    async fn exchange(&self, host: usize) -> Result<Response<Bytes>, SendError> {
        let pooled = self.pooled.lock().unwrap()[host].is_some_and(|until| self.now() < until);
        let mood = self.lives[host](self.now());
        if !pooled || matches!(mood, Dark | Closed) {
            self.connect(host).await?;
        }
        let status = match mood {
            Well | Far => 200,
            Failing => 500,
            Silent | Dark | Closed => pending().await,
        };
        self.travel().await;
        self.pooled.lock().unwrap()[host] = Some(self.now() + 6_500);
        Ok(Response::builder().status(status).body(Bytes::new()).unwrap())
    }

    /// Requests of a time span, in milliseconds, to this host.
    pub(crate) fn requests(&self, from: u64, to: u64, host: usize) -> usize {
        let requests = self.requests.lock().unwrap();
        requests.iter().filter(|(at, of)| (from..to).contains(at) && *of == host).count()
    }
}

pub(crate) fn hosts() -> Hosts {
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
pub(crate) struct Order(pub(crate) Repeat);

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

pub(crate) type Ended = Result<Done<u16>, Failure<u16>>;

/// One call that began at this millisecond and took that many.
pub(crate) struct Timed {
    pub(crate) began: u64,
    pub(crate) took: u64,
    pub(crate) ended: Ended,
}

/// Calls every `every` milliseconds from now until `until`, whatever the others do.
pub(crate) async fn traffic(
    sky: &Arc<Sky>,
    executor: &Executor,
    every: u64,
    until: u64,
    call: Order,
) -> Vec<Timed> {
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

pub(crate) fn p99(mut took: Vec<u64>) -> u64 {
    took.sort_unstable();
    took[(took.len() - 1) * 99 / 100]
}

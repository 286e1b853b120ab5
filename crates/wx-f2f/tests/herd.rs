//! A hundred tasks at once, on a real runtime: one fetch, whoever is dropped.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use tokio::{
    sync::{Notify, Semaphore},
    task::{JoinHandle, yield_now},
};
use wx_f2f::{Access, Answer, Client, CreateReply, Error, StableToken, TokenError, TokenProvider, host};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Hosts, Random, RandomError, SendError, Sleep, Transport,
};
use wx_types::AppId;

use crate::{documents::create_order, world::SECRET};

/// A platform that gives out tokens `T1`, `T2`, … when a test says so, and refuses those below the current one.
#[derive(Debug)]
struct Platform {
    /// How many fetches may be answered.
    permits: Semaphore,
    /// What fetches are answered with; empty for a token.
    refusal: Mutex<String>,
    fetches: AtomicUsize,
    /// The number of the token that is good.
    good: AtomicUsize,
    creates: AtomicUsize,
    /// Rung when a fetch arrives.
    arrival: Notify,
    panics: AtomicUsize,
}

impl Platform {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            permits: Semaphore::new(0),
            refusal: Mutex::default(),
            fetches: AtomicUsize::new(0),
            good: AtomicUsize::new(1),
            creates: AtomicUsize::new(0),
            arrival: Notify::new(),
            panics: AtomicUsize::new(0),
        })
    }

    fn refusing(number: i64) -> Arc<Self> {
        let platform = Self::new();
        *platform.refusal.lock().unwrap() = format!(r#"{{"errcode":{number},"errmsg":"m"}}"#);
        platform
    }

    fn provider(self: &Arc<Self>) -> StableToken {
        StableToken::new(AppId::new("wxd678efh567hg6787").unwrap(), SECRET.to_owned(), self.executor())
            .unwrap()
    }

    fn executor(self: &Arc<Self>) -> Executor {
        let environment = Environment::new(Arc::new(Still), Arc::new(Still), Arc::new(Still));
        Executor::new(self.clone(), Hosts::new(host()), environment)
    }

    fn client(self: &Arc<Self>) -> Client {
        Client::new(Access::token(self.provider()), self.executor()).unwrap()
    }

    fn count(&self) -> (usize, usize) {
        (self.fetches.load(Ordering::SeqCst), self.creates.load(Ordering::SeqCst))
    }

    async fn fetch(&self) -> String {
        self.fetches.fetch_add(1, Ordering::SeqCst);
        self.arrival.notify_one();
        self.permits.acquire().await.unwrap().forget();
        if self.panics.load(Ordering::SeqCst) > 0 {
            self.panics.fetch_sub(1, Ordering::SeqCst);
            panic!("on purpose");
        }
        let refusal = self.refusal.lock().unwrap().clone();
        if !refusal.is_empty() {
            return refusal;
        }
        let good = self.good.load(Ordering::SeqCst);
        format!(r#"{{"access_token":"T{good}","expires_in":7200}}"#)
    }

    async fn create(&self, query: &str) -> String {
        self.creates.fetch_add(1, Ordering::SeqCst);
        yield_now().await;
        let good = format!("access_token=T{}", self.good.load(Ordering::SeqCst));
        if query == good {
            r#"{"errcode":0,"errmsg":"ok","confirm_token":"C"}"#.to_owned()
        } else {
            r#"{"errcode":40001,"errmsg":"m"}"#.to_owned()
        }
    }
}

impl Transport for Platform {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            let body = match request.uri().query() {
                None => self.fetch().await,
                Some(query) => self.create(query).await,
            };
            Ok(Response::new(Bytes::from(body)))
        })
    }
}

/// Time that stands still: nothing here depends on it.
#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(1_554_208_460)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

impl Sleep for Still {
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

impl Random for Still {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(0);
        Ok(())
    }
}

type Sent = Result<Answer<CreateReply>, Error>;

fn herd(client: &Client, size: usize) -> Vec<JoinHandle<Sent>> {
    let send = |_| {
        let client = client.clone();
        tokio::spawn(async move { client.send(&create_order()).await })
    };
    (0..size).map(send).collect()
}

/// Lets everything run that can.
async fn settle() {
    for _ in 0..1000 {
        yield_now().await;
    }
}

fn in_a_runtime(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    // Only a test that hangs gets there.
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), test).await.expect("it hangs") });
}

#[test]
fn a_hundred_callers_fetch_one_token() {
    in_a_runtime(async {
        let platform = Platform::new();
        let tasks = herd(&platform.client(), 100);
        settle().await;
        assert_eq!(platform.count(), (1, 0));
        platform.permits.add_permits(100);
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(platform.count(), (1, 100));
    });
}

#[test]
fn whoever_began_the_fetch_may_be_dropped() {
    in_a_runtime(async {
        let platform = Platform::new();
        let client = platform.client();
        let [first] = herd(&client, 1).try_into().unwrap();
        platform.arrival.notified().await;
        let others = herd(&client, 99);
        settle().await;
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        platform.permits.add_permits(100);
        for task in others {
            task.await.unwrap().unwrap();
        }
        assert_eq!(platform.count(), (1, 99), "the others went on with the same fetch");
    });
}

#[test]
fn a_fetch_that_everybody_dropped_is_begun_anew() {
    in_a_runtime(async {
        let platform = Platform::new();
        let client = platform.client();
        let tasks = herd(&client, 10);
        settle().await;
        for task in tasks {
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
        }
        assert_eq!(platform.count(), (1, 0));
        let tasks = herd(&client, 10);
        platform.permits.add_permits(100);
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(platform.count(), (2, 10));
    });
}

/// A call that began a fetch, and is kept and not polled from then on, as in the losing branch of a `select!`.
async fn asleep(client: &Client) -> BoxFuture<'static, Sent> {
    let client = client.clone();
    let mut sleeper: BoxFuture<'static, Sent> = Box::pin(async move { client.send(&create_order()).await });
    std::future::poll_fn(|context| {
        assert!(sleeper.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    sleeper
}

#[test]
fn whoever_began_the_fetch_may_fall_asleep() {
    in_a_runtime(async {
        let platform = Platform::new();
        let client = platform.client();
        let sleeper = asleep(&client).await;
        platform.permits.add_permits(100);
        for task in herd(&client, 10) {
            task.await.unwrap().unwrap();
        }
        assert_eq!(platform.count(), (1, 10));
        sleeper.await.unwrap();
        assert_eq!(platform.count(), (1, 11));
    });
}

#[test]
fn a_sleeper_does_not_keep_a_failure_alive() {
    in_a_runtime(async {
        let platform = Platform::refusing(-1);
        platform.permits.add_permits(100);
        let executor = platform.executor().with_policy(wx_transport::Policy::default().with_attempts(1));
        let appid = AppId::new("wxd678efh567hg6787").unwrap();
        let provider = StableToken::new(appid, SECRET.to_owned(), executor.clone()).unwrap();
        let client = Client::new(Access::token(provider), executor).unwrap();
        let held = platform.permits.acquire_many(100).await.unwrap();
        let sleeper = asleep(&client).await;
        drop(held);
        for task in herd(&client, 10) {
            task.await.unwrap().unwrap_err();
        }
        platform.refusal.lock().unwrap().clear();
        for task in herd(&client, 10) {
            task.await.unwrap().unwrap();
        }
        assert!(sleeper.await.is_err(), "it waited for the fetch that failed");
    });
}

#[test]
fn a_sleeper_does_not_keep_a_panic_alive() {
    in_a_runtime(async {
        let platform = Platform::new();
        platform.panics.store(1, Ordering::SeqCst);
        let client = platform.client();
        let sleeper = asleep(&client).await;
        platform.permits.add_permits(100);
        let [panicking] = herd(&client, 1).try_into().unwrap();
        assert!(panicking.await.unwrap_err().is_panic());
        // The first to come is told, and everybody after it has a fetch of their own.
        client.send(&create_order()).await.unwrap_err();
        client.send(&create_order()).await.unwrap();
        assert!(sleeper.await.is_err());
        client.send(&create_order()).await.unwrap();
        assert_eq!(platform.count(), (2, 2));
    });
}

#[test]
fn a_hundred_refused_tokens_are_replaced_by_one_fetch() {
    in_a_runtime(async {
        let platform = Platform::new();
        platform.permits.add_permits(1000);
        let client = platform.client();
        for task in herd(&client, 1) {
            task.await.unwrap().unwrap();
        }
        assert_eq!(platform.count(), (1, 1));
        platform.good.store(2, Ordering::SeqCst);
        for task in herd(&client, 100) {
            task.await.unwrap().unwrap();
        }
        assert_eq!(platform.count(), (2, 201));
    });
}

#[test]
fn a_hundred_callers_share_a_failure() {
    in_a_runtime(async {
        for (number, fetches) in [(40_125, 1), (-1, 1)] {
            let platform = Platform::refusing(number);
            platform.permits.add_permits(1000);
            // One attempt each, so that nobody waits for a clock that stands still.
            let policy = wx_transport::Policy::default().with_attempts(1);
            let executor = platform.executor().with_policy(policy);
            let appid = AppId::new("wxd678efh567hg6787").unwrap();
            let provider = StableToken::new(appid, SECRET.to_owned(), executor.clone()).unwrap();
            let client = Client::new(Access::token(provider.clone()), executor).unwrap();
            let tasks = herd(&client, 100);
            for task in tasks {
                let error = task.await.unwrap().unwrap_err();
                assert_eq!(error.outcome(), wx_transport::Outcome::NotSent);
                assert!(error.token_error().is_some());
            }
            assert!(platform.count().0 >= fetches && platform.count().1 == 0);
            // The next one asks again, unless the error is one that nothing but a person mends.
            let before = platform.count().0;
            platform.refusal.lock().unwrap().clear();
            let again: Result<_, TokenError> = provider.token().await;
            assert_eq!(again.is_ok(), number == -1);
            assert_eq!(platform.count().0 - before, usize::from(number == -1));
        }
    });
}

/// All wait before the failure arrives, so that it is certainly one fetch.
#[test]
fn a_failure_reaches_everybody_who_waits() {
    in_a_runtime(async {
        let platform = Platform::refusing(40_013);
        let tasks = herd(&platform.client(), 100);
        settle().await;
        platform.permits.add_permits(1000);
        for task in tasks {
            let error = task.await.unwrap().unwrap_err();
            assert_eq!(error.class(), Some(wx_f2f::Class::SetUp));
        }
        assert_eq!(platform.count(), (1, 0));
    });
}

#[test]
fn a_panic_in_the_transport_stops_nobody_else_for_long() {
    in_a_runtime(async {
        let platform = Platform::new();
        platform.panics.store(1, Ordering::SeqCst);
        let client = platform.client();
        let tasks = herd(&client, 10);
        settle().await;
        platform.permits.add_permits(1000);
        let (mut panicked, mut told) = (0, 0);
        for task in tasks {
            match task.await {
                Err(error) => panicked += usize::from(error.is_panic()),
                Ok(sent) => told += usize::from(sent.is_err()),
            }
        }
        assert_eq!((panicked, told), (1, 9));
        for task in herd(&client, 10) {
            task.await.unwrap().unwrap();
        }
        assert_eq!(platform.count(), (2, 10));
    });
}

#[test]
fn callers_on_many_threads_fetch_one_token() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let platform = Platform::new();
    let client = platform.client();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
                runtime.block_on(async {
                    for task in herd(&client, 25) {
                        task.await.unwrap().unwrap();
                    }
                });
            })
        })
        .collect();
    runtime.block_on(platform.arrival.notified());
    platform.permits.add_permits(1);
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(platform.count(), (1, 200));
}

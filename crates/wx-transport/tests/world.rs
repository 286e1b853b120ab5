//! A clock that moves when told to, a sleep that moves it, a transport that follows a script.

use std::{
    collections::VecDeque,
    future::{Future, pending},
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Hosts, Random, RandomError, SendError, SendErrorKind, Sleep,
    Transport,
};

/// Wall-clock time when every world begins.
pub(crate) const DAWN: Duration = Duration::from_secs(1_700_000_000);

/// What the network does with one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// Answers with this status after this many milliseconds.
    Answer(u16, u64),
    /// Fails in this way after this many milliseconds.
    Fail(SendErrorKind, u64),
    /// Never answers.
    Hang,
}

#[derive(Debug, Default)]
pub(crate) struct World {
    now: Mutex<Duration>,
    script: Mutex<VecDeque<Event>>,
    sent: Mutex<Vec<Request<Bytes>>>,
    sleeps: Mutex<Vec<Duration>>,
    no_randomness: bool,
    oversleep: Duration,
}

impl World {
    pub(crate) fn new(script: &[Event]) -> Self {
        Self { script: Mutex::new(script.iter().copied().collect()), ..Self::default() }
    }

    pub(crate) fn without_randomness(self) -> Self {
        Self { no_randomness: true, ..self }
    }

    /// Every sleep takes this much longer than asked for.
    pub(crate) fn with_oversleep(self, oversleep: Duration) -> Self {
        Self { oversleep, ..self }
    }

    pub(crate) fn executor(self: &Arc<Self>, hosts: Hosts) -> Executor {
        Executor::new(self.clone(), hosts, Environment::new(self.clone(), self.clone(), self.clone()))
    }

    /// Every request the network has seen.
    pub(crate) fn sent(&self) -> Vec<Request<Bytes>> {
        self.sent.lock().unwrap().clone()
    }

    /// Every sleep that ended, in milliseconds.
    pub(crate) fn sleeps(&self) -> Vec<u128> {
        self.sleeps.lock().unwrap().iter().map(Duration::as_millis).collect()
    }

    pub(crate) fn now(&self) -> Duration {
        *self.now.lock().unwrap()
    }

    fn pass(&self, time: Duration) {
        *self.now.lock().unwrap() += time;
    }
}

impl Transport for World {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            self.sent.lock().unwrap().push(request);
            let event = self.script.lock().unwrap().pop_front().expect("the script has another event");
            match event {
                Event::Answer(status, millis) => {
                    self.pass(Duration::from_millis(millis));
                    Ok(Response::builder().status(status).body(Bytes::new()).unwrap())
                }
                Event::Fail(kind, millis) => {
                    self.pass(Duration::from_millis(millis));
                    Err(SendError::new(kind, "scripted"))
                }
                Event::Hang => pending().await,
            }
        })
    }
}

impl Clock for World {
    fn unix_time(&self) -> Duration {
        DAWN + self.now()
    }

    fn elapsed(&self) -> Duration {
        self.now()
    }
}

impl Sleep for World {
    /// Time passes when somebody waits for it, and only then.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.pass(time + self.oversleep);
            self.sleeps.lock().unwrap().push(time);
        })
    }
}

impl Random for World {
    /// All ones: every jitter is the whole ceiling.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        if self.no_randomness {
            return Err(RandomError::new("the well is dry"));
        }
        bytes.fill(0xFF);
        Ok(())
    }
}

/// Runs a future in which nothing ever has to be waited for.
#[track_caller]
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing in a world without a network waits"),
    }
}

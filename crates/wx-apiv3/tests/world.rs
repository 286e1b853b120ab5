//! A world without a network: a clock that moves when somebody sleeps, and a transport that follows a script.

use std::{
    collections::VecDeque,
    future::Future,
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use wx_apiv3::{Client, hosts};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Random, RandomError, SendError, SendErrorKind, Sleep, Transport,
};

use crate::{
    fixtures::NOW,
    platform::{self, Wrong},
    setup::{credentials, trust},
};

/// What the network does with one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// An answer, signed as it should be.
    Signed(u16, &'static str),
    /// An answer without a signature.
    Unsigned(u16, &'static str),
    /// An answer whose signature is wrong in this way.
    Wrong(Wrong, u16, &'static str),
    /// No answer.
    Fail(SendErrorKind),
}

pub(crate) const REQUEST_ID: &str = "08F78BB5AF0610D302189F8D0120C3D4EC0328F8A6-268435461";

#[derive(Debug, Default)]
pub(crate) struct World {
    elapsed: Mutex<Duration>,
    script: Mutex<VecDeque<Event>>,
    sent: Mutex<Vec<Request<Bytes>>>,
    drawn: Mutex<u8>,
    dry: bool,
}

impl World {
    pub(crate) fn new(script: &[Event]) -> Arc<Self> {
        Arc::new(Self { script: Mutex::new(script.iter().copied().collect()), ..Self::default() })
    }

    /// A world in which there is no randomness.
    pub(crate) fn dry() -> Arc<Self> {
        Arc::new(Self { dry: true, ..Self::default() })
    }

    pub(crate) fn executor(self: &Arc<Self>) -> Executor {
        let environment = Environment::new(self.clone(), self.clone(), self.clone());
        Executor::new(self.clone(), hosts(), environment)
    }

    pub(crate) fn client(self: &Arc<Self>) -> Client {
        Client::new(credentials(), trust(), self.executor()).unwrap()
    }

    /// Every request the network has seen.
    pub(crate) fn sent(&self) -> Vec<Request<Bytes>> {
        self.sent.lock().unwrap().clone()
    }

    /// The hosts of every request the network has seen.
    pub(crate) fn hosts(&self) -> Vec<String> {
        self.sent().iter().map(|request| request.uri().host().unwrap().to_owned()).collect()
    }

    /// What nobody asked for.
    pub(crate) fn left_over(&self) -> usize {
        self.script.lock().unwrap().len()
    }

    fn answer(&self, event: Event) -> Result<Response<Bytes>, SendError> {
        let now = NOW + i64::try_from(self.elapsed.lock().unwrap().as_secs()).unwrap();
        let (headers, status, body) = match event {
            Event::Signed(status, body) => (platform::sign(&now.to_string(), body.as_bytes()), status, body),
            Event::Unsigned(status, body) => (HeaderMap::new(), status, body),
            Event::Wrong(wrong, status, body) => (wrong.sign(now, body.as_bytes()), status, body),
            Event::Fail(kind) => return Err(SendError::new(kind, "scripted")),
        };
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        *response.status_mut() = status.try_into().unwrap();
        *response.headers_mut() = headers;
        response.headers_mut().insert("request-id", REQUEST_ID.parse().unwrap());
        Ok(response)
    }
}

impl Transport for World {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            self.sent.lock().unwrap().push(request);
            let event = self.script.lock().unwrap().pop_front().expect("the script has another event");
            self.answer(event)
        })
    }
}

impl Clock for World {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(NOW.try_into().unwrap()) + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap()
    }
}

impl Sleep for World {
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { *self.elapsed.lock().unwrap() += time })
    }
}

impl Random for World {
    /// Other bytes with every call.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        if self.dry {
            return Err(RandomError::new("the well is dry"));
        }
        let mut drawn = self.drawn.lock().unwrap();
        *drawn += 1;
        bytes.fill(*drawn);
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

/// An error and all its causes, as a log would show them.
pub(crate) fn story(error: &dyn std::error::Error) -> String {
    let mut story = format!("{error} | {error:?} | {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        story.push_str(&format!(" | {error} | {error:?}"));
        cause = error.source();
    }
    story
}

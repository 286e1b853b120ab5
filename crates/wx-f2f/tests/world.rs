//! A world without a network: a clock that moves when somebody sleeps, and a transport that follows a script.

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
use wx_f2f::{Access, AccessToken, Client, StableToken, TokenError, TokenErrorKind, TokenProvider, host};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Hosts, Policy, Random, RandomError, SendError, SendErrorKind,
    Sleep, Transport,
};
use wx_types::AppId;

/// Wall-clock time when every world begins: 20 seconds into a minute.
pub(crate) const NOW: u64 = 1_554_208_460;

/// What must never be seen.
pub(crate) const SECRET: &str = "canary0secret0canary0secret0cana";
pub(crate) const TOKEN: &str = "72_canary-token_A";
pub(crate) const SECOND_TOKEN: &str = "72_canary-token_B";

/// What the network does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// An answer.
    Answer(u16, String),
    /// An answer with these headers.
    With(u16, String, http::HeaderMap),
    /// No answer.
    Fail(SendErrorKind),
    /// Nothing, for ever.
    Hang,
}

pub(crate) fn answer(status: u16, body: &str) -> Event {
    Event::Answer(status, body.to_owned())
}

/// A business or platform error, as it arrives.
pub(crate) fn errcode(number: i64) -> Event {
    answer(200, &format!(r#"{{"errcode":{number},"errmsg":"scripted rid: 5f1c-72e2"}}"#))
}

/// A token as the endpoint gives it out.
pub(crate) fn granted(token: &str) -> Event {
    answer(200, &format!(r#"{{"access_token":"{token}","expires_in":7200}}"#))
}

pub(crate) fn created() -> Event {
    answer(200, include_str!("fixtures/create_order/answer.json"))
}

pub(crate) fn state(state: &str) -> Event {
    answer(200, &format!(r#"{{"errcode":0,"errmsg":"ok","state":"{state}"}}"#))
}

#[derive(Debug, Default)]
pub(crate) struct World {
    elapsed: Mutex<Duration>,
    script: Mutex<VecDeque<Event>>,
    pub(crate) sent: Mutex<Vec<(Duration, Request<Bytes>)>>,
    drawn: Mutex<u8>,
    dry: bool,
}

impl World {
    pub(crate) fn new(script: impl IntoIterator<Item = Event>) -> Arc<Self> {
        Arc::new(Self { script: Mutex::new(script.into_iter().collect()), ..Self::default() })
    }

    /// A world in which there is no randomness.
    pub(crate) fn dry() -> Arc<Self> {
        Arc::new(Self { dry: true, ..Self::default() })
    }

    pub(crate) fn executor(self: &Arc<Self>) -> Executor {
        let environment = Environment::new(self.clone(), self.clone(), self.clone());
        Executor::new(self.clone(), Hosts::new(host()), environment)
    }

    /// A client whose token is always the same.
    pub(crate) fn client(self: &Arc<Self>) -> Client {
        Client::new(Access::token(Pocket::new([TOKEN])), self.executor()).unwrap()
    }

    /// The same without second attempts.
    pub(crate) fn impatient(self: &Arc<Self>) -> Client {
        let executor = self.executor().with_policy(Policy::default().with_attempts(1));
        Client::new(Access::token(Pocket::new([TOKEN])), executor).unwrap()
    }

    pub(crate) fn stable(self: &Arc<Self>) -> StableToken {
        StableToken::new(AppId::new("wxd678efh567hg6787").unwrap(), SECRET.to_owned(), self.executor())
            .unwrap()
    }

    /// A client with the built-in provider, all over one script.
    pub(crate) fn whole(self: &Arc<Self>) -> Client {
        Client::new(Access::token(self.stable()), self.executor()).unwrap()
    }

    /// Every request the network has seen.
    pub(crate) fn sent(&self) -> Vec<Request<Bytes>> {
        self.sent.lock().unwrap().iter().map(|(_, request)| request.clone()).collect()
    }

    /// When they left, in seconds since the world began.
    pub(crate) fn moments(&self) -> Vec<u64> {
        self.sent.lock().unwrap().iter().map(|(at, _)| at.as_secs()).collect()
    }

    /// Path and query of every request.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.sent().iter().map(|request| request.uri().path_and_query().unwrap().to_string()).collect()
    }

    pub(crate) fn pass(&self, time: Duration) {
        *self.elapsed.lock().unwrap() += time;
    }

    /// What nobody asked for.
    pub(crate) fn left_over(&self) -> usize {
        self.script.lock().unwrap().len()
    }
}

impl Transport for World {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            self.sent.lock().unwrap().push((self.elapsed(), request));
            let event = self.script.lock().unwrap().pop_front().expect("the script has another event");
            let (status, body, headers) = match event {
                Event::Answer(status, body) => (status, body, http::HeaderMap::new()),
                Event::With(status, body, headers) => (status, body, headers),
                Event::Fail(kind) => return Err(SendError::new(kind, "scripted")),
                Event::Hang => pending().await,
            };
            let mut response = Response::new(Bytes::from(body));
            *response.status_mut() = status.try_into().unwrap();
            *response.headers_mut() = headers;
            Ok(response)
        })
    }
}

impl Clock for World {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(NOW) + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap()
    }
}

impl Sleep for World {
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.pass(time) })
    }
}

impl Random for World {
    /// Ascending bytes, from another one on with every call.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        if self.dry {
            return Err(RandomError::new("the well is dry"));
        }
        let mut drawn = self.drawn.lock().unwrap();
        for (byte, value) in bytes.iter_mut().zip(0_u8..) {
            *byte = value.wrapping_add(*drawn);
        }
        *drawn = drawn.wrapping_add(7);
        Ok(())
    }
}

/// Tokens that are at hand. Each refusal moves on to the next; the last one stays.
#[derive(Debug)]
pub(crate) struct Pocket(Mutex<VecDeque<Arc<AccessToken>>>);

impl Pocket {
    pub(crate) fn new<const N: usize>(tokens: [&str; N]) -> Self {
        Self(Mutex::new(tokens.map(|token| Arc::new(AccessToken::new(token))).into()))
    }
}

impl TokenProvider for Pocket {
    fn token(&self) -> BoxFuture<'_, Result<Arc<AccessToken>, TokenError>> {
        let token = self.0.lock().unwrap().front().cloned();
        Box::pin(async { token.ok_or_else(|| TokenError::new(TokenErrorKind::Wait, "the pocket is empty")) })
    }

    fn invalidate(&self, rejected: &AccessToken) {
        let mut tokens = self.0.lock().unwrap();
        if tokens.len() > 1 && tokens[0].is_same_as(rejected) {
            tokens.pop_front();
        }
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

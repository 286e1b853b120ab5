//! Clients over a network that gives the answer at hand.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, LazyLock, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use wx_apiv3::{Credentials, MerchantSerial};
use wx_f2f::{Access, AccessToken, TokenError, TokenProvider};
use wx_sign::{Sign, SignError, Signature};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Hosts, Policy, Random, RandomError, SendError, Sleep, Transport,
};
use wx_types::Mchid;

use crate::{CANARY, NOW, platform};

static WIRE: LazyLock<Arc<Wire>> = LazyLock::new(Arc::default);
static MERCHANT: LazyLock<wx_apiv3::Client> = LazyLock::new(|| {
    let mchid = Mchid::new("1900000001").expect("a merchant");
    let serial = MerchantSerial::new("5A5A").expect("a serial");
    let credentials = Credentials::new(mchid, serial, Arc::new(Stamp));
    wx_apiv3::Client::new(credentials, platform::trust(), executor(wx_apiv3::hosts())).expect("a client")
});
static PERSON: LazyLock<wx_f2f::Client> = LazyLock::new(|| {
    let access = Access::token(Pocket(Arc::new(AccessToken::new(CANARY))));
    wx_f2f::Client::new(access, executor(Hosts::new(wx_f2f::host()))).expect("a client")
});

/// An APIv3 client that gets this answer, whatever it asks.
pub fn merchant(status: StatusCode, headers: HeaderMap, body: &[u8]) -> &'static wx_apiv3::Client {
    WIRE.give(status, headers, body);
    &MERCHANT
}

/// A client for person-to-person orders that gets this answer, whatever it asks.
pub fn person_to_person(status: StatusCode, body: &[u8]) -> &'static wx_f2f::Client {
    WIRE.give(status, HeaderMap::new(), body);
    &PERSON
}

/// What a future gives that never waits.
pub fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing waits here"),
    }
}

fn executor(hosts: Hosts) -> Executor {
    let environment = Environment::new(WIRE.clone(), WIRE.clone(), WIRE.clone());
    Executor::new(WIRE.clone(), hosts, environment).with_policy(Policy::default().with_attempts(1))
}

/// Network, clock and randomness at once; the clock stands still.
#[derive(Debug, Default)]
struct Wire(Mutex<Response<Bytes>>);

impl Wire {
    fn give(&self, status: StatusCode, headers: HeaderMap, body: &[u8]) {
        let mut response = Response::new(Bytes::copy_from_slice(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        *self.0.lock().expect("nobody panicked") = response;
    }
}

impl Transport for Wire {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async { Ok(self.0.lock().expect("nobody panicked").clone()) })
    }
}

impl Clock for Wire {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(NOW.unsigned_abs())
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

impl Sleep for Wire {
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

impl Random for Wire {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(7);
        Ok(())
    }
}

/// Nobody verifies requests here, so that signing need not cost anything.
#[derive(Debug)]
struct Stamp;

impl Sign for Stamp {
    fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
        Signature::from_bytes(&[7; 256]).map_err(SignError::caused_by)
    }
}

#[derive(Debug)]
struct Pocket(Arc<AccessToken>);

impl TokenProvider for Pocket {
    fn token(&self) -> BoxFuture<'_, Result<Arc<AccessToken>, TokenError>> {
        Box::pin(async { Ok(self.0.clone()) })
    }

    fn invalidate(&self, _: &AccessToken) {}
}

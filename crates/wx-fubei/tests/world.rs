use std::{
    collections::VecDeque,
    future::Future,
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use wx_fubei::{Client, Credentials, MerchantOrderSn, MerchantRefundSn, MinaOrder, OrderSn, SubOpenid, host};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Host, Hosts, Random, RandomError, SendError, SendErrorKind,
    Sleep, Transport,
};
use wx_types::Fen;

pub(crate) const SECRET: &str = "EXAMPLE-SECRET-0123456789abcdef01";
pub(crate) const ORDER: &str = "T20240101000001";
pub(crate) const REFUND: &str = "R20240101000001";
pub(crate) const OPENID: &str = "oEXAMPLE0000000000000000001";

/// What the network does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Answers with this status and body.
    Answer(u16, String),
    /// Fails in this way.
    Fail(SendErrorKind),
}

pub(crate) fn answer(status: u16, body: &str) -> Event {
    Event::Answer(status, body.to_owned())
}

#[derive(Debug)]
pub(crate) struct World {
    script: Mutex<VecDeque<Event>>,
    sent: Mutex<Vec<Request<Bytes>>>,
    slept: Mutex<Duration>,
    /// What the next bytes are; `None` where the source fails.
    random: Mutex<Option<u8>>,
}

impl World {
    pub(crate) fn new(script: &[Event]) -> Arc<Self> {
        Arc::new(Self {
            script: Mutex::new(script.iter().cloned().collect()),
            sent: Mutex::default(),
            slept: Mutex::default(),
            random: Mutex::new(Some(0x5A)),
        })
    }

    pub(crate) fn without_randomness() -> Arc<Self> {
        Arc::new(Self {
            script: Mutex::default(),
            sent: Mutex::default(),
            slept: Mutex::default(),
            random: Mutex::new(None),
        })
    }

    /// A client with one backup host.
    pub(crate) fn client(self: &Arc<Self>, credentials: Credentials) -> Client {
        Client::new(credentials, self.executor())
    }

    pub(crate) fn executor(self: &Arc<Self>) -> Executor {
        let hosts = Hosts::new(host()).with_backup(Host::parse("https://backup.example.com").unwrap());
        let environment = Environment::new(self.clone(), self.clone(), self.clone());
        Executor::new(self.clone(), hosts, environment)
    }

    pub(crate) fn sent(&self) -> Vec<Request<Bytes>> {
        self.sent.lock().unwrap().clone()
    }
}

impl Transport for World {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            self.sent.lock().unwrap().push(request);
            match self.script.lock().unwrap().pop_front().expect("the script has another event") {
                Event::Answer(status, body) => {
                    Ok(Response::builder().status(status).body(body.into()).unwrap())
                }
                Event::Fail(kind) => Err(SendError::new(kind, "scripted")),
            }
        })
    }
}

impl Clock for World {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(1_704_038_400) + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        *self.slept.lock().unwrap()
    }
}

impl Sleep for World {
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { *self.slept.lock().unwrap() += time })
    }
}

impl Random for World {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        let mut next = self.random.lock().unwrap();
        let byte = next.ok_or_else(|| RandomError::new("the well is dry"))?;
        *next = Some(byte.wrapping_add(1));
        bytes.fill(byte);
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

pub(crate) fn merchant() -> Credentials {
    Credentials::merchant("20990101000000000001", SECRET).unwrap()
}

pub(crate) fn agent() -> Credentials {
    Credentials::agent("2099010100000000000", SECRET).unwrap()
}

pub(crate) fn order_number() -> MerchantOrderSn {
    MerchantOrderSn::new(ORDER).unwrap()
}

pub(crate) fn order_sn() -> OrderSn {
    OrderSn::new("20240101000000000001").unwrap()
}

pub(crate) fn refund_number() -> MerchantRefundSn {
    MerchantRefundSn::new(REFUND).unwrap()
}

pub(crate) fn mina() -> MinaOrder {
    MinaOrder::new(order_number(), SubOpenid::new(OPENID).unwrap(), Fen::new(1).to_yuan(), 1001)
}

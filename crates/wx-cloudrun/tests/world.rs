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
use wx_cloudrun::{Callback, Client, CloseOrder, Openid, OutTradeNo, Payer, Refund, UnifiedOrder, host};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Host, Hosts, Random, RandomError, SendError, SendErrorKind,
    Sleep, Transport,
};
use wx_types::{Fen, Mchid, OutRefundNo};

pub(crate) const MERCHANT: &str = "1900000109";
pub(crate) const ORDER: &str = "2021WERUN1647840687637";
pub(crate) const REFUND: &str = "R2021WERUN1647840687637";
pub(crate) const OPENID: &str = "oEXAMPLE0000000000000000001";
pub(crate) const SEQID: &str = "6245a1c2-0000-0001";

/// What the network does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Answers with this status and body, through the sidecar.
    Answer(u16, String),
    /// The same, without the sidecar.
    Bare(u16, String),
    /// Fails in this way.
    Fail(SendErrorKind),
}

pub(crate) fn answer(status: u16, body: &str) -> Event {
    Event::Answer(status, body.to_owned())
}

/// An answer whose outer layer and both inner ones say success.
pub(crate) fn done(members: &str) -> Event {
    let comma = if members.is_empty() { "" } else { "," };
    answer(
        200,
        &format!(
            r#"{{"errcode":0,"errmsg":"ok","respdata":{{"return_code":"SUCCESS","result_code":"SUCCESS"{comma}{members}}}}}"#
        ),
    )
}

/// An answer whose innermost layer says no.
pub(crate) fn refused(code: &str) -> Event {
    answer(
        200,
        &format!(
            r#"{{"errcode":0,"errmsg":"ok","respdata":{{"return_code":"SUCCESS","return_msg":"OK","result_code":"FAIL","err_code":"{code}","err_code_des":"不行"}}}}"#
        ),
    )
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
    pub(crate) fn client(self: &Arc<Self>) -> Client {
        Client::new(self.executor())
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
                Event::Answer(status, body) => Ok(Response::builder()
                    .status(status)
                    .header("x-openapi-seqid", SEQID)
                    .body(body.into())
                    .unwrap()),
                Event::Bare(status, body) => {
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

pub(crate) fn merchant() -> Mchid {
    Mchid::new(MERCHANT).unwrap()
}

pub(crate) fn order_number() -> OutTradeNo {
    OutTradeNo::new(ORDER).unwrap()
}

pub(crate) fn refund_number() -> OutRefundNo {
    OutRefundNo::new(REFUND).unwrap()
}

pub(crate) fn openid() -> Openid {
    Openid::new(OPENID).unwrap()
}

pub(crate) fn container() -> Callback {
    Callback::container("prod-66733tes755tabc", "pay", "/")
}

pub(crate) fn placed_by(payer: Payer) -> UnifiedOrder {
    UnifiedOrder::place(
        container(),
        payer,
        merchant(),
        "测试微信支付 \"茶\"",
        order_number(),
        Fen::new(1),
        "59.37.125.120",
    )
}

pub(crate) fn order() -> UnifiedOrder {
    placed_by(Payer::Openid(openid()))
}

pub(crate) fn close() -> CloseOrder {
    CloseOrder::new(merchant(), order_number())
}

pub(crate) fn refund() -> Refund {
    let callback = Callback::function("prod-66733tes755tabc", "paycallback");
    Refund::of_order(callback, merchant(), order_number(), refund_number(), Fen::new(2), Fen::new(1))
}

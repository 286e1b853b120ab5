//! The platform's side, at one fixed moment: signs as the documents say, and answers whatever was asked.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use wx_apiv3::{Client, Receiver, Settings, hosts};
use wx_sign::{Backend, PrivateKey, RustCrypto, encode_base64};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Random, RandomError, SendError, Sleep, Transport,
};

pub(crate) const NOW: i64 = 1_554_208_460;
pub(crate) const APIV3_KEY: &str = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";
const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";

pub(crate) fn settings() -> Settings {
    Settings::new(
        "1900000001",
        "F4E1C2A9385B7D604C1E9F2A83B5D7061E4C9A28",
        include_str!("fixtures/merchant_key.pem"),
        APIV3_KEY,
    )
    .with_public_key(PUBLIC_KEY_ID, include_str!("fixtures/platform_public.pem"))
}

pub(crate) fn receiver() -> Receiver {
    settings().receiver(&RustCrypto).unwrap()
}

/// The headers that sign `body`.
pub(crate) fn sign(body: &str) -> HeaderMap {
    let key = PrivateKey::from_pem(include_str!("fixtures/platform_key.pem")).unwrap();
    let nonce = "c5ac7061fccab6bf3e254dcf98995b8c";
    let signature =
        RustCrypto.signer(&key).unwrap().sign(format!("{NOW}\n{nonce}\n{body}\n").as_bytes()).unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("wechatpay-timestamp", NOW.to_string()),
        ("wechatpay-nonce", nonce.to_owned()),
        ("wechatpay-signature", encode_base64(signature.as_bytes())),
        ("wechatpay-serial", PUBLIC_KEY_ID.to_owned()),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    headers
}

/// Answers everything in the same way, and keeps what it was asked.
#[derive(Debug)]
pub(crate) struct Platform {
    status: u16,
    answer: String,
    asked: Mutex<Vec<Request<Bytes>>>,
}

impl Platform {
    pub(crate) fn new(status: u16, answer: &str) -> Arc<Self> {
        Arc::new(Self { status, answer: answer.to_owned(), asked: Mutex::default() })
    }

    pub(crate) fn client(self: &Arc<Self>) -> Client {
        let environment = Environment::new(Arc::new(Fixed), Arc::new(Fixed), Arc::new(Fixed));
        let executor = Executor::new(self.clone(), hosts(), environment);
        let settings = settings();
        Client::new(
            settings.credentials(&RustCrypto).unwrap(),
            settings.trust(&RustCrypto).unwrap(),
            executor,
        )
        .unwrap()
    }

    /// The first request, as it would be written on the wire.
    pub(crate) fn asked(&self) -> String {
        let asked = self.asked.lock().unwrap();
        let request = asked.first().expect("something was sent");
        let mut text = format!("{} {}\n", request.method(), request.uri());
        for (name, value) in request.headers() {
            text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
        }
        text + "\n" + std::str::from_utf8(request.body()).unwrap()
    }
}

impl Transport for Platform {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        self.asked.lock().unwrap().push(request);
        let mut response = Response::new(Bytes::from(self.answer.clone()));
        *response.status_mut() = self.status.try_into().unwrap();
        *response.headers_mut() = sign(&self.answer);
        Box::pin(async move { Ok(response) })
    }
}

/// A clock that stands still, a sleep that takes no time, bytes that everybody can predict.
#[derive(Debug)]
struct Fixed;

impl Clock for Fixed {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(NOW.try_into().unwrap())
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

impl Sleep for Fixed {
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

impl Random for Fixed {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for (byte, value) in bytes.iter_mut().zip(0..) {
            *byte = value;
        }
        Ok(())
    }
}

/// Runs a future in which nothing ever has to be waited for.
#[track_caller]
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits for a network"),
    }
}

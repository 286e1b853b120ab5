//! A platform without a network: it follows a script, signs what it answers, and keeps what it was sent.

use std::{
    collections::VecDeque,
    future::Future,
    pin::pin,
    sync::{Arc, LazyLock, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use wx_apiv3::{Client, Credentials, MerchantSerial, PlatformSerial, Receiver, TrustSet};
use wx_sign::{ApiV3Key, Backend, PrivateKey, RustCrypto, Sign, encode_base64, message};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Random, RandomError, SendError, SendErrorKind, Sleep, Transport,
};
use wx_types::Mchid;

/// When everything happens, in Unix seconds.
pub const NOW: i64 = 1_700_000_000;
pub const APIV3_KEY: &str = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";
pub const REQUEST_ID: &str = "08F5D1AF0610A8020018D3E2D3A30120C2AA0128A3F803";

const PLATFORM: &str = "PUB_KEY_ID_0114232134912410000000000000";
const NONCE: &str = "c5ac7061fccab6bf3e254dcf98995b8c";

static MERCHANT_KEY: LazyLock<PrivateKey> =
    LazyLock::new(|| PrivateKey::from_pem(include_str!("fixtures/keys/merchant.pem")).unwrap());
static PLATFORM_KEY: LazyLock<PrivateKey> =
    LazyLock::new(|| PrivateKey::from_pem(include_str!("fixtures/keys/platform.pem")).unwrap());
static PLATFORM_SIGNER: LazyLock<Arc<dyn Sign>> = LazyLock::new(|| RustCrypto.signer(&PLATFORM_KEY).unwrap());

/// What the network does with one request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answers with this status and body, signed.
    Answer(u16, String),
    /// Answers without a signature.
    Unsigned(u16, String),
    /// Answers with the signature of another body.
    Tampered(u16, String),
    /// Answers signed, with this request id.
    Numbered(u16, String, &'static str),
    /// Fails in this way.
    Fail(SendErrorKind),
}

#[derive(Debug, Default)]
pub struct World {
    script: Mutex<VecDeque<Act>>,
    sent: Mutex<Vec<Request<Bytes>>>,
    drawn: Mutex<u8>,
}

impl World {
    pub fn new(script: &[Act]) -> Arc<Self> {
        let script = Mutex::new(script.iter().cloned().collect());
        Arc::new(Self { script, ..Self::default() })
    }

    pub fn client(self: &Arc<Self>) -> Client {
        let credentials = Credentials::new(
            Mchid::new("1230000109").unwrap(),
            MerchantSerial::new("5F1C72E2A8931B72A2E13AF8DEE92471EB397115").unwrap(),
            RustCrypto.signer(&MERCHANT_KEY).unwrap(),
        );
        let environment = Environment::new(self.clone(), self.clone(), self.clone());
        let executor = Executor::new(self.clone(), wx_apiv3::hosts(), environment);
        Client::new(credentials, trust(), executor).unwrap()
    }

    /// Every request the network has seen.
    pub fn sent(&self) -> Vec<Request<Bytes>> {
        self.sent.lock().unwrap().clone()
    }
}

fn trust() -> TrustSet {
    let id = PlatformSerial::new(PLATFORM).unwrap();
    TrustSet::new().with_public_key(&RustCrypto, id, &PLATFORM_KEY.public_key()).unwrap()
}

/// The headers with which the platform signs `body`.
fn signed(body: &str) -> HeaderMap {
    let signature = PLATFORM_SIGNER.sign(&message::answer(&NOW.to_string(), NONCE, body.as_bytes())).unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("wechatpay-timestamp", NOW.to_string()),
        ("wechatpay-nonce", NONCE.to_owned()),
        ("wechatpay-serial", PLATFORM.to_owned()),
        ("wechatpay-signature", signature.to_base64()),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    headers
}

fn answer(status: u16, body: String, headers: HeaderMap, request_id: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status.try_into().unwrap();
    *response.headers_mut() = headers;
    response.headers_mut().insert("request-id", request_id.parse().unwrap());
    response
}

impl Transport for World {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            self.sent.lock().unwrap().push(request);
            let act = self.script.lock().unwrap().pop_front().expect("the script has another act");
            match act {
                Act::Answer(status, body) => {
                    let headers = signed(&body);
                    Ok(answer(status, body, headers, REQUEST_ID))
                }
                Act::Unsigned(status, body) => Ok(answer(status, body, HeaderMap::new(), REQUEST_ID)),
                Act::Tampered(status, body) => Ok(answer(status, body, signed("{}"), REQUEST_ID)),
                Act::Numbered(status, body, id) => {
                    let headers = signed(&body);
                    Ok(answer(status, body, headers, id))
                }
                Act::Fail(kind) => Err(SendError::new(kind, "scripted")),
            }
        })
    }
}

impl Clock for World {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(NOW.unsigned_abs())
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

impl Sleep for World {
    /// A wait between attempts is over at once; the limit of an attempt never comes.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if time >= Duration::from_secs(9) {
                std::future::pending::<()>().await;
            }
        })
    }
}

impl Random for World {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        let mut drawn = self.drawn.lock().unwrap();
        for byte in bytes {
            *drawn = drawn.wrapping_add(97) % 241;
            *byte = *drawn;
        }
        Ok(())
    }
}

/// Runs a future in which nothing ever has to be waited for.
#[track_caller]
pub fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing in a world without a network waits"),
    }
}

pub fn receiver() -> Receiver {
    Receiver::new(Arc::new(trust()), ApiV3Key::new(APIV3_KEY).unwrap())
}

/// A notification as the platform sends it: encrypted, wrapped and signed.
pub fn notification(event_type: &str, original_type: Option<&str>, plaintext: &str) -> (HeaderMap, String) {
    let nonce = "fdasflkja484";
    let ciphertext = ApiV3Key::new(APIV3_KEY)
        .unwrap()
        .encrypt(nonce.as_bytes(), b"payscore", plaintext.as_bytes())
        .unwrap();
    let mut resource = serde_json::json!({
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": encode_base64(&ciphertext),
        "associated_data": "payscore",
        "nonce": nonce,
    });
    if let Some(original_type) = original_type {
        resource["original_type"] = original_type.into();
    }
    let body = serde_json::json!({
        "id": "EV-2018022511223320873",
        "create_time": "2015-05-20T13:29:35+08:00",
        "resource_type": "encrypt-resource",
        "event_type": event_type,
        "summary": "x",
        "resource": resource,
    })
    .to_string();
    (signed(&body), body)
}

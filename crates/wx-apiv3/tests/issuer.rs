//! A platform that signs with certificates and lists them, in a time that tests move.

use std::collections::BTreeMap;
use std::sync::{
    Arc, Mutex, MutexGuard,
    atomic::{AtomicU64, Ordering},
};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use serde_json::{Value, json};
use tokio::{sync::watch, time::Instant};
use wx_apiv3::{Downloads, LiveCredentials, LiveTrust, TrustSet, hosts};
use wx_sign::{ApiV3Key, Backend, PrivateKey, RustCrypto, Sign, encode_base64, message};
use wx_transport::{
    BoxFuture, Clock, Environment, Executor, Random, RandomError, SendError, TokioSleep, Transport,
};

use crate::{
    fixtures::{APIV3_KEY, NOW, PLATFORM_KEY, PUBLIC_KEY_ID},
    setup::credentials,
};

macro_rules! certificates {
    ($($name:ident = $file:literal, $serial:literal;)*) => {
        $(pub(crate) const $name: Paper =
            Paper { pem: include_str!(concat!("fixtures/certificates/", $file)), serial: $serial };)*
    };
}

/// A certificate and the serial under which it is listed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paper {
    pub(crate) pem: &'static str,
    pub(crate) serial: &'static str,
}

certificates! {
    // From 2018 to the first of June 2019; the tests begin in April 2019.
    PRESENT = "now.pem", "5A01000000000000000000000000000000000001";
    NEXT = "next.pem", "5A02000000000000000000000000000000000002";
    // From 2020.
    FUTURE = "future.pem", "5A03000000000000000000000000000000000003";
    // Until 2018.
    EXPIRED = "expired.pem", "5A04000000000000000000000000000000000004";
    OWN = "own.pem", "5A05000000000000000000000000000000000005";
    SMALL = "small.pem", "5A06000000000000000000000000000000000006";
    // The serial of the present one, with the next one's key.
    REUSED = "reused.pem", "5A01000000000000000000000000000000000001";
}

pub(crate) const NEXT_KEY: &str = include_str!("fixtures/certificates/next_key.pem");

/// Who signs an answer: a key, and the serial that goes with it.
pub(crate) type Hand = (&'static str, &'static str);

pub(crate) const BY_PRESENT: Hand = (PLATFORM_KEY, PRESENT.serial);
pub(crate) const BY_NEXT: Hand = (NEXT_KEY, NEXT.serial);
pub(crate) const BY_FUTURE: Hand = (NEXT_KEY, FUTURE.serial);
pub(crate) const BY_PUBLIC_KEY: Hand = (PLATFORM_KEY, PUBLIC_KEY_ID);

#[derive(Debug)]
pub(crate) struct Issuer {
    began: Instant,
    drawn: AtomicU64,
    open: watch::Sender<bool>,
    state: Mutex<State>,
}

#[derive(Debug)]
pub(crate) struct State {
    /// What is answered to a question for certificates.
    pub(crate) list: (u16, Vec<u8>),
    /// Who signs all answers.
    pub(crate) hand: Hand,
    pub(crate) sent: Vec<Request<Bytes>>,
    /// When downloads began.
    pub(crate) downloads: Vec<Duration>,
    /// Whether the next answer to another question is lost.
    pub(crate) lost: bool,
    /// Run once when the next request arrives.
    pub(crate) on_send: Option<OnSend>,
    /// Whether headers are left out.
    pub(crate) unsigned: bool,
}

pub(crate) struct OnSend(pub(crate) Box<dyn FnOnce() + Send>);

impl std::fmt::Debug for OnSend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OnSend")
    }
}

impl Issuer {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            drawn: AtomicU64::default(),
            open: watch::Sender::new(true),
            state: Mutex::new(State {
                list: (200, list(&[PRESENT])),
                hand: BY_PRESENT,
                sent: Vec::new(),
                downloads: Vec::new(),
                lost: false,
                on_send: None,
                unsigned: false,
            }),
        })
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Lists the present certificate and signs with it, as in the beginning.
    pub(crate) fn mend(&self) {
        let mut state = self.state();
        (state.list, state.hand, state.unsigned) = ((200, list(&[PRESENT])), BY_PRESENT, false);
    }

    pub(crate) fn lists(&self, papers: &[Paper]) {
        self.state().list = (200, list(papers));
    }

    pub(crate) fn downloads(&self) -> usize {
        self.state().downloads.len()
    }

    /// Downloads begin and get no answer until it is open again.
    pub(crate) fn set_open(&self, open: bool) {
        self.open.send_replace(open);
    }

    pub(crate) fn executor(self: &Arc<Self>) -> Executor {
        let environment = Environment::new(self.clone(), Arc::new(TokioSleep), self.clone());
        Executor::new(self.clone(), hosts(), environment)
    }

    /// A trust without any key yet, which downloads from here.
    pub(crate) fn trust(self: &Arc<Self>) -> LiveTrust {
        self.trust_of(&LiveCredentials::new(credentials()))
    }

    pub(crate) fn trust_of(self: &Arc<Self>, credentials: &LiveCredentials) -> LiveTrust {
        let key = ApiV3Key::new(APIV3_KEY).unwrap();
        let downloads = Downloads::new(RustCrypto, credentials.clone(), key, self.executor());
        LiveTrust::new(TrustSet::new()).with_downloads(downloads)
    }

    /// Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        i64::try_from(self.unix_time().as_secs()).unwrap()
    }

    /// Headers over `body` at this moment.
    pub(crate) fn sign(&self, (key, serial): Hand, body: &[u8]) -> HeaderMap {
        let signer = signer(key);
        let (now, nonce) = (self.now().to_string(), "c5ac7061fccab6bf3e254dcf98995b8c");
        let signature = signer.sign(&message::answer(&now, nonce, body)).unwrap().to_base64();
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("wechatpay-timestamp", now.as_str()),
            ("wechatpay-nonce", nonce),
            ("wechatpay-signature", &signature),
            ("wechatpay-serial", serial),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        headers
    }

    fn answer(&self, status: u16, body: Vec<u8>) -> Response<Bytes> {
        let State { hand, unsigned, .. } = *self.state();
        let headers = if unsigned { HeaderMap::new() } else { self.sign(hand, &body) };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status.try_into().unwrap();
        *response.headers_mut() = headers;
        response
    }
}

impl Transport for Issuer {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        Box::pin(async move {
            let is_download = request.uri().path() == "/v3/certificates";
            let on_send = {
                let mut state = self.state();
                state.sent.push(request);
                if is_download {
                    state.downloads.push(self.began.elapsed());
                }
                state.on_send.take()
            };
            if let Some(OnSend(run)) = on_send {
                run();
            }
            if is_download {
                self.open.subscribe().wait_for(|open| *open).await.unwrap();
                let (status, body) = self.state().list.clone();
                return Ok(self.answer(status, body));
            }
            let lost = std::mem::take(&mut self.state().lost);
            let kind = wx_transport::SendErrorKind::Timeout;
            if lost { Err(SendError::new(kind, "lost")) } else { Ok(self.answer(200, b"{}".to_vec())) }
        })
    }
}

impl Clock for Issuer {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(NOW.try_into().unwrap()) + self.began.elapsed()
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

impl Random for Issuer {
    /// Other bytes with every call, the same ones in every run.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for byte in bytes {
            let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
            *byte = drawn.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[0];
        }
        Ok(())
    }
}

/// Keys are read once: that takes longer than everything else here.
fn signer(pem: &'static str) -> Arc<dyn Sign> {
    static SIGNERS: Mutex<BTreeMap<&str, Arc<dyn Sign>>> = Mutex::new(BTreeMap::new());
    let read = || RustCrypto.signer(&PrivateKey::from_pem(pem).unwrap()).unwrap();
    SIGNERS.lock().unwrap().entry(pem).or_insert_with(read).clone()
}

/// The entry of one certificate.
pub(crate) fn entry(paper: Paper) -> Value {
    entry_under(APIV3_KEY, paper)
}

pub(crate) fn entry_under(key: &str, Paper { pem, serial }: Paper) -> Value {
    let nonce = "61f9c719728a";
    let key = ApiV3Key::new(key).unwrap();
    let ciphertext = key.encrypt(nonce.as_bytes(), b"certificate", pem.as_bytes()).unwrap();
    json!({
        "serial_no": serial,
        "effective_time": "2018-06-08T10:34:56+08:00",
        "expire_time": "2018-12-08T10:34:56+08:00",
        "encrypt_certificate": {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": nonce,
            "associated_data": "certificate",
            "ciphertext": encode_base64(&ciphertext),
        },
    })
}

pub(crate) fn list(papers: &[Paper]) -> Vec<u8> {
    list_of(papers.iter().copied().map(entry).collect())
}

pub(crate) fn list_of(entries: Vec<Value>) -> Vec<u8> {
    json!({ "data": entries }).to_string().into_bytes()
}

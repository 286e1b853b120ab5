//! A small merchant: signs, sends over a plain socket, verifies what comes back.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64ct::{Base64, Encoding};
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::signature::{SignatureEncoding, Signer, Verifier};
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wx_sandbox::{Credentials, Options, Sandbox};
use x509_cert::der::{DecodePem, Encode};

/// The sandbox's clock stands still here: 2023-11-15T06:13:20+08:00.
pub(crate) const NOW: i64 = 1_700_000_000;

pub(crate) const APP: &str = "/v3/pay/transactions/app";
pub(crate) const REFUNDS: &str = "/v3/refund/domestic/refunds";

pub(crate) fn options() -> Options {
    Options::new()
        .with_credentials(Credentials::for_tests().unwrap())
        .with_clock(|| NOW)
        .with_retry_ladder([Duration::ZERO; 3])
}

pub(crate) async fn start() -> Sandbox {
    Sandbox::start(options()).await.unwrap()
}

/// A complete, correct order of 5 fen.
pub(crate) fn order(number: &str) -> Value {
    json!({
        "appid": "wxd678efh567hg6787",
        "mchid": "1900000001",
        "description": "三只松鼠 坚果",
        "out_trade_no": number,
        "notify_url": "https://www.example.com/notify",
        "amount": { "total": 5, "currency": "CNY" },
    })
}

pub(crate) fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value);
    body
}

pub(crate) fn without(mut body: Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
    body
}

/// A request before it is sent; every part can be made wrong.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) method: &'static str,
    pub(crate) target: String,
    /// What is signed in place of the target.
    pub(crate) signed_target: Option<String>,
    pub(crate) body: Vec<u8>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) mchid: String,
    pub(crate) serial: String,
    pub(crate) nonce: String,
    pub(crate) timestamp: String,
    /// Replaces the whole `Authorization` header; `None` inside leaves it out.
    pub(crate) authorization: Option<Option<String>>,
}

impl Draft {
    pub(crate) fn new(sandbox: &Sandbox, method: &'static str, target: &str, body: &[u8]) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut headers =
            vec![("Accept", "application/json".to_owned()), ("User-Agent", "wx-sandbox-tests".to_owned())];
        if !body.is_empty() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        Self {
            method,
            target: target.to_owned(),
            signed_target: None,
            body: body.to_vec(),
            headers,
            mchid: sandbox.credentials().mchid().to_owned(),
            serial: sandbox.credentials().merchant_serial().to_owned(),
            nonce: format!("nonce{}", NEXT.fetch_add(1, Ordering::Relaxed)),
            timestamp: NOW.to_string(),
            authorization: None,
        }
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    pub(crate) fn message(&self) -> Vec<u8> {
        let target = self.signed_target.as_ref().unwrap_or(&self.target);
        let head = format!("{}\n{target}\n{}\n{}\n", self.method, self.timestamp, self.nonce);
        [head.as_bytes(), &self.body, b"\n"].concat()
    }

    pub(crate) fn sign(&self, sandbox: &Sandbox) -> String {
        let key = RsaPrivateKey::from_pkcs8_pem(sandbox.credentials().merchant_private_key_pem()).unwrap();
        let signature = SigningKey::<Sha256>::new(key).sign(&self.message());
        Base64::encode_string(&signature.to_bytes())
    }

    pub(crate) fn authorization(&self, signature: &str) -> String {
        let Self { mchid, nonce, timestamp, serial, .. } = self;
        format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{mchid}\",nonce_str=\"{nonce}\",signature=\"{signature}\",\
             timestamp=\"{timestamp}\",serial_no=\"{serial}\""
        )
    }

    pub(crate) async fn send(&self, sandbox: &Sandbox) -> Reply {
        self.send_to(sandbox, &sandbox.primary_url()).await.unwrap()
    }

    pub(crate) async fn send_to(&self, sandbox: &Sandbox, url: &str) -> std::io::Result<Reply> {
        let authorization = match &self.authorization {
            Some(replaced) => replaced.clone(),
            None => Some(self.authorization(&self.sign(sandbox))),
        };
        let mut headers = self.headers.clone();
        headers.extend(authorization.map(|text| ("Authorization", text)));
        exchange(url, self.method, &self.target, &headers, &self.body).await
    }
}

pub(crate) async fn post(sandbox: &Sandbox, target: &str, body: &Value) -> Reply {
    Draft::new(sandbox, "POST", target, body.to_string().as_bytes()).send(sandbox).await
}

pub(crate) async fn get(sandbox: &Sandbox, target: &str) -> Reply {
    Draft::new(sandbox, "GET", target, b"").send(sandbox).await
}

/// One request on a connection of its own.
pub(crate) async fn exchange(
    url: &str,
    method: &str,
    target: &str,
    headers: &[(&'static str, String)],
    body: &[u8],
) -> std::io::Result<Reply> {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await?;
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    stream.write_all(&[head.as_bytes(), body].concat()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(Reply(Message::parse(&answer)))
}

/// A head and a body, of an answer or of a notification.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) first_line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a complete head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let first_line = lines.next().unwrap().to_owned();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self { first_line, headers, body: bytes[end.saturating_add(4)..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Checks the signature as a client would. Says what is wrong.
    pub(crate) fn verify(&self, credentials: &Credentials, now: i64) -> Result<(), &'static str> {
        let timestamp = self.header("wechatpay-timestamp").ok_or("unsigned")?;
        let nonce = self.header("wechatpay-nonce").ok_or("unsigned")?;
        let signature = self.header("wechatpay-signature").ok_or("unsigned")?;
        assert_eq!(self.header("wechatpay-signature-type"), Some("WECHATPAY2-SHA256-RSA2048"));
        if timestamp.parse::<i64>().unwrap().abs_diff(now) >= 300 {
            return Err("clock");
        }
        let serial = self.header("wechatpay-serial").ok_or("unsigned")?;
        let key = platform_key(credentials, serial).ok_or("unknown serial")?;
        let message = [format!("{timestamp}\n{nonce}\n").as_bytes(), &self.body, b"\n"].concat();
        let bytes = Base64::decode_vec(signature).map_err(|_| "not base64")?;
        let signature = Signature::try_from(bytes.as_slice()).map_err(|_| "mismatch")?;
        VerifyingKey::<Sha256>::new(key).verify(&message, &signature).map_err(|_| "mismatch")
    }
}

fn platform_key(credentials: &Credentials, serial: &str) -> Option<RsaPublicKey> {
    if serial == credentials.platform_public_key_id() {
        return Some(RsaPublicKey::from_public_key_pem(credentials.platform_public_key_pem()).unwrap());
    }
    let certificate = x509_cert::Certificate::from_pem(credentials.platform_certificate_pem()).unwrap();
    let info = certificate.tbs_certificate.subject_public_key_info.to_der().unwrap();
    (serial == credentials.platform_certificate_serial())
        .then(|| RsaPublicKey::from_public_key_der(&info).unwrap())
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply(pub(crate) Message);

impl Reply {
    pub(crate) fn status(&self) -> u16 {
        self.0.first_line.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// The numeric reason at the end of `Request-ID`.
    pub(crate) fn reason(&self) -> u32 {
        self.0.header("request-id").unwrap().rsplit_once('-').unwrap().1.parse().unwrap()
    }

    /// The JSON of a verified 200.
    #[track_caller]
    pub(crate) fn ok(&self, sandbox: &Sandbox) -> Value {
        assert_eq!(self.status(), 200, "{}", String::from_utf8_lossy(&self.0.body));
        assert_eq!(self.reason(), 0);
        assert_eq!(self.0.verify(sandbox.credentials(), NOW), Ok(()));
        self.0.json()
    }

    /// Checks status, code and reason of a signed refusal; returns `detail`.
    #[track_caller]
    pub(crate) fn refused(&self, sandbox: &Sandbox, status: u16, code: &str, reason: u32) -> Value {
        assert_eq!(self.0.verify(sandbox.credentials(), NOW), Ok(()));
        self.refused_unsigned(status, code, reason)
    }

    #[track_caller]
    pub(crate) fn refused_unsigned(&self, status: u16, code: &str, reason: u32) -> Value {
        let body = self.0.json();
        assert_eq!(
            (self.status(), body["code"].as_str(), self.reason()),
            (status, Some(code), reason),
            "{body}"
        );
        assert!(body["message"].is_string());
        body["detail"].clone()
    }
}

/// No number is documented for this refusal.
pub(crate) const UNDOCUMENTED: u32 = 268_435_455;

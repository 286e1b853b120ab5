//! A merchant's notification address on loopback, which answers as it is told.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64ct::{Base64, Encoding};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use wx_sandbox::Credentials;

use crate::client::Message;

/// What the receiver does with one connection.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    Answer(u16),
    /// 200 with this body.
    Say(&'static str),
    /// Reads the request and hangs up.
    HangUp,
    /// Reads the request and never answers.
    Silence,
}

pub(crate) struct Receiver {
    pub(crate) url: String,
    received: mpsc::UnboundedReceiver<Message>,
}

impl Receiver {
    /// Answers the first connections as the script says, and all others with 204.
    pub(crate) async fn start(script: &[Act]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/wxpay/notify", listener.local_addr().unwrap());
        let (send, received) = mpsc::unbounded_channel();
        let mut script = Vec::from(script).into_iter();
        tokio::spawn(async move {
            let mut silent = Vec::new();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let message = read(&mut stream).await;
                let act = script.next().unwrap_or(Act::Answer(204));
                match act {
                    Act::Answer(status) => {
                        let answer =
                            format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                        stream.write_all(answer.as_bytes()).await.unwrap();
                    }
                    Act::Say(body) => {
                        let length = body.len();
                        let answer = format!(
                            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                        );
                        stream.write_all(answer.as_bytes()).await.unwrap();
                    }
                    Act::HangUp => drop(stream),
                    Act::Silence => silent.push(stream),
                }
                // The test may have ended.
                let _ = send.send(message);
            }
        });
        Self { url, received }
    }

    pub(crate) async fn next(&mut self) -> Message {
        self.received.recv().await.unwrap()
    }

    /// What has arrived so far.
    pub(crate) fn waiting(&mut self) -> usize {
        std::iter::from_fn(|| self.received.try_recv().ok()).count()
    }
}

async fn read(stream: &mut TcpStream) -> Message {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = stream.read(&mut chunk).await.unwrap();
        bytes.extend_from_slice(&chunk[..count]);
        assert!(count > 0, "the request ended early");
        if bytes.windows(4).any(|four| four == b"\r\n\r\n") {
            let message = Message::parse(&bytes);
            let length: usize = message.header("content-length").unwrap().parse().unwrap();
            if message.body.len() == length {
                return message;
            }
        }
    }
}

/// Decrypts the resource of a notification's envelope.
pub(crate) fn decrypt(credentials: &Credentials, resource: &Value) -> Vec<u8> {
    assert_eq!(resource["algorithm"], "AEAD_AES_256_GCM");
    let key: [u8; 32] = credentials.apiv3_key().as_bytes().try_into().unwrap();
    let nonce: [u8; 12] = resource["nonce"].as_str().unwrap().as_bytes().try_into().unwrap();
    let bytes = Base64::decode_vec(resource["ciphertext"].as_str().unwrap()).unwrap();
    let payload = Payload { msg: &bytes, aad: resource["associated_data"].as_str().unwrap().as_bytes() };
    Aes256Gcm::new(&key.into()).decrypt(&Nonce::from(nonce), payload).unwrap()
}

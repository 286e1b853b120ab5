//! The same on a socket for APIv3: the very bytes that the gateway answered with, which end at any of them.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use wx_apiv3::{Client, Credentials, MerchantSerial};
use wx_merchant::{Close, QueryByOutTradeNo, Refund};
use wx_sign::AwsLc;
use wx_tests::{Merchant, trust};
use wx_transport::Outcome;
use wx_types::{Endpoint, Mchid, Repeat};

use super::{Cutter, walk::Stamp};

/// Stands between client and gateway, and gives the last answer again, as far as it is told.
struct Relay {
    url: String,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    answer: Vec<u8>,
    end: Option<usize>,
}

impl Relay {
    async fn to(gateway: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let held = Arc::<Mutex<Held>>::default();
        let gateway = gateway.strip_prefix("http://").unwrap().to_owned();
        let shared = Arc::clone(&held);
        tokio::spawn(async move {
            loop {
                serve(listener.accept().await.unwrap().0, &gateway, &shared).await;
            }
        });
        Self { url, held }
    }

    fn end_at(&self, end: Option<usize>) -> usize {
        let mut held = self.held.lock().unwrap();
        held.end = end;
        held.answer.len()
    }
}

/// One request on one connection.
async fn serve(mut client: TcpStream, gateway: &str, held: &Mutex<Held>) {
    let request = read(&mut client).await;
    let end = held.lock().unwrap().end;
    if end.is_none() {
        let mut stream = TcpStream::connect(gateway).await.unwrap();
        stream.write_all(&request).await.unwrap();
        let mut answer = read(&mut stream).await;
        // The one line that is not the gateway's: no connection is kept.
        let line = answer.windows(2).position(|two| two == b"\r\n").unwrap();
        answer.splice(line..line, *b"\r\nconnection: close");
        held.lock().unwrap().answer = answer;
    }
    let answer = held.lock().unwrap().answer.clone();
    client.write_all(&answer[..end.unwrap_or(answer.len())]).await.unwrap();
    client.shutdown().await.unwrap();
}

/// Head and body of one message.
async fn read(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "{}", String::from_utf8_lossy(&bytes));
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let text = String::from_utf8(bytes[..head].to_vec()).unwrap().to_ascii_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
        let body = length.map_or(0, |length| length.trim().parse::<usize>().unwrap());
        if bytes.len() >= head + 4 + body {
            return bytes;
        }
    }
}

/// The client of a merchant, and a second one whose requests nobody verifies.
struct Shop {
    relay: Relay,
    genuine: Client,
    again: Client,
}

impl Shop {
    async fn of(merchant: &Merchant) -> Self {
        let given = merchant.sandbox.credentials();
        let relay = Relay::to(&merchant.sandbox.primary_url()).await;
        let executor = Cutter::new().executor(&relay.url);
        let credentials = Credentials::clone(&merchant.client.credentials());
        let genuine = Client::new(credentials, trust(&AwsLc, given), executor.clone()).unwrap();
        let serial = MerchantSerial::new(given.merchant_serial()).unwrap();
        let credentials = Credentials::new(Mchid::new(given.mchid()).unwrap(), serial, Arc::new(Stamp));
        let again = Client::new(credentials, trust(&AwsLc, given), executor).unwrap();
        Self { relay, genuine, again }
    }

    async fn cut<E: Endpoint<Reply: Send> + Sync>(&self, request: &E) {
        self.relay.end_at(None);
        self.genuine.send(request).await.unwrap();
        let length = self.relay.end_at(None);
        self.relay.end_at(Some(length));
        self.again.send(request).await.expect("the whole answer, given again");
        for end in 0..length {
            self.relay.end_at(Some(end));
            let error = self.again.send(request).await.map(drop).unwrap_err();
            let acts = E::OPERATION.repeat != Repeat::Safe;
            assert!(!acts || error.outcome() == Outcome::Unknown, "{end} of {length}: {error:?}");
        }
    }
}

#[tokio::test]
async fn an_apiv3_answer_that_ends_anywhere_on_the_wire_leaves_the_outcome_unknown() {
    let merchant = Merchant::new().await;
    let shop = Shop::of(&merchant).await;
    let order = merchant.order("WIRE-0001", "http://127.0.0.1:9/notify");
    shop.cut(&order).await;
    shop.cut(&QueryByOutTradeNo::new(order.out_trade_no.clone(), order.mchid.clone())).await;
    merchant.sandbox.pay("WIRE-0001").unwrap();
    let refund = serde_json::json!({
        "out_trade_no": "WIRE-0001", "out_refund_no": "WIRE-R-0001",
        "amount": { "refund": 1, "total": 100, "currency": "CNY" },
    });
    shop.cut(&Refund::from_json(refund.to_string().as_bytes()).unwrap()).await;
    let order = merchant.order("WIRE-0002", "http://127.0.0.1:9/notify");
    shop.cut(&order).await;
    shop.cut(&Close::new(order.out_trade_no, order.mchid)).await;
}

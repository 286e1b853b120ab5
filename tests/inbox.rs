//! From the wire to the books: a notification that comes three times is credited once, and a foreign one never.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use wx_apiv3::{Acknowledgement, NotificationError, Receiver};
use wx_inbox::{Inbox, MemoryInbox};
use wx_merchant::{Event, ExpectedPayment, Transaction};
use wx_sandbox::fault::{Fault, Rule};
use wx_sandbox::{Delivery, LogEntry, Options, Sandbox};
use wx_sign::AwsLc;
use wx_tests::Merchant;
use wx_types::{AppId, Fen, Mchid, OutTradeNo};

/// A shop: what was ordered, what was credited, and a database that may be down.
struct Shop {
    receiver: Receiver,
    inbox: Inbox,
    orders: BTreeMap<String, ExpectedPayment>,
    credited: Mutex<Vec<String>>,
    mismatches: Mutex<Vec<String>>,
    down: AtomicBool,
}

impl Shop {
    async fn take(&self, headers: &HeaderMap, body: &[u8]) -> Acknowledgement {
        let told = match self.read(headers, body) {
            Ok(event) => event,
            Err(error) => return error.into(),
        };
        let (Ok(key), Event::Payment(order)) = (told.key(), told) else {
            return Acknowledgement::send_again();
        };
        if !self.is_ours(&order) {
            return Acknowledgement::send_again();
        }
        self.inbox.handle(&key, async |_| self.credit(&order)).await.into()
    }

    fn read(&self, headers: &HeaderMap, body: &[u8]) -> Result<Event, NotificationError> {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        Event::read(&self.receiver.receive(headers, body, now.try_into().unwrap())?)
    }

    fn is_ours(&self, told: &Transaction) -> bool {
        let Some(order) = self.orders.get(&told.out_trade_no) else { return false };
        match order.matches(told) {
            Ok(()) => told.is_paid(),
            Err(mismatch) => {
                self.mismatches.lock().unwrap().push(mismatch.to_string());
                false
            }
        }
    }

    fn credit(&self, order: &Transaction) -> Result<(), &'static str> {
        if self.down.swap(false, Ordering::SeqCst) {
            return Err("the database is down");
        }
        self.credited.lock().unwrap().push(order.out_trade_no.clone());
        Ok(())
    }
}

async fn serve(listener: TcpListener, shop: Arc<Shop>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shop = Arc::clone(&shop);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &shop));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(request: Request<Incoming>, shop: &Shop) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Ok(shop.take(&head.headers, &body).await.into_response())
}

/// What is in the books under a number: these orders, and nothing else.
fn books(appid: &str, mchid: &str) -> BTreeMap<String, ExpectedPayment> {
    let entry = |number: &str, appid: &str, mchid: &str, total| {
        let (app, merchant) = (AppId::new(appid).unwrap(), Mchid::new(mchid).unwrap());
        let order = ExpectedPayment::new(app, merchant, OutTradeNo::new(number).unwrap(), Fen::new(total));
        (number.to_owned(), order)
    };
    BTreeMap::from([
        entry("OURS-00001", appid, mchid, 100),
        entry("DEARER-001", appid, mchid, 10_000),
        entry("FOREIGN-01", "wx0000000000000000", "1900009999", 100),
    ])
}

async fn open() -> (Merchant, Arc<Shop>, String) {
    let options = Options::new().with_retry_ladder([Duration::from_millis(1); 3]);
    let merchant = Merchant::with(&AwsLc, options, Merchant::quick()).await;
    let given = merchant.sandbox.credentials();
    let shop = Arc::new(Shop {
        receiver: merchant.receiver.clone(),
        inbox: Inbox::new(MemoryInbox::new()),
        orders: books(given.appid(), given.mchid()),
        credited: Mutex::default(),
        mismatches: Mutex::default(),
        down: AtomicBool::new(false),
    });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/notify", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, Arc::clone(&shop)));
    (merchant, shop, url)
}

async fn pay(merchant: &Merchant, number: &str, url: &str) {
    merchant.client.send(&merchant.order(number, url)).await.unwrap();
    merchant.sandbox.pay(number).unwrap();
    merchant.sandbox.deliveries_done().await;
}

fn deliveries(sandbox: &Sandbox) -> Vec<Delivery> {
    let entries = sandbox.log().into_iter().filter_map(|entry| match entry {
        LogEntry::Notification(entry) => Some(entry.delivery),
        _ => None,
    });
    entries.collect()
}

/// The first copy finds the database down, the second is credited, the third is told that it was.
#[tokio::test]
async fn what_comes_three_times_is_credited_once() {
    let (merchant, shop, url) = open().await;
    shop.down.store(true, Ordering::SeqCst);
    let twice = Rule::new(Fault::NotificationDuplicated).at_path("TRANSACTION.*").next(1);
    merchant.sandbox.faults().add(twice);
    pay(&merchant, "OURS-00001", &url).await;
    let expected = [Delivery::Refused(503), Delivery::Accepted(204), Delivery::Accepted(204)];
    assert_eq!(deliveries(&merchant.sandbox), expected);
    assert_eq!(*shop.credited.lock().unwrap(), ["OURS-00001"]);
}

/// Genuine, every one of them, and never credited nor acknowledged.
#[tokio::test]
async fn a_genuine_notification_of_a_foreign_order_credits_nothing() {
    for (number, mismatch) in [
        ("FOREIGN-01", Some("not what was expected: appid, mchid")),
        ("DEARER-001", Some("not what was expected: amount.total")),
        ("NOBODYS-01", None),
    ] {
        let (merchant, shop, url) = open().await;
        pay(&merchant, number, &url).await;
        assert_eq!(deliveries(&merchant.sandbox), [const { Delivery::Refused(503) }; 4], "{number}");
        assert_eq!(*shop.credited.lock().unwrap(), [""; 0], "{number}");
        assert_eq!(
            *shop.mismatches.lock().unwrap(),
            vec![mismatch; 4].into_iter().flatten().collect::<Vec<_>>()
        );
    }
}

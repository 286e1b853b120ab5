//! What stands around the purchases: gateway, client, receiver, and the keeping of certificates.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use serde_json::Value as Json;
use tokio::task::JoinSet;
use wx_apiv3::{Client, Credentials, Downloads, LiveTrust, MerchantSerial, Receiver, TrustSet};
use wx_sandbox::{KeyMode, Options, Sandbox};
use wx_sign::{ApiV3Key, AwsLc, Backend, Certificate, PrivateKey};
use wx_transport::{Environment, Executor, Host, Hosts, Policy, ReqwestTransport, Transport};
use wx_types::{Mchid, NotifyUrl};

use super::{Soak, shop::Shop, weather};
use crate::Inbox;

/// The pauses between deliveries of a notification, in milliseconds.
const LADDER: [u64; 9] = [100, 100, 200, 400, 800, 1600, 3000, 3000, 3000];
/// The gateway's books can be this large.
const BOOKS: usize = 256 * 1024 * 1024;

pub(super) async fn open(soak: Soak) -> Arc<Shop> {
    let options = Options::new()
        .with_credentials(wx_sandbox::Credentials::for_tests().unwrap())
        .with_notification_key(KeyMode::Certificate)
        .with_auto_settle(true)
        .with_retry_ladder(LADDER.map(Duration::from_millis));
    let sandbox = Sandbox::start(options).await.unwrap();
    sandbox.faults().set(weather::first(soak.seed, soak.rate));
    let given = sandbox.credentials();
    let credentials = credentials(given);
    let key = || ApiV3Key::new(given.apiv3_key()).unwrap();
    let executor = executor(&sandbox);
    let downloads = Downloads::new(AwsLc, credentials.clone(), key(), executor.clone());
    let certificate = Certificate::from_pem(given.platform_certificate_pem()).unwrap();
    let known = TrustSet::new().with_certificate(&AwsLc, &certificate).unwrap();
    let trust = LiveTrust::new(known).with_downloads(downloads);
    let inbox = Inbox::start(Receiver::new(&trust, key())).await;
    let client = Client::new(credentials, &trust, executor).unwrap();
    let shop = Arc::new(Shop {
        soak,
        client,
        notify_url: NotifyUrl::new(&inbox.url).unwrap(),
        sandbox,
        tally: Mutex::default(),
        broken: Mutex::default(),
        left: Mutex::default(),
        next: 0.into(),
        paid: Mutex::default(),
        refunded: Mutex::default(),
        news: tokio::sync::Notify::new(),
        beside: Mutex::new(JoinSet::new()),
    });
    run_beside(&shop, trust, inbox);
    shop
}

/// Keeps the certificates, and reads the notifications.
fn run_beside(shop: &Arc<Shop>, trust: LiveTrust, mut inbox: Inbox) {
    let mut beside = shop.beside.lock().unwrap();
    beside.spawn(async move { trust.keep().await });
    let reader = Arc::downgrade(shop);
    beside.spawn(async move {
        loop {
            let letter = inbox.next_ever().await;
            let Some(shop) = reader.upgrade() else { return };
            shop.take(letter);
        }
    });
}

fn credentials(given: &wx_sandbox::Credentials) -> Credentials {
    let key = PrivateKey::from_pem(given.merchant_private_key_pem()).unwrap();
    let serial = MerchantSerial::new(given.merchant_serial()).unwrap();
    Credentials::new(Mchid::new(given.mchid()).unwrap(), serial, AwsLc.signer(&key).unwrap())
        .with_public_key(key.public_key())
}

/// Short times, so that what is never answered holds nobody up for long.
fn executor(sandbox: &Sandbox) -> Executor {
    let millis = Duration::from_millis;
    let transport = ReqwestTransport::options().without_system_roots().with_connect_timeout(millis(200));
    let hosts = Hosts::new(Host::parse(&sandbox.primary_url()).unwrap())
        .with_backup(Host::parse(&sandbox.backup_url()).unwrap());
    let policy = Policy::default()
        .with_attempt_timeout(millis(400))
        .with_deadline(Duration::from_secs(3))
        .with_backoff(millis(5), millis(100))
        .with_busy_base(millis(10))
        .with_hedge_after(millis(100));
    Executor::new(Arc::new(transport.build().unwrap()), hosts, Environment::system()).with_policy(policy)
}

/// The gateway's list of orders.
pub(super) async fn books(sandbox: &Sandbox) -> Json {
    let transport = ReqwestTransport::options().without_system_roots().with_body_cap(BOOKS).build().unwrap();
    let address = format!("{}/_sandbox/orders", sandbox.weixin_url());
    let answer = transport.send(http::Request::get(address).body(Bytes::new()).unwrap()).await.unwrap();
    serde_json::from_slice(answer.body()).unwrap()
}

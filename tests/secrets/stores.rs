//! What keeps something over time, and what fails on the way: trust, signers, journal, inbox, questions.

use std::{future::ready, sync::Arc, time::Duration};

use wx_apiv3::{Credentials, Downloads, LiveCredentials, LiveTrust, MerchantSerial, RemoteSign, TrustSet};
use wx_inbox::{ClaimStore, Claimed, EventKey, Inbox as Once, MemoryInbox, SendAgain};
use wx_merchant::JsapiPrepay;
use wx_sign::{ApiV3Key, SignError, Signature};
use wx_store::Store;
use wx_tests::{Fate, Lossy, trust};
use wx_transport::{
    BoxFuture, Environment, Executor, Host, Hosts, Patience, Resolution,
    journal::{Journal, MemoryJournal},
};
use wx_types::{Endpoint, Mchid};

use super::*;

const OPENID: &str = "oCANARY0uMuAJO_M2pxb1Q9zNjWeS6o";
const DESCRIPTION: &str = "CANARY-DESCRIPTION";
const NOT_THERE: &str = r#"{"code":"ORDER_NOT_EXIST","message":"订单不存在"}"#;
const OTHER_KEY: &str = "CANARY-KEY-0123456789abcdef01234";

/// The secrets, and what stands in bodies and headers.
async fn world() -> (Merchant, Arc<Lossy>, Vec<String>) {
    let network = Arc::new(Lossy::default());
    let policy = Merchant::quick().with_attempts(1);
    let merchant = Merchant::over(&AwsLc, Options::new(), policy, network.clone()).await;
    let mut canaries = canaries(&merchant);
    canaries.extend([OPENID, DESCRIPTION, OTHER_KEY, "signature=\""].map(ToOwned::to_owned));
    (merchant, network, canaries)
}

/// The merchant's way to the gateway.
fn executor(merchant: &Merchant, network: &Arc<Lossy>) -> Executor {
    let hosts = Hosts::new(Host::parse(&merchant.sandbox.primary_url()).unwrap());
    Executor::new(network.clone(), hosts, Environment::system())
        .with_policy(Merchant::quick().with_attempts(1))
}

fn order(merchant: &Merchant, number: &str, fen: u32) -> JsapiPrepay {
    let given = merchant.sandbox.credentials();
    let order = serde_json::json!({
        "appid": given.appid(), "mchid": given.mchid(), "description": DESCRIPTION, "out_trade_no": number,
        "notify_url": "http://127.0.0.1:9/notify", "amount": { "total": fen }, "payer": { "openid": OPENID },
    });
    JsapiPrepay::from_json(order.to_string().as_bytes()).unwrap()
}

fn debug(value: &dyn std::fmt::Debug) -> String {
    format!("{value:?} {value:#?}")
}

#[tokio::test]
async fn trust_that_changes_shows_no_secret() {
    let (merchant, network, canaries) = world().await;
    let given = merchant.sandbox.credentials();
    let live = LiveCredentials::new(Credentials::clone(&merchant.client.credentials()));
    for key in [OTHER_KEY, given.apiv3_key()] {
        let key = ApiV3Key::new(key).unwrap();
        let downloads = Downloads::new(AwsLc, live.clone(), key, executor(&merchant, &network));
        check(&canaries, "downloads", &debug(&downloads));
        let trust = LiveTrust::new(TrustSet::new()).with_downloads(downloads);
        merchant.sandbox.spoil_answers(Spoil::Unsigned, 1);
        check(&canaries, "a download", &chain(&trust.refresh().await.unwrap_err()));
        check(&canaries, "too soon", &chain(&trust.refresh().await.unwrap_err()));
        check(&canaries, "an empty set", &chain(&trust.replace(TrustSet::new()).unwrap_err()));
        check(&canaries, "live values", &format!("{} {}", debug(&trust), debug(&live)));
    }
}

/// Fails to reach the key.
#[derive(Debug)]
struct Elsewhere;

impl RemoteSign for Elsewhere {
    fn sign<'a>(&'a self, _: &'a [u8]) -> BoxFuture<'a, Result<Signature, SignError>> {
        Box::pin(ready(Err(SignError::caused_by("the key service is down"))))
    }
}

#[tokio::test]
async fn a_signer_that_fails_shows_nothing_of_the_request() {
    let (merchant, network, canaries) = world().await;
    let given = merchant.sandbox.credentials();
    let serial = MerchantSerial::new(given.merchant_serial()).unwrap();
    let credentials = Credentials::remote(Mchid::new(given.mchid()).unwrap(), serial, Arc::new(Elsewhere));
    let client = Client::new(credentials, trust(&AwsLc, given), executor(&merchant, &network)).unwrap();
    let text = chain(&client.send(&order(&merchant, "SECRET-0002", 100)).await.unwrap_err());
    assert!(text.contains("the key service is down"), "{text}");
    check(&canaries, "a failing signer", &text);
    check(&canaries, "a client with a remote key", &debug(&client));
}

#[tokio::test]
async fn journals_and_resolved_outcomes_show_no_content() {
    let (merchant, network, canaries) = world().await;
    let given = merchant.sandbox.credentials();
    let file = std::env::temp_dir().join(format!("wx-tests-secrets-{}", std::process::id()));
    let store = Store::open(&file).unwrap();
    for (number, journal) in [
        ("SECRET-0003", Arc::new(MemoryJournal::new()) as Arc<dyn Journal>),
        ("SECRET-0004", Arc::new(store.clone())),
    ] {
        let executor = executor(&merchant, &network).with_journal(Arc::clone(&journal));
        let credentials = Credentials::clone(&merchant.client.credentials());
        let client = Client::new(credentials, trust(&AwsLc, given), executor).unwrap();
        let first = order(&merchant, number, 100);
        network.decide(number, Fate::AnswerLost);
        check(&canaries, "a lost answer", &chain(&client.send(&first).await.unwrap_err()));
        let open = journal.unfinished().await.unwrap();
        assert_eq!(open.len(), 1);
        check(&canaries, "a journal", &format!("{} {}", debug(&journal), debug(&open)));
        let other = client.send(&order(&merchant, number, 200)).await.unwrap_err();
        check(&canaries, "another body", &chain(&other));

        network.decide(number, Fate::Forged(404, NOT_THERE));
        network.decide(number, Fate::Vanishes);
        let resolution = client.resolve(&first, &Patience::default().with_total(Duration::ZERO)).await;
        assert!(matches!(resolution, Resolution::StillUnknown(_)), "{resolution:?}");
        let done = client.resolve(&first, &Patience::default()).await;
        assert!(matches!(done, Resolution::Done(_)), "{done:?}");
        check(&canaries, "what became of it", &format!("{} {}", debug(&resolution), debug(&done)));
    }
    check(&canaries, "a store in use", &chain(&Store::open(&file).unwrap_err()));
    drop(store);
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn an_inbox_shows_no_content() {
    let (merchant, _, canaries) = world().await;
    let mut letters = Inbox::start(merchant.receiver.clone()).await;
    let order = merchant.order("SECRET-0005", &letters.url);
    merchant.client.send(&order).await.unwrap();
    merchant.sandbox.pay("SECRET-0005").unwrap();
    let event = letters.next().await.event.unwrap();
    check(&canaries, "an event", &debug(&event));

    let store = Arc::new(MemoryInbox::new());
    let once = Once::new(Arc::clone(&store));
    let key = EventKey::new(merchant.sandbox.credentials().mchid(), "TRANSACTION", "SECRET-0005").unwrap();
    let failed: SendAgain<std::io::Error> =
        once.handle(&key, |_| ready(Err(std::io::Error::other("no disk")))).await.unwrap_err();
    check(&canaries, "a handler that failed", &chain(&failed));
    let claimed = store.claim(&key, Duration::ZERO, Duration::from_secs(1 << 40)).await.unwrap();
    assert!(matches!(claimed, Claimed::Yours(_)));
    let busy: SendAgain<std::io::Error> = once.handle(&key, |_| ready(Ok(()))).await.unwrap_err();
    check(&canaries, "a claim", &format!("{} {}", chain(&busy), debug(&claimed)));
    check(&canaries, "an inbox", &format!("{} {}", debug(&once), debug(&store)));
}

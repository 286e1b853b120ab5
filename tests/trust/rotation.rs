//! The platform changes its certificate while orders, queries and notifications are under way.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use wx_apiv3::{NotificationError, Receiver, VerifyError};
use wx_sandbox::{
    KeyMode,
    fault::{Fault, Rule},
};
use wx_sign::Certificate;
use wx_transport::{Clock, OsRandom, SystemClock, TokioSleep};

use super::*;

/// The machine's clock. A test can let minutes pass, which lie between two downloads; signatures do not notice.
#[derive(Debug)]
struct Minutes {
    clock: SystemClock,
    passed: AtomicU64,
}

impl Minutes {
    fn new() -> Arc<Self> {
        Arc::new(Self { clock: SystemClock::new(), passed: AtomicU64::new(0) })
    }

    fn pass(&self, minutes: u64) {
        self.passed.fetch_add(minutes, Ordering::SeqCst);
    }

    fn environment(self: &Arc<Self>) -> Environment {
        Environment::new(self.clone(), Arc::new(TokioSleep), Arc::new(OsRandom))
    }
}

impl Clock for Minutes {
    fn unix_time(&self) -> Duration {
        self.clock.unix_time()
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed() + Duration::from_secs(60 * self.passed.load(Ordering::SeqCst))
    }
}

/// A merchant that believes the certificate of the start, and nothing else.
async fn ready(minutes: &Arc<Minutes>, options: Options) -> Beginner {
    let beginner = Beginner::with(None, options, minutes.environment()).await;
    beginner.trust.refresh().await.unwrap();
    beginner
}

impl Beginner {
    fn believes(&self, serial: &str) -> bool {
        self.trust.current().serials().any(|known| known.as_str() == serial)
    }

    fn query(&self, number: &str) -> QueryByOutTradeNo {
        let order = self.merchant.order(number, "http://127.0.0.1:9/notify");
        QueryByOutTradeNo::new(order.out_trade_no, order.mchid)
    }

    /// The next answer to such a request is signed by a certificate that nobody has downloaded.
    async fn rotate_at(&self, path: &str) -> String {
        let next = self.merchant.sandbox.announce_certificate().await.unwrap();
        self.merchant.sandbox.faults().add(Rule::new(Fault::RotateCertificate).at_path(path));
        assert!(!self.believes(&next));
        next
    }
}

#[tokio::test]
async fn orders_and_queries_go_through_a_rotation() {
    let minutes = Minutes::new();
    let beginner = ready(&minutes, Options::new()).await;
    let (client, sandbox) = (beginner.client(), &beginner.merchant.sandbox);
    let order = beginner.merchant.order("ROTATED", "http://127.0.0.1:9/notify");

    minutes.pass(1);
    let second = beginner.rotate_at("/v3/pay/transactions/app").await;
    assert_eq!(client.send(&order).await.unwrap().trail.attempts.len(), 2);
    assert!(beginner.believes(&second));

    minutes.pass(1);
    let third = beginner.rotate_at("/v3/pay/transactions/out-trade-no/*").await;
    assert_eq!(client.send(&beginner.query("ROTATED")).await.unwrap().trail.attempts.len(), 2);
    assert!(beginner.believes(&third));

    // What is not listed any more is not believed, and requests do not name it.
    sandbox.retire_certificates();
    minutes.pass(1);
    beginner.trust.refresh().await.unwrap();
    let serials: Vec<_> = beginner.trust.current().serials().cloned().collect();
    assert_eq!(serials, [PlatformSerial::new(&third).unwrap()]);
    assert_eq!(client.send(&beginner.query("ROTATED")).await.unwrap().trail.attempts.len(), 1);
    sandbox.pay("ROTATED").unwrap();
    sandbox.pay("ROTATED").expect_err("it is one order");
}

/// All that is known was retired at once: a request that named it would be refused.
#[tokio::test]
async fn a_list_that_holds_nothing_known_is_read() {
    let minutes = Minutes::new();
    let beginner = ready(&minutes, Options::new()).await;
    let next = beginner.merchant.sandbox.rotate_certificate().await.unwrap();
    beginner.merchant.sandbox.retire_certificates();
    minutes.pass(1);
    beginner.trust.refresh().await.unwrap();
    let serials: Vec<_> = beginner.trust.current().serials().cloned().collect();
    assert_eq!(serials, [PlatformSerial::new(&next).unwrap()]);
    beginner.places_and_finds(&beginner.client(), "ROTATION-ALL").await;
}

#[tokio::test]
async fn an_announced_certificate_is_known_before_it_signs() {
    let minutes = Minutes::new();
    let beginner = ready(&minutes, Options::new()).await;
    let (client, sandbox) = (beginner.client(), &beginner.merchant.sandbox);
    let first = sandbox.signing_certificate_serial();
    let next = sandbox.announce_certificate().await.unwrap();
    minutes.pass(1);
    beginner.trust.refresh().await.unwrap();
    assert!(beginner.believes(&first) && beginner.believes(&next));
    beginner.places_and_finds(&client, "ROTATION-BEFORE").await;
    assert_eq!(sandbox.rotate_certificate().await.unwrap(), next);
    assert_eq!(client.send(&beginner.query("ROTATION-BEFORE")).await.unwrap().trail.attempts.len(), 1);
    beginner.places_and_finds(&client, "ROTATION-AFTER").await;
}

/// Without a download that may be made now, an answer by an unknown certificate leaves the outcome unknown, and the very
/// same order goes through later.
#[tokio::test]
async fn an_order_whose_answer_cannot_be_verified_yet_is_sent_again_later() {
    let minutes = Minutes::new();
    let beginner = ready(&minutes, Options::new()).await;
    let client = beginner.client();
    let order = beginner.merchant.order("TOO-SOON", "http://127.0.0.1:9/notify");
    let next = beginner.rotate_at("/v3/pay/transactions/app").await;
    let error = client.send(&order).await.unwrap_err();
    assert_eq!(error.outcome(), wx_transport::Outcome::Unknown);
    assert!(!beginner.believes(&next));
    minutes.pass(1);
    client.send(&order).await.unwrap();
    assert!(beginner.believes(&next));
    beginner.merchant.sandbox.pay("TOO-SOON").unwrap();
}

#[tokio::test]
async fn a_notification_by_the_new_certificate_is_refused_until_the_list_was_read() {
    let minutes = Minutes::new();
    let pauses = vec![Duration::from_millis(50); 200];
    let options = Options::new().with_notification_key(KeyMode::Certificate).with_retry_ladder(pauses);
    let beginner = ready(&minutes, options).await;
    let (client, sandbox) = (beginner.client(), &beginner.merchant.sandbox);
    let key = ApiV3Key::new(sandbox.credentials().apiv3_key()).unwrap();
    let mut inbox = wx_tests::Inbox::start(Receiver::new(&beginner.trust, key)).await;
    client.send(&beginner.merchant.order("ROTATION-OLD", &inbox.url)).await.unwrap();
    client.send(&beginner.merchant.order("ROTATION-NEW", &inbox.url)).await.unwrap();
    sandbox.pay("ROTATION-OLD").unwrap();
    assert!(inbox.next().await.event.is_ok());

    let next = sandbox.rotate_certificate().await.unwrap();
    sandbox.pay("ROTATION-NEW").unwrap();
    let refused = inbox.next().await.event.unwrap_err();
    let unknown = VerifyError::UnknownSerial { serial: next.as_str().into() };
    assert_eq!(refused, NotificationError::Verify(unknown));
    assert!(!beginner.believes(&next));

    // From here on somebody drives the trust; the refused message has said what to look for.
    minutes.pass(1);
    let trust = beginner.trust.clone();
    let kept = tokio::spawn(async move { trust.keep().await });
    while let Err(error) = inbox.next().await.event {
        assert!(matches!(error, NotificationError::Verify(VerifyError::UnknownSerial { .. })), "{error:?}");
    }
    assert!(beginner.believes(&next));
    sandbox.deliveries_done().await;
    kept.abort();
}

#[tokio::test]
async fn the_public_key_takes_over_after_a_rotation_and_gives_back() {
    let minutes = Minutes::new();
    let beginner = ready(&minutes, Options::new()).await;
    let (client, sandbox) = (beginner.client(), &beginner.merchant.sandbox);
    let given = sandbox.credentials();
    let id = PlatformSerial::new(given.platform_public_key_id()).unwrap();
    let key = PublicKey::from_pem(given.platform_public_key_pem()).unwrap();
    let both = TrustSet::clone(&beginner.trust.current()).with_public_key(&AwsLc, id.clone(), &key).unwrap();
    beginner.trust.replace(both).unwrap();

    // Nobody asks for a certificate now: a rotation is not noticed, and the next list leaves the public key where it is.
    let next = sandbox.rotate_certificate().await.unwrap();
    beginner.places_and_finds(&client, "PUBLIC-KEY").await;
    assert!(!beginner.believes(&next));
    minutes.pass(1);
    beginner.trust.refresh().await.unwrap();
    assert_eq!(beginner.trust.current().preferred(), Some(&id));

    sandbox.retire_certificates();
    minutes.pass(1);
    beginner.trust.refresh().await.unwrap();
    let certificate = Certificate::from_pem(&sandbox.signing_certificate_pem()).unwrap();
    assert!(beginner.trust.current().contains_key(certificate.public_key()));
    beginner.trust.replace(TrustSet::clone(&beginner.trust.current()).preferring_certificates()).unwrap();
    assert_eq!(beginner.trust.current().preferred().map(PlatformSerial::as_str), Some(next.as_str()));
    beginner.places_and_finds(&client, "CERTIFICATE").await;
}

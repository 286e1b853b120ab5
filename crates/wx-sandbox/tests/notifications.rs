//! Delivery: what counts as accepted, what is tried again, what is never sent.

use std::time::Duration;

use serde_json::json;
use wx_sandbox::{Delivery, KeyMode, LogEntry, Options, Sandbox};

use crate::client::{APP, NOW, options, order, post, with};
use crate::receiver::{Act, Receiver};

/// Pays one order with this address and gives what came of each attempt.
async fn deliveries(options: Options, url: &str) -> Vec<Delivery> {
    let sandbox = Sandbox::start(options).await.unwrap();
    post(&sandbox, APP, &with(order("A-00001"), "/notify_url", json!(url))).await.ok(&sandbox);
    sandbox.pay("A-00001").unwrap();
    sandbox.deliveries_done().await;
    let log = sandbox.log().into_iter();
    log.filter_map(|entry| match entry {
        LogEntry::Notification(entry) => Some(entry.delivery),
        _ => None,
    })
    .collect()
}

#[tokio::test]
async fn only_200_and_204_are_accepted() {
    use Delivery::{Accepted, Refused};
    for status in [200, 204] {
        let receiver = Receiver::start(&[Act::Answer(status)]).await;
        assert_eq!(deliveries(options(), &receiver.url).await, [Accepted(status)]);
    }
    let receiver = Receiver::start(&[201, 302, 500].map(Act::Answer)).await;
    let expected = [Refused(201), Refused(302), Refused(500), Accepted(204)];
    assert_eq!(deliveries(options(), &receiver.url).await, expected);
}

#[tokio::test]
async fn the_ladder_ends() {
    let mut receiver = Receiver::start(&[Act::Answer(500); 9]).await;
    assert_eq!(deliveries(options(), &receiver.url).await, [const { Delivery::Refused(500) }; 4]);
    assert_eq!(receiver.waiting(), 4);
    let receiver = Receiver::start(&[Act::Answer(500)]).await;
    let once = options().with_retry_ladder([]);
    assert_eq!(deliveries(once, &receiver.url).await, [Delivery::Refused(500)]);
}

#[tokio::test]
async fn lost_connections_and_silence_are_tried_again() {
    let receiver = Receiver::start(&[Act::HangUp, Act::Silence]).await;
    let impatient = options().with_answer_deadline(Duration::from_millis(300));
    let expected = [Delivery::Failed, Delivery::TimedOut, Delivery::Accepted(204)];
    assert_eq!(deliveries(impatient, &receiver.url).await, expected);
}

#[tokio::test]
async fn nothing_is_sent_beyond_loopback() {
    for url in ["https://127.0.0.1/notify", "http://192.0.2.1/notify", "https://www.example.com/notify"] {
        let found = deliveries(options(), url).await;
        assert!(matches!(found.as_slice(), [Delivery::Impossible(_)]), "{url}: {found:?}");
    }
}

#[tokio::test]
async fn a_retry_has_the_same_body_and_a_fresh_signature() {
    let mut receiver = Receiver::start(&[Act::Answer(500)]).await;
    deliveries(options(), &receiver.url).await;
    let (first, second) = (receiver.next().await, receiver.next().await);
    assert_eq!(first.body, second.body);
    assert_ne!(first.header("wechatpay-nonce"), second.header("wechatpay-nonce"));
    assert_ne!(first.header("wechatpay-signature"), second.header("wechatpay-signature"));
}

#[tokio::test]
async fn the_certificate_can_sign_notifications() {
    let mut receiver = Receiver::start(&[]).await;
    let sandbox = Sandbox::start(options().with_notification_key(KeyMode::Certificate)).await.unwrap();
    post(&sandbox, APP, &with(order("A-00001"), "/notify_url", json!(receiver.url))).await.ok(&sandbox);
    sandbox.pay("A-00001").unwrap();
    let notification = receiver.next().await;
    let serial = sandbox.credentials().platform_certificate_serial();
    assert_eq!(notification.header("wechatpay-serial"), Some(serial));
    assert_eq!(notification.verify(sandbox.credentials(), NOW), Ok(()));
}

#[tokio::test]
async fn a_payment_from_outside_the_runtime_is_told_too() {
    let mut receiver = Receiver::start(&[]).await;
    let sandbox = Sandbox::start(options()).await.unwrap();
    post(&sandbox, APP, &with(order("A-00001"), "/notify_url", json!(receiver.url))).await.ok(&sandbox);
    std::thread::scope(|scope| {
        scope.spawn(|| sandbox.pay("A-00001").unwrap());
    });
    assert_eq!(receiver.next().await.json()["event_type"], "TRANSACTION.SUCCESS");
}

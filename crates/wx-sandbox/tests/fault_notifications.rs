//! Notifications that are lost, late, doubled and out of order.

use serde_json::{Value, json};
use wx_sandbox::fault::{Fault, Rule};
use wx_sandbox::{Delivery, LogEntry, NotificationEntry, Sandbox};

use crate::client::{APP, NOW, order, post, start, with};
use crate::receiver::{Receiver, decrypt};

async fn pay(sandbox: &Sandbox, receiver: &Receiver, number: &str) {
    post(sandbox, APP, &with(order(number), "/notify_url", json!(receiver.url))).await.ok(sandbox);
    sandbox.pay(number).unwrap();
}

fn attempts(sandbox: &Sandbox) -> Vec<(String, u32, Delivery, Option<Fault>)> {
    let entries = sandbox.log().into_iter().filter_map(|entry| match entry {
        LogEntry::Notification(NotificationEntry { number, attempt, delivery, faults, .. }) => {
            Some((number, attempt, delivery, faults.first().map(|fired| fired.fault)))
        }
        _ => None,
    });
    entries.collect()
}

async fn number(sandbox: &Sandbox, receiver: &mut Receiver) -> String {
    let message = receiver.next().await;
    assert_eq!(message.verify(sandbox.credentials(), NOW), Ok(()));
    let plaintext = decrypt(sandbox.credentials(), &message.json()["resource"]);
    let order: Value = serde_json::from_slice(&plaintext).unwrap();
    order["out_trade_no"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_lost_attempt_is_followed_by_the_next_rung() {
    let (sandbox, mut receiver) = (start().await, Receiver::start(&[]).await);
    sandbox.faults().add(Rule::new(Fault::NotificationLost).at_path("TRANSACTION.*").next(2));
    pay(&sandbox, &receiver, "A-00001").await;
    assert_eq!(number(&sandbox, &mut receiver).await, "A-00001");
    sandbox.deliveries_done().await;
    let (of, lost) = ("A-00001".to_owned(), Some(Fault::NotificationLost));
    let expected = [
        (of.clone(), 1, Delivery::Lost, lost),
        (of.clone(), 2, Delivery::Lost, lost),
        (of, 3, Delivery::Accepted(204), None),
    ];
    assert_eq!(attempts(&sandbox), expected);
}

#[tokio::test]
async fn all_attempts_can_be_lost() {
    let (sandbox, mut receiver) = (start().await, Receiver::start(&[]).await);
    sandbox.faults().add(Rule::new(Fault::NotificationLost).every(1));
    pay(&sandbox, &receiver, "A-00001").await;
    sandbox.deliveries_done().await;
    assert_eq!((receiver.waiting(), attempts(&sandbox).len()), (0, 4));
}

#[tokio::test]
async fn a_doubled_notification_is_the_same_twice() {
    let (sandbox, mut receiver) = (start().await, Receiver::start(&[]).await);
    sandbox.faults().add(Rule::new(Fault::NotificationDuplicated));
    pay(&sandbox, &receiver, "A-00001").await;
    sandbox.deliveries_done().await;
    let (first, second) = (receiver.next().await, receiver.next().await);
    assert_eq!(first.body, second.body);
    assert_ne!(first.header("wechatpay-nonce"), second.header("wechatpay-nonce"), "signed afresh");
    assert_eq!(receiver.waiting(), 0);
    let doubled = ("A-00001".to_owned(), 1, Delivery::Accepted(204), Some(Fault::NotificationDuplicated));
    assert_eq!(attempts(&sandbox), [doubled.clone(), doubled]);
}

#[tokio::test]
async fn notifications_overtake_each_other() {
    let (sandbox, mut receiver) = (start().await, Receiver::start(&[]).await);
    sandbox.faults().add(Rule::new(Fault::NotificationReordered(600_000)));
    pay(&sandbox, &receiver, "A-00001").await;
    // The first one must be waiting.
    while sandbox.faults().fired() != [1] {
        tokio::task::yield_now().await;
    }
    pay(&sandbox, &receiver, "A-00002").await;
    assert_eq!(number(&sandbox, &mut receiver).await, "A-00002");
    assert_eq!(number(&sandbox, &mut receiver).await, "A-00001");
}

#[tokio::test]
async fn a_late_notification_arrives_all_the_same() {
    let (sandbox, mut receiver) = (start().await, Receiver::start(&[]).await);
    sandbox.faults().add(Rule::new(Fault::NotificationDelayed(1)));
    pay(&sandbox, &receiver, "A-00001").await;
    assert_eq!(number(&sandbox, &mut receiver).await, "A-00001");
    sandbox.deliveries_done().await;
    assert_eq!(attempts(&sandbox)[0].3, Some(Fault::NotificationDelayed(1)));
}

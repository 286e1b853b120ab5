//! Deliberate damage: detected by a correct client, after the effect.

use serde_json::json;
use wx_sandbox::{Delivery, LogEntry, Spoil};

use crate::client::{APP, NOW, get, order, post, start, with};
use crate::receiver::{Act, Receiver};

/// Each damage, and what a client finds.
const SPOILS: [(Spoil, &str); 6] = [
    (Spoil::Unsigned, "unsigned"),
    (Spoil::Tampered, "mismatch"),
    (Spoil::Stale, "clock"),
    (Spoil::Future, "clock"),
    (Spoil::WrongSerial, "unknown serial"),
    (Spoil::Probe, "not base64"),
];

#[tokio::test]
async fn spoiled_answers_do_not_verify_but_the_order_exists() {
    let sandbox = start().await;
    for (at, (spoil, found)) in SPOILS.into_iter().enumerate() {
        let number = format!("A-0000{at}");
        sandbox.spoil_answers(spoil, 1);
        let reply = post(&sandbox, APP, &order(&number)).await;
        assert_eq!(reply.status(), 200);
        assert_eq!(reply.0.verify(sandbox.credentials(), NOW), Err(found), "{spoil}");
        assert!(reply.0.json()["prepay_id"].is_string(), "{spoil}");
        let again = post(&sandbox, APP, &order(&number)).await.ok(&sandbox);
        if spoil != Spoil::Tampered {
            assert_eq!(again, reply.0.json(), "{spoil}: the effect came before the damage");
        }
        sandbox.pay(&number).unwrap();
    }
}

#[tokio::test]
async fn an_empty_answer_can_be_spoiled_too() {
    let sandbox = start().await;
    for (spoil, found) in SPOILS {
        sandbox.spoil_answers(spoil, 1);
        let close = "/v3/pay/transactions/out-trade-no/A-00001/close";
        let reply = post(&sandbox, close, &json!({ "mchid": "1900000001" })).await;
        assert_eq!((reply.status(), reply.0.body.len()), (204, 0));
        assert_eq!(reply.0.verify(sandbox.credentials(), NOW), Err(found), "{spoil}");
    }
}

#[tokio::test]
async fn probes_look_like_probes() {
    let sandbox = start().await;
    sandbox.spoil_answers(Spoil::Probe, 1);
    let reply = get(&sandbox, "/v3/certificates").await;
    let signature = reply.0.header("wechatpay-signature").unwrap();
    assert!(signature.starts_with("WECHATPAY/SIGNTEST/"), "{signature}");
}

#[tokio::test]
async fn damage_lasts_as_long_as_asked() {
    let sandbox = start().await;
    sandbox.spoil_answers(Spoil::Unsigned, 2);
    let mut verified = Vec::new();
    for _ in 0..3 {
        let reply = get(&sandbox, "/v3/certificates").await;
        verified.push(reply.0.verify(sandbox.credentials(), NOW).is_ok());
    }
    assert_eq!(verified, [false, false, true]);
    let marked =
        |entry: &LogEntry| matches!(entry, LogEntry::Request(r) if r.spoiled == Some(Spoil::Unsigned));
    assert_eq!(sandbox.log().iter().filter(|entry| marked(entry)).count(), 2);
}

#[tokio::test]
async fn a_spoiled_notification_is_followed_by_a_good_one() {
    for (spoil, found) in SPOILS {
        let mut receiver = Receiver::start(&[Act::Answer(401)]).await;
        let sandbox = start().await;
        sandbox.spoil_notifications(spoil, 1);
        let body = with(order("A-00001"), "/notify_url", json!(receiver.url));
        post(&sandbox, APP, &body).await.ok(&sandbox);
        sandbox.pay("A-00001").unwrap();
        let (bad, good) = (receiver.next().await, receiver.next().await);
        assert_eq!(bad.verify(sandbox.credentials(), NOW), Err(found), "{spoil}");
        assert_eq!(good.verify(sandbox.credentials(), NOW), Ok(()), "{spoil}");
        sandbox.deliveries_done().await;
        let log = sandbox.log();
        let Some(LogEntry::Notification(last)) = log.last() else { panic!("{log:?}") };
        assert_eq!((last.attempt, &last.delivery, last.spoiled), (2, &Delivery::Accepted(204), None));
    }
}

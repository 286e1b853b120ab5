//! No credential appears in anything that can be printed.

mod stores;

use wx_apiv3::{Client, Receiver};
use wx_sandbox::{Options, Spoil};
use wx_sign::AwsLc;
use wx_tests::{Inbox, Merchant};

/// Every secret of the sandbox's merchant, in the pieces in which it could leak.
fn canaries(merchant: &Merchant) -> Vec<String> {
    let given = merchant.sandbox.credentials();
    let mut canaries = vec![given.apiv3_key().to_owned()];
    let body: Vec<_> =
        given.merchant_private_key_pem().lines().filter(|line| !line.starts_with('-')).collect();
    canaries.extend(body.iter().filter(|line| line.len() >= 32).map(|line| (*line).to_owned()));
    canaries
}

#[track_caller]
fn check(canaries: &[String], what: &str, text: &str) {
    for canary in canaries {
        assert!(!text.contains(canary.as_str()), "{what} shows a secret: {text}");
    }
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!("{error} {error:?} {error:#?}"));
        source = error.source();
    }
    let unwrap = std::panic::AssertUnwindSafe(|| unwrap(Err(error)));
    let panic = std::panic::catch_unwind(unwrap).unwrap_err();
    text.push_str(panic.downcast_ref::<String>().unwrap());
    text
}

/// Panics as whoever unwraps it would.
fn unwrap(result: Result<(), &(dyn std::error::Error + 'static)>) {
    result.expect("it fails");
}

#[tokio::test]
async fn neither_values_nor_errors_nor_logs_show_a_secret() {
    let merchant = Merchant::with(&AwsLc, Options::new().with_time_scale(1000), Merchant::quick()).await;
    let canaries = canaries(&merchant);
    assert!(canaries.len() > 20, "the key's text is among the canaries");
    let mut inbox = Inbox::start(merchant.receiver.clone()).await;
    let client: &Client = &merchant.client;
    let receiver: &Receiver = &merchant.receiver;
    for text in [
        format!("{client:?} {client:#?}"),
        format!("{receiver:?} {receiver:#?}"),
        format!("{:?} {:#?}", client.credentials(), client.credentials()),
        format!("{:?} {:#?}", merchant.sandbox, merchant.sandbox.credentials()),
    ] {
        check(&canaries, "Debug", &text);
    }

    let order = merchant.order("SECRET-0001", &inbox.url);
    client.send(&order).await.unwrap();
    for spoil in [Spoil::Unsigned, Spoil::Tampered, Spoil::WrongSerial, Spoil::Probe] {
        merchant.sandbox.spoil_answers(spoil, 3);
        let error = client.send(&order).await.unwrap_err();
        check(&canaries, "an error", &chain(&error));
    }
    let mut other = order.clone();
    other.description = "something else".to_owned();
    check(&canaries, "a refusal", &chain(&client.send(&other).await.unwrap_err()));
    other.description = "x".repeat(200);
    check(&canaries, "violations", &chain(&client.send(&other).await.unwrap_err()));

    merchant.sandbox.spoil_notifications(Spoil::Tampered, 1);
    merchant.sandbox.pay("SECRET-0001").unwrap();
    let letter = inbox.next().await;
    check(&canaries, "a refused notification", &chain(&letter.event.unwrap_err()));
    let letter = inbox.next().await;
    check(&canaries, "an event", &format!("{:?}", letter.event.unwrap()));
    check(&canaries, "the gateway's log", &format!("{:?}", merchant.sandbox.log()));
}

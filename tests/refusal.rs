//! Answers and notifications that must not be believed: each refused with its own error, after the gateway has acted.

use wx_apiv3::{NotificationError, Outcome, VerifyError};
use wx_merchant::{QueryByOutTradeNo, TradeState};
use wx_sandbox::{Options, Spoil};
use wx_sign::AwsLc;
use wx_tests::{Inbox, Merchant};

const SPOILS: [Spoil; 6] =
    [Spoil::Unsigned, Spoil::Tampered, Spoil::Stale, Spoil::Future, Spoil::WrongSerial, Spoil::Probe];

#[track_caller]
fn check(spoil: Spoil, error: &VerifyError) {
    let right = match spoil {
        Spoil::Unsigned => matches!(error, VerifyError::Unsigned { .. }),
        Spoil::Tampered => *error == VerifyError::Tampered,
        Spoil::Stale => matches!(error, VerifyError::Stale { ahead, .. } if (-303..=-300).contains(ahead)),
        Spoil::Future => matches!(error, VerifyError::Stale { ahead, .. } if (298..=301).contains(ahead)),
        Spoil::WrongSerial => matches!(error, VerifyError::UnknownSerial { .. }),
        Spoil::Probe => *error == VerifyError::Probe,
        other => panic!("no expectation for {other:?}"),
    };
    assert!(right, "{spoil:?} was refused with {error:?}");
}

#[tokio::test]
async fn a_spoiled_answer_leaves_the_order_unknown_with_its_number() {
    let merchant = Merchant::with(&AwsLc, Options::new(), Merchant::quick().with_attempts(1)).await;
    for (index, spoil) in SPOILS.into_iter().enumerate() {
        let number = format!("REFUSED-{index}");
        let order = merchant.order(&number, "http://127.0.0.1:9/notify");
        merchant.sandbox.spoil_answers(spoil, 1);
        let error = merchant.client.send(&order).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{spoil:?}");
        assert_eq!(error.business_number().unwrap().to_string(), format!("out_trade_no {number}"));
        check(spoil, error.verify_error().unwrap());
        // The order exists all the same, which is why "failed" would have been a lie.
        let query = QueryByOutTradeNo::new(order.out_trade_no, order.mchid);
        assert_eq!(merchant.client.send(&query).await.unwrap().reply.trade_state, TradeState::NotPay);
    }
}

#[tokio::test]
async fn a_spoiled_answer_is_asked_for_again_under_the_same_number() {
    let merchant = Merchant::new().await;
    for (index, spoil) in SPOILS.into_iter().enumerate() {
        merchant.sandbox.spoil_answers(spoil, 1);
        let order = merchant.order(&format!("AGAIN-{index}"), "http://127.0.0.1:9/notify");
        let answer = merchant.client.send(&order).await.unwrap();
        assert_eq!(answer.trail.attempts.len(), 2, "{spoil:?}");
    }
}

#[tokio::test]
async fn a_spoiled_notification_is_refused_and_its_genuine_copy_is_taken() {
    let merchant = Merchant::with(&AwsLc, Options::new().with_time_scale(1000), Merchant::quick()).await;
    let mut inbox = Inbox::start(merchant.receiver.clone()).await;
    for (index, spoil) in SPOILS.into_iter().enumerate() {
        let number = format!("NOTICE-{index}");
        merchant.client.send(&merchant.order(&number, &inbox.url)).await.unwrap();
        merchant.sandbox.spoil_notifications(spoil, 1);
        merchant.sandbox.pay(&number).unwrap();
        match inbox.next().await.event {
            Err(NotificationError::Verify(error)) => check(spoil, &error),
            other => panic!("{spoil:?} gave {other:?}"),
        }
        assert!(inbox.next().await.event.is_ok(), "the copy after {spoil:?}");
    }
}

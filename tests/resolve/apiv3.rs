//! Orders, closes and refunds of a merchant.

use wx_apiv3::Outcome;
use wx_merchant::{AppPrepay, Refund, RefundAmount, RefundStatus, TradeState};
use wx_sandbox::Spoil;
use wx_tests::{Fate, Lossy, Merchant};
use wx_types::{Fen, OutRefundNo};

use super::{done, found, impatience, merchant, overtaken, patience, unknown};

const NOTIFY: &str = "http://127.0.0.1:9/notify";
const PLACE: &str = "/v3/pay/transactions/app";
const CLOSE: &str = "/close";
const LOOK: &str = "/v3/pay/transactions/out-trade-no/";

/// An order whose placing met this fate, so that nobody knows whether it is there.
async fn uncertain(merchant: &Merchant, network: &Lossy, number: &str, fate: Fate) -> AppPrepay {
    let order = merchant.order(number, NOTIFY);
    network.decide(PLACE, fate);
    assert_eq!(merchant.client.send(&order).await.unwrap_err().outcome(), Outcome::Unknown);
    order
}

fn refund(order: &AppPrepay, number: &str, fen: i64) -> Refund {
    let amount = RefundAmount::cny(Fen::new(fen), Fen::new(100));
    Refund::of_order(order.out_trade_no.clone(), OutRefundNo::new(number).unwrap(), amount)
}

#[tokio::test]
async fn a_lost_answer_is_had_again() {
    let (merchant, network) = merchant().await;
    let order = uncertain(&merchant, &network, "LOST-00001", Fate::AnswerLost).await;
    let answer = done(merchant.client.resolve(&order, &patience()).await);
    assert_eq!(answer.reply, merchant.client.send(&order).await.unwrap().reply);
    merchant.sandbox.pay("LOST-00001").unwrap();
    let order = found(merchant.client.resolve(&order, &patience()).await);
    assert_eq!(order.trade_state, TradeState::Success);
}

#[tokio::test]
async fn an_order_that_never_arrived_is_placed_under_its_number() {
    let (merchant, network) = merchant().await;
    let order = uncertain(&merchant, &network, "GONE-00001", Fate::Vanishes).await;
    assert!(
        done(merchant.client.resolve(&order, &patience()).await).reply.prepay_id.as_str().starts_with("wx")
    );
    assert_eq!(network.count(PLACE), 2);
}

#[tokio::test]
async fn an_order_that_arrives_late_is_not_doubled() {
    // Before the copy, between the copy and the next call, and never seen absent.
    for (number, before) in [("LATE-00002", 2), ("LATE-00003", 3), ("LATE-00001", 1)] {
        let (merchant, network) = merchant().await;
        let order = uncertain(&merchant, &network, number, Fate::ArrivesBefore(before)).await;
        done(merchant.client.resolve(&order, &patience()).await);
        merchant.client.send(&order).await.unwrap();
        assert!(network.is_over(), "it arrived");
        merchant.sandbox.pay(number).unwrap();
        merchant.sandbox.pay(number).unwrap_err();
    }
}

#[tokio::test]
async fn an_absence_that_somebody_forged_proves_nothing() {
    let (merchant, network) = merchant().await;
    let order = uncertain(&merchant, &network, "FORGED-001", Fate::AnswerLost).await;
    merchant.sandbox.pay("FORGED-001").unwrap();
    let absent = r#"{"code":"ORDER_NOT_EXIST","message":"none"}"#;
    network.decide(LOOK, Fate::Forged(404, absent));
    let order = found(merchant.client.resolve(&order, &patience()).await);
    assert!(order.is_paid());
}

#[tokio::test]
async fn a_genuine_answer_about_another_order_is_not_believed() {
    let (merchant, network) = merchant().await;
    let other = merchant.order("OTHER-0001", NOTIFY);
    merchant.client.send(&other).await.unwrap();
    merchant.sandbox.pay("OTHER-0001").unwrap();
    assert!(found(merchant.client.resolve(&other, &patience()).await).is_paid());
    let order = uncertain(&merchant, &network, "OURS-00001", Fate::AnswerLost).await;
    let paid = network.answer_to("OTHER-0001");
    network.decide(LOOK, Fate::Swapped(Box::new(paid)));
    done(merchant.client.resolve(&order, &patience()).await);
    assert!(network.is_over(), "the other answer came");
}

#[tokio::test]
async fn answers_that_cannot_be_verified_leave_it_unknown_with_its_number() {
    let (merchant, network) = merchant().await;
    let order = uncertain(&merchant, &network, "DARK-00001", Fate::AnswerLost).await;
    merchant.sandbox.spoil_answers(Spoil::Tampered, 1);
    let unknown = unknown(merchant.client.resolve(&order, &impatience()).await);
    assert_eq!((unknown.number.as_str(), unknown.asked), ("out_trade_no DARK-00001", 1));
    assert!(unknown.last_error.unwrap().verify_error().is_some());
    done(merchant.client.resolve(&order, &patience()).await);
}

#[tokio::test]
async fn a_number_that_was_used_for_another_order_is_taken() {
    let (merchant, network) = merchant().await;
    let mut order = uncertain(&merchant, &network, "TWICE-0001", Fate::AnswerLost).await;
    order.amount.total = Fen::new(99);
    merchant.sandbox.pay("TWICE-0001").unwrap();
    let resolution = merchant.client.resolve(&order, &patience()).await;
    let wx_apiv3::Resolution::Taken { field, .. } = resolution else { panic!("{resolution:?}") };
    assert_eq!(field, "amount.total");
}

#[tokio::test]
async fn a_lost_close_is_seen_or_overtaken_by_the_payment() {
    let (merchant, network) = merchant().await;
    let order = merchant.order("SHUT-00001", NOTIFY);
    merchant.client.send(&order).await.unwrap();
    for fate in [Fate::Vanishes, Fate::AnswerLost] {
        network.decide(CLOSE, fate);
        merchant.client.send(&order.close()).await.unwrap_err();
        let order = found(merchant.client.resolve(&order.close(), &patience()).await);
        assert_eq!(order.trade_state, TradeState::Closed);
    }
    let order = merchant.order("PAID-00001", NOTIFY);
    merchant.client.send(&order).await.unwrap();
    merchant.sandbox.pay("PAID-00001").unwrap();
    let close = order.close();
    assert_eq!(
        overtaken(merchant.client.resolve(&close, &patience()).await).trade_state,
        TradeState::Success
    );
    assert_eq!(network.count(CLOSE), 3, "two were lost, and one was sent again; a paid order is left alone");
}

#[tokio::test]
async fn a_lost_refund_is_made_once() {
    let (merchant, network) = merchant().await;
    let order = merchant.order("BACK-00001", NOTIFY);
    merchant.client.send(&order).await.unwrap();
    merchant.sandbox.pay("BACK-00001").unwrap();
    network.decide("out_refund_no", Fate::AnswerLost);
    let lost = refund(&order, "R-1", 40);
    assert_eq!(merchant.client.send(&lost).await.unwrap_err().outcome(), Outcome::Unknown);
    let made = found(merchant.client.resolve(&lost, &patience()).await);
    assert_eq!((made.status, made.amount.refund), (RefundStatus::Processing, Fen::new(40)));

    network.decide("out_refund_no", Fate::ArrivesBefore(3));
    let late = refund(&order, "R-2", 40);
    assert_eq!(merchant.client.send(&late).await.unwrap_err().outcome(), Outcome::Unknown);
    assert_eq!(done(merchant.client.resolve(&late, &patience()).await).reply.amount.refund, Fen::new(40));
    // What is left is 20: had anything gone back twice, it would not be there.
    merchant.client.send(&refund(&order, "R-3", 20)).await.unwrap();
    assert!(network.is_over());
    let more = merchant.client.send(&refund(&order, "R-4", 1)).await.unwrap_err();
    assert_eq!(more.outcome(), Outcome::Answered);
}

#[tokio::test]
async fn a_refund_that_is_refused_for_itself_is_refused() {
    let (merchant, network) = merchant().await;
    let order = merchant.order("BACK-00002", NOTIFY);
    merchant.client.send(&order).await.unwrap();
    merchant.sandbox.pay("BACK-00002").unwrap();
    merchant.client.send(&refund(&order, "R-5", 100)).await.unwrap();
    let mut other = refund(&order, "R-6", 1);
    other.amount.total = Fen::new(101);
    network.decide("out_refund_no", Fate::Vanishes);
    merchant.client.send(&other).await.unwrap_err();
    let resolution = merchant.client.resolve(&other, &patience()).await;
    let wx_apiv3::Resolution::Refused(error) = resolution else { panic!("{resolution:?}") };
    assert!(error.api_error().unwrap().is_authenticated());
    // An account can be filled before a copy on its way arrives, so that this refusal is no last word.
    let more = refund(&order, "R-7", 1);
    network.decide("out_refund_no", Fate::Vanishes);
    merchant.client.send(&more).await.unwrap_err();
    let unknown = unknown(merchant.client.resolve(&more, &impatience()).await);
    assert_eq!((unknown.asked, unknown.copies), (1, 1));
    assert_eq!(unknown.last_copy_error.unwrap().outcome(), Outcome::Answered);
}

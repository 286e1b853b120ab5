//! What becomes of requests whose answer was lost.

use std::time::Duration;

use wx_fubei::{CloseOrder, Method, Patience, Refund, Resolution, Resolved};
use wx_transport::SendErrorKind;
use wx_types::Resolvable;

use crate::world::{Event, World, answer, merchant, mina, order_number, refund_number, run};

/// What the script leads to: the end, and how many questions it took. Nothing but questions is sent.
#[track_caller]
fn ended<E>(request: &E, script: &[Event], expected: (&str, usize)) -> Resolved<E>
where
    E: Method<Reply: Send> + Resolvable<Query: Method<Reply: Send>>,
{
    let world = World::new(script);
    let patience = Patience::default().with_total(Duration::from_secs(2));
    let resolution = run(world.client(merchant()).resolve(request, &patience));
    let end = match &resolution {
        Resolution::Found(_) => "found",
        Resolution::Overtaken(_) => "overtaken",
        Resolution::Taken { .. } => "taken",
        Resolution::StillUnknown(_) => "unknown",
        Resolution::Done(_) | Resolution::Refused(_) => "?",
    };
    for sent in world.sent() {
        let envelope: serde_json::Value = serde_json::from_slice(sent.body()).unwrap();
        assert!(envelope["method"].as_str().unwrap().ends_with("query"), "nothing is sent twice");
    }
    assert_eq!((end, world.sent().len()), expected);
    resolution
}

#[track_caller]
fn check<E>(request: &E, script: &[Event], expected: (&str, usize))
where
    E: Method<Reply: Send> + Resolvable<Query: Method<Reply: Send>>,
{
    drop(ended(request, script, expected));
}

fn data(data: &str) -> Event {
    answer(200, &format!(r#"{{"result_code":200,"result_message":"ok","data":{{{data}}}}}"#))
}

fn state(state: &str) -> Event {
    data(&format!(r#""merchant_order_sn":"T20240101000001","trade_state":"{state}""#))
}

fn refused(code: u32) -> Event {
    answer(200, &format!(r#"{{"result_code":{code},"result_message":"no"}}"#))
}

#[test]
fn an_order_that_is_there_was_placed() {
    for name in ["USERPAYING", "SUCCESS", "CLOSED", "REVOKED", "REVOKING", "REVOKED_ERROR", "BRAND_NEW"] {
        check(&mina(), &[state(name)], ("found", 1));
    }
    let other = data(r#""merchant_order_sn":"T20240101000001","trade_state":"SUCCESS","order_price":9.99"#);
    let Resolution::Taken { field, .. } = ended(&mina(), &[other], ("taken", 1)) else { panic!("taken") };
    assert_eq!(field, "order_price");
}

#[test]
fn absent_is_no_proof_and_nothing_is_sent_twice() {
    check(&mina(), &[refused(400), refused(400), state("SUCCESS")], ("found", 3));
    let script = [refused(400), refused(9996), refused(400)];
    let Resolution::StillUnknown(unknown) = ended(&mina(), &script, ("unknown", 3)) else {
        panic!("unknown")
    };
    assert_eq!((unknown.asked, unknown.copies), (3, 0));
    assert_eq!(unknown.number, "merchant_order_sn T20240101000001");
}

#[test]
fn a_question_without_an_answer_is_asked_again() {
    let lost = Event::Fail(SendErrorKind::Interrupted);
    check(&mina(), &[lost.clone(), lost.clone(), lost, state("SUCCESS")], ("found", 4));
    check(&mina(), &[refused(1004)], ("unknown", 1));
}

#[test]
fn an_answer_about_another_order_is_not_believed() {
    let other = data(r#""merchant_order_sn":"T20240101000002","trade_state":"SUCCESS""#);
    let script = [other, state("CLOSED")];
    let world = World::new(&script);
    let resolution = run(world.client(merchant()).resolve(&mina(), &Patience::default()));
    let Resolution::Found(order) = resolution else { panic!("found") };
    assert_eq!(order.trade_state.as_str(), "CLOSED");
}

#[test]
fn a_close_is_seen_or_overtaken() {
    let close = CloseOrder::new(order_number());
    check(&close, &[state("CLOSED")], ("found", 1));
    check(&close, &[state("REVOKED")], ("found", 1));
    check(&close, &[state("SUCCESS")], ("overtaken", 1));
    check(&close, &[state("USERPAYING"), refused(400), state("REVOKING")], ("unknown", 3));
}

#[test]
fn a_refund_that_is_there_was_accepted() {
    let refund = Refund::of_order(order_number(), refund_number());
    for status in ["REFUND_PROCESSING", "REFUND_SUCCESS", "REFUND_FAIL", "REFUND_FAILER"] {
        check(&refund, &[data(&format!(r#""refund_status":"{status}""#))], ("found", 1));
    }
    let script = [refused(400), data(r#""refund_status":"REFUND_SUCCESS""#)];
    check(&refund, &script, ("found", 2));
}

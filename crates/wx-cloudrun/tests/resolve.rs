//! What becomes of requests whose answer was lost.

use std::time::Duration;

use wx_cloudrun::{CloudCall, Patience, Resolution, Resolved};
use wx_transport::SendErrorKind;
use wx_types::Resolvable;

use crate::world::{Event, World, close, done, order, refund, refused, run};

/// What the script leads to: the end, and how many questions it took. Nothing but questions is sent.
#[track_caller]
fn ended<E>(request: &E, script: &[Event], expected: (&str, usize)) -> Resolved<E>
where
    E: CloudCall<Reply: Send> + Resolvable<Query: CloudCall<Reply: Send>>,
{
    let world = World::new(script);
    let patience = Patience::default().with_total(Duration::from_secs(2));
    let resolution = run(world.client().resolve(request, &patience));
    let end = match &resolution {
        Resolution::Found(_) => "found",
        Resolution::Overtaken(_) => "overtaken",
        Resolution::Taken { .. } => "taken",
        Resolution::StillUnknown(_) => "unknown",
        Resolution::Done(_) | Resolution::Refused(_) => "?",
    };
    let sent = world.sent();
    assert!(sent.iter().all(|request| request.uri().path().starts_with("/_/pay/query")));
    assert_eq!((end, sent.len()), expected);
    resolution
}

#[track_caller]
fn check<E>(request: &E, script: &[Event], expected: (&str, usize))
where
    E: CloudCall<Reply: Send> + Resolvable<Query: CloudCall<Reply: Send>>,
{
    drop(ended(request, script, expected));
}

fn state(state: &str) -> Event {
    done(&format!(r#""trade_state":"{state}","total_fee":1"#))
}

fn absent() -> Event {
    refused("ORDERNOTEXIST")
}

#[test]
fn an_order_that_is_there_was_placed() {
    for name in ["NOTPAY", "PAYERROR", "USERPAYING", "SUCCESS", "REFUND", "CLOSED", "REVOKED", "BRAND_NEW"] {
        check(&order(), &[state(name)], ("found", 1));
    }
    let other = done(r#""trade_state":"SUCCESS","total_fee":2"#);
    let Resolution::Taken { field, .. } = ended(&order(), &[other], ("taken", 1)) else { panic!("taken") };
    assert_eq!(field, "total_fee");
}

#[test]
fn absent_is_no_proof_and_nothing_is_sent_twice() {
    check(&order(), &[absent(), absent(), state("NOTPAY")], ("found", 3));
    let script = [absent(), absent(), absent()];
    let Resolution::StillUnknown(unknown) = ended(&order(), &script, ("unknown", 3)) else {
        panic!("unknown")
    };
    assert_eq!((unknown.asked, unknown.copies), (3, 0));
    assert_eq!(unknown.number, "out_trade_no 2021WERUN1647840687637");
}

#[test]
fn a_question_without_an_answer_is_asked_again() {
    let lost = Event::Fail(SendErrorKind::Interrupted);
    check(&order(), &[lost.clone(), lost.clone(), lost, state("SUCCESS")], ("found", 4));
    check(&order(), &[refused("SYSTEMERROR"), state("SUCCESS")], ("found", 2));
    check(&order(), &[refused("NOAUTH")], ("unknown", 1));
}

#[test]
fn a_close_is_seen_or_overtaken() {
    check(&close(), &[state("CLOSED")], ("found", 1));
    check(&close(), &[state("REVOKED")], ("found", 1));
    check(&close(), &[state("SUCCESS")], ("overtaken", 1));
    check(&close(), &[state("NOTPAY"), state("REFUND")], ("overtaken", 2));
    check(&close(), &[state("NOTPAY"), absent(), state("BRAND_NEW")], ("unknown", 3));
}

#[test]
fn a_refund_is_found_by_its_number_even_where_the_lists_are_empty() {
    let listed =
        done(r#""out_refund_no_list":["R2021WERUN1647840687637"],"refund_status_list":["PROCESSING"]"#);
    check(&refund(), &[listed], ("found", 1));
    check(&refund(), &[done(r#""refund_count":1"#)], ("found", 1));
    let none = done(r#""refund_count":0"#);
    check(&refund(), &[none.clone(), refused("REFUNDNOTEXIST"), none], ("unknown", 3));
}

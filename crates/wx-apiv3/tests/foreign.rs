//! Genuine answers to other requests: the signature covers the answer, and not what it answers.

use wx_apiv3::{Outcome, Reason};
use wx_types::Endpoint;

use crate::{
    endpoints::{Move, look},
    world::{Event, World, run, story},
};

#[track_caller]
fn check<E: Endpoint>(request: &E, answer: &'static str, expected: Option<(&str, Outcome)>) {
    let world = World::new(&[Event::Signed(200, answer)]);
    let sent = run(world.client().send(request));
    let found = sent.err().map(|error| match error.reason() {
        Reason::Foreign { field } => {
            assert!(!story(&error).contains("OTHER"), "the other number is none of our business");
            (*field, error.outcome())
        }
        _ => panic!("{error:?}"),
    });
    assert_eq!(found, expected);
}

#[test]
fn an_answer_that_repeats_our_numbers_is_ours() {
    check(&look(), r#"{"state":"PAID","out_trade_no":"A|10001","mchid":"1900000001"}"#, None);
    check(&look(), r#"{"state":"PAID"}"#, None);
    check(&Move::new("B1"), r#"{"out_bill_no":"B1"}"#, None);
}

#[test]
fn an_answer_about_another_order_is_not() {
    let read = |field| Some((field, Outcome::Answered));
    check(&look(), r#"{"state":"PAID","out_trade_no":"OTHER1"}"#, read("out_trade_no"));
    check(&look(), r#"{"state":"PAID","out_trade_no":"a|10001"}"#, read("out_trade_no"));
    check(&look(), r#"{"state":"PAID","out_trade_no":"A%7C10001"}"#, read("out_trade_no"));
    check(&look(), r#"{"state":"PAID","mchid":"1900000002"}"#, read("mchid"));
    check(&Move::new("B1"), r#"{"out_bill_no":"OTHER1"}"#, Some(("out_bill_no", Outcome::Unknown)));
}

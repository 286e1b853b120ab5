//! What asking for an unknown outcome ends in, through the whole client. Time passes by waits alone.

use std::{sync::Arc, time::Duration};

use wx_apiv3::{Patience, Reason, Resolution, Resolved};
use wx_transport::SendErrorKind;
use wx_types::{Endpoint, Resolvable, Standing};

use crate::{
    endpoints::{Look, Move, Order, Place, Shut, look, place, shut},
    platform::Wrong,
    world::{Event, World, run, story},
};

impl Resolvable for Place {
    type Query = Look;

    fn query(&self) -> Look {
        look()
    }

    fn standing(&self, state: &Order) -> Standing {
        match state.state.as_str() {
            "OPEN" => Standing::Renewable,
            "OTHER" => Standing::Taken { field: "total" },
            _ => Standing::CarriedOut,
        }
    }
}

impl Resolvable for Shut {
    type Query = Look;

    const PROVEN_BY_STATE_ALONE: bool = true;

    fn query(&self) -> Look {
        look()
    }

    fn standing(&self, state: &Order) -> Standing {
        match state.state.as_str() {
            "CLOSED" => Standing::CarriedOut,
            "PAID" => Standing::Overtaken,
            _ => Standing::NotYet,
        }
    }
}

impl Resolvable for Move {
    type Query = Look;

    fn query(&self) -> Look {
        look()
    }

    fn standing(&self, _state: &Order) -> Standing {
        Standing::CarriedOut
    }
}

const OPEN: Event = Event::Signed(200, r#"{"state":"OPEN","out_trade_no":"A|10001"}"#);
const PAID: Event = Event::Signed(200, r#"{"state":"PAID","out_trade_no":"A|10001"}"#);
const CLOSED: Event = Event::Signed(200, r#"{"state":"CLOSED","out_trade_no":"A|10001"}"#);
const OTHER: Event = Event::Signed(200, r#"{"state":"OTHER"}"#);
const FOREIGN: Event = Event::Signed(200, r#"{"state":"PAID","out_trade_no":"B|10001"}"#);
const ABSENT: Event = Event::Signed(404, r#"{"code":"ORDER_NOT_EXIST","message":"none"}"#);
const FORGED_ABSENT: Event = Event::Unsigned(404, r#"{"code":"ORDER_NOT_EXIST","message":"none"}"#);
const PLACED: Event = Event::Signed(200, r#"{"prepay_id":"wx1"}"#);
const SHUT: Event = Event::Signed(204, "");
const REFUSED: Event = Event::Signed(400, r#"{"code":"PARAM_ERROR","message":"no"}"#);
const NO_AUTH: Event = Event::Signed(403, r#"{"code":"NO_AUTH","message":"no"}"#);
const NO_MONEY: Event = Event::Signed(403, r#"{"code":"NOT_ENOUGH","message":"no"}"#);
const BUSY: Event = Event::Signed(429, r#"{"code":"FREQUENCY_LIMITED","message":"later"}"#);
const LOST: Event = Event::Fail(SendErrorKind::Interrupted);

fn word<T, S, E>(resolution: &Resolution<T, S, E>) -> &'static str {
    match resolution {
        Resolution::Done(_) => "done",
        Resolution::Found(_) => "found",
        Resolution::Overtaken(_) => "overtaken",
        Resolution::Taken { .. } => "taken",
        Resolution::Refused(_) => "refused",
        Resolution::StillUnknown(_) => "unknown",
    }
}

/// What the script leads to, and every request as `?` for a question and `!` for a copy.
#[track_caller]
fn ended<E>(request: &E, script: &[Event], expected: &str) -> (Resolved<E>, Arc<World>)
where
    E: Resolvable<Reply: Send, Query: Endpoint<Reply: Send>>,
{
    let world = World::new(script);
    // Time for four questions, as the waits double.
    let patience = Patience::default().with_total(Duration::from_secs(3));
    let resolution = run(world.client().resolve(request, &patience));
    let steps: String =
        world.sent().iter().map(|sent| if sent.method() == "GET" { '?' } else { '!' }).collect();
    assert_eq!(format!("{steps} {}", word(&resolution)), expected);
    assert_eq!(world.left_over(), 0, "the whole script was played");
    (resolution, world)
}

#[track_caller]
fn check<E>(request: &E, script: &[Event], expected: &str)
where
    E: Resolvable<Reply: Send, Query: Endpoint<Reply: Send>>,
{
    drop(ended(request, script, expected));
}

#[test]
fn a_state_is_the_truth() {
    check(&place(), &[PAID], "? found");
    check(&place(), &[CLOSED], "? found");
    check(&place(), &[LOST, PAID], "?? found");
    check(&shut(), &[CLOSED], "? found");
    check(&shut(), &[PAID], "? overtaken");
    check(&Move::new("B1"), &[PAID], "? found");
}

#[test]
fn what_is_absent_is_sent_again_where_that_is_documented() {
    let (_, world) = ended(&place(), &[ABSENT, PLACED], "?! done");
    let copy = &world.sent()[1];
    assert_eq!(*copy.body(), serde_json::to_vec(&place()).unwrap());
    check(&place(), &[ABSENT, LOST, LOST, LOST, ABSENT, PLACED], "?!!!?! done");
}

#[test]
fn an_open_order_hands_out_a_fresh_answer() {
    let (resolution, _) = ended(&place(), &[OPEN, PLACED], "?! done");
    let Resolution::Done(answer) = resolution else { panic!("done") };
    assert_eq!(answer.reply.prepay_id, "wx1");
    check(&place(), &[OPEN, NO_MONEY, OPEN, REFUSED, OPEN], "?!?!? found");
}

#[test]
fn what_may_not_be_sent_twice_is_only_asked_for() {
    check(&Move::new("B1"), &[ABSENT, ABSENT, ABSENT, PAID], "???? found");
    let (resolution, _) = ended(&Move::new("B1"), &[ABSENT, ABSENT, ABSENT, ABSENT], "???? unknown");
    let Resolution::StillUnknown(unknown) = resolution else { panic!("unknown") };
    assert_eq!(unknown.number, "out_bill_no B1");
    assert_eq!((unknown.asked, unknown.copies), (4, 0));
    assert!(unknown.last_error.is_some_and(|error| error.api_error().unwrap().is_authenticated()));
}

#[test]
fn an_absence_that_nobody_signed_proves_nothing() {
    check(&place(), &[FORGED_ABSENT, REFUSED, FORGED_ABSENT, FORGED_ABSENT, FORGED_ABSENT], "?!??? unknown");
    check(&place(), &[FORGED_ABSENT, REFUSED, FORGED_ABSENT, ABSENT], "?!?? refused");
    check(&place(), &[Event::Unsigned(404, "<html>"), PAID], "?? found");
}

#[test]
fn a_refusal_holds_for_what_all_copies_share() {
    let (resolution, _) = ended(&place(), &[ABSENT, REFUSED, ABSENT], "?!? refused");
    let Resolution::Refused(error) = resolution else { panic!("refused") };
    assert_eq!(error.api_error().unwrap().code().unwrap().as_str(), "PARAM_ERROR");
    // The account may be filled before a copy on its way arrives.
    let empty = [ABSENT, NO_MONEY, ABSENT, NO_MONEY, ABSENT, NO_MONEY, ABSENT];
    let (resolution, _) = ended(&place(), &empty, "?!?!?!? unknown");
    let Resolution::StillUnknown(unknown) = resolution else { panic!("unknown") };
    assert!(story(&unknown.last_error.unwrap()).contains("ORDER_NOT_EXIST"));
    assert!(story(&unknown.last_copy_error.unwrap()).contains("NOT_ENOUGH"));
    // A refusal that nobody signed is none.
    let forged = Event::Unsigned(400, r#"{"code":"PARAM_ERROR","message":"no"}"#);
    check(&place(), &[ABSENT, forged, ABSENT, PLACED], "?!?! done");
}

#[test]
fn a_request_that_was_applied_late_is_found_and_not_doubled() {
    check(&place(), &[ABSENT, LOST, LOST, LOST, PAID], "?!!!? found");
    check(&place(), &[ABSENT, REFUSED, PAID], "?!? found");
}

#[test]
fn an_answer_about_another_order_is_not_believed() {
    check(&place(), &[FOREIGN, PAID], "?? found");
    let forged = Event::Wrong(Wrong::OtherText, 200, r#"{"state":"PAID","out_trade_no":"A|10001"}"#);
    check(&Move::new("B1"), &[forged, forged, forged, ABSENT, ABSENT, ABSENT], "?????? unknown");
}

#[test]
fn a_number_in_other_hands_is_taken() {
    let (resolution, _) = ended(&place(), &[OTHER], "? taken");
    assert!(matches!(resolution, Resolution::Taken { field: "total", state } if state.state == "OTHER"));
}

#[test]
fn a_close_is_believed_when_it_is_seen() {
    check(&shut(), &[OPEN, SHUT, CLOSED], "?!? found");
    check(&shut(), &[OPEN, SHUT, OPEN, SHUT, PAID], "?!?!? overtaken");
    check(&shut(), &[ABSENT, SHUT, ABSENT, SHUT, ABSENT, SHUT, ABSENT], "?!?!?!? unknown");
}

#[test]
fn a_close_that_is_too_frequent_asks_before_it_is_sent_again() {
    check(&shut(), &[OPEN, BUSY, PAID], "?!? overtaken");
    check(&shut(), &[OPEN, BUSY, OPEN, SHUT, CLOSED], "?!?!? found");
    let user_paying = Event::Signed(202, r#"{"code":"USER_PAYING","message":"at it"}"#);
    check(&shut(), &[OPEN, user_paying, PAID], "?!? overtaken");
}

#[test]
fn a_question_that_will_never_be_answered_ends_at_once() {
    let (resolution, _) = ended(&place(), &[NO_AUTH], "? unknown");
    let Resolution::StillUnknown(unknown) = resolution else { panic!("unknown") };
    assert!(matches!(unknown.last_error.unwrap().reason(), Reason::Api(_)));
    assert_eq!(unknown.waited, Duration::ZERO);
}

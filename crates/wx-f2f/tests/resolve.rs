//! What becomes of an order whose answer was lost.

use std::time::Duration;

use wx_f2f::{CreateOrder, Errcode, Patience, Resolution, Resolved};
use wx_transport::SendErrorKind;
use wx_types::{Resolvable, Standing};

use crate::{
    documents::create_order,
    world::{Event, World, answer, created, errcode, run, state},
};

const BAD_PARAMETER: i64 = 269_215_744;
const ALREADY_PAID: i64 = 269_215_751;
const NOT_AUTHORISED: i64 = 48_001;

fn lost() -> Event {
    Event::Fail(SendErrorKind::Interrupted)
}

/// What the script leads to, and every request as `?` for a question and `!` for a copy.
#[track_caller]
fn check(script: impl IntoIterator<Item = Event>, expected: &str) -> Resolved<CreateOrder> {
    let world = World::new(script);
    let patience = Patience::default().with_total(Duration::from_secs(2));
    let resolution = run(world.impatient().resolve(&create_order(), &patience));
    let mut steps = String::new();
    for request in world.sent() {
        let is_copy = request.uri().path().ends_with("createorderinfo");
        if is_copy {
            assert_eq!(
                *request.body(),
                serde_json::to_vec(&create_order()).unwrap(),
                "the very same request"
            );
        }
        steps.push(if is_copy { '!' } else { '?' });
    }
    let end = match &resolution {
        Resolution::Done(_) => "done",
        Resolution::Found(_) => "found",
        Resolution::Taken { .. } => "taken",
        Resolution::StillUnknown(_) => "unknown",
        Resolution::Overtaken(_) | Resolution::Refused(_) => "?",
    };
    assert_eq!(format!("{steps} {end}"), expected);
    assert_eq!(world.left_over(), 0, "nothing is left of the script");
    resolution
}

#[test]
fn a_state_says_that_it_was_created() {
    for (text, expected) in [
        ("SUCCESS", Standing::CarriedOut),
        ("REFUND", Standing::CarriedOut),
        ("CLOSED", Standing::CarriedOut),
        ("HALF_PAID", Standing::CarriedOut),
        ("NOTPAY", Standing::Renewable),
        ("PAYERROR", Standing::Renewable),
    ] {
        let found = serde_json::from_str(&format!(r#"{{"state":"{text}"}}"#)).unwrap();
        assert_eq!(create_order().standing(&found), expected, "{text}");
    }
}

#[test]
fn a_paid_order_is_found_and_an_unpaid_one_hands_out_its_token_again() {
    drop(check([state("SUCCESS")], "? found"));
    let Resolution::Done(done) = check([state("NOTPAY"), created()], "?! done") else { panic!("done") };
    assert!(!done.reply.confirm_token.as_str().is_empty());
    drop(check([state("NOTPAY"), lost(), state("SUCCESS")], "?!? found"));
}

#[test]
fn an_order_that_nobody_knows_is_sent_again_under_its_number() {
    drop(check([errcode(BAD_PARAMETER), created()], "?! done"));
    drop(check([errcode(12_345), lost(), errcode(12_345), created()], "?!?! done"));
    drop(check([lost(), errcode(12_345), errcode(ALREADY_PAID), state("SUCCESS")], "??!? found"));
}

#[test]
fn a_request_that_is_refused_and_nowhere_found_stays_unknown() {
    let script =
        [errcode(BAD_PARAMETER), errcode(BAD_PARAMETER), errcode(BAD_PARAMETER), errcode(BAD_PARAMETER)];
    let Resolution::StillUnknown(unknown) = check(script, "?!?? unknown") else { panic!("unknown") };
    assert_eq!(unknown.number, format!("out_request_no {}", create_order().out_request_no));
    assert_eq!((unknown.asked, unknown.copies), (3, 1));
    let code = unknown.last_copy_error.unwrap().api_error().unwrap().code().clone();
    assert_eq!(code, wx_f2f::Code::Number(Errcode::BadParameter));
}

#[test]
fn another_amount_is_another_order() {
    let other = r#"{"errcode":0,"errmsg":"ok","state":"SUCCESS","amount":1}"#;
    let Resolution::Taken { field, .. } = check([answer(200, other)], "? taken") else { panic!("taken") };
    assert_eq!(field, "amount");
}

#[test]
fn a_set_up_that_is_wrong_is_not_asked_again() {
    drop(check([errcode(NOT_AUTHORISED)], "? unknown"));
}

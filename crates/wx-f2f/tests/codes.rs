//! Every code, what it asks of the caller, and what it makes of a call.

use wx_f2f::{Class, CommonCode, Errcode, Error, Reason};
use wx_transport::Outcome;

use crate::{
    documents::{create_order, query_order},
    world::{World, answer, errcode, run},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Create,
    Query,
}

/// The error of a call that is answered in this way, however often it is asked, and how often that was.
#[track_caller]
fn ask(kind: Kind, status: u16, body: &str) -> (Error, usize) {
    let world = World::new(std::iter::repeat_n(answer(status, body), 8));
    let error = match kind {
        Kind::Create => run(world.client().send(&create_order())).unwrap_err(),
        Kind::Query => run(world.client().send(&query_order())).unwrap_err(),
    };
    (error, world.sent().len())
}

/// What becomes of a create and of a query that this number answers: outcome, and how often each was sent.
#[track_caller]
fn check(number: i64, class: Class, create: (Outcome, usize), query: (Outcome, usize)) {
    let body = format!(r#"{{"errcode":{number},"errmsg":"m"}}"#);
    for (kind, expected) in [(Kind::Create, create), (Kind::Query, query)] {
        let (error, sent) = ask(kind, 200, &body);
        assert_eq!((error.outcome(), sent), expected, "{number} {kind:?}");
        assert_eq!(error.class(), Some(class), "{number}");
        assert_eq!(error.api_error().unwrap().code().to_string(), number.to_string());
    }
}

#[test]
fn every_number_has_its_class_and_its_outcome() {
    use Outcome::{Answered, Unknown};
    let refused = (Answered, 1);
    for (number, class) in [
        (269_215_744, Class::CallerBug),
        (269_215_751, Class::AlreadyDone),
        (269_215_752, Class::AskForState),
        (269_215_767, Class::NewNumber),
        (40_002, Class::SetUp),
        (40_013, Class::SetUp),
        (40_033, Class::CallerBug),
        (40_125, Class::SetUp),
        (40_164, Class::SetUp),
        (41_001, Class::CallerBug),
        (43_002, Class::CallerBug),
        (44_002, Class::CallerBug),
        (45_009, Class::Quota),
        (47_001, Class::CallerBug),
        (48_001, Class::SetUp),
        (89_503, Class::SetUp),
    ] {
        check(number, class, refused, refused);
    }
    // The platform may have acted: the same again, up to three times.
    check(269_215_758, Class::UnknownOutcome, (Unknown, 3), (Unknown, 3));
    check(-1, Class::Wait, (Unknown, 3), (Unknown, 3));
    // A refused token: once more with another one.
    for number in [40_001, 40_014, 42_001] {
        check(number, Class::Token, (Answered, 2), (Answered, 2));
    }
    // A number that nobody described may mean that it was done; a query is answered all the same.
    check(61_004, Class::Unknown, (Unknown, 3), refused);
    check(i64::MAX, Class::Unknown, (Unknown, 3), refused);
}

/// The worlds begin 20 seconds into a minute: the next one is too far away for a second attempt within 30 seconds.
#[test]
fn the_minute_limit_waits_for_the_next_minute() {
    let busy = || errcode(45_011);
    let world = World::new([busy(), crate::world::created()]);
    let error = run(world.client().send(&create_order())).unwrap_err();
    assert_eq!((error.class(), error.outcome()), (Some(Class::Wait), Outcome::Answered));
    assert_eq!(world.left_over(), 1);

    let world = World::new([busy(), crate::world::created()]);
    world.pass(std::time::Duration::from_secs(15));
    run(world.client().send(&create_order())).unwrap();
    assert_eq!(world.moments(), [15, 40]);
}

#[test]
fn every_documented_number_is_in_a_test() {
    let source = include_str!("codes.rs").replace('_', "");
    for number in Errcode::KNOWN {
        assert!(source.contains(&number.to_string()), "{number}");
        assert_eq!(Errcode::from(*number).number(), *number);
    }
    assert_eq!(Errcode::from(7), Errcode::Other(7));
}

#[test]
fn every_name_has_its_class_and_its_outcome() {
    for (name, status, class, create) in [
        ("PARAM_ERROR", 400, Class::CallerBug, (Outcome::Answered, 1)),
        ("INVALID_REQUEST", 400, Class::CallerBug, (Outcome::Answered, 1)),
        ("SIGN_ERROR", 401, Class::SetUp, (Outcome::Answered, 1)),
        ("SYSTEM_ERROR", 500, Class::UnknownOutcome, (Outcome::Unknown, 3)),
        // In another place than the page has it, the name counts.
        ("PARAM_ERROR", 200, Class::CallerBug, (Outcome::Answered, 1)),
        ("SYSTEM_ERROR", 200, Class::UnknownOutcome, (Outcome::Unknown, 3)),
        ("SYSTEM_ERROR", 400, Class::UnknownOutcome, (Outcome::Unknown, 3)),
        ("FREQUENCY_LIMITED", 403, Class::Wait, (Outcome::Answered, 3)),
        ("MYSTERY", 400, Class::Unknown, (Outcome::Answered, 1)),
        ("MYSTERY", 200, Class::Unknown, (Outcome::Unknown, 3)),
    ] {
        let (error, sent) = ask(Kind::Create, status, &format!(r#"{{"code":"{name}","message":"说明"}}"#));
        assert_eq!((error.outcome(), sent), create, "{name} {status}");
        assert_eq!(error.class(), Some(class), "{name}");
        let api = error.api_error().unwrap();
        assert_eq!((api.status(), api.message(), api.code().to_string()), (status, "说明", name.to_owned()));
    }
    assert_eq!(CommonCode::KNOWN, ["PARAM_ERROR", "INVALID_REQUEST", "SIGN_ERROR", "SYSTEM_ERROR"]);
}

#[test]
fn a_number_beside_an_error_status_counts_as_well() {
    let (error, sent) = ask(Kind::Create, 403, r#"{"errcode":48001,"errmsg":"m"}"#);
    assert_eq!((error.class(), error.outcome(), sent), (Some(Class::SetUp), Outcome::Answered, 1));
    let (error, sent) = ask(Kind::Create, 412, r#"{"errcode":7,"errmsg":"m"}"#);
    assert_eq!((error.class(), error.outcome(), sent), (Some(Class::Unknown), Outcome::Answered, 1));
    let (error, sent) = ask(Kind::Create, 500, r#"{"errcode":269215744,"errmsg":"m"}"#);
    assert_eq!((error.class(), error.outcome(), sent), (Some(Class::CallerBug), Outcome::Unknown, 3));
}

#[test]
fn a_number_may_be_written_as_a_text() {
    let (error, _) = ask(Kind::Create, 200, r#"{"errcode":"269215752","errmsg":"m"}"#);
    assert_eq!(error.class(), Some(Class::AskForState));
    for code in ["1.5", "true", "{}", "[0]", r#""0x1""#, "18446744073709551615"] {
        let (error, sent) = ask(Kind::Create, 200, &format!(r#"{{"errcode":{code},"confirm_token":"C"}}"#));
        assert!(matches!(error.reason(), Reason::Undecodable), "{code}");
        assert_eq!((error.outcome(), sent), (Outcome::Unknown, 3), "{code}");
    }
}

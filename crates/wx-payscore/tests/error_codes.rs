//! Every documented error code, through the client, with what to do about it.

use wx_apiv3::Outcome;
use wx_payscore::{Class, ErrorCode, ReasonNumber};

use crate::{
    requests,
    world::{Act, REQUEST_ID, World, run},
};

/// What the client says of a creation that is answered with this error, three times if need be.
#[track_caller]
fn check(status: u16, code: &str, request_id: &'static str, class: Class, outcome: Outcome) {
    let body = format!("{{\"code\":\"{code}\",\"message\":\"m\"}}");
    let world = World::new(&vec![Act::Numbered(status, body, request_id); 3]);
    let error = run(world.client().send(&requests::create_order())).unwrap_err();
    let api_error = error.api_error().unwrap();
    assert_eq!(ErrorCode::of(api_error), Some(ErrorCode::from(code)));
    assert_eq!(Class::of(api_error), class, "{code} {request_id}");
    assert_eq!(error.outcome(), outcome, "{code}");
    assert_eq!(error.business_number().unwrap().to_string(), "out_order_no 1234323JKHDFE|1243252");
}

#[test]
fn every_code_has_its_class() {
    let table = [
        (400, "PARAM_ERROR", Class::CallerBug, Outcome::Answered),
        (400, "INVALID_REQUEST", Class::CallerBug, Outcome::Answered),
        (401, "SIGN_ERROR", Class::SetUp, Outcome::Answered),
        (500, "SYSTEM_ERROR", Class::UnknownOutcome, Outcome::Unknown),
        (400, "INVALID_ORDER_STATE", Class::AskForState, Outcome::Answered),
        (400, "ORDER_CANCELED", Class::AlreadyDone, Outcome::Answered),
        (400, "ORDER_DONE", Class::AlreadyDone, Outcome::Answered),
        (403, "NO_AUTH", Class::SetUp, Outcome::Answered),
        (404, "ORDER_NOT_EXIST", Class::NotFound, Outcome::Answered),
        (429, "FREQUENCY_LIMITED", Class::Wait, Outcome::Answered),
    ];
    for (status, code, class, outcome) in table {
        check(status, code, REQUEST_ID, class, outcome);
    }
    assert_eq!(table.len(), ErrorCode::KNOWN.len());
    assert!(table.iter().all(|(_, code, ..)| ErrorCode::KNOWN.contains(code)));
}

#[test]
fn a_code_nobody_described() {
    check(400, "BRAND_NEW", REQUEST_ID, Class::Unknown, Outcome::Answered);
    check(429, "RATELIMIT_EXCEEDED", REQUEST_ID, Class::Wait, Outcome::Answered);
}

#[test]
fn numbers_tell_ambiguous_codes_apart() {
    for (number, class) in [
        ("0-271316598", Class::AskForState),
        ("0-271316592", Class::AskForState),
        ("0-271316754", Class::Wait),
        ("0-271300099", Class::Payer),
        ("0-271317510", Class::AskForState),
        ("0-1", Class::CallerBug),
    ] {
        check(400, "INVALID_REQUEST", number, class, Outcome::Answered);
    }
    check(400, "INVALID_ORDER_STATE", "0-271316754", Class::Wait, Outcome::Answered);
}

#[test]
fn a_number_never_softens_what_is_certain() {
    check(500, "SYSTEM_ERROR", "0-271316598", Class::UnknownOutcome, Outcome::Unknown);
    check(401, "SIGN_ERROR", "0-271316754", Class::SetUp, Outcome::Answered);
}

#[test]
fn every_number_has_a_class() {
    for number in ReasonNumber::KNOWN {
        assert!(ReasonNumber::from(*number).class().is_some(), "{number}");
    }
    assert_eq!(ReasonNumber::KNOWN.len(), 10);
    assert_eq!(ReasonNumber::from("7").class(), None);
}

#[test]
fn a_page_of_a_proxy_has_no_class() {
    let world = World::new(&[Act::Unsigned(403, "<html>".to_owned())]);
    let error = run(world.client().send(&requests::complete_order())).unwrap_err();
    let api_error = error.api_error().unwrap();
    assert_eq!((ErrorCode::of(api_error), Class::of(api_error)), (None, Class::Unknown));
    assert_eq!(error.outcome(), Outcome::Unknown);
}

//! Every way in which a call can end.

use std::time::Duration;

use wx_f2f::{Access, Class, Client, Error, Reason};
use wx_transport::{Outcome, Policy, SendErrorKind};

use crate::{
    documents::{NUMBER, create_order, query_order},
    world::{Event, Pocket, SECOND_TOKEN, TOKEN, World, answer, created, errcode, run, state},
};

/// A create in this world, which ends in an error.
#[track_caller]
fn fails(world: &std::sync::Arc<World>) -> Error {
    let error = run(world.client().send(&create_order())).unwrap_err();
    assert_eq!(world.left_over(), 0);
    assert_eq!(error.business_number().unwrap().value(), NUMBER);
    assert_eq!(error.path(), "/wxa/business/f2f/createorderinfo");
    error
}

#[test]
fn a_refused_connection_is_not_sent() {
    let world = World::new((0..3).map(|_| Event::Fail(SendErrorKind::Connect)));
    let error = fails(&world);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Send(_)));
    assert_eq!(error.trail().unwrap().attempts.len(), 3);
    assert_eq!(error.class(), None);
}

#[test]
fn a_lost_answer_is_followed_by_the_identical_request() {
    for kind in [SendErrorKind::Timeout, SendErrorKind::Interrupted, SendErrorKind::TooLarge] {
        let world = World::new([Event::Fail(kind), created()]);
        run(world.client().send(&create_order())).unwrap();
        let [first, second] = world.sent().try_into().unwrap();
        assert_eq!((first.uri(), first.body()), (second.uri(), second.body()));
        let world = World::new((0..3).map(|_| Event::Fail(kind)));
        assert_eq!(fails(&world).outcome(), Outcome::Unknown);
    }
}

#[test]
fn unknown_stays_unknown_whatever_comes_after() {
    let world = World::new([Event::Fail(SendErrorKind::Timeout), errcode(269_215_751)]);
    let error = fails(&world);
    assert_eq!((error.outcome(), error.class()), (Outcome::Unknown, Some(Class::AlreadyDone)));
    // Also where the token was refused in between.
    let world = World::new([Event::Fail(SendErrorKind::Timeout), errcode(42_001), errcode(269_215_744)]);
    let error = fails(&world);
    assert_eq!((error.outcome(), error.class()), (Outcome::Unknown, Some(Class::CallerBug)));
    assert_eq!(error.trail().unwrap().attempts.len(), 3);
    // A query has nothing to undo: its last answer counts.
    let world = World::new([Event::Fail(SendErrorKind::Timeout), errcode(42_001), errcode(269_215_744)]);
    let error = run(world.client().send(&query_order())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Answered);
}

#[test]
fn no_answer_in_time_is_unknown() {
    let world = World::new((0..3).map(|_| Event::Hang));
    let error = fails(&world);
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(matches!(error.reason(), Reason::Deadline));
}

#[test]
fn a_failing_server_is_asked_again_and_unknown() {
    const HTML: &str = "<html><head><title>502 Bad Gateway</title></head></html>";
    for (status, body) in
        [(500, ""), (502, HTML), (503, "{}"), (408, ""), (599, r#"{"errcode":0,"confirm_token":"C"}"#)]
    {
        let world = World::new((0..3).map(|_| answer(status, body)));
        let error = fails(&world);
        assert_eq!(error.outcome(), Outcome::Unknown, "{status}");
        assert!(matches!(error.reason(), Reason::Http { status: found } if *found == status));
        let world = World::new([answer(status, body), created()]);
        run(world.client().send(&create_order())).unwrap();
    }
}

#[test]
fn too_many_requests_were_not_accepted() {
    let mut headers = http::HeaderMap::new();
    headers.insert("retry-after", "7".parse().unwrap());
    let world = World::new([Event::With(429, String::new(), headers), created()]);
    run(world.client().send(&create_order())).unwrap();
    assert_eq!(world.moments(), [0, 7]);
    let world = World::new((0..3).map(|_| answer(429, "slow down")));
    assert_eq!(fails(&world).outcome(), Outcome::Answered);
}

#[test]
fn what_is_no_answer_of_the_platform_is_unknown() {
    let whole = include_str!("fixtures/create_order/answer.json");
    let mut bodies: Vec<&str> = (0..whole.len()).filter_map(|end| whole.get(..end)).collect();
    bodies.extend(["[]", "null", "\"ok\"", "<html></html>", "\u{feff}{}", "{}", r#"{"errcode":0}"#]);
    bodies.extend([
        r#"{"errcode":0,"errmsg":"ok","confirm_token":""}"#,
        r#"{"errcode":0,"confirm_token":null}"#,
        r#"{"errcode":0,"confirm_token":7}"#,
        r#"{"confirm_token":"C","code":7}"#,
        r#"{"confirm_token":"C","code":"<b>no</b>"}"#,
    ]);
    for body in bodies {
        let world = World::new((0..3).map(|_| answer(200, body)));
        let error = fails(&world);
        assert_eq!(error.outcome(), Outcome::Unknown, "{body}");
        assert!(matches!(error.reason(), Reason::Undecodable), "{body}");
    }
}

#[test]
fn a_status_that_proves_nothing_is_unknown() {
    for status in [100, 302, 304, 400, 401, 403, 404] {
        for body in ["", "<html></html>", "{}", r#"{"errcode":0,"confirm_token":"C"}"#] {
            let world = World::new((0..3).map(|_| answer(status, body)));
            let error = fails(&world);
            assert_eq!(error.outcome(), Outcome::Unknown, "{status} {body}");
            assert!(matches!(error.reason(), Reason::Http { .. }), "{status} {body}");
        }
    }
}

#[test]
fn an_answer_to_another_request_is_unknown() {
    let foreign = r#"{"errcode":0,"confirm_token":"C","state":"SUCCESS","out_request_no":"F2F-other"}"#;
    let world = World::new((0..3).map(|_| answer(200, foreign)));
    let error = fails(&world);
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(matches!(error.reason(), Reason::Foreign { field: "out_request_no" }));
    let world = World::new((0..3).map(|_| answer(200, foreign)));
    let error = run(world.client().send(&query_order())).unwrap_err();
    assert!(matches!(error.reason(), Reason::Foreign { .. }));
}

#[test]
fn a_query_without_a_state_or_with_a_guessed_amount_is_no_answer() {
    for body in [
        "{}",
        r#"{"errcode":0,"errmsg":"ok"}"#,
        r#"{"errcode":0,"state":null}"#,
        r#"{"errcode":0,"state":1}"#,
        r#"{"errcode":0,"state":"SUCCESS","amount":1.5}"#,
        r#"{"errcode":0,"state":"SUCCESS","amount":"1.50"}"#,
        r#"{"errcode":0,"state":"SUCCESS","amount":[100]}"#,
    ] {
        let world = World::new((0..3).map(|_| answer(200, body)));
        let error = run(world.client().send(&query_order())).unwrap_err();
        assert!(matches!(error.reason(), Reason::Undecodable), "{body}");
    }
    let null = r#"{"state":"SUCCESS","amount":null}"#;
    let world = World::new([answer(200, null)]);
    assert_eq!(run(world.client().send(&query_order())).unwrap().reply.amount, None);
}

#[test]
fn without_randomness_only_a_signature_fails() {
    let world = World::dry();
    let error = run(crate::signing::signed(&world).send(&create_order())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Seal(_)) && world.sent().is_empty());
}

#[test]
fn a_refused_token_is_replaced_once() {
    for number in [40_001, 40_014, 42_001] {
        let world = World::new([errcode(number), created()]);
        let client =
            Client::new(Access::token(Pocket::new([TOKEN, SECOND_TOKEN])), world.executor()).unwrap();
        let answer = run(client.send(&create_order())).unwrap();
        assert_eq!(answer.trail.attempts.len(), 2);
        let [first, second] = world.sent().try_into().unwrap();
        assert!(first.uri().query().unwrap().ends_with(TOKEN));
        assert!(second.uri().query().unwrap().ends_with(SECOND_TOKEN));
        assert_eq!(first.body(), second.body());

        let world = World::new([errcode(number), errcode(number), created()]);
        let client =
            Client::new(Access::token(Pocket::new([TOKEN, SECOND_TOKEN])), world.executor()).unwrap();
        let error = run(client.send(&create_order())).unwrap_err();
        assert_eq!((error.class(), error.outcome()), (Some(Class::Token), Outcome::Answered));
        assert_eq!(world.left_over(), 1, "exactly once");
    }
}

#[test]
fn without_a_token_nothing_is_sent() {
    let world = World::new([]);
    let client = Client::new(Access::token(Pocket::new([])), world.executor()).unwrap();
    let error = run(client.send(&create_order())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.token_error().unwrap().kind(), wx_f2f::TokenErrorKind::Wait);
    assert!(world.sent().is_empty() && error.trail().is_none());
}

/// The wait for the token, and both runs, share one deadline.
#[test]
fn one_deadline_covers_everything() {
    let world = World::new([Event::Hang, Event::Hang, Event::Hang, Event::Hang]);
    let error = run(world.whole().send(&create_order())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(world.moments().iter().all(|at| *at < 30), "{:?}", world.moments());

    // 25 seconds are gone when the token is refused: the second run has five.
    let mut script = vec![Event::Hang, Event::Hang, errcode(42_001), Event::Hang, created()];
    let world = World::new(script.drain(..));
    let error = run(world.client().send(&create_order())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let trail = error.trail().unwrap();
    assert_eq!(trail.attempts.len(), 4);
    let last = trail.attempts.last().unwrap();
    assert!(last.started >= Duration::from_secs(20), "{trail}");
    assert!(last.started + last.took <= Duration::from_secs(30), "{trail}");
    assert_eq!(world.left_over(), 1);
}

#[test]
fn one_attempt_is_one_attempt() {
    let world = World::new([Event::Fail(SendErrorKind::Timeout)]);
    let error = run(world.impatient().send(&create_order())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let world = World::new([state("NOTPAY")]);
    let none = Policy::default().with_deadline(Duration::ZERO);
    let client =
        Client::new(Access::token(Pocket::new([TOKEN])), world.executor().with_policy(none)).unwrap();
    assert_eq!(run(client.send(&query_order())).unwrap_err().outcome(), Outcome::NotSent);
    assert_eq!(world.left_over(), 1);
}

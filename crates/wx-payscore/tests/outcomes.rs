//! How calls end: done, refused, not sent, unknown.

use std::fmt::Write as _;

use wx_apiv3::{Error, Outcome, Reason};
use wx_transport::SendErrorKind::{Connect, Interrupted, Timeout};
use wx_types::{Endpoint, Repeat};

use crate::{
    exchanges::fixture,
    replies, requests,
    world::{
        Act::{self, Answer, Fail, Tampered, Unsigned},
        World, run,
    },
};

/// How a call ends under a script: the outcome (`done` for success) and the number of attempts.
fn end<E: Endpoint>(request: &E, script: &[Act]) -> (String, usize, Option<Error>) {
    let world = World::new(script);
    let result = run(world.client().send(request));
    let attempts = world.sent().len();
    let bodies: Vec<_> = world.sent().iter().map(|sent| sent.body().clone()).collect();
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "a repetition is byte for byte the same");
    let nonces: Vec<_> = world.sent().iter().map(|sent| sent.headers()["authorization"].clone()).collect();
    assert!(nonces.windows(2).all(|pair| pair[0] != pair[1]), "every attempt is signed afresh");
    match result {
        Ok(_) => ("done".to_owned(), attempts, None),
        Err(error) => (format!("{:?}", error.outcome()), attempts, Some(error)),
    }
}

#[track_caller]
fn check<E: Endpoint>(request: &E, script: &[Act], expected: &str, attempts: usize) {
    let (outcome, made, error) = end(request, script);
    assert_eq!((outcome.as_str(), made), (expected, attempts), "{} {script:?}: {error:?}", E::OPERATION.path);
    if let (Some(error), Some(number)) = (error, request.business_number()) {
        assert_eq!(error.business_number(), Some(&number));
        let text = error.to_string();
        assert!(text.contains(number.value()) && text.contains(E::OPERATION.path), "{text}");
    }
}

fn ok(body: &str) -> Act {
    Answer(if body.is_empty() { 204 } else { 200 }, body.to_owned())
}

/// What holds for every call that acts, whatever its class.
#[track_caller]
fn acts<E: Endpoint>(request: &E, good: &str) {
    check(request, &[ok(good)], "done", 1);
    check(request, &[Fail(Connect), ok(good)], "done", 2);
    check(request, &[Fail(Connect), Fail(Connect), Fail(Connect)], "NotSent", 3);
    check(request, &[Answer(400, code("INVALID_ORDER_STATE"))], "Answered", 1);
    let busy = || Answer(429, code("FREQUENCY_LIMITED"));
    check(request, &[busy(), ok(good)], "done", 2);
    check(request, &[busy(), busy(), busy()], "Answered", 3);
    check(request, &[Unsigned(302, "<html>".to_owned())], "Unknown", attempts::<E>(1));
    // "Accepted" is not "done", and neither is another success than the page's.
    check(request, &[Answer(202, "{}".to_owned())], "Unknown", attempts::<E>(1));
    let other = if good.is_empty() { Answer(200, "{}".to_owned()) } else { Answer(204, String::new()) };
    check(request, &[other], "Unknown", attempts::<E>(1));
}

/// One attempt; for the others the script must say what follows.
fn attempts<E: Endpoint>(once: usize) -> usize {
    assert!(matches!(E::OPERATION.repeat, Repeat::Once(_)), "a repeatable call goes on");
    once
}

fn code(code: &str) -> String {
    format!("{{\"code\":\"{code}\",\"message\":\"m\"}}")
}

/// A call that no page declares re-entrant: after a lost answer it is not sent again.
#[track_caller]
fn once<E: Endpoint>(request: &E, good: &str) {
    acts(request, good);
    for lost in losses(good) {
        check(request, std::slice::from_ref(&lost), "Unknown", 1);
        check(request, &[Fail(Connect), lost], "Unknown", 2);
    }
}

/// A call that is documented as re-entrant: the same bytes again.
#[track_caller]
fn same_key<E: Endpoint>(request: &E, good: &str) {
    check(request, &[ok(good)], "done", 1);
    check(request, &[Fail(Connect), ok(good)], "done", 2);
    check(request, &[Fail(Connect), Fail(Connect), Fail(Connect)], "NotSent", 3);
    check(request, &[Answer(400, code("INVALID_ORDER_STATE"))], "Answered", 1);
    for lost in losses(good) {
        check(request, &[lost.clone(), ok(good)], "done", 2);
        check(request, &[lost.clone(), lost.clone(), lost.clone()], "Unknown", 3);
        // What the second attempt is told does not undo what the first may have done.
        check(request, &[lost, Answer(400, code("INVALID_REQUEST"))], "Unknown", 2);
    }
}

/// The ways in which an answer gets lost.
fn losses(good: &str) -> Vec<Act> {
    let status = if good.is_empty() { 204 } else { 200 };
    vec![
        Fail(Timeout),
        Fail(Interrupted),
        Answer(500, code("SYSTEM_ERROR")),
        Unsigned(502, "<html><body>Bad Gateway</body></html>".to_owned()),
        Unsigned(503, String::new()),
        Unsigned(status, good.to_owned()),
        Tampered(status, format!("{good} ")),
    ]
}

#[test]
fn create_order() {
    same_key(&requests::create_order(), fixture!("create_order").answer);
}

#[test]
fn cancel_order() {
    same_key(&requests::cancel_order(), "");
}

#[test]
fn create_pay_on_delivery() {
    once(&requests::create_pay_on_delivery(), fixture!("create_pay_on_delivery").answer);
}

#[test]
fn complete_order() {
    once(&requests::complete_order(), "");
}

#[test]
fn modify_order() {
    once(&requests::modify_order(), "");
}

#[test]
fn register_deduction() {
    once(&requests::register_deduction(), fixture!("register_deduction").answer);
}

#[test]
fn sync_order() {
    once(&requests::sync_order(), "");
}

#[test]
fn preauthorize() {
    once(&requests::preauthorize(), fixture!("preauthorize").answer);
}

#[test]
fn terminate_authorization() {
    once(&requests::terminate_authorization(), "");
}

#[test]
fn queries_may_be_asked_again() {
    let good = fixture!("query_order").answer;
    for lost in losses(good) {
        check(&requests::query_order(), &[lost, ok(good)], "done", 2);
    }
    check(&requests::query_order(), &[Answer(404, code("ORDER_NOT_EXIST"))], "Answered", 1);
    check(&requests::query_deduction(), &[ok(fixture!("query_deduction").answer)], "done", 1);
    check(&requests::query_authorization(), &[ok(fixture!("query_authorization").answer)], "done", 1);
}

#[test]
fn an_answer_that_cannot_be_used_leaves_the_outcome_unknown() {
    let good = fixture!("create_order").answer;
    let cut = &good[..good.len() / 2];
    for body in [cut, "[]", "\"x\"", "{}", "<html>"] {
        check(&requests::create_order(), &[Answer(200, body.to_owned())], "Unknown", 1);
        check(&requests::create_pay_on_delivery(), &[Answer(200, body.to_owned())], "Unknown", 1);
        check(&requests::query_order(), &[Answer(200, body.to_owned())], "Answered", 1);
    }
    check(&requests::preauthorize(), &[Answer(200, "{}".to_owned())], "Unknown", 1);
    check(&requests::register_deduction(), &[Answer(200, "[".to_owned())], "Unknown", 1);
    check(&requests::register_deduction(), &[Answer(200, "{}".to_owned())], "done", 1);
}

#[test]
fn an_answer_without_a_required_member_leaves_the_outcome_unknown() {
    let mut least = replies::least();
    least["out_order_no"] = requests::number().as_str().into();
    check(&requests::create_order(), &[Answer(200, least.to_string())], "done", 1);
    for name in least.as_object().unwrap().keys() {
        let mut less = least.clone();
        less.as_object_mut().unwrap().remove(name);
        check(&requests::create_order(), &[Answer(200, less.to_string())], "Unknown", 1);
    }
}

#[test]
fn an_answer_with_more_is_read() {
    let mut more: serde_json::Value = serde_json::from_str(fixture!("create_order").answer).unwrap();
    more["brand_new"] = serde_json::json!([{ "a": null }]);
    more["state"] = "BRAND_NEW".into();
    check(&requests::create_order(), &[Answer(200, more.to_string())], "done", 1);
}

#[test]
fn the_answer_to_another_order_is_not_taken() {
    let other = fixture!("create_order").answer.replace("1234323JKHDFE|1243252", "1234323JKHDFE1243253");
    let (outcome, _, error) = end(&requests::create_order(), &[Answer(200, other)]);
    assert_eq!(outcome, "Unknown");
    assert!(matches!(error.unwrap().reason(), Reason::Foreign { field: "out_order_no" }));
}

#[test]
fn a_request_that_breaks_a_rule_is_not_sent() {
    let mut order = requests::create_order();
    order.service_introduction = "x".repeat(21);
    let (outcome, attempts, error) = end(&order, &[]);
    assert_eq!((outcome.as_str(), attempts), ("NotSent", 0));
    let error = error.unwrap();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.violations().unwrap().names("service_introduction"));
}

#[test]
fn how_each_endpoint_may_be_repeated() {
    let mut table = String::new();
    for operation in wx_payscore::tables::ENDPOINTS {
        let path = operation.path.trim_start_matches("/v3/payscore/acquiringbank/");
        let empty = if operation.empty_reply { " 204" } else { "" };
        writeln!(table, "{} {path} {:?}{empty}", operation.method.as_str(), operation.repeat).unwrap();
    }
    assert_eq!(
        table,
        "POST serviceorder SameKey(\"out_order_no\")
POST servicepayondeliveryorder Once(\"out_order_no\")
GET serviceorder Safe
POST serviceorder/{out_order_no}/cancel SameKey(\"out_order_no\") 204
POST serviceorder/{out_order_no}/complete Once(\"out_order_no\") 204
POST serviceorder/{out_order_no}/modify Once(\"out_order_no\") 204
POST serviceorder/{out_order_no}/registerdeductinfo Once(\"out_order_no\")
GET serviceorder/deduction Safe
POST serviceorder/{out_order_no}/sync Once(\"out_order_no\") 204
POST permissions Once(\"authorization_code\")
GET permissions/authorization-code/{authorization_code} Safe
POST permissions/authorization-code/{authorization_code}/terminate Once(\"authorization_code\") 204
"
    );
}

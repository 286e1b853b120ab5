//! Calls without a type.

use wx_apiv3::{Outcome, RawCall};
use wx_transport::SendErrorKind;
use wx_types::BusinessNumber;

use crate::{
    platform::Wrong,
    world::{Event, World, run, story},
};

const BODY: &str = "{ \"out_bill_no\" : \"B1\", \"name\" : \"canary\" }\n";
const LOST: Event = Event::Fail(SendErrorKind::Timeout);

fn post() -> RawCall {
    RawCall::post("/v3/shop/transfers", BODY, BusinessNumber::new("out_bill_no", "B1"))
}

#[test]
fn a_read_is_sent_as_it_stands_and_again_after_a_lost_answer() {
    let world = World::new(&[LOST, Event::Signed(200, "{\"data\":[]}")]);
    let answer = run(world.client().call(&RawCall::get("/v3/certificates?algorithm_type=RSA"))).unwrap();
    assert_eq!((answer.reply.status, answer.reply.body.as_ref()), (200, b"{\"data\":[]}".as_slice()));
    assert!(answer.request_id.is_some() && answer.trail.attempts.len() == 2);
    assert_eq!(
        world.sent()[1].uri().path_and_query().unwrap().as_str(),
        "/v3/certificates?algorithm_type=RSA"
    );
}

#[test]
fn a_body_is_sent_byte_for_byte() {
    for (status, body) in [(200, "{}"), (204, ""), (202, "{\"code\":\"LATER\"}")] {
        let world = World::new(&[Event::Signed(status, body)]);
        let answer = run(world.client().call(&post())).unwrap();
        assert_eq!((answer.reply.status, answer.reply.body.as_ref()), (status, body.as_bytes()));
        assert_eq!(world.sent()[0].body().as_ref(), BODY.as_bytes());
    }
}

#[test]
fn after_a_lost_answer_it_is_not_sent_again() {
    for event in
        [LOST, Event::Unsigned(200, "{}"), Event::Wrong(Wrong::Probe, 200, "{}"), Event::Unsigned(500, "")]
    {
        let world = World::new(&[event]);
        let error = run(world.client().call(&post())).unwrap_err();
        assert_eq!((error.outcome(), world.sent().len()), (Outcome::Unknown, 1));
        assert_eq!(error.business_number().unwrap().to_string(), "out_bill_no B1");
        let story = story(&error);
        assert!(story.contains("out_bill_no B1") && !story.contains("canary"), "{story}");
    }
}

#[test]
fn unless_the_caller_knows_better() {
    let world = World::new(&[LOST, Event::Signed(200, "{}")]);
    assert!(run(world.client().call(&post().repeatable())).is_ok());
    assert_eq!(world.sent()[0].body(), world.sent()[1].body());
}

#[test]
fn what_never_left_may_go_to_the_other_host() {
    let world = World::new(&[Event::Fail(SendErrorKind::Connect), Event::Signed(200, "{}")]);
    assert!(run(world.client().call(&post())).is_ok());
    assert_eq!(world.hosts(), ["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"]);
}

#[test]
fn a_target_that_cannot_be_sent_is_not() {
    let world = World::new(&[]);
    let error = run(world.client().call(&RawCall::get("/v3/canary 中"))).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(!story(&error).contains("canary"));
}

#[test]
fn an_error_is_an_error_also_without_a_type() {
    let refused = Event::Signed(404, r#"{"code":"NOT_FOUND","message":"no certificates"}"#);
    let world = World::new(&[refused]);
    let error = run(world.client().call(&post())).unwrap_err();
    assert_eq!((error.outcome(), error.api_error().unwrap().status()), (Outcome::Answered, 404));
    let world = World::new(&[Event::Signed(302, "{}")]);
    assert_eq!(run(world.client().call(&post())).unwrap_err().outcome(), Outcome::Unknown);
}

//! Nothing secret and nothing personal is printable.

use std::{error::Error, fmt::Debug};

use wx_f2f::{AccessToken, ConfirmToken, CreateReply, OpenId, OrderInfo, TokenProvider};
use wx_transport::SendErrorKind;

use crate::{
    documents::{CONFIRM_TOKEN, PAYEE, PAYER, create_order, query_order},
    world::{Event, SECOND_TOKEN, SECRET, TOKEN, World, answer, errcode, granted, run, story},
};

#[track_caller]
fn clean(shown: &str) {
    for canary in ["canary", "access_token", SECRET, TOKEN, SECOND_TOKEN, PAYER, PAYEE, CONFIRM_TOKEN] {
        assert!(!shown.contains(canary), "{canary} in {shown}");
    }
}

#[track_caller]
fn check(value: &dyn Debug) {
    clean(&format!("{value:?} {value:#?}"));
}

#[test]
fn what_holds_a_secret_does_not_show_it() {
    let world = World::new([granted(TOKEN)]);
    let provider = world.stable();
    check(&run(provider.token()).unwrap());
    world.sent.lock().unwrap().clear();
    check(&provider);
    assert!(format!("{provider:?}").contains("[elided]"));
    check(&world.whole());
    check(world.whole().access());
    check(&world.client());
    check(&crate::signing::signed(&world));
    check(&AccessToken::new(TOKEN));
    assert_eq!(format!("{:?}", AccessToken::new(TOKEN)), "AccessToken([elided])");
}

#[test]
fn what_holds_an_openid_or_a_confirm_token_does_not_show_it() {
    check(&create_order());
    check(&query_order());
    check(&OpenId::new(PAYER).unwrap());
    check(&ConfirmToken::new(CONFIRM_TOKEN).unwrap());
    let reply: CreateReply = serde_json::from_str(include_str!("fixtures/create_order/answer.json")).unwrap();
    check(&reply);
    check(&reply.invocation());
    let order: OrderInfo =
        serde_json::from_str(include_str!("fixtures/query_order/answer_strange.json")).unwrap();
    check(&order);
}

/// The platform, or something that answers in its place, repeats everything it was told.
fn echo() -> String {
    format!("not you: {PAYER} {PAYEE} {CONFIRM_TOKEN} {TOKEN} {SECRET}\n\u{202e}rid: 5f1c-72e2")
}

#[track_caller]
fn tells_nothing(error: &(dyn Error + 'static)) {
    clean(&story(error));
}

#[test]
fn no_error_of_a_call_shows_any_of_it() {
    let echoes = echo();
    let quoted = serde_json::to_string(&echoes).unwrap();
    let events = [
        Event::Fail(SendErrorKind::Connect),
        Event::Fail(SendErrorKind::Timeout),
        Event::Fail(SendErrorKind::Unknown),
        Event::Hang,
        errcode(40_001),
        errcode(269_215_758),
        answer(200, &echoes),
        answer(200, &format!(r#"{{"errcode":0,"errmsg":{quoted},"confirm_token":""}}"#)),
        answer(
            200,
            &format!(
                r#"{{"errcode":0,"state":{quoted},"confirm_token":{quoted},"out_request_no":{quoted}}}"#
            ),
        ),
        answer(302, &echoes),
        answer(404, &echoes),
        answer(502, &echoes),
        answer(400, &format!(r#"{{"code":{quoted},"message":{quoted}}}"#)),
    ];
    for event in events {
        let world = World::new(std::iter::repeat_n(event, 6));
        tells_nothing(&run(world.client().send(&create_order())).unwrap_err());
        let world = World::new(std::iter::repeat_n(answer(500, ""), 6));
        tells_nothing(&run(world.client().send(&query_order())).unwrap_err());
    }
    // What is shown of a message is shown without what the request held.
    let told = echoes.replace(SECRET, "");
    let quoted = serde_json::to_string(&told).unwrap();
    for body in [
        format!(r#"{{"errcode":48001,"errmsg":{quoted}}}"#),
        format!(r#"{{"code":"PARAM_ERROR","message":{quoted}}}"#),
    ] {
        let world = World::new([answer(200, &body)]);
        let error = run(world.client().send(&create_order())).unwrap_err();
        let shown = story(&error).replace(CONFIRM_TOKEN, "");
        clean(&shown);
        assert!(shown.contains("[elided]") && !shown.contains('\u{202e}'));
        let api = error.api_error().unwrap();
        assert_eq!(api.rid(), Some("5f1c-72e2"));
        assert!(!api.message().contains(TOKEN) && !api.message().contains(PAYER));
    }
    let world = World::new([answer(200, &format!(r#"{{"errcode":48001,"errmsg":{quoted}}}"#))]);
    let error = run(world.client().send(&query_order())).unwrap_err();
    assert!(!story(&error).contains(CONFIRM_TOKEN) && !story(&error).contains(TOKEN));
}

#[test]
fn no_error_of_a_fetch_shows_the_secret() {
    let quoted = serde_json::to_string(&format!("no: {SECRET}")).unwrap();
    let events = [
        answer(200, &format!(r#"{{"errcode":40125,"errmsg":{quoted}}}"#)),
        answer(400, &format!(r#"{{"code":"PARAM_ERROR","message":{quoted}}}"#)),
        answer(200, &format!(r#"{{"access_token":{quoted}}}"#)),
        answer(502, SECRET),
        answer(200, SECRET),
        Event::Hang,
        Event::Fail(SendErrorKind::Interrupted),
    ];
    for event in events {
        let world = World::new(std::iter::repeat_n(event, 6));
        tells_nothing(&run(world.stable().token()).unwrap_err());
        tells_nothing(&run(world.whole().send(&create_order())).unwrap_err());
    }
}

/// And the other way round: the canaries do travel, so that the tests above look for something.
#[test]
fn the_requests_do_hold_the_canaries() {
    let world = World::new([granted(TOKEN), crate::world::created()]);
    run(world.whole().send(&create_order())).unwrap();
    let [fetch, create] = world.sent().try_into().unwrap();
    assert!(str::from_utf8(fetch.body()).unwrap().contains(SECRET));
    assert!(str::from_utf8(create.body()).unwrap().contains(PAYER));
    assert!(create.uri().to_string().contains(TOKEN));
}

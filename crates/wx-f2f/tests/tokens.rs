//! The built-in provider, in a world without a network: when it asks, what it keeps, and how it fails.

use std::time::Duration;

use wx_f2f::{AccessToken, Errcode, StableToken, TokenError, TokenErrorKind, TokenProvider, TokenReason};
use wx_transport::SendErrorKind;

use crate::{
    documents::{create_order, query_order},
    world::{Event, SECOND_TOKEN, TOKEN, World, answer, created, errcode, granted, run, state},
};

#[track_caller]
fn hands_out(provider: &StableToken, expected: &str) {
    let token = run(provider.token()).unwrap();
    assert!(token.is_same_as(&AccessToken::new(expected)), "another token than {expected}");
}

#[track_caller]
fn fails(provider: &StableToken) -> TokenError {
    run(provider.token()).unwrap_err()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Whether each fetch was a forced one.
fn forced(world: &World) -> Vec<bool> {
    let fetches = world.sent().into_iter().filter(|request| request.uri().path() == "/cgi-bin/stable_token");
    fetches
        .map(|request| {
            let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
            body["force_refresh"].as_bool().unwrap()
        })
        .collect()
}

#[test]
fn a_token_is_fetched_once_and_renewed_early() {
    let world = World::new([granted(TOKEN), granted(SECOND_TOKEN)]);
    let provider = world.stable();
    for _ in 0..5 {
        hands_out(&provider, TOKEN);
        hands_out(&provider.clone(), TOKEN);
    }
    assert_eq!(world.sent().len(), 1);
    world.pass(seconds(7200 - 241));
    hands_out(&provider, TOKEN);
    assert_eq!(world.sent().len(), 1);
    world.pass(seconds(1));
    hands_out(&provider, SECOND_TOKEN);
    assert_eq!(forced(&world), [false, false]);
}

/// A renewal has three seconds and one attempt, as there is a token to fall back on.
#[test]
fn an_outage_while_the_old_token_is_good_goes_unseen() {
    let script = [granted(TOKEN), Event::Hang, answer(502, ""), errcode(40_125), granted(SECOND_TOKEN)];
    let world = World::new(script);
    let provider = world.stable();
    hands_out(&provider, TOKEN);
    world.pass(seconds(7000));
    hands_out(&provider, TOKEN);
    assert_eq!(world.moments(), [0, 7000]);
    // For ten seconds nobody asks again.
    world.pass(seconds(9));
    hands_out(&provider, TOKEN);
    assert_eq!(world.sent().len(), 2);
    for _ in 0..2 {
        world.pass(seconds(10));
        hands_out(&provider, TOKEN);
    }
    world.pass(seconds(10));
    hands_out(&provider, SECOND_TOKEN);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_refused_token_is_asked_for_again_and_then_forced() {
    // The normal mode has another one.
    let world = World::new([granted(TOKEN), granted(SECOND_TOKEN)]);
    let provider = world.stable();
    hands_out(&provider, TOKEN);
    provider.invalidate(&AccessToken::new(TOKEN));
    hands_out(&provider, SECOND_TOKEN);
    assert_eq!(forced(&world), [false, false]);
    // It has the same one, so that a new one is forced.
    let world = World::new([granted(TOKEN), granted(TOKEN), granted(SECOND_TOKEN)]);
    let provider = world.stable();
    hands_out(&provider, TOKEN);
    provider.invalidate(&AccessToken::new(TOKEN));
    hands_out(&provider, SECOND_TOKEN);
    assert_eq!(forced(&world), [false, false, true]);
    // Somebody who still has the old one does no harm.
    provider.invalidate(&AccessToken::new(TOKEN));
    hands_out(&provider, SECOND_TOKEN);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_forced_refresh_is_rationed_and_may_fail() {
    // It fails: the platform's token is handed out as it is.
    let script = [
        granted(TOKEN),
        granted(TOKEN),
        errcode(45_009),
        granted(TOKEN),
        granted(TOKEN),
        granted(SECOND_TOKEN),
    ];
    let world = World::new(script);
    let provider = world.stable();
    hands_out(&provider, TOKEN);
    provider.invalidate(&AccessToken::new(TOKEN));
    hands_out(&provider, TOKEN);
    assert_eq!(forced(&world), [false, false, true]);
    // Within 30 seconds none is forced.
    world.pass(seconds(29));
    provider.invalidate(&AccessToken::new(TOKEN));
    hands_out(&provider, TOKEN);
    assert_eq!(forced(&world), [false, false, true, false]);
    world.pass(seconds(1));
    provider.invalidate(&AccessToken::new(TOKEN));
    hands_out(&provider, SECOND_TOKEN);
    assert_eq!(forced(&world), [false, false, true, false, false, true]);
}

/// A lost answer may mean that it was done: then the normal mode gives the new token out.
#[test]
fn a_forced_refresh_is_never_sent_twice() {
    let script = [granted(TOKEN), granted(TOKEN), Event::Fail(SendErrorKind::Timeout)];
    let world = World::new(script);
    let provider = world.stable();
    hands_out(&provider, TOKEN);
    provider.invalidate(&AccessToken::new(TOKEN));
    hands_out(&provider, TOKEN);
    assert_eq!(forced(&world), [false, false, true]);
}

#[test]
fn a_call_with_a_refused_token_fetches_another_and_is_sent_again() {
    for number in [40_001, 40_014, 42_001] {
        let script = [granted(TOKEN), errcode(number), granted(SECOND_TOKEN), created(), state("NOTPAY")];
        let world = World::new(script);
        let client = world.whole();
        run(client.send(&create_order())).unwrap();
        run(client.send(&query_order())).unwrap();
        let create = "/wxa/business/f2f/createorderinfo?access_token=";
        assert_eq!(
            world.targets(),
            [
                "/cgi-bin/stable_token".to_owned(),
                format!("{create}{TOKEN}"),
                "/cgi-bin/stable_token".to_owned(),
                format!("{create}{SECOND_TOKEN}"),
                format!("/wxa/business/f2f/queryorderinfo?access_token={SECOND_TOKEN}"),
            ]
        );
        assert_eq!(world.sent()[1].body(), world.sent()[3].body());
    }
}

#[test]
fn a_refused_token_without_a_successor_is_reported() {
    let world = World::new([granted(TOKEN), errcode(40_001), errcode(40_164)]);
    let error = run(world.whole().send(&create_order())).unwrap_err();
    assert_eq!(error.outcome(), wx_transport::Outcome::Answered, "the first attempt was");
    assert_eq!(error.token_error().unwrap().kind(), TokenErrorKind::Fatal);
    assert_eq!(error.class(), Some(wx_f2f::Class::SetUp));
    assert_eq!(error.trail().unwrap().attempts.len(), 1);
}

#[test]
fn every_code_of_the_endpoint_is_fatal_or_passes() {
    for number in
        [40_001, 40_002, 40_013, 40_125, 40_164, 41_001, 43_002, 44_002, 45_009, 47_001, 48_001, 89_503, 7]
    {
        let world = World::new([errcode(number), granted(TOKEN)]);
        let provider = world.stable();
        let error = fails(&provider);
        assert_eq!(error.kind(), TokenErrorKind::Fatal, "{number}");
        assert_eq!(error.api_error().unwrap().code(), &wx_f2f::Code::Number(Errcode::from(number)));
        // It is repeated for half a minute without asking.
        world.pass(seconds(29));
        assert_eq!(fails(&provider).kind(), TokenErrorKind::Fatal);
        assert_eq!(world.sent().len(), 1, "{number}");
        world.pass(seconds(1));
        hands_out(&provider, TOKEN);
    }
    let world = World::new([errcode(-1), errcode(-1), errcode(-1), granted(TOKEN)]);
    let provider = world.stable();
    assert_eq!(fails(&provider).kind(), TokenErrorKind::Wait);
    hands_out(&provider, TOKEN);
}

#[test]
fn the_message_names_the_address_that_is_not_listed() {
    let told = r#"{"errcode":40164,"errmsg":"invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1-2-3"}"#;
    let world = World::new([answer(200, told)]);
    let error = fails(&world.stable());
    assert!(error.api_error().unwrap().message().contains("203.0.113.7"));
    assert!(crate::world::story(&error).contains("203.0.113.7"));
}

#[test]
fn the_minute_limit_of_the_endpoint_lasts_until_the_next_minute() {
    let world = World::new([errcode(45_011), granted(TOKEN)]);
    let provider = world.stable();
    let error = fails(&provider);
    assert_eq!((error.kind(), error.wait_for()), (TokenErrorKind::Wait, Some(seconds(40))));
    world.pass(seconds(39));
    fails(&provider);
    assert_eq!(world.sent().len(), 1);
    world.pass(seconds(1));
    hands_out(&provider, TOKEN);
}

#[test]
fn what_is_no_token_is_none() {
    for body in [
        "",
        "<html></html>",
        "{}",
        "[]",
        r#"{"access_token":"","expires_in":7200}"#,
        r#"{"access_token":7,"expires_in":7200}"#,
        r#"{"access_token":"T"}"#,
        r#"{"access_token":"T","expires_in":0}"#,
        r#"{"access_token":"T","expires_in":-1}"#,
        r#"{"access_token":"T","expires_in":1.5}"#,
        r#"{"expires_in":7200}"#,
    ] {
        let world = World::new((0..3).map(|_| answer(200, body)));
        let error = fails(&world.stable());
        assert_eq!(error.kind(), TokenErrorKind::Wait);
        assert!(matches!(error.reason(), TokenReason::Undecodable), "{body}");
        assert_eq!(world.left_over(), 0);
    }
}

#[test]
fn a_fetch_is_asked_again_where_nothing_is_known() {
    let cases = [
        Event::Fail(SendErrorKind::Connect),
        Event::Fail(SendErrorKind::Timeout),
        Event::Hang,
        answer(502, "<html></html>"),
        answer(429, ""),
        answer(302, ""),
        answer(404, ""),
        errcode(-1),
        answer(200, r#"{"code":"SYSTEM_ERROR","message":"m"}"#),
    ];
    for event in cases {
        let world = World::new([event.clone(), granted(TOKEN)]);
        hands_out(&world.stable(), TOKEN);
        let world = World::new((0..3).map(|_| event.clone()));
        let error = fails(&world.stable());
        assert_eq!(error.kind(), TokenErrorKind::Wait, "{event:?}");
        assert_eq!(error.trail().unwrap().attempts.len(), 3, "{event:?}");
    }
}

#[test]
fn an_odd_lifetime_is_taken() {
    let huge = format!(r#"{{"errcode":0,"access_token":"{TOKEN}","expires_in":{},"more":null}}"#, u64::MAX);
    let world = World::new([answer(200, &huge)]);
    let provider = world.stable();
    hands_out(&provider, TOKEN);
    world.pass(seconds(1_000_000));
    hands_out(&provider, TOKEN);
    // One second: half of it, and then another.
    let short = format!(r#"{{"access_token":"{TOKEN}","expires_in":1}}"#);
    let world = World::new([answer(200, &short), granted(SECOND_TOKEN)]);
    let provider = world.stable();
    hands_out(&provider, TOKEN);
    world.pass(seconds(1));
    hands_out(&provider, SECOND_TOKEN);
}

use super::{super::TokenErrorKind, *};

fn at(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn token(text: &str) -> Arc<AccessToken> {
    Arc::new(AccessToken::new(text))
}

fn granted(text: &str, asked_at: u64, lifetime: u64) -> Result<Granted, TokenError> {
    Ok(Granted { token: token(text), asked_at: at(asked_at), lifetime: at(lifetime) })
}

fn wait() -> TokenError {
    TokenError::new(TokenErrorKind::Wait, "scripted")
}

fn fatal() -> TokenError {
    TokenError::new(TokenErrorKind::Fatal, "scripted")
}

/// What a caller is told at this moment, in a word.
fn advice(ledger: &Ledger, now: u64) -> String {
    match ledger.advise(at(now)) {
        Advice::Use(token) => token.secret().to_owned(),
        Advice::Refuse(error) => format!("refuse: {:?}", error.kind()),
        Advice::Fetch { usable: true } => "renew".to_owned(),
        Advice::Fetch { usable: false } => "fetch".to_owned(),
    }
}

#[track_caller]
fn check(ledger: &Ledger, expected: &[(u64, &str)]) {
    for (now, expected) in expected {
        assert_eq!(advice(ledger, *now), *expected, "at {now}");
    }
}

#[test]
fn a_token_is_renewed_four_minutes_early() {
    let mut ledger = Ledger::default();
    check(&ledger, &[(0, "fetch")]);
    assert_eq!(ledger.settle(granted("A", 100, 7200), at(101)).unwrap().secret(), "A");
    check(&ledger, &[(100, "A"), (7059, "A"), (7060, "renew"), (7299, "renew"), (7300, "fetch")]);
}

#[test]
fn a_token_with_little_left_is_used_for_half_of_it() {
    let mut ledger = Ledger::default();
    ledger.settle(granted("A", 0, 300), at(1)).unwrap();
    check(&ledger, &[(149, "A"), (150, "renew"), (300, "fetch")]);
    ledger.settle(granted("A", 200, 1), at(200)).unwrap();
    check(&ledger, &[(200, "A"), (201, "fetch")]);
}

#[test]
fn a_failed_renewal_leaves_the_old_token_in_use() {
    let mut ledger = Ledger::default();
    ledger.settle(granted("A", 0, 7200), at(0)).unwrap();
    check(&ledger, &[(7000, "renew")]);
    for error in [wait(), fatal()] {
        assert_eq!(ledger.settle(Err(error), at(7000)).unwrap().secret(), "A");
        check(&ledger, &[(7009, "A"), (7010, "renew")]);
    }
    assert!(ledger.settle(Err(wait()), at(7200)).is_err());
    check(&ledger, &[(7200, "fetch")]);
}

#[test]
fn a_pause_does_not_outlive_the_token() {
    let mut ledger = Ledger::default();
    ledger.settle(granted("A", 0, 7200), at(0)).unwrap();
    ledger.settle(Err(wait()), at(7195)).unwrap();
    check(&ledger, &[(7199, "A"), (7205, "fetch")]);
    // Whatever happens first ends it: here it is refused by an API.
    ledger.reject(&token("A"));
    check(&ledger, &[(7196, "fetch")]);
}

#[test]
fn a_fatal_error_is_repeated_for_a_while() {
    let mut ledger = Ledger::default();
    assert!(ledger.settle(Err(fatal()), at(0)).is_err());
    check(&ledger, &[(0, "refuse: Fatal"), (29, "refuse: Fatal"), (30, "fetch")]);
    assert!(ledger.settle(Err(wait()), at(30)).is_err());
    check(&ledger, &[(30, "fetch")]);
    ledger.settle(Err(fatal()), at(40)).unwrap_err();
    ledger.settle(granted("A", 41, 7200), at(41)).unwrap();
    check(&ledger, &[(41, "A")]);
}

#[test]
fn only_the_token_in_use_can_be_refused() {
    let mut ledger = Ledger::default();
    ledger.reject(&token("A"));
    ledger.settle(granted("A", 0, 7200), at(0)).unwrap();
    ledger.reject(&token("Z"));
    check(&ledger, &[(1, "A")]);
    ledger.reject(&token("A"));
    check(&ledger, &[(1, "fetch")]);
    // Another token has nothing to do with it, whatever is refused afterwards.
    ledger.settle(granted("B", 2, 7200), at(2)).unwrap();
    ledger.reject(&token("A"));
    check(&ledger, &[(3, "B")]);
}

#[test]
fn a_refresh_is_forced_only_for_a_token_that_was_refused() {
    let mut ledger = Ledger::default();
    ledger.settle(granted("A", 0, 7200), at(0)).unwrap();
    assert!(!ledger.may_force(&token("A"), at(1)));
    ledger.reject(&token("A"));
    assert!(!ledger.may_force(&token("B"), at(1)));
    assert!(ledger.may_force(&token("A"), at(1)));
    // It came again all the same, and is handed out: the platform says that it is the current one.
    ledger.settle(granted("A", 2, 7200), at(2)).unwrap();
    check(&ledger, &[(3, "A")]);
    ledger.reject(&token("A"));
    assert!(!ledger.may_force(&token("A"), at(30)));
    assert!(ledger.may_force(&token("A"), at(31)));
    // Another token wipes the slate.
    ledger.settle(granted("B", 32, 7200), at(32)).unwrap();
    assert!(!ledger.may_force(&token("A"), at(100)));
}

#[test]
fn no_more_than_twenty_refreshes_are_forced_in_a_day() {
    let mut ledger = Ledger::default();
    ledger.settle(granted("A", 0, 7200), at(0)).unwrap();
    ledger.reject(&token("A"));
    let forced = (0..2000).filter(|second| ledger.may_force(&token("A"), at(*second))).count();
    assert_eq!(forced, 20);
    let day = 24 * 60 * 60;
    assert!(!ledger.may_force(&token("A"), at(day - 1)));
    assert!(ledger.may_force(&token("A"), at(day)));
    assert!(
        !ledger.may_force(&token("A"), at(day + 29)),
        "the first is forgotten, and the last was just now"
    );
    assert!(ledger.may_force(&token("A"), at(day + 30)));
}

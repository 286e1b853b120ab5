//! Errors and their texts.

use std::error::Error;

use wx_transport::{RandomError, SendError, SendErrorKind};

#[track_caller]
fn check(kind: SendErrorKind, may_have_been_received: bool, words: &str) {
    let error = SendError::new(kind, "the cause");
    let text = error.to_string();
    assert_eq!(error.kind(), kind);
    assert_eq!(error.may_have_been_received(), may_have_been_received);
    assert!(text.contains(words), "{text:?} does not say {words:?}");
    assert_eq!(text.contains("nothing was sent"), !may_have_been_received);
    assert!(text.contains(';') && !text.ends_with('.') && !text.contains("the cause"), "{text:?}");
    assert_eq!(error.source().unwrap().to_string(), "the cause");
}

#[test]
fn every_kind_says_whether_the_request_may_have_been_received() {
    check(SendErrorKind::Connect, false, "could not connect");
    check(SendErrorKind::Request, false, "cannot be written as HTTP");
    check(SendErrorKind::Timeout, true, "no answer in time");
    check(SendErrorKind::Interrupted, true, "broke");
    check(SendErrorKind::TooLarge, true, "larger");
    check(SendErrorKind::Unknown, true, "cannot place");
}

#[test]
fn the_random_source_explains_itself() {
    let error = RandomError::new("the well is dry");
    assert!(error.to_string().contains("random source"));
    assert_eq!(error.source().unwrap().to_string(), "the well is dry");
}

#[test]
fn the_real_sources_work() {
    use std::time::Duration;
    use wx_transport::{Clock, OsRandom, Random, SystemClock};

    let clock = SystemClock::new();
    assert!(clock.unix_time() > Duration::from_secs(1_700_000_000));
    assert!(clock.elapsed() <= clock.elapsed());
    let (mut one, mut other) = ([0; 16], [0; 16]);
    OsRandom.fill(&mut one).unwrap();
    OsRandom.fill(&mut other).unwrap();
    assert_ne!(one, other);
}

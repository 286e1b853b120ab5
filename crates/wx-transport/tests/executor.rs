//! The executor in a world without a network.

use std::{
    future::{Future, ready},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use wx_transport::{
    Attempt, BoxFuture, Call, Cause, Done, Executor, Failure, Host, Hosts, Outcome, Policy,
    Repeat::{self, Once, Read, SameBody},
    SendErrorKind::{self, Connect, Interrupted, TooLarge},
    StopReason, Verdict,
};

use crate::world::{
    DAWN,
    Event::{self, Answer, Fail, Hang},
    World, run,
};

const OK: Event = Answer(200, 10);
const DOWN: Event = Fail(Connect, 10);
const LOST: Event = Fail(Interrupted, 10);

/// An order whose answers mean what their status says; 299 stands for an answer that fails verification.
struct Order {
    repeat: Repeat,
    /// The attempt that cannot be sealed, if any.
    broken: Option<u32>,
}

impl Call for Order {
    type Output = u16;
    type Error = String;

    fn repeat(&self) -> Repeat {
        self.repeat
    }

    fn seal<'a>(
        &'a self,
        host: &'a Host,
        attempt: Attempt<'a>,
    ) -> BoxFuture<'a, Result<Request<Bytes>, String>> {
        if self.broken == Some(attempt.number) {
            return Box::pin(ready(Err("no key".to_owned())));
        }
        let mut nonce = [0];
        attempt.random.fill(&mut nonce).ok();
        let request = Request::post(host.uri("/order?number=7").unwrap())
            .header("number", attempt.number)
            .header("time", attempt.unix_time.as_millis().to_string())
            .header("nonce", u16::from(nonce[0]))
            .body(Bytes::from_static(b"order 7"))
            .unwrap();
        Box::pin(ready(Ok(request)))
    }

    fn open(&self, response: Response<Bytes>, unix_time: Duration) -> Verdict<u16, String> {
        assert!(unix_time > DAWN);
        let status = response.status().as_u16();
        let error = format!("status {status}");
        match status {
            200 => Verdict::Done(status),
            299 => Verdict::Unknown(error),
            429 => Verdict::Busy { retry_after: Some(Duration::from_secs(2)), error },
            500..=599 => Verdict::Failed(error),
            _ => Verdict::Refused(error),
        }
    }
}

fn hosts() -> Hosts {
    Hosts::new(Host::parse("https://a.example").unwrap())
        .with_backup(Host::parse("https://b.example").unwrap())
}

type Ended = Result<Done<u16>, Failure<String>>;

fn play(world: &Arc<World>, policy: Policy, call: &Order) -> Ended {
    run(world.executor(hosts()).with_policy(policy).run(call))
}

fn ended(repeat: Repeat, script: &[Event]) -> Ended {
    play(&Arc::new(World::new(script)), Policy::default(), &Order { repeat, broken: None })
}

/// The end in a few words: the outcome and the trail.
#[track_caller]
fn check(repeat: Repeat, script: &[Event], expected: &str) {
    let text = match ended(repeat, script) {
        Ok(done) => format!("done: {}", done.trail),
        Err(failure) => format!("{:?}: {}", failure.outcome(), failure.trail()),
    };
    let text = text.replace("https://", "").replace(".example", "").replace(" (10 ms)", "");
    assert_eq!(text, expected, "{repeat:?} {script:?}");
}

#[test]
fn the_first_answer_is_enough() {
    for repeat in [Read, SameBody, Once] {
        check(repeat, &[OK], "done: a status 200");
        check(repeat, &[Answer(404, 10)], "Answered: a status 404");
    }
}

#[test]
fn nothing_sent_fails_over_for_every_class() {
    for repeat in [Read, SameBody, Once] {
        check(repeat, &[DOWN, OK], "done: a not sent, b status 200");
        check(repeat, &[DOWN; 3], "NotSent: a not sent, b not sent, a not sent");
    }
}

#[test]
fn a_lost_answer_is_repeated_where_that_is_safe() {
    for repeat in [Read, SameBody] {
        check(repeat, &[LOST, OK], "done: a unknown, b status 200");
        check(repeat, &[Answer(299, 10), OK], "done: a status 299, not believed, b status 200");
        check(repeat, &[Fail(TooLarge, 10), OK], "done: a unknown, b status 200");
        check(repeat, &[Hang, OK], "done: a timed out (10000 ms), b status 200");
    }
    check(Once, &[LOST], "Unknown: a unknown");
    check(Once, &[Answer(299, 10)], "Unknown: a status 299, not believed");
    check(Once, &[Answer(502, 10)], "Unknown: a status 502");
    check(Once, &[Hang], "Unknown: a timed out (10000 ms)");
}

#[test]
fn unknown_is_sticky() {
    check(SameBody, &[LOST, DOWN, DOWN], "Unknown: a unknown, b not sent, a not sent");
    check(SameBody, &[LOST, Answer(400, 10)], "Unknown: a unknown, b status 400");
    check(SameBody, &[Answer(500, 10), Answer(404, 10)], "Unknown: a status 500, a status 404");
    check(
        SameBody,
        &[Answer(299, 10), DOWN, DOWN],
        "Unknown: a status 299, not believed, b not sent, a not sent",
    );
    check(
        SameBody,
        &[LOST, Answer(429, 10), Answer(429, 10)],
        "Unknown: a unknown, b status 429, b status 429",
    );
    check(Once, &[DOWN, LOST], "Unknown: a not sent, b unknown");
}

#[test]
fn an_answer_outweighs_nothing_sent() {
    check(Once, &[DOWN, Answer(400, 10)], "Answered: a not sent, b status 400");
    check(SameBody, &[Answer(429, 10), DOWN, DOWN], "Answered: a status 429, a not sent, b not sent");
}

#[test]
fn of_a_read_only_the_last_attempt_counts() {
    check(Read, &[LOST, DOWN, DOWN], "NotSent: a unknown, b not sent, a not sent");
    check(Read, &[LOST, Answer(404, 10)], "Answered: a unknown, b status 404");
    check(Read, &[DOWN, DOWN, LOST], "Unknown: a not sent, b not sent, a unknown");
}

#[test]
fn done_is_done_whatever_came_before() {
    check(SameBody, &[LOST, Answer(500, 10), OK], "done: a unknown, b status 500, b status 200");
}

#[test]
fn every_attempt_is_sealed_afresh_and_the_body_stays() {
    let world = Arc::new(World::new(&[Fail(Interrupted, 30), Answer(503, 20), OK]));
    let done = play(&world, Policy::default(), &Order { repeat: SameBody, broken: None }).unwrap();
    assert_eq!(done.output, 200);

    let seen: Vec<_> = world
        .sent()
        .iter()
        .map(|request| {
            assert_eq!(request.body(), "order 7");
            assert_eq!(request.headers()["nonce"], "255");
            let time: u128 = request.headers()["time"].to_str().unwrap().parse().unwrap();
            let number = request.headers()["number"].to_str().unwrap().to_owned();
            (number, request.uri().to_string(), time - DAWN.as_millis())
        })
        .collect();
    let at = |number: &str, host: &str, time| {
        (number.to_owned(), format!("https://{host}.example/order?number=7"), time)
    };
    assert_eq!(seen, [at("1", "a", 0), at("2", "b", 30), at("3", "b", 150)]);

    let times: Vec<_> = done
        .trail
        .attempts
        .iter()
        .map(|attempt| (attempt.started.as_millis(), attempt.took.as_millis()))
        .collect();
    assert_eq!(times, [(0, 30), (30, 20), (150, 10)]);
}

#[test]
fn busy_waits_as_long_as_the_server_asks() {
    let world = Arc::new(World::new(&[Answer(429, 10), OK]));
    play(&world, Policy::default(), &Order { repeat: Once, broken: None }).unwrap();
    assert_eq!(world.sleeps(), [2000]);
}

#[test]
fn without_randomness_the_wait_is_the_longest() {
    let world = Arc::new(World::new(&[Answer(500, 10), OK]).without_randomness());
    play(&world, Policy::default(), &Order { repeat: Read, broken: None }).unwrap();
    assert_eq!(world.sleeps(), [100]);
}

#[track_caller]
fn failed(ended: Ended, outcome: Outcome, stopped: StopReason, cause: &str) {
    let failure = ended.unwrap_err();
    assert_eq!((failure.outcome(), failure.stopped()), (outcome, stopped));
    assert_eq!(format!("{:?}", failure.cause()), cause);
}

#[test]
fn the_deadline_is_a_budget_over_all_attempts() {
    let world = Arc::new(World::new(&[Hang, Hang, Hang]));
    let policy = Policy::default().with_deadline(Duration::from_secs(15));
    let ended = play(&world, policy, &Order { repeat: SameBody, broken: None });
    failed(ended, Outcome::Unknown, StopReason::DeadlinePassed, "DeadlinePassed");
    // The second attempt got what the first had left of the budget, and there was no third.
    assert_eq!(world.sleeps(), [10_000, 5_000]);
    assert_eq!(world.now(), Duration::from_secs(15));
}

#[test]
fn a_wait_beyond_the_deadline_is_not_begun() {
    let world = Arc::new(World::new(&[Answer(429, 10)]));
    let policy = Policy::default().with_deadline(Duration::from_secs(2));
    let ended = play(&world, policy, &Order { repeat: Once, broken: None });
    failed(ended, Outcome::Answered, StopReason::DeadlinePassed, "Answer(\"status 429\")");
    assert_eq!(world.sleeps(), []);
}

#[test]
fn a_wait_that_took_too_long_is_followed_by_nothing() {
    let world = Arc::new(World::new(&[Answer(429, 10)]).with_oversleep(Duration::from_secs(60)));
    let ended = play(&world, Policy::default(), &Order { repeat: Once, broken: None });
    failed(ended, Outcome::Answered, StopReason::DeadlinePassed, "Answer(\"status 429\")");
    assert_eq!(world.sent().len(), 1);
}

#[test]
fn without_a_budget_nothing_is_sent() {
    let world = Arc::new(World::new(&[]));
    let policy = Policy::default().with_deadline(Duration::ZERO);
    let ended = play(&world, policy, &Order { repeat: Read, broken: None });
    failed(ended, Outcome::NotSent, StopReason::DeadlinePassed, "DeadlinePassed");
    assert!(world.sent().is_empty());
}

#[test]
fn an_attempt_that_hangs_is_unknown() {
    let ended = ended(Once, &[Hang]);
    failed(ended, Outcome::Unknown, StopReason::NotRepeatable, "AttemptTimeout");
}

#[test]
fn a_request_that_cannot_be_sealed_ends_the_call() {
    let world = Arc::new(World::new(&[]));
    let ended = play(&world, Policy::default(), &Order { repeat: SameBody, broken: Some(1) });
    failed(ended, Outcome::NotSent, StopReason::Final, "Seal(\"no key\")");
    assert!(world.sent().is_empty());

    // What the first attempt may have done stays possible.
    let world = Arc::new(World::new(&[LOST]));
    let ended = play(&world, Policy::default(), &Order { repeat: SameBody, broken: Some(2) });
    failed(ended, Outcome::Unknown, StopReason::Final, "Seal(\"no key\")");
}

#[test]
fn a_request_that_cannot_be_built_is_not_repeated() {
    let failure = ended(Read, &[Fail(SendErrorKind::Request, 0)]).unwrap_err();
    assert_eq!((failure.outcome(), failure.stopped()), (Outcome::NotSent, StopReason::Final));
    assert!(matches!(failure.cause(), Cause::Send(error) if error.kind() == SendErrorKind::Request));
}

#[test]
fn no_more_requests_than_attempts() {
    for attempts in 1..5_u32 {
        for repeat in [Read, SameBody, Once] {
            let world = Arc::new(World::new(&[DOWN; 5]));
            let ended =
                play(&world, Policy::default().with_attempts(attempts), &Order { repeat, broken: None });
            assert_eq!(ended.unwrap_err().stopped(), StopReason::AttemptsUsed);
            assert_eq!(world.sent().len(), attempts as usize);
        }
    }
}

#[test]
fn a_call_that_was_never_polled_leaves_nothing() {
    let world = Arc::new(World::new(&[]));
    let executor = world.executor(hosts());
    drop(executor.run(&Order { repeat: Read, broken: None }));
    assert!(world.sent().is_empty());
}

#[test]
fn a_call_can_be_spawned() {
    fn spawnable<F: Future + Send>(future: F) -> F {
        future
    }
    let world = Arc::new(World::new(&[OK]));
    let executor: Executor = world.executor(hosts());
    let call = Order { repeat: Read, broken: None };
    let future = pin!(spawnable(executor.run(&call)));
    assert!(run(future).is_ok());
}

#[test]
fn a_failure_tells_its_story() {
    use std::error::Error;

    #[derive(Debug)]
    struct Wrapped;
    impl std::fmt::Display for Wrapped {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("wrapped")
        }
    }
    impl Error for Wrapped {}

    struct Plain;
    impl Call for Plain {
        type Output = ();
        type Error = Wrapped;
        fn repeat(&self) -> Repeat {
            Once
        }
        fn seal<'a>(
            &'a self,
            host: &'a Host,
            _: Attempt<'a>,
        ) -> BoxFuture<'a, Result<Request<Bytes>, Wrapped>> {
            let request = Request::get(host.uri("/?token=secret").unwrap()).body(Bytes::new()).unwrap();
            Box::pin(ready(Ok(request)))
        }
        fn open(&self, _: Response<Bytes>, _: Duration) -> Verdict<(), Wrapped> {
            Verdict::Failed(Wrapped)
        }
    }

    let world = Arc::new(World::new(&[DOWN, Answer(502, 7)]));
    let failure = run(world.executor(hosts()).run(&Plain)).unwrap_err();
    assert_eq!(
        failure.to_string(),
        "the outcome is unknown; ask for it under the same number before doing anything else \
         (attempts: https://a.example not sent (10 ms), https://b.example status 502 (7 ms))"
    );
    let cause = failure.source().unwrap();
    assert_eq!(cause.to_string(), "the answer was not positive");
    assert_eq!(cause.source().unwrap().to_string(), "wrapped");
    let (outcome, cause, trail) = failure.into_parts();
    assert_eq!(outcome, Outcome::Unknown);
    assert!(matches!(cause, Cause::Answer(Wrapped)));
    assert_eq!(trail.attempts.len(), 2);
}

#[test]
fn a_repetition_costs_tokens_and_twice_as_many_after_a_timeout() {
    for (script, left) in [
        (&[OK][..], 500),
        (&[Answer(404, 10)], 500),
        (&[DOWN, OK], 496),
        (&[LOST, OK], 496),
        (&[Answer(429, 10), OK], 496),
        (&[Answer(500, 10), OK], 496),
        (&[Hang, OK], 491),
        (&[Fail(SendErrorKind::Timeout, 10), OK], 491),
        (&[DOWN, LOST, Answer(404, 10)], 491),
        (&[DOWN; 3], 490),
    ] {
        let world = Arc::new(World::new(script));
        let executor = world.executor(hosts());
        run(executor.run(&Order { repeat: SameBody, broken: None })).ok();
        assert_eq!(executor.health().retry_tokens, left, "{script:?}");
    }
}

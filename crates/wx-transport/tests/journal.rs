//! The journal: its conformance, and what the executor writes into it.

use std::{
    future::{Future, pending, ready},
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use wx_transport::{
    Attempt, BoxFuture, Call, Cause, Done, Failure, Host, Hosts, Outcome,
    Repeat::{self, Once, Read, SameBody},
    SendErrorKind::{Connect, Interrupted},
    Verdict,
    journal::{
        Bodies, Ending, Entry, Journal, JournalError, JournalErrorKind, MemoryJournal, Record,
        conformance::{self, Storage},
    },
};

use crate::world::{
    Event::{self, Answer, Fail, Hang},
    World, run,
};

const OK: Event = Answer(200, 10);
const DOWN: Event = Fail(Connect, 10);
const LOST: Event = Fail(Interrupted, 10);

struct Memory;

impl Storage for Memory {
    fn empty(&self) -> BoxFuture<'_, Arc<dyn Journal>> {
        Box::pin(ready(Arc::new(MemoryJournal::new()) as _))
    }

    fn again(&self) -> BoxFuture<'_, Option<Arc<dyn Journal>>> {
        Box::pin(ready(None))
    }
}

#[test]
fn the_journal_in_memory_conforms() {
    run(conformance::all(&Memory)).unwrap();
}

/// A journal that lets a second body pass.
#[derive(Debug, Default)]
struct Lenient(MemoryJournal);

impl Journal for Lenient {
    fn begin<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move { self.0.begin(entry).await.or(Ok(())) })
    }

    fn finish<'a>(&'a self, entry: &'a Entry, ending: Ending) -> BoxFuture<'a, Result<(), JournalError>> {
        self.0.finish(entry, ending)
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<Entry>, JournalError>> {
        self.0.unfinished()
    }
}

#[test]
fn the_conformance_checks_can_fail() {
    let broken = run(conformance::one_body(&Lenient::default())).unwrap_err();
    assert_eq!(
        broken.to_string(),
        "the journal broke a rule: a number never carries two bodies; another body was accepted"
    );
}

/// Writes every step down, beside what it passes on.
#[derive(Debug, Default)]
struct Paper {
    journal: MemoryJournal,
    steps: Mutex<Vec<String>>,
    begin: Fault,
    finish: Fault,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Fault {
    #[default]
    None,
    Fails,
    Hangs,
}

impl Paper {
    async fn step(&self, fault: Fault, step: String) -> Result<(), JournalError> {
        self.steps.lock().unwrap().push(step);
        match fault {
            Fault::None => Ok(()),
            Fault::Fails => Err(JournalError::new(JournalErrorKind::Unavailable, "no space left")),
            Fault::Hangs => pending().await,
        }
    }

    fn steps(&self) -> String {
        self.steps.lock().unwrap().join(" ")
    }
}

impl Journal for Paper {
    fn begin<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            self.step(self.begin, format!("begin:{}", entry.key.value)).await?;
            self.journal.begin(entry).await
        })
    }

    fn finish<'a>(&'a self, entry: &'a Entry, ending: Ending) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            self.step(self.finish, format!("{ending:?}")).await?;
            self.journal.finish(entry, ending).await
        })
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<Entry>, JournalError>> {
        self.journal.unfinished()
    }
}

struct Order {
    repeat: Repeat,
    body: &'static [u8],
    settles: bool,
    signer_hangs: bool,
}

const ORDER: Order = Order { repeat: SameBody, body: b"9.99", settles: true, signer_hangs: false };

impl Call for Order {
    type Output = u16;
    type Error = u16;

    fn repeat(&self) -> Repeat {
        self.repeat
    }

    fn seal<'a>(&'a self, host: &'a Host, _: Attempt<'a>) -> BoxFuture<'a, Result<Request<Bytes>, u16>> {
        if self.signer_hangs {
            return Box::pin(pending());
        }
        let request = Request::post(host.uri("/order").unwrap()).body(Bytes::from_static(self.body)).unwrap();
        Box::pin(ready(Ok(request)))
    }

    fn open(&self, response: Response<Bytes>, _: Duration) -> Verdict<u16, u16> {
        match response.status().as_u16() {
            200 => Verdict::Done(200),
            429 => Verdict::Busy { retry_after: None, error: 429 },
            status @ 500.. => Verdict::Failed(status),
            status => Verdict::Refused(status),
        }
    }

    fn record(&self) -> Option<Record<'_>> {
        Some(Record::new("1900000001", "/order", "out_trade_no", "A1", self.body))
    }

    fn settles(&self, _: &u16) -> bool {
        self.settles
    }
}

type Ended = Result<Done<u16>, Failure<u16>>;

fn hosts() -> Hosts {
    Hosts::new(Host::parse("https://a.example").unwrap())
        .with_backup(Host::parse("https://b.example").unwrap())
}

fn play(paper: &Arc<Paper>, script: &[Event], call: &Order) -> (Ended, Arc<World>) {
    let world = Arc::new(World::new(script));
    let ended = run(world.executor(hosts()).with_journal(paper.clone()).run(call));
    (ended, world)
}

fn open(paper: &Paper) -> usize {
    run(paper.unfinished()).unwrap().len()
}

/// What is written during one call, and how many numbers are open after it.
#[track_caller]
fn check(call: &Order, script: &[Event], steps: &str, left: usize) {
    let paper = Arc::new(Paper::default());
    let (_, world) = play(&paper, script, call);
    assert_eq!((paper.steps().as_str(), open(&paper)), (steps, left), "{script:?}");
    assert_eq!(world.sent().len(), script.len());
}

#[test]
fn one_entry_for_each_call_however_many_requests() {
    check(&ORDER, &[OK], "begin:A1 Done", 0);
    check(&ORDER, &[LOST, Answer(500, 10), OK], "begin:A1 Done", 0);
    check(&ORDER, &[DOWN; 3], "begin:A1 NotSent", 0);
    check(&ORDER, &[Answer(400, 10)], "begin:A1 Refused", 0);
    check(&ORDER, &[Answer(429, 10); 3], "begin:A1 Refused", 0);
    check(&ORDER, &[LOST, Answer(400, 10)], "begin:A1 Unknown", 1);
    check(&Order { repeat: Once, ..ORDER }, &[Hang], "begin:A1 Unknown", 1);
    check(&Order { settles: false, ..ORDER }, &[OK], "begin:A1 Unknown", 1);
}

#[test]
fn reads_are_not_recorded() {
    check(&Order { repeat: Read, ..ORDER }, &[LOST, OK], "", 0);
}

#[test]
fn what_cannot_be_written_down_is_not_sent() {
    for (begin, kind) in
        [(Fault::Fails, JournalErrorKind::Unavailable), (Fault::Hangs, JournalErrorKind::TimedOut)]
    {
        let paper = Arc::new(Paper { begin, ..Paper::default() });
        let (ended, world) = play(&paper, &[], &ORDER);
        let failure = ended.unwrap_err();
        assert_eq!(failure.outcome(), Outcome::NotSent);
        assert!(matches!(failure.cause(), Cause::Journal(error) if error.kind() == kind));
        assert_eq!(
            failure.cause().to_string(),
            "the call could not be entered in the journal, nothing was sent"
        );
        assert!(world.sent().is_empty() && failure.trail().attempts.is_empty());
        assert_eq!(paper.steps(), "begin:A1");
    }
}

#[test]
fn a_number_never_carries_two_bodies() {
    let other = Order { body: b"8.88", ..ORDER };
    for (script, freed) in
        [(&[OK][..], false), (&[LOST; 3], false), (&[Answer(400, 10)], true), (&[DOWN; 3], true)]
    {
        let paper = Arc::new(Paper::default());
        play(&paper, script, &ORDER).0.ok();
        let script: &[Event] = if freed { &[OK] } else { &[] };
        let (ended, world) = play(&paper, script, &other);
        assert_eq!(world.sent().len(), script.len());
        match ended {
            Ok(_) => assert!(freed),
            Err(failure) => {
                assert_eq!(failure.outcome(), Outcome::NotSent);
                let other = JournalErrorKind::OtherBody;
                assert!(matches!(failure.cause(), Cause::Journal(error) if error.kind() == other));
                // The body that was sent first may be sent again.
                assert!(play(&paper, &[OK], &ORDER).0.is_ok());
            }
        }
    }
}

#[test]
fn an_ending_that_cannot_be_written_changes_nothing_but_the_trail() {
    for (finish, kind) in
        [(Fault::Fails, JournalErrorKind::Unavailable), (Fault::Hangs, JournalErrorKind::TimedOut)]
    {
        let paper = Arc::new(Paper { finish, ..Paper::default() });
        let done = play(&paper, &[OK], &ORDER).0.unwrap();
        assert_eq!((done.output, done.trail.unrecorded, open(&paper)), (200, Some(kind), 1));
        assert!(done.trail.to_string().ends_with(&format!("; ending not recorded: {kind}")));

        let failure = play(&paper, &[Answer(400, 10)], &ORDER).0.unwrap_err();
        assert_eq!((failure.outcome(), failure.trail().unrecorded), (Outcome::Answered, Some(kind)));
    }
    assert_eq!(play(&Arc::new(Paper::default()), &[OK], &ORDER).0.unwrap().trail.unrecorded, None);
}

#[test]
fn a_dropped_call_stays_open() {
    /// Never resolves, and lets no time pass.
    #[derive(Debug)]
    struct Silent;
    impl wx_transport::Transport for Silent {
        fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, wx_transport::SendError>> {
            Box::pin(pending())
        }
    }
    impl wx_transport::Sleep for Silent {
        fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
            Box::pin(pending())
        }
    }

    let world = Arc::new(World::new(&[]));
    let environment = wx_transport::Environment::new(world.clone(), Arc::new(Silent), world);
    let paper = Arc::new(Paper::default());
    let executor = wx_transport::Executor::new(Arc::new(Silent), hosts(), environment);
    let executor = executor.with_journal(paper.clone());

    drop(executor.run(&ORDER));
    assert_eq!(paper.steps(), "", "a future that was never polled leaves nothing");
    {
        let mut future = pin!(executor.run(&ORDER));
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    let entries = run(paper.unfinished()).unwrap();
    assert_eq!(entries, [ORDER.record().unwrap().entry()]);
    assert_eq!(entries[0].key.to_string(), "1900000001 /order out_trade_no A1");
    assert_eq!(entries[0].bodies, Bodies::One);

    // That a repetition was refused says nothing about the call that was dropped.
    play(&paper, &[Answer(400, 10)], &ORDER).0.unwrap_err();
    assert_eq!(open(&paper), 1);
    run(paper.finish(&entries[0], Ending::NotDone)).unwrap();
    assert_eq!(open(&paper), 0);
}

#[test]
fn a_signer_that_hangs_ends_as_not_sent() {
    let paper = Arc::new(Paper::default());
    let (ended, world) = play(&paper, &[], &Order { signer_hangs: true, ..ORDER });
    let failure = ended.unwrap_err();
    assert_eq!(failure.outcome(), Outcome::NotSent);
    assert!(matches!(failure.cause(), Cause::AttemptTimeout));
    assert_eq!(failure.trail().to_string(), "https://a.example not sealed (10000 ms)");
    assert_eq!(world.sleeps(), [10_000]);
    assert!(world.sent().is_empty());
    assert_eq!((paper.steps().as_str(), open(&paper)), ("begin:A1 NotSent", 0));
}

#[test]
fn the_hash_is_sha_256_and_the_body_is_not_kept() {
    let record = Record::new("m", "/order", "out_trade_no", "A1", b"abc".as_slice());
    // The vector of FIPS 180-4.
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(record.entry().body.to_string(), expected);
    assert_eq!(
        format!("{:?}", Record::new("m", "/order", "n", "A1", b"secret".as_slice()))
            .matches("secret")
            .count(),
        0
    );
}

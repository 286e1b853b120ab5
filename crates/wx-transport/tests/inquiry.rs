//! The table of questions and copies, and what they end in.

use std::{
    collections::VecDeque,
    error, fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use proptest::prelude::*;
use wx_transport::{
    End, Host, Hosts, Inquiry, InquiryPlan,
    Means::{self, Ask, Copy, CopyAndSee},
    Next, Patience, Resolution,
    Shown::{self, CarriedOut, Done, Hopeless, NotYet, Nothing, Overtaken, Refused, Renewable, Taken},
    resolve,
};

use crate::world::{World, run};

const ABSENT: Shown = Shown::Absent { proven: true };
const UNPROVEN: Shown = Shown::Absent { proven: false };
const OTHER: Shown = Taken { field: "amount.total" };

fn word(next: Next) -> String {
    match next {
        Next::Ask { wait } => format!("+{}", wait.as_millis()),
        Next::Copy => "copy".to_owned(),
        Next::Stop(End::Done) => "done".to_owned(),
        Next::Stop(End::Found) => "found".to_owned(),
        Next::Stop(End::Overtaken) => "overtaken".to_owned(),
        Next::Stop(End::Taken) => "taken".to_owned(),
        Next::Stop(End::Refused) => "refused".to_owned(),
        Next::Stop(End::StillUnknown) => "unknown".to_owned(),
        _ => "?".to_owned(),
    }
}

/// The steps after these, with full jitter; time passes by the waits alone.
#[track_caller]
fn check_with(patience: Patience, means: Means, shown: &[Shown], expected: &str) {
    let mut plan = InquiryPlan::new(&patience, means);
    let mut elapsed = Duration::ZERO;
    let mut steps = Vec::new();
    for shown in shown {
        let next = plan.next(*shown, elapsed, u32::MAX);
        if let Next::Ask { wait } = next {
            elapsed += wait;
        }
        steps.push(word(next));
    }
    assert_eq!(steps.join(" "), expected, "{means:?} after {shown:?}");
}

/// The same with the default patience, for each of the means in turn.
#[track_caller]
fn check(shown: &[Shown], ask: &str, copy: &str, copy_and_see: &str) {
    check_with(Patience::default(), Ask, shown, ask);
    check_with(Patience::default(), Copy, shown, copy);
    check_with(Patience::default(), CopyAndSee, shown, copy_and_see);
}

#[test]
fn the_last_word_ends_it() {
    check(&[CarriedOut], "found", "found", "found");
    check(&[Overtaken], "overtaken", "overtaken", "overtaken");
    check(&[OTHER], "taken", "taken", "taken");
    check(&[Nothing, CarriedOut], "+500 found", "+500 found", "+500 found");
    check(&[CarriedOut, ABSENT], "found found", "found found", "found found");
}

#[test]
fn absent_is_no_proof() {
    check(&[ABSENT], "+500", "copy", "copy");
    check(&[UNPROVEN], "+500", "copy", "copy");
    check(&[ABSENT, ABSENT, CarriedOut], "+500 +1000 found", "copy copy found", "copy copy found");
    check_with(Patience::default().with_copies(0), Copy, &[ABSENT, ABSENT], "+500 +1000");
}

#[test]
fn what_can_be_had_again_is_fetched_once_it_is_known_to_be_there() {
    check(&[Renewable, Done], "found found", "copy done", "copy +500");
    check(&[Renewable, Nothing, Renewable], "found found found", "copy +500 copy", "copy +500 copy");
}

#[test]
fn success_is_proof_or_has_to_be_seen() {
    check_with(Patience::default(), Copy, &[NotYet, Done], "copy done");
    check_with(
        Patience::default(),
        CopyAndSee,
        &[NotYet, Done, NotYet, Done, CarriedOut],
        "copy +500 copy +1000 found",
    );
    check_with(Patience::default(), CopyAndSee, &[ABSENT, Done, ABSENT], "copy +500 copy");
}

#[test]
fn a_refusal_counts_together_with_a_proven_absence() {
    check_with(Patience::default(), Copy, &[ABSENT, Refused, ABSENT], "copy +500 refused");
    check_with(Patience::default(), Copy, &[ABSENT, Refused, UNPROVEN, ABSENT], "copy +500 +1000 refused");
    check_with(Patience::default(), Copy, &[ABSENT, Refused, CarriedOut], "copy +500 found");
    check_with(Patience::default(), Copy, &[NotYet, Refused, NotYet, NotYet], "copy +500 +1000 +2000");
    check_with(Patience::default(), Copy, &[Renewable, Refused, Renewable], "copy +500 found");
}

#[test]
fn what_will_never_be_answered_is_not_asked_again() {
    check(&[Hopeless], "unknown", "unknown", "unknown");
    check_with(Patience::default(), Copy, &[Renewable, Nothing, Hopeless], "copy +500 found");
}

#[test]
fn waits_double_up_to_the_longest_and_never_pass_the_total() {
    let waits = "+500 +1000 +2000 +4000 +8000 +15000 +15000 +15000 +15000 unknown";
    check_with(Patience::default(), Ask, &[Nothing; 10], waits);
    let brief = Patience::default().with_total(Duration::from_millis(1500));
    check_with(brief, Ask, &[ABSENT, ABSENT, ABSENT], "+500 +1000 unknown");
    check_with(brief, Copy, &[Renewable, Nothing, Nothing, Nothing], "copy +500 +1000 found");
    check_with(brief.with_total(Duration::ZERO), Copy, &[ABSENT, Nothing], "copy unknown");
}

#[test]
fn half_of_a_wait_is_random() {
    let mut plan = InquiryPlan::new(&Patience::default(), Ask);
    assert_eq!(word(plan.next(Nothing, Duration::ZERO, 0)), "+250");
    assert_eq!(word(plan.next(Nothing, Duration::ZERO, u32::MAX / 2)), "+749");
}

#[test]
fn copies_are_counted() {
    check_with(
        Patience::default(),
        Copy,
        &[ABSENT, Nothing, ABSENT, Nothing, ABSENT, Nothing, ABSENT],
        "copy +500 copy +1000 copy +2000 +4000",
    );
}

const QUESTIONS: [Shown; 8] = [CarriedOut, Overtaken, Renewable, NotYet, OTHER, ABSENT, UNPROVEN, Nothing];
const COPIES: [Shown; 3] = [Done, Refused, Nothing];

proptest! {
    /// Whatever is shown: it ends, in time, with few copies, and no copy but after a question that was answered.
    #[test]
    fn no_inquiry_goes_astray(
        draws in proptest::collection::vec((0..8_usize, 0..3_usize, any::<u32>()), 64),
        may_copy in any::<bool>(),
        copies in 0..5_u32,
        total in 0..100_u64,
    ) {
        let patience = Patience::default().with_copies(copies).with_total(Duration::from_secs(total));
        let means = if may_copy { CopyAndSee } else { Ask };
        let mut plan = InquiryPlan::new(&patience, means);
        let (mut elapsed, mut sent, mut after_copy, mut end) = (Duration::ZERO, 0, false, None);
        for (question, copy, jitter) in draws {
            let shown = if after_copy { COPIES[copy] } else { QUESTIONS[question] };
            let next = plan.next(shown, elapsed, jitter);
            if let Some(end) = end {
                prop_assert_eq!(next, Next::Stop(end));
                continue;
            }
            match next {
                Next::Ask { wait } => elapsed += wait,
                Next::Copy => {
                    prop_assert!(may_copy && !after_copy && shown != Nothing);
                    sent += 1;
                }
                Next::Stop(reason) => {
                    let certain = match shown {
                        CarriedOut | Renewable => reason == End::Found,
                        Overtaken => reason == End::Overtaken,
                        OTHER => reason == End::Taken,
                        ABSENT => matches!(reason, End::Refused | End::StillUnknown),
                        _ => matches!(reason, End::Found | End::StillUnknown),
                    };
                    prop_assert!(certain, "{:?} after {:?}", reason, shown);
                    end = Some(reason);
                }
                other => prop_assert!(false, "{:?}", other),
            }
            after_copy = next == Next::Copy;
            prop_assert!(elapsed <= patience.total && sent <= copies);
        }
        // The waits alone use up a hundred seconds long before.
        prop_assert!(end.is_some());
    }
}

/// An inquiry by script.
struct Script {
    means: Means,
    shown: Mutex<VecDeque<Shown>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Because(Shown);

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "because of {:?}", self.0)
    }
}

impl error::Error for Because {}

impl Script {
    fn next(&self) -> (Shown, Result<Shown, Because>) {
        let shown = self.shown.lock().unwrap().pop_front().expect("the script has another line");
        let positive = matches!(shown, CarriedOut | Overtaken | Renewable | NotYet | Taken { .. } | Done);
        (shown, if positive { Ok(shown) } else { Err(Because(shown)) })
    }
}

impl Inquiry for Script {
    type Reply = Shown;
    type State = Shown;
    type Error = Because;

    fn means(&self) -> Means {
        self.means
    }

    fn number(&self) -> String {
        "out_trade_no A1".to_owned()
    }

    async fn ask(&self) -> (Shown, Result<Shown, Because>) {
        self.next()
    }

    async fn copy(&self) -> Option<(Shown, Result<Shown, Because>)> {
        Some(self.next())
    }
}

fn resolved(means: Means, shown: &[Shown]) -> Resolution<Shown, Shown, Because> {
    let world = Arc::new(World::new(&[]));
    let executor = world.executor(Hosts::new(Host::parse("https://a.example").unwrap()));
    let script = Script { means, shown: Mutex::new(shown.iter().copied().collect()) };
    let patience = Patience::default().with_total(Duration::from_secs(2));
    let resolution = run(resolve(&script, &patience, &executor));
    assert_eq!(script.shown.lock().unwrap().len(), 0, "every line was asked for");
    resolution
}

#[test]
fn every_end_but_one_is_the_truth() {
    for (shown, state) in [
        (&[CarriedOut][..], Some(CarriedOut)),
        (&[Overtaken], Some(Overtaken)),
        (&[OTHER], Some(OTHER)),
        (&[ABSENT, Done], None),
        (&[ABSENT, Refused, ABSENT], None),
    ] {
        let resolution = resolved(Copy, shown);
        assert!(resolution.is_known());
        assert_eq!(resolution.state(), state.as_ref());
    }
    let unknown = resolved(Ask, &[NotYet, ABSENT, Nothing]);
    assert!(!unknown.is_known());
    assert_eq!(unknown.state(), Some(&NotYet));
}

#[test]
fn the_end_carries_what_was_learned() {
    assert_eq!(resolved(Copy, &[ABSENT, Done]), Resolution::Done(Done));
    assert_eq!(resolved(Ask, &[ABSENT, CarriedOut]), Resolution::Found(CarriedOut));
    assert_eq!(resolved(Copy, &[NotYet, Nothing, Overtaken]), Resolution::Overtaken(Overtaken));
    assert_eq!(resolved(Ask, &[OTHER]), Resolution::Taken { field: "amount.total", state: OTHER });
    assert_eq!(resolved(Copy, &[ABSENT, Refused, UNPROVEN, ABSENT]), Resolution::Refused(Because(Refused)));
    assert_eq!(resolved(Copy, &[Renewable, Nothing, Nothing, Nothing]), Resolution::Found(Renewable));
}

#[test]
fn still_unknown_says_what_was_tried() {
    let Resolution::StillUnknown(unknown) = resolved(CopyAndSee, &[NotYet, Done, Nothing, ABSENT, Nothing])
    else {
        panic!("nothing was certain");
    };
    assert_eq!(unknown.state, Some(NotYet));
    assert_eq!((unknown.asked, unknown.copies), (3, 2));
    assert_eq!(unknown.waited, Duration::from_millis(1500));
    assert_eq!(unknown.last_error, Some(Because(ABSENT)));
    assert_eq!(unknown.last_copy_error, Some(Because(Nothing)));
    assert_eq!(
        unknown.to_string(),
        "out_trade_no A1 is still unknown (asked 3 times, sent again 2 times, in 1 s): keep the number, and ask again later"
    );
    assert_eq!(error::Error::source(&unknown).unwrap().to_string(), "because of Nothing");
    let Resolution::StillUnknown(unknown) = resolved(Copy, &[NotYet, Refused, NotYet, NotYet]) else {
        panic!("refused once, and known under the number all the same");
    };
    assert_eq!((unknown.last_error, unknown.last_copy_error), (None, Some(Because(Refused))));
}

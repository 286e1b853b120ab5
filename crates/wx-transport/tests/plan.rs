//! The retry table, as data.

use std::time::Duration;

use proptest::prelude::*;
use wx_transport::{
    Observed::{self, Failed, Final, NotSent, Unknown},
    Plan, Policy,
    Repeat::{self, Once, Read, SameBody},
    Step, StopReason,
};

const BUSY: Observed = Observed::Busy { retry_after: None };

const fn busy_for(millis: u64) -> Observed {
    Observed::Busy { retry_after: Some(Duration::from_millis(millis)) }
}

/// Ten attempts, so that the table shows and not the limit.
fn patient() -> Policy {
    Policy::default().with_attempts(10)
}

fn word(step: Step) -> String {
    match step {
        Step::Again { host, wait } => format!("{host}+{}", wait.as_millis()),
        Step::Stop(StopReason::Final) => "final".to_owned(),
        Step::Stop(StopReason::NotRepeatable) => "once".to_owned(),
        Step::Stop(StopReason::AttemptsUsed) => "used".to_owned(),
        Step::Stop(StopReason::DeadlinePassed) => "late".to_owned(),
        Step::Stop(_) => "?".to_owned(),
    }
}

/// Steps after these attempts, as `host+milliseconds`, with full jitter and no time passing.
#[track_caller]
fn check_with(policy: Policy, repeat: Repeat, hosts: usize, attempts: &[Observed], expected: &str) {
    let mut plan = Plan::new(&policy, repeat, hosts);
    let steps: Vec<_> = attempts.iter().map(|last| word(plan.next(last, Duration::ZERO, u32::MAX))).collect();
    assert_eq!(steps.join(" "), expected, "{repeat:?} over {hosts} hosts after {attempts:?}");
}

/// The same with two hosts, for each class in turn.
#[track_caller]
fn check(attempts: &[Observed], read: &str, same_body: &str, once: &str) {
    check_with(patient(), Read, 2, attempts, read);
    check_with(patient(), SameBody, 2, attempts, same_body);
    check_with(patient(), Once, 2, attempts, once);
}

#[test]
fn nothing_sent_goes_to_the_other_host_at_once_and_then_backs_off() {
    check(&[NotSent], "1+0", "1+0", "1+0");
    let walk = "1+0 0+100 1+200 0+400";
    check(&[NotSent; 4], walk, walk, walk);
    check_with(patient(), Once, 1, &[NotSent; 3], "0+100 0+200 0+400");
    check_with(patient(), Once, 3, &[NotSent; 4], "1+0 2+0 0+100 1+200");
}

#[test]
fn a_lost_answer_goes_to_the_other_host_unless_once() {
    check(&[Unknown], "1+0", "1+0", "once");
    check(&[Unknown; 3], "1+0 0+100 1+200", "1+0 0+100 1+200", "once once once");
    check_with(patient(), SameBody, 1, &[Unknown; 2], "0+100 0+200");
}

#[test]
fn busy_waits_on_the_same_host() {
    let wait = "0+2000 0+3000 0+5000 0+6000 0+6000";
    check(&[BUSY; 5], wait, wait, wait);
    check(&[busy_for(3000)], "0+3000", "0+3000", "0+3000");
    check(&[busy_for(0)], "0+1000", "0+1000", "0+1000");
    check(&[NotSent, BUSY], "1+0 1+2000", "1+0 1+2000", "1+0 1+2000");
}

#[test]
fn a_failure_of_the_server_backs_off() {
    check(&[Failed], "1+100", "0+100", "once");
    check(&[Failed; 4], "1+100 0+200 1+400 0+800", "0+100 1+200 1+400 0+800", "once once once once");
    check_with(patient(), SameBody, 1, &[Failed; 3], "0+100 0+200 0+400");
}

#[test]
fn mixtures() {
    check(&[NotSent, Failed], "1+0 0+100", "1+0 1+100", "1+0 once");
    check(&[Failed, Unknown], "1+100 0+200", "0+100 1+0", "once once");
    check(&[BUSY, Unknown], "0+2000 1+0", "0+2000 1+0", "0+2000 once");
    check(&[NotSent, Unknown], "1+0 0+100", "1+0 0+100", "1+0 once");
}

#[test]
fn a_final_answer_ends_every_class_for_good() {
    check(&[Final], "final", "final", "final");
    check(&[Final, NotSent, BUSY], "final final final", "final final final", "final final final");
}

#[test]
fn attempts_are_counted_with_the_first() {
    for repeat in [Read, SameBody, Once] {
        check_with(Policy::default(), repeat, 2, &[NotSent; 4], "1+0 0+100 used used");
        check_with(Policy::default().with_attempts(1), repeat, 2, &[NotSent], "used");
        check_with(Policy::default().with_attempts(0), repeat, 2, &[NotSent], "used");
    }
    // The reason that says more about the call comes first.
    check_with(Policy::default().with_attempts(1), Once, 2, &[Unknown], "once");
    check_with(Policy::default().with_attempts(1), Once, 2, &[Final], "final");
}

#[test]
fn no_hosts_count_as_one() {
    check_with(patient(), Read, 0, &[NotSent, Unknown], "0+100 0+200");
}

#[track_caller]
fn check_late(elapsed_millis: u64, last: Observed, expected: &str) {
    let mut plan = Plan::new(&patient(), Read, 2);
    assert_eq!(word(plan.next(&last, Duration::from_millis(elapsed_millis), u32::MAX)), expected);
}

#[test]
fn a_wait_fits_into_what_remains_or_is_not_begun() {
    check_late(29_999, NotSent, "1+0");
    check_late(30_000, NotSent, "late");
    check_late(u64::MAX, NotSent, "late");
    check_late(29_899, Failed, "1+100");
    check_late(29_900, Failed, "late");
    check_late(26_999, busy_for(3000), "0+3000");
    check_late(27_000, busy_for(3000), "late");
    check_late(0, busy_for(u64::MAX), "late");
}

#[test]
fn jitter_is_a_fraction_of_the_ceiling() {
    for (jitter, millis) in [(0, 0), (u32::MAX / 4, 24), (u32::MAX / 2, 49), (u32::MAX, 100)] {
        let mut plan = Plan::new(&patient(), Read, 2);
        assert_eq!(word(plan.next(&Failed, Duration::ZERO, jitter)), format!("1+{millis}"));
    }
}

#[test]
fn extreme_policies_do_not_overflow() {
    let policy = Policy::default()
        .with_attempts(u32::MAX)
        .with_backoff(Duration::MAX, Duration::MAX)
        .with_busy_base(Duration::MAX)
        .with_deadline(Duration::MAX);
    let mut plan = Plan::new(&policy, Read, usize::MAX);
    for last in [NotSent, Unknown, Failed] {
        assert!(matches!(plan.next(&last, Duration::ZERO, u32::MAX), Step::Again { .. }));
    }
    assert_eq!(plan.next(&BUSY, Duration::ZERO, u32::MAX), Step::Stop(StopReason::DeadlinePassed));
    let mut plan = Plan::new(&patient().with_attempts(100), Read, 1);
    for _ in 0..80 {
        assert!(matches!(plan.next(&Failed, Duration::ZERO, u32::MAX), Step::Again { .. }));
    }
}

fn observed() -> impl Strategy<Value = Observed> {
    prop_oneof![
        Just(NotSent),
        Just(Unknown),
        Just(Failed),
        Just(Final),
        proptest::option::of(0_u64..40_000)
            .prop_map(|millis| Observed::Busy { retry_after: millis.map(Duration::from_millis) }),
    ]
}

fn repeat() -> impl Strategy<Value = Repeat> {
    prop_oneof![Just(Read), Just(SameBody), Just(Once)]
}

proptest! {
    /// Whatever happens: at most `attempts` requests, waits within the deadline, hosts that exist, no repetition of a
    /// `Once` that may have been received, and a stop that stays one.
    #[test]
    fn every_plan_keeps_its_promises(
        repeat in repeat(),
        hosts in 1_usize..4,
        attempts in 0_u32..6,
        deadline in 0_u64..40_000,
        events in prop::collection::vec((observed(), 0_u64..8_000, any::<u32>()), 1..12),
    ) {
        let deadline = Duration::from_millis(deadline);
        let policy = Policy::default().with_attempts(attempts).with_deadline(deadline);
        let mut plan = Plan::new(&policy, repeat, hosts);
        let mut sent = 1;
        let mut elapsed = Duration::ZERO;
        let mut received = false;
        let mut stopped = None;
        for (last, took, jitter) in events {
            elapsed += Duration::from_millis(took);
            received |= matches!(last, Unknown | Failed);
            let step = plan.next(&last, elapsed, jitter);
            if let Some(first) = stopped {
                prop_assert_eq!(step, first);
                continue;
            }
            match step {
                Step::Stop(_) => stopped = Some(step),
                Step::Again { host, wait } => {
                    sent += 1;
                    elapsed += wait;
                    prop_assert!(host < hosts);
                    prop_assert!(elapsed < deadline);
                    prop_assert!(last != Final);
                    prop_assert!(!(repeat == Once && received));
                }
            }
        }
        prop_assert!(sent <= attempts.max(1));
    }
}

use super::*;
use crate::{
    fault::{Allowed, Fault, Mix},
    keyed_hash::Belief,
    plan::Strategy,
};

fn plan(seed: u64) -> Plan {
    Plan::new(seed, 200)
}

#[test]
fn without_faults_everything_is_paid_once_or_closed() {
    let report = run(Plan { allowed: Allowed::Only(BTreeSet::new()), ..plan(1) });
    assert_eq!(report.violations, BTreeSet::new());
    assert_eq!((report.tally.faults, report.tally.crashes, report.tally.dropped), (0, 0, 0));
    assert!(report.tally.paid > 100 && report.tally.refunds > 50, "{}", report.tally);
}

#[test]
fn the_strategy_of_the_readme_keeps_every_promise() {
    for seed in 1..=2 {
        for mix in [Mix::normal(), Mix::doubled()] {
            let report = run(plan(seed).with_mix(mix));
            assert_eq!(report.violations, BTreeSet::new(), "seed {seed}");
            assert!(report.tally.faults > 300 && report.tally.crashes == 8, "{}", report.tally);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_trace_and_another_another() {
    let [first, again, other] = [1, 1, 2].map(|seed| run(plan(seed).with_text()));
    assert_eq!(first.hash, again.hash);
    assert_eq!(first.lines, again.lines);
    assert_ne!(first.hash, other.hash);
    assert_eq!(first.hash, run(plan(1)).hash, "whether the text is kept changes nothing");
}

#[test]
fn a_client_that_believes_everything_is_caught() {
    let report = run(Plan { belief: Belief::BelievesEverything, ..Plan::new(1, 40) });
    assert!(report.tally.falsely_paid > 0, "{}", report.tally);
}

#[test]
fn wrong_strategies_are_caught() {
    let unknown = run(plan(1).with_mutant(Strategy::NewNumberWhenUnknown));
    assert!(unknown.tally.double >= 20, "{}", unknown.tally);
    let twice = |violation: &Violation| matches!(violation, Violation::PaidBackTwice { .. });
    assert!(unknown.violations.iter().any(twice));
    let missing = Plan::new(1, 800).with_mutant(Strategy::NewNumberWhenMissing);
    let missing = Plan { allowed: Allowed::Requests, pairs: 0, ..missing };
    assert!(run(missing.clone()).tally.double >= 2);
    // A model that never applies a request late would find nothing wrong with it, so it must not be taken away. (A request
    // whose future was dropped while it was on its way is late, too, and so may be that of another machine.)
    let late = run(missing.with_mix(Mix::normal().without(Fault::Delayed)));
    assert_eq!(late.tally.double, 0);
}

use bytes::Bytes;
use http::Request;
use wx_transport::{Transport as _, journal::Record};

use super::*;
use crate::{
    asked::Asked,
    fault::{Allowed, Fault, Mix},
    keyed_hash::Belief,
    network::Network,
    number::OrderNo,
    payer,
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
    let late = run(missing.with_mix(Mix::normal().without(Fault::DelayedCommit)));
    assert_eq!(late.tally.double, 0);
}

/// What comes of it when somebody else than the merchant's client is at work; without purchases of the merchant's own.
#[track_caller]
fn check_broken(expected: &[Violation], begin: impl FnOnce(&Arc<World>)) {
    let report = run_with(Plan { intents: Vec::new(), mix: Mix::calm(), ..plan(1) }, begin);
    assert_eq!(report.violations, expected.iter().copied().collect());
}

#[test]
fn a_payment_that_nobody_learns_of_is_lost() {
    let number = OrderNo { intent: 7, turn: 0 };
    check_broken(&[Violation::Lost { number }], |world| {
        world.serve(Asked::Place(number, 100));
        let mut state = world.state();
        assert!(state.platform.begin_payment(number));
        assert!(state.platform.pay(number, &mut Vec::new()).is_some());
    });
}

#[test]
fn whoever_believes_what_is_not_so_is_noticed() {
    let number = OrderNo { intent: 7, turn: 0 };
    check_broken(&[Violation::FalselyPaid { number }], |world| {
        let shop = world.state().shops[&0].clone();
        world.serve(Asked::Place(number, 100));
        let told = r#"{"appid":"-","mchid":"-","out_trade_no":"S0000007-0","trade_state":"SUCCESS"}"#;
        let mut dice = world.dice(Luck::Payer, 7, 0);
        let forged = payer::notification(world, told, &mut dice);
        assert!(shop.receive(forged.headers(), forged.body()), "signed by the platform, so it is believed");
    });
}

#[test]
fn a_request_that_no_client_of_ours_would_send_is_noticed() {
    let intent = 7;
    let expected = [
        Violation::BadlySealed { intent },
        Violation::NotWrittenDown { intent },
        Violation::TooManyAttempts { intent },
        Violation::TwoBodies { intent },
    ];
    check_broken(&expected, |world| {
        let network = Network { world: world.clone(), machine: 0 };
        world.hub.spawn(OUTSIDE, async move {
            for total in [100, 101] {
                let body = format!(r#"{{"out_trade_no":"S0000007-0","amount":{{"total":{total}}}}}"#);
                let request = Request::post("https://api.mch.weixin.qq.com/v3/pay/transactions/app");
                let answer = network.send(request.body(Bytes::from(body)).unwrap()).await.unwrap();
                assert_eq!(answer.status().as_u16(), if total == 100 { 200 } else { 400 });
            }
        });
    });
}

#[test]
fn what_the_journal_knows_and_the_database_does_not_is_noticed() {
    let intent = 7;
    check_broken(&[Violation::NotWrittenDown { intent }], |world| {
        let world = world.clone();
        world.clone().hub.spawn(OUTSIDE, async move {
            let path = "/v3/pay/transactions/app";
            let record = Record::new("1900000001", path, "out_trade_no", "S0000007-0", b"{}".as_slice());
            world.journal.begin(&record.entry()).await.unwrap();
            start(&world, 0, 1);
        });
    });
}

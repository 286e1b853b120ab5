//! Failover with memory, in virtual time: many calls at once over hosts that die, recover and flicker.
//!
//! Each test prints the figures that it holds: `cargo test -p wx-transport failover -- --nocapture`.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Waker},
    time::Duration,
};

use wx_transport::{
    Policy,
    Repeat::{Once, SameBody},
    StopReason,
    health::{Health, HostState},
};

use crate::sky::{Closed, Dark, Failing, Far, Life, Order, Silent, Sky, Timed, Well, p99, traffic};

/// What a call takes once the primary is known to be dark, above what the same call takes over the backup alone.
async fn known(policy: Policy, every: u64) -> u64 {
    let measure = async |lives: [Life; 2], warm: u64| {
        let sky = Sky::new(lives);
        let executor = sky.executor(policy);
        traffic(&sky, &executor, every, warm, Order(SameBody)).await;
        let calls = traffic(&sky, &executor, every, warm + 400 * every, Order(SameBody)).await;
        assert!(calls.iter().all(|call| call.ended.is_ok()));
        p99(calls.iter().map(|call| call.took).collect())
    };
    let dark = measure([|_| Dark, |_| Well], 20 * every).await;
    let well = measure([|_| Well, |_| Well], 20 * every).await;
    println!("dark primary, known, a call every {every} ms: p99 {dark} ms, of a healthy one {well} ms");
    dark.saturating_sub(well)
}

/// The 99th percentile of the first call of a process that knows nothing.
async fn first_call(policy: Policy, primary: Life, attempts: usize) -> u64 {
    let mut took = Vec::new();
    for seed in 1..200 {
        let sky = Sky::new([primary, |_| Well]);
        sky.seed.store(seed * 7919, Ordering::Relaxed);
        let began = sky.now();
        let done = sky.executor(policy).run(&Order(SameBody)).await.unwrap();
        assert_eq!(done.trail.attempts.len(), attempts, "the trail tells of a dark host: {}", done.trail);
        took.push(sky.now() - began);
    }
    p99(took)
}

#[tokio::test(start_paused = true)]
async fn a_dark_primary_adds_little_to_the_first_call() {
    // At least as long as the head start or the connect timeout: otherwise nothing was dark.
    for (name, policy, limits) in [
        ("hedged", Policy::default(), 200..=350),
        ("not hedged", Policy::default().with_hedge_after(None), 1_900..=2_100),
    ] {
        let well = first_call(policy, |_| Well, 1).await;
        let dark = first_call(policy, |_| Dark, 2).await;
        println!("first call, {name}: p99 {dark} ms over a dark primary, {well} ms over a healthy one");
        assert!(limits.contains(&(dark - well)), "{dark} - {well}");
    }
    // One that refuses is not waited for.
    let refused = first_call(Policy::default(), |_| Closed, 2).await;
    assert!(refused <= 3 * 40, "{refused}");
    // And where both do, the one wait is that before the third attempt.
    let sky = Sky::new([|_| Closed, |_| Closed]);
    sky.executor(Policy::default()).run(&Order(SameBody)).await.unwrap_err();
    assert!(sky.now() <= 100, "{}", sky.now());
}

#[tokio::test(start_paused = true)]
async fn a_dark_primary_adds_nothing_once_it_is_known() {
    // Also where every call is due to look at the dark host, and where no connection is kept between two calls.
    for every in [50, 1000, 60_000] {
        let added = known(Policy::default(), every).await;
        assert!(added <= 5, "{added} ms, a call every {every} ms");
    }
    let added = known(Policy::default().with_hedge_after(None), 50).await;
    assert!(added <= 5, "{added} ms without hedging");
}

#[tokio::test(start_paused = true)]
async fn at_most_three_calls_and_those_beside_them_pay_for_a_dark_primary() {
    let sky = Sky::new([|now| if now < 5_000 { Well } else { Dark }, |_| Well]);
    let executor = sky.executor(Policy::default().with_hedge_after(None));
    let calls = traffic(&sky, &executor, 20, 20_000, Order(Once)).await;
    assert!(calls.iter().all(|call| call.ended.is_ok()));
    let slow = calls.iter().filter(|call| call.took >= 2_000).count();
    // A call every 20 ms, each of which waits for two seconds: a hundred are under way when the first one knows.
    println!("a primary goes dark under 50 calls a second: {slow} of {} calls paid for it", calls.len());
    assert!(slow <= 100 + 3, "{slow}");
}

#[tokio::test(start_paused = true)]
async fn the_primary_is_used_again_within_a_minute_of_its_recovery() {
    for (every, hedge) in [(50, true), (1_000, true), (5_000, true), (50, false), (5_000, false)] {
        for recovery in [10_000, 61_000, 95_000, 1_200_000] {
            let life: Life = match recovery {
                10_000 => |now| if now < 10_000 { Dark } else { Well },
                61_000 => |now| if now < 61_000 { Dark } else { Well },
                95_000 => |now| if now < 95_000 { Dark } else { Well },
                _ => |now| if now < 1_200_000 { Dark } else { Well },
            };
            let policy = Policy::default();
            let policy = if hedge { policy } else { policy.with_hedge_after(None) };
            let sky = Sky::new([life, |_| Well]);
            let executor = sky.executor(policy);
            let calls = traffic(&sky, &executor, every, recovery + 120_000, Order(SameBody)).await;
            assert!(calls.iter().all(|call| call.ended.is_ok()));
            let used = sky
                .requests
                .lock()
                .unwrap()
                .iter()
                .find(|(at, host)| *at >= recovery && *host == 0)
                .unwrap()
                .0;
            let after = (used - recovery) / 1000;
            println!(
                "recovery at {recovery} ms, a call every {every} ms, hedged {hedge}: used after {after} s"
            );
            assert!(after <= 60, "{after} s after {recovery} ms, a call every {every} ms");
            // And by every call, once it is trusted.
            assert_eq!(executor.health().hosts[0].state, HostState::Up);
            assert_eq!(sky.requests(recovery + 100_000, recovery + 120_000, 1), 0);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_may_take_longer_than_the_calls_beside_it() {
    // Also where there is a minute between two calls, and whatever was parked has failed long ago.
    for (life, every) in [
        ((|now| if now < 10_000 { Dark } else { Far }) as Life, 1_000),
        (|now| if now < 600_000 { Dark } else { Far }, 60_000),
    ] {
        let sky = Sky::new([life, |_| Well]);
        let executor = sky.executor(Policy::default());
        let calls = traffic(&sky, &executor, every, 600_000 + 20 * every, Order(SameBody)).await;
        assert_eq!(executor.health().hosts[0].state, HostState::Up, "a call every {every} ms");
        let slow = calls.iter().filter(|call| call.took >= 200).count();
        println!("a far primary recovers, a call every {every} ms: {slow} of {} calls are slow", calls.len());
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_that_failed_long_ago_says_nothing_about_now() {
    for (recovery, life) in [
        (630_000, (|now| if now < 630_000 { Dark } else { Well }) as Life),
        (690_000, |now| if now < 690_000 { Dark } else { Well }),
    ] {
        let sky = Sky::new([life, |_| Well]);
        let executor = sky.executor(Policy::default());
        traffic(&sky, &executor, 60_000, 900_000, Order(SameBody)).await;
        // The first call after it finds an old failure and looks again at once, and the second goes there.
        assert_eq!(sky.requests(recovery, recovery + 60_000, 0), 0);
        assert_eq!(sky.requests(recovery + 60_000, recovery + 120_000, 0), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_is_too_short_says_nothing_about_the_host() {
    let sky = Sky::new([|_| Well, |_| Well]);
    let executor = sky.executor(Policy::default().with_deadline(Duration::from_millis(3)));
    let calls = traffic(&sky, &executor, 100, 10_000, Order(SameBody)).await;
    assert!(calls.iter().all(|call| call.ended.is_err()));
    assert_eq!((executor.health().hosts[0].state, sky.requests(0, 10_000, 1)), (HostState::Up, 0));
}

#[tokio::test(start_paused = true)]
async fn a_host_under_test_gets_one_call_at_a_time() {
    let sky = Sky::new([|now| if now < 10_000 { Dark } else { Well }, |_| Well]);
    let executor = sky.executor(Policy::default());
    traffic(&sky, &executor, 2, 59_000, Order(SameBody)).await;
    assert!(matches!(executor.health().hosts[0].state, HostState::OnTrial { .. }), "{}", executor.health());
    let (primary, backup) = (sky.requests(50_000, 59_000, 0), sky.requests(50_000, 59_000, 1));
    println!("500 calls a second, primary on trial: {primary} requests there, {backup} elsewhere");
    // The shortest exchange takes 2 ms; at this rate one at a time is a small share.
    assert!(primary > 0 && primary * 5 < backup, "{primary} to {backup}");
}

/// Changes of the preferred host, seen by whoever looks every 100 ms.
async fn changes(life: Life, minutes: u64) -> Vec<u64> {
    let sky = Sky::new([life, |_| Well]);
    let executor = sky.executor(Policy::default());
    let until = minutes * 60_000;
    let watch = async {
        let (mut changes, mut before) = (Vec::new(), 0);
        while sky.now() < until {
            let now = executor.health().hosts[0].changes;
            changes.extend((before..now).map(|_| sky.now()));
            before = now;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        changes
    };
    tokio::join!(watch, traffic(&sky, &executor, 100, until, Order(SameBody))).0
}

#[tokio::test(start_paused = true)]
async fn at_most_two_changes_a_minute_however_a_host_flickers() {
    let lives: [(&str, Life); 4] = [
        ("every 5 s", |now| if now / 5_000 % 2 == 0 { Dark } else { Well }),
        ("every 30 s", |now| if now / 30_000 % 2 == 0 { Dark } else { Well }),
        ("35 s dark, 1 s well", |now| if now % 36_000 < 35_000 { Dark } else { Well }),
        ("every 65 s", |now| if now / 65_000 % 2 == 0 { Dark } else { Well }),
    ];
    for (name, life) in lives {
        let changes = changes(life, 20).await;
        let busiest = changes
            .iter()
            .map(|from| changes.iter().filter(|at| (*from..*from + 60_000).contains(*at)).count());
        let busiest = busiest.max().unwrap_or(0);
        println!("flickering {name}: {} changes in 20 minutes, at most {busiest} in one", changes.len());
        assert!(busiest <= 2 && !changes.is_empty(), "{name}: {changes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn when_everything_fails_hardly_more_is_sent_than_asked() {
    let lives: [(&str, Life); 3] = [("dark", |_| Dark), ("silent", |_| Silent), ("failing", |_| Failing)];
    for (name, life) in lives {
        let sky = Sky::new([life, life]);
        let executor = sky.executor(Policy::default());
        let calls = traffic(&sky, &executor, 500, 600_000, Order(SameBody)).await;
        assert!(calls.iter().all(|call| call.ended.is_err()));
        let (asked, sent) = (calls.len(), sky.requests(0, u64::MAX, 0) + sky.requests(0, u64::MAX, 1));
        println!("both {name} for 10 minutes: {sent} requests for {asked} calls");
        assert!(sent * 10 <= asked * 12, "{sent} for {asked}");
        let spent = |call: &&Timed| {
            call.ended.as_ref().is_err_and(|failure| failure.stopped() == StopReason::RetriesSpent)
        };
        assert!(calls.iter().filter(spent).count() > 0);
        for call in &calls {
            assert!(call.ended.as_ref().unwrap_err().trail().attempts.len() <= 3, "began at {}", call.began);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn five_hundred_answers_fill_the_bucket_again() {
    let sky = Sky::new([|now| if now < 300_000 { Failing } else { Well }; 2]);
    let executor = sky.executor(Policy::default());
    traffic(&sky, &executor, 500, 300_000, Order(SameBody)).await;
    assert_eq!(executor.health().retry_tokens, 0);
    traffic(&sky, &executor, 500, 551_000, Order(SameBody)).await;
    assert_eq!(executor.health().retry_tokens, 500);
    assert_eq!(executor.health().to_string(), "https://a.example up, https://b.example up, 500 retry tokens");
}

#[tokio::test(start_paused = true)]
async fn failures_of_the_service_are_no_reason_to_go_elsewhere() {
    let sky = Sky::new([|_| Failing, |_| Well]);
    let executor = sky.executor(Policy::default().with_attempts(1));
    traffic(&sky, &executor, 100, 60_000, Order(SameBody)).await;
    assert_eq!((executor.health().hosts[0].state, sky.requests(0, 60_000, 1)), (HostState::Up, 0));
}

#[tokio::test(start_paused = true)]
async fn a_silent_host_is_left_and_tried_by_calls_that_may_be_repeated() {
    let sky = Sky::new([|now| if now < 100_000 { Silent } else { Well }, |_| Well]);
    let executor = sky.executor(Policy::default());
    traffic(&sky, &executor, 1000, 20_000, Order(SameBody)).await;
    assert!(matches!(executor.health().hosts[0].state, HostState::Silent { .. }), "{}", executor.health());
    let before = sky.requests(0, u64::MAX, 0);
    let calls = traffic(&sky, &executor, 100, 90_000, Order(Once)).await;
    assert!(calls.iter().all(|call| call.ended.is_ok()));
    assert_eq!(sky.requests(0, u64::MAX, 0), before, "a call that must not be repeated is no trial");
    traffic(&sky, &executor, 100, 500_000, Order(SameBody)).await;
    assert_eq!(executor.health().hosts[0].state, HostState::Up);
}

#[tokio::test(start_paused = true)]
async fn a_healthy_primary_pays_for_one_connection_and_then_for_none() {
    let sky = Sky::new([|_| Well, |_| Well]);
    let executor = sky.executor(Policy::default());
    traffic(&sky, &executor, 1000, 60_000, Order(SameBody)).await;
    assert_eq!(*sky.reaches.lock().unwrap(), [(0, 0)]);
    assert_eq!(sky.requests(0, u64::MAX, 1), 0);

    // The calls beside the first one stop asking when it has connected, and not when it is over.
    let sky = Sky::new([|_| Silent, |_| Well]);
    let executor = sky.executor(Policy::default());
    traffic(&sky, &executor, 1, 200, Order(SameBody)).await;
    let last = sky.reaches.lock().unwrap().iter().map(|(at, _)| *at).filter(|at| *at < 200).max().unwrap();
    assert!(last <= 40, "{last}");

    let sky = Sky::new([|_| Well, |_| Well]);
    let executor = sky.executor(Policy::default().with_hedge_after(None));
    traffic(&sky, &executor, 1000, 60_000, Order(SameBody)).await;
    assert_eq!(sky.reaches.lock().unwrap().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn executors_that_share_what_they_know_learn_it_once() {
    let sky = Sky::new([|_| Dark, |_| Well]);
    let health = Arc::new(Health::default());
    let [first, second] = [(); 2].map(|()| sky.executor(Policy::default()).with_health(health.clone()));
    for _ in 0..3 {
        first.run(&Order(Once)).await.unwrap();
    }
    let began = sky.now();
    let done = second.run(&Order(Once)).await.unwrap();
    assert_eq!(done.trail.attempts.len(), 1);
    assert!(sky.now() - began <= 80);
    assert!(second.health().to_string().starts_with("https://a.example dark for 0 s, looked at in "));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_at_any_moment_leaves_nothing_behind() {
    // Dropped after so many milliseconds, with the primary due for a look: as a tow, as a trial, in a race.
    for after in 0..120 {
        let sky = Sky::new([|now| if now < 20_000 { Dark } else { Well }, |_| Well]);
        let executor = sky.executor(Policy::default());
        traffic(&sky, &executor, 100, 1_000, Order(SameBody)).await;
        tokio::time::sleep(Duration::from_secs(50)).await;
        let tokens = executor.health().retry_tokens;
        for _ in 0..4 {
            let dropped =
                tokio::time::timeout(Duration::from_millis(after), executor.run(&Order(SameBody))).await;
            drop(dropped);
        }
        {
            let call = Order(SameBody);
            let mut polled_once = pin!(executor.run(&call));
            assert!(polled_once.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        assert!(executor.health().retry_tokens >= tokens);
        // Whoever comes next can look at the primary: the place was given back.
        tokio::time::sleep(Duration::from_secs(10)).await;
        traffic(&sky, &executor, 100, sky.now() + 5_000, Order(SameBody)).await;
        assert_eq!(executor.health().hosts[0].state, HostState::Up, "dropped after {after} ms");
    }
}

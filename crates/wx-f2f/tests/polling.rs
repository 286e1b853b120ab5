//! The recommended moments, and the loop that keeps to them.

use std::{sync::Arc, time::Duration};

use wx_f2f::{Access, Class, Client, Error, OrderState, Polled, Schedule};
use wx_transport::{Policy, SendErrorKind};

use crate::{
    documents::query_order,
    world::{Event, Pocket, TOKEN, World, answer, errcode, granted, run, state},
};

/// The offsets of the documents, in seconds.
const MOMENTS: [u64; 24] = [
    10, 20, 30, 40, 50, 60, 80, 100, 120, 240, 360, 480, 600, 900, 1200, 1500, 1800, 2100, 2400, 2700, 3000,
    3300, 3600, 3900,
];

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

#[track_caller]
fn poll(world: &Arc<World>, age: Duration) -> Result<Polled, Error> {
    let polled = run(world.client().poll(&query_order(), age));
    assert_eq!(world.left_over(), 0, "nothing is left of the script");
    polled
}

#[track_caller]
fn settled(world: &Arc<World>, age: Duration) -> OrderState {
    match poll(world, age).unwrap() {
        Polled::Final(order) => order.state,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_schedule_is_that_of_the_documents() {
    let seconds = |schedule: Schedule| schedule.map(|moment| moment.as_secs()).collect::<Vec<_>>();
    assert_eq!(seconds(Schedule::new()), MOMENTS);
    assert_eq!(seconds(Schedule::default()), MOMENTS);
    assert_eq!(Schedule::new().len(), 24);
    for (age, first) in
        [(0, Some(10)), (9, Some(10)), (10, Some(20)), (100, Some(120)), (3899, Some(3900)), (3900, None)]
    {
        assert_eq!(seconds(Schedule::since(Duration::from_secs(age))).first().copied(), first, "{age}");
    }
    assert!(seconds(Schedule::since(Duration::MAX)).is_empty());
}

#[test]
fn polling_ends_with_a_settled_order() {
    for (text, expected) in
        [("SUCCESS", OrderState::Success), ("REFUND", OrderState::Refund), ("CLOSED", OrderState::Closed)]
    {
        let world = World::new([state("NOTPAY"), state("NOTPAY"), state(text)]);
        assert_eq!(settled(&world, Duration::ZERO), expected);
        assert_eq!(world.moments(), [10, 20, 30]);
    }
}

#[test]
fn a_failed_payment_and_a_strange_state_are_no_end() {
    let world = World::new([state("PAYERROR"), state("PAYERROR"), state("HALF_PAID"), state("SUCCESS")]);
    assert_eq!(settled(&world, Duration::ZERO), OrderState::Success);
}

#[test]
fn every_moment_is_kept_to_the_end() {
    let world = World::new((0..24).map(|_| state("PAYERROR")));
    let Polled::StillUnknown(still) = poll(&world, Duration::ZERO).unwrap() else {
        panic!("it is not settled")
    };
    assert_eq!(world.moments(), MOMENTS);
    assert_eq!(still.last.unwrap().state, OrderState::PayError);
    assert_eq!((still.queries, still.error.is_none()), (24, true));
}

#[test]
fn an_order_that_is_picked_up_again_is_asked_for_at_once() {
    let world = World::new([state("NOTPAY"), state("SUCCESS")]);
    assert_eq!(settled(&world, minutes(26)), OrderState::Success);
    assert_eq!(world.moments(), [0, 4 * 60]);
    let world = World::new([state("NOTPAY"), state("SUCCESS")]);
    assert_eq!(settled(&world, Duration::from_secs(3)), OrderState::Success);
    assert_eq!(world.moments(), [7, 17], "nothing was missed yet");
    let world = World::new([state("NOTPAY")]);
    let Polled::StillUnknown(still) = poll(&world, minutes(66)).unwrap() else { panic!("it is not settled") };
    assert_eq!((world.moments(), still.queries), (vec![0], 1));
}

#[test]
fn what_passes_is_no_end() {
    let world = World::new([
        Event::Fail(SendErrorKind::Connect),
        Event::Fail(SendErrorKind::Timeout),
        Event::Fail(SendErrorKind::Connect),
        answer(200, "<html></html>"),
        answer(502, ""),
        answer(429, ""),
        errcode(269_215_758),
        errcode(-1),
        errcode(269_215_758),
        errcode(61_004),
        errcode(40_001),
        errcode(40_001),
        state("SUCCESS"),
    ]);
    assert_eq!(settled(&world, Duration::ZERO), OrderState::Success);
}

/// A query of half a minute swallows two moments; none of them is made up for.
#[test]
fn a_slow_query_skips_what_it_missed() {
    let script = [Event::Hang, Event::Hang, Event::Hang, state("NOTPAY"), state("SUCCESS")];
    let world = World::new(script);
    assert_eq!(settled(&world, Duration::ZERO), OrderState::Success);
    let moments = world.moments();
    assert_eq!(moments[0], 10);
    assert_eq!(moments[3..], [50, 60], "{moments:?}");
}

/// With more patience than is usual, the query of the 60th minute outlives the schedule.
#[test]
fn the_last_moment_is_never_skipped() {
    let patience = minutes(10);
    let policy = Policy::default().with_attempts(1).with_deadline(patience).with_attempt_timeout(patience);
    let world = World::new([Event::Hang, state("SUCCESS")]);
    let executor = world.executor().with_policy(policy);
    let client = Client::new(Access::token(Pocket::new([TOKEN])), executor).unwrap();
    let polled = run(client.poll(&query_order(), minutes(60))).unwrap();
    assert!(matches!(polled, Polled::Final(_)));
    assert_eq!(world.moments(), [0, 600]);
}

#[test]
fn the_end_tells_what_stood_in_the_way() {
    let mut script: Vec<Event> = (0..23).map(|_| state("NOTPAY")).collect();
    script.extend((0..3).map(|_| Event::Fail(SendErrorKind::Connect)));
    let world = World::new(script);
    let Polled::StillUnknown(still) = poll(&world, Duration::ZERO).unwrap() else {
        panic!("it is not settled")
    };
    assert_eq!(still.last.unwrap().state, OrderState::NotPay);
    assert_eq!(still.error.unwrap().outcome(), wx_transport::Outcome::NotSent);
    assert_eq!(still.queries, 24);
}

#[test]
fn what_no_later_query_mends_ends_it() {
    for (number, class) in [
        (269_215_744, Class::CallerBug),
        (48_001, Class::SetUp),
        (40_164, Class::SetUp),
        (45_009, Class::Quota),
    ] {
        let world = World::new([state("NOTPAY"), errcode(number)]);
        assert_eq!(poll(&world, Duration::ZERO).unwrap_err().class(), Some(class));
    }
    let world = World::new([]);
    let error = run(world.client().poll(&wx_f2f::QueryOrder::new(), minutes(1))).unwrap_err();
    assert_eq!(error.violations().unwrap().len(), 1);
    let world = World::dry();
    let client = crate::signing::signed(&world);
    assert!(run(client.poll(&query_order(), Duration::ZERO)).is_err());
}

#[test]
fn a_token_that_comes_later_is_waited_for_and_a_wrong_secret_is_not() {
    let late = [errcode(45_011), granted("T"), state("SUCCESS")];
    let world = World::new(late);
    let polled = run(world.whole().poll(&query_order(), Duration::ZERO)).unwrap();
    assert!(matches!(polled, Polled::Final(_)));
    let world = World::new([errcode(40_125)]);
    let error = run(world.whole().poll(&query_order(), Duration::ZERO)).unwrap_err();
    assert_eq!(error.token_error().unwrap().kind(), wx_f2f::TokenErrorKind::Fatal);
}

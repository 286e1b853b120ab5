//! A call may be dropped at every point where it waits. Whatever it had done by then, the merchant finds the truth.
//!
//! One client makes all calls of a world, so that whatever a dropped one kept, such as a permit or a timer, the next would miss.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use crate::{
    books::Refund,
    drop_at::DropAt,
    fault::{Allowed, Fault, Mishap, Mix, NORMAL},
    network::OUTSIDE,
    number::{OrderNo, RefundNo},
    plan::Plan,
    run::run_with,
    shop::Shop,
    worker,
    world::World,
};

/// What is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Place,
    ResolveOrder,
    Query,
    ResolveClose,
    Refund,
    ResolveRefund,
}

/// More than any of these calls is polled when its first requests fail.
const POLLS: u32 = 40;

/// At how many polls the call was dropped before it was done, with this happening to its first three requests. One purchase
/// for each number of polls.
fn drop_everywhere(call: Call, fault: Option<Fault>) -> usize {
    let before = if matches!(call, Call::Place | Call::ResolveOrder) { 0 } else { 1 };
    let requests =
        (0..POLLS).flat_map(|intent| (1..=3).map(move |nth| Mishap::Request(intent, before + nth)));
    let mishaps: BTreeSet<Mishap> = requests.filter(|_| fault.is_some()).collect();
    let mix = fault.map_or_else(Mix::calm, Mix::always);
    let plan = Plan { mix, allowed: Allowed::Only(mishaps), ..Plan::new(1, POLLS) };
    let dropped = Arc::new(Mutex::new(BTreeSet::new()));
    let report = run_with(plan, |world| {
        for intent in 0..POLLS {
            world.hub.spawn(OUTSIDE, drop_and_go_on(world.clone(), call, intent, dropped.clone()));
        }
    });
    assert_eq!(report.violations, BTreeSet::new(), "{call:?} under {fault:?}");
    let dropped = dropped.lock().unwrap();
    let last = dropped.last().copied().unwrap_or_default();
    assert!(last + 1 < POLLS as usize, "{call:?} under {fault:?} is polled more often than {last} times");
    dropped.len()
}

/// Polls the call `intent + 1` times and drops it; then the merchant goes on as after a restart.
async fn drop_and_go_on(world: Arc<World>, call: Call, intent: u32, dropped: Arc<Mutex<BTreeSet<usize>>>) {
    let shop = world.state().shops[&0].clone();
    let total = 1_000;
    let number = world.state().books.open(intent, total).number;
    let refund = prepare(&world, &shop, call, number, total).await;
    let polls = u64::from(intent) + 1;
    let done = match call {
        Call::Place => DropAt::new(shop.place(number, total), polls).await.is_some(),
        Call::ResolveOrder => DropAt::new(shop.resolve_order(number, total), polls).await.is_some(),
        Call::Query => DropAt::new(shop.look(number), polls).await.is_some(),
        Call::ResolveClose => DropAt::new(shop.resolve_close(number, total), polls).await.is_some(),
        Call::Refund => DropAt::new(shop.refund(number, refund, total), polls).await.is_some(),
        Call::ResolveRefund => DropAt::new(shop.resolve_refund(number, refund, total), polls).await.is_some(),
    };
    if !done {
        dropped.lock().unwrap().insert(intent as usize);
    }
    worker::see_to(shop, intent, 0).await;
}

/// Brings a purchase to where the call is made, without a fault.
async fn prepare(world: &World, shop: &Shop, call: Call, number: OrderNo, total: i64) -> Refund {
    let refund_no = RefundNo { intent: number.intent, part: 0, turn: 0 };
    if !matches!(call, Call::Place | Call::ResolveOrder) {
        assert_eq!(shop.place(number, total).await, Ok(()));
    }
    if matches!(call, Call::Refund | Call::ResolveRefund) {
        let mut state = world.state();
        assert!(state.platform.begin_payment(number));
        assert!(state.platform.pay(number, &mut Vec::new()).is_some());
        state.books.settle(number);
        state.books.plan_refunds(number.intent, &[400]);
    }
    Refund { number: refund_no, amount: 400, accepted: None }
}

#[track_caller]
fn check(call: Call, at_least: usize) {
    let points = drop_everywhere(call, None);
    assert!(points >= at_least, "{call:?} waits {points} times");
    for (fault, _) in NORMAL {
        drop_everywhere(call, Some(fault));
    }
}

#[test]
fn placing_an_order() {
    check(Call::Place, 3);
}

#[test]
fn asking_for_an_order_that_may_have_been_placed() {
    check(Call::ResolveOrder, 4);
}

#[test]
fn a_query() {
    check(Call::Query, 1);
}

#[test]
fn closing_an_order() {
    check(Call::ResolveClose, 5);
}

#[test]
fn a_refund() {
    check(Call::Refund, 3);
}

#[test]
fn asking_for_a_refund_that_may_have_been_accepted() {
    check(Call::ResolveRefund, 4);
}

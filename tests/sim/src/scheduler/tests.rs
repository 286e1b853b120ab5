use std::{future::poll_fn, sync::atomic::AtomicUsize};

use super::*;

const LONG: Duration = Duration::from_secs(1_000);

fn world(seed: u64) -> (Scheduler, Arc<Hub>) {
    let scheduler = Scheduler::new(Dice::of(&[seed]));
    let hub = scheduler.hub().clone();
    (scheduler, hub)
}

#[test]
fn time_passes_only_when_nobody_is_ready_and_in_order() {
    let (mut scheduler, hub) = world(1);
    let seen = Arc::new(Mutex::new(Vec::new()));
    for time in [30, 10, 20] {
        let (inner, seen) = (hub.clone(), seen.clone());
        hub.spawn(Group(0), async move {
            inner.nap(Duration::from_secs(time)).await;
            seen.lock().unwrap().push(inner.now().as_secs());
        });
    }
    scheduler.run(LONG);
    assert_eq!(*seen.lock().unwrap(), [10, 20, 30]);
    assert_eq!((scheduler.tasks(), hub.timers()), (0, 0));
}

#[test]
fn nothing_happens_beyond_the_horizon() {
    let (mut scheduler, hub) = world(1);
    let inner = hub.clone();
    hub.spawn(Group(0), async move { inner.nap(LONG * 2).await });
    scheduler.run(LONG);
    assert_eq!(scheduler.tasks(), 1, "a task that is not done is not forgotten");
}

#[test]
fn the_seed_chooses_among_the_ready() {
    let order = |seed| {
        let (mut scheduler, hub) = world(seed);
        let seen = Arc::new(Mutex::new(Vec::new()));
        for name in 0..10 {
            let seen = seen.clone();
            hub.spawn(Group(0), async move { seen.lock().unwrap().push(name) });
        }
        scheduler.run(LONG);
        Arc::into_inner(seen).unwrap().into_inner().unwrap()
    };
    assert_eq!(order(1), order(1));
    assert!((2..20).any(|seed| order(seed) != order(1)));
}

#[test]
fn a_killed_group_is_dropped_where_it_stands_with_its_timers() {
    let (mut scheduler, hub) = world(1);
    let reached = Arc::new(AtomicUsize::new(0));
    for group in [1, 1, 2] {
        let (inner, reached) = (hub.clone(), reached.clone());
        hub.spawn(Group(group), async move {
            inner.nap(Duration::from_secs(10)).await;
            reached.fetch_add(1, Ordering::Relaxed);
        });
    }
    let inner = hub.clone();
    hub.spawn(Group(0), async move {
        inner.nap(Duration::from_secs(5)).await;
        inner.spawn(Group(1), async { panic!("born in the moment of the crash") });
        inner.kill(Group(1));
    });
    scheduler.run(LONG);
    assert_eq!(reached.load(Ordering::Relaxed), 1);
    assert_eq!(hub.timers(), 0);
}

#[test]
fn a_dropped_nap_leaves_no_timer() {
    let (mut scheduler, hub) = world(1);
    let inner = hub.clone();
    hub.spawn(Group(0), async move {
        let mut nap = Box::pin(inner.nap(LONG));
        poll_fn(|context| {
            assert!(nap.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
        assert_eq!(inner.timers(), 1);
        drop(nap);
        assert_eq!(inner.timers(), 0);
    });
    scheduler.run(LONG);
    assert_eq!(scheduler.tasks(), 0);
}

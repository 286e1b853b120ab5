//! Notifications that are lost, copied, late and met by crashes, in virtual time and from one seed.

use std::{
    cell::Cell,
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use wx_inbox::{EventKey, Inbox, MemoryInbox};

#[test]
fn none_is_missed_and_none_is_doubled() {
    let seen = run(20_000, 1);
    assert_eq!((seen.missed, seen.doubled), (0, 0), "{seen:?}");
    assert!(seen.lost > 0 && seen.copied > 0 && seen.late > 0 && seen.crashed > 0, "{seen:?}");
}

/// What happened in a run.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) deliveries: u64,
    pub(crate) events: usize,
    pub(crate) lost: u64,
    pub(crate) copied: u64,
    pub(crate) late: u64,
    pub(crate) crashed: u64,
    /// Events without effect after a day.
    pub(crate) missed: usize,
    /// Events that were handled more often than one handling for each crash between handler and finish, plus one.
    pub(crate) doubled: usize,
}

/// Delivers at least `deliveries` notifications: 30 % copied, 20 % late, 10 % lost, 1 % met by a crash of the receiver.
pub(crate) fn run(deliveries: u64, seed: u64) -> Seen {
    let clock = Arc::new(AtomicU64::new(0));
    let time = Arc::clone(&clock);
    let inbox =
        Inbox::new(MemoryInbox::new()).with_clock(move || Duration::from_secs(time.load(Ordering::SeqCst)));
    let mut world =
        World { seen: Seen::default(), random: seed, queue: BinaryHeap::new(), events: Vec::new() };
    loop {
        if world.seen.deliveries < deliveries {
            let start = clock.load(Ordering::SeqCst) + 1;
            world.queue.push(Reverse((start, world.events.len(), Some(0))));
            world.events.push(Event::default());
        }
        let Some(Reverse((at, event, attempt))) = world.queue.pop() else { break };
        clock.store(at, Ordering::SeqCst);
        world.deliver(&inbox, at, event, attempt);
    }
    let handled = |event: &Event| event.handled.get();
    world.seen.events = world.events.len();
    world.seen.missed =
        world.events.iter().filter(|event| handled(event) == 0 || !event.acknowledged).count();
    world.seen.doubled = world.events.iter().filter(|event| handled(event) > 1 + event.cut).count();
    world.seen
}

struct World {
    seen: Seen,
    random: u64,
    /// When, which event, and which try of the platform; a copy made on the way is not tried again.
    queue: BinaryHeap<Reverse<(u64, usize, Option<usize>)>>,
    events: Vec<Event>,
}

#[derive(Default)]
struct Event {
    handled: Cell<u32>,
    /// Crashes between handler and finish.
    cut: u32,
    acknowledged: bool,
}

impl World {
    fn deliver(&mut self, inbox: &Inbox, at: u64, event: usize, attempt: Option<usize>) {
        self.seen.deliveries += 1;
        if attempt.is_some() && self.draw(100) < 30 {
            self.seen.copied += 1;
            self.queue.push(Reverse((at + 1, event, None)));
        }
        if attempt.is_some() && self.draw(100) < 20 {
            self.seen.late += 1;
            let delay = 1 + self.draw(3600);
            self.queue.push(Reverse((at + delay, event, None)));
        }
        let taken = if self.draw(100) < 10 {
            self.seen.lost += 1;
            false
        } else {
            self.receive(inbox, event)
        };
        self.events[event].acknowledged |= taken;
        if let (false, Some(wait), Some(attempt)) =
            (taken, attempt.and_then(|try_| LADDER.get(try_)), attempt)
        {
            self.queue.push(Reverse((at + wait, event, Some(attempt + 1))));
        }
    }

    /// Whether the platform heard that it was taken.
    fn receive(&mut self, inbox: &Inbox, number: usize) -> bool {
        let crash = if self.draw(100) == 0 { 1 + self.draw(3) } else { 0 };
        let event = &self.events[number];
        let key = EventKey::new("1900000001", "TRANSACTION.SUCCESS", &format!("A{number}")).unwrap();
        let handled_before = event.handled.get();
        let handler = |_| async move {
            if crash == BEFORE_HANDLER {
                std::future::pending::<()>().await;
            }
            event.handled.set(event.handled.get() + 1);
            if crash == BEFORE_FINISH {
                std::future::pending::<()>().await;
            }
            Ok::<_, ()>(())
        };
        let mut handling = Box::pin(inbox.handle(&key, handler));
        let polled = handling.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        drop(handling);
        self.seen.crashed += u64::from(crash > 0);
        let event = &mut self.events[number];
        event.cut += u32::from(crash == BEFORE_FINISH && event.handled.get() > handled_before);
        crash != BEFORE_ANSWER && matches!(polled, Poll::Ready(Ok(_)))
    }

    /// A number below `limit`.
    fn draw(&mut self, limit: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

const BEFORE_HANDLER: u64 = 1;
const BEFORE_FINISH: u64 = 2;
const BEFORE_ANSWER: u64 = 3;

/// The seconds between the tries of the platform.
const LADDER: [u64; 15] =
    [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600];

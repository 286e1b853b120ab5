use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use super::*;

/// Opened by a test; wakes whoever polled it last, as a socket does.
#[derive(Default)]
struct Gate {
    open: AtomicBool,
    waker: Mutex<Option<Waker>>,
    polls: AtomicUsize,
}

impl Gate {
    fn open(&self) {
        self.open.store(true, Ordering::SeqCst);
        if let Some(waker) = self.waker.lock().unwrap().take() {
            waker.wake();
        }
    }

    fn flight(self: &Arc<Self>) -> Arc<Flight<u32>> {
        let gate = Arc::clone(self);
        Flight::new(Box::pin(async move {
            Passing(gate).await;
            7
        }))
    }
}

struct Passing(Arc<Gate>);

impl Future for Passing {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.0.polls.fetch_add(1, Ordering::SeqCst);
        *self.0.waker.lock().unwrap() = Some(context.waker().clone());
        if self.0.open.load(Ordering::SeqCst) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// A task: a future and whether it was woken.
struct Task {
    wait: Wait<u32>,
    woken: Arc<Bell>,
}

#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Task {
    fn of(flight: &Arc<Flight<u32>>) -> Self {
        Self { wait: Arc::clone(flight).wait(), woken: Arc::default() }
    }

    fn poll(&mut self) -> Poll<Option<u32>> {
        let waker = Waker::from(Arc::clone(&self.woken));
        Pin::new(&mut self.wait).poll(&mut Context::from_waker(&waker))
    }

    fn was_woken(&self) -> bool {
        self.woken.0.load(Ordering::SeqCst) > 0
    }
}

const DONE: Poll<Option<u32>> = Poll::Ready(Some(7));

#[test]
fn all_get_the_result_of_one_piece_of_work() {
    let gate = Arc::new(Gate::default());
    let flight = gate.flight();
    let mut tasks: Vec<Task> = (0..100).map(|_| Task::of(&flight)).collect();
    for task in &mut tasks {
        assert_eq!(task.poll(), Poll::Pending);
    }
    assert!(tasks.iter().all(|task| !task.was_woken()), "nothing happened that anybody should look at");
    gate.open();
    for task in &mut tasks {
        assert!(task.was_woken());
        assert_eq!(task.poll(), DONE);
    }
    assert_eq!(gate.polls.load(Ordering::SeqCst), 101, "once for each that came, and once to the end");
    assert_eq!(Task::of(&flight).poll(), DONE, "also whoever comes late");
}

#[test]
fn a_dropped_task_holds_nobody_up() {
    let gate = Arc::new(Gate::default());
    let flight = gate.flight();
    let (mut first, mut second) = (Task::of(&flight), Task::of(&flight));
    assert!(first.poll().is_pending() && second.poll().is_pending());
    drop(first);
    gate.open();
    assert!(second.was_woken());
    assert_eq!(second.poll(), DONE);
}

#[test]
fn a_task_that_is_never_polled_again_holds_nobody_up() {
    let gate = Arc::new(Gate::default());
    let flight = gate.flight();
    let mut forgotten = Task::of(&flight);
    assert!(forgotten.poll().is_pending());
    let mut other = Task::of(&flight);
    assert!(other.poll().is_pending());
    gate.open();
    assert!(other.was_woken());
    assert_eq!(other.poll(), DONE);
    assert_eq!(forgotten.poll(), DONE, "and should it come back, it has its result");
}

#[test]
fn progress_half_way_reaches_the_task_that_came_last() {
    let (one, two) = (Arc::new(Gate::default()), Arc::new(Gate::default()));
    let work = (Arc::clone(&one), Arc::clone(&two));
    let flight = Flight::new(Box::pin(async move {
        Passing(work.0).await;
        Passing(work.1).await;
        7
    }));
    let mut first = Task::of(&flight);
    assert!(first.poll().is_pending());
    one.open();
    let mut second = Task::of(&flight);
    assert!(second.poll().is_pending(), "this one moves the work to the second gate");
    drop(first);
    two.open();
    assert!(second.was_woken());
    assert_eq!(second.poll(), DONE);
}

#[test]
fn the_work_goes_with_the_last_task() {
    struct Told(Arc<AtomicBool>);
    impl Drop for Told {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }
    let gone = Arc::new(AtomicBool::new(false));
    let told = Told(Arc::clone(&gone));
    let flight: Arc<Flight<u32>> = Flight::new(Box::pin(async move {
        let _told = told;
        std::future::pending().await
    }));
    let slot = Arc::downgrade(&flight);
    let (mut first, mut second) = (Task::of(&flight), Task::of(&flight));
    drop(flight);
    assert!(first.poll().is_pending() && second.poll().is_pending());
    drop(first);
    assert!(!gone.load(Ordering::SeqCst) && slot.upgrade().is_some());
    drop(second);
    assert!(gone.load(Ordering::SeqCst) && slot.upgrade().is_none());
}

#[test]
fn a_panic_is_told_to_the_others() {
    let gate = Arc::new(Gate::default());
    let work = Arc::clone(&gate);
    let flight: Arc<Flight<u32>> = Flight::new(Box::pin(async move {
        Passing(work).await;
        panic!("on purpose")
    }));
    let (mut first, mut second) = (Task::of(&flight), Task::of(&flight));
    assert!(first.poll().is_pending() && second.poll().is_pending());
    gate.open();
    second.woken.0.store(0, Ordering::SeqCst);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| first.poll()));
    assert!(panicked.is_err());
    assert_eq!(second.poll(), Poll::Ready(None));
    assert_eq!(Task::of(&flight).poll(), Poll::Ready(None));
}

#[test]
fn a_panic_wakes_whoever_still_sleeps() {
    let gate = Arc::new(Gate::default());
    let work = Arc::clone(&gate);
    let flight: Arc<Flight<u32>> = Flight::new(Box::pin(async move {
        Passing(work).await;
        panic!("on purpose")
    }));
    let (mut first, mut second) = (Task::of(&flight), Task::of(&flight));
    assert!(first.poll().is_pending() && second.poll().is_pending());
    // The gate opens without a word, and the first task happens to be polled.
    gate.open.store(true, Ordering::SeqCst);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| first.poll()));
    assert!(panicked.is_err() && second.was_woken());
    assert_eq!(second.poll(), Poll::Ready(None));
}

/// Runs a future on this thread, which sleeps in between.
fn block_on<F: Future + Unpin>(mut future: F) -> F::Output {
    struct Unpark(thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match Pin::new(&mut future).poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            // A lost wake shows: nobody comes to unpark this thread.
            Poll::Pending => thread::park(),
        }
    }
}

#[test]
fn no_wake_is_lost_between_threads() {
    for _ in 0..50 {
        let gates: Vec<Arc<Gate>> = (0..4).map(|_| Arc::default()).collect();
        let work = gates.clone();
        let flight = Flight::new(Box::pin(async move {
            for gate in work {
                Passing(gate).await;
            }
            7_u32
        }));
        let tasks: Vec<_> = (0..8)
            .map(|place| {
                let mut wait = Arc::clone(&flight).wait();
                thread::spawn(move || {
                    if place % 4 == 0 {
                        let _ = Pin::new(&mut wait).poll(&mut Context::from_waker(Waker::noop()));
                        return None;
                    }
                    block_on(wait)
                })
            })
            .collect();
        drop(flight);
        gates.iter().for_each(|gate| gate.open());
        let results: Vec<Option<u32>> = tasks.into_iter().map(|task| task.join().unwrap()).collect();
        assert_eq!(results.iter().filter(|result| **result == Some(7)).count(), 6);
    }
}

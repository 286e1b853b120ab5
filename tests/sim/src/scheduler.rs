//! Many tasks on one thread in virtual time. Which of the ready ones runs next is drawn from the seed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use wx_transport::{BoxFuture, Clock, Sleep};

use crate::dice::Dice;

/// What happens to a task together with others: everything of one machine is lost when it crashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Group(pub u32);

/// The virtual clock, and the door to the scheduler for tasks that run in it.
pub(crate) struct Hub {
    inner: Mutex<Inner>,
    ready: Arc<Ready>,
}

#[derive(Default)]
struct Inner {
    now: Duration,
    serial: u64,
    timers: BTreeMap<(Duration, u64), Waker>,
    born: Vec<(Group, BoxFuture<'static, ()>)>,
    killed: BTreeSet<Group>,
}

#[derive(Default)]
struct Ready(Mutex<Vec<u64>>);

/// When the virtual world begins, in Unix time.
pub(crate) const BEGINNING: Duration = Duration::from_secs(1_795_000_000);

impl Hub {
    fn new() -> Arc<Self> {
        Arc::new(Self { inner: Mutex::default(), ready: Arc::default() })
    }

    /// Time since the beginning.
    #[must_use]
    pub(crate) fn now(&self) -> Duration {
        self.inner.lock().unwrap().now
    }

    /// Adds a task. It is polled for the first time after the one that runs now has paused.
    pub(crate) fn spawn(&self, group: Group, task: impl Future<Output = ()> + Send + 'static) {
        self.inner.lock().unwrap().born.push((group, Box::pin(task)));
    }

    /// Drops every task of a group, also those spawned in the same moment, at whatever point each has reached.
    pub(crate) fn kill(&self, group: Group) {
        self.inner.lock().unwrap().killed.insert(group);
    }

    /// How many timers are pending: none may be left behind by something that was dropped.
    #[must_use]
    pub(crate) fn timers(&self) -> usize {
        self.inner.lock().unwrap().timers.len()
    }

    /// Resolves after `time`.
    #[must_use]
    pub(crate) fn nap(&self, time: Duration) -> Nap<'_> {
        Nap { hub: self, time, key: None }
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("now", &self.now()).finish_non_exhaustive()
    }
}

impl Clock for Hub {
    fn unix_time(&self) -> Duration {
        BEGINNING + self.now()
    }

    fn elapsed(&self) -> Duration {
        self.now()
    }
}

impl Sleep for Hub {
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.nap(time))
    }
}

/// A pause in virtual time. Dropped, it leaves no timer behind.
#[derive(Debug)]
pub(crate) struct Nap<'a> {
    hub: &'a Hub,
    time: Duration,
    key: Option<(Duration, u64)>,
}

impl Future for Nap<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.hub.inner.lock().unwrap();
        let until = self.key.map_or_else(|| inner.now + self.time, |(until, _)| until);
        if inner.now >= until {
            return Poll::Ready(());
        }
        inner.serial += 1;
        let key = self.key.unwrap_or((until, inner.serial));
        inner.timers.insert(key, context.waker().clone());
        drop(inner);
        self.key = Some(key);
        Poll::Pending
    }
}

impl Drop for Nap<'_> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.hub.inner.lock().unwrap().timers.remove(&key);
        }
    }
}

struct Task {
    group: Group,
    future: BoxFuture<'static, ()>,
    bell: Arc<Bell>,
    waker: Waker,
}

/// Puts its task among the ready ones, once until it was polled.
struct Bell {
    task: u64,
    rung: AtomicBool,
    ready: Arc<Ready>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.rung.swap(true, Ordering::Relaxed) {
            self.ready.0.lock().unwrap().push(self.task);
        }
    }
}

/// Runs tasks until none is left.
pub(crate) struct Scheduler {
    hub: Arc<Hub>,
    dice: Dice,
    tasks: BTreeMap<u64, Task>,
    born: u64,
}

impl Scheduler {
    /// A scheduler whose choices are those of `dice`.
    #[must_use]
    pub(crate) fn new(dice: Dice) -> Self {
        Self { hub: Hub::new(), dice, tasks: BTreeMap::new(), born: 0 }
    }

    /// The clock and the door.
    #[must_use]
    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// How many tasks are left.
    #[must_use]
    pub(crate) fn tasks(&self) -> usize {
        self.tasks.len()
    }

    /// Runs until nothing can happen any more, or until `horizon`. Whatever is left then stays.
    pub(crate) fn run(&mut self, horizon: Duration) {
        loop {
            self.settle();
            if let Some(task) = self.draw() {
                self.poll(task);
            } else if !self.advance(horizon) {
                return;
            }
        }
    }

    /// Buries the killed and admits the born.
    fn settle(&mut self) {
        let mut inner = self.hub.inner.lock().unwrap();
        let born = std::mem::take(&mut inner.born);
        let killed = std::mem::take(&mut inner.killed);
        drop(inner);
        if !killed.is_empty() {
            // Futures that are dropped here take their timers with them.
            self.tasks.retain(|_, task| !killed.contains(&task.group));
        }
        for (group, future) in born.into_iter().filter(|(group, _)| !killed.contains(group)) {
            let task = self.born;
            self.born += 1;
            let bell = Arc::new(Bell { task, rung: AtomicBool::new(false), ready: self.hub.ready.clone() });
            bell.wake_by_ref();
            let waker = Waker::from(bell.clone());
            self.tasks.insert(task, Task { group, future, bell, waker });
        }
    }

    fn draw(&mut self) -> Option<u64> {
        let mut ready = self.hub.ready.0.lock().unwrap();
        let choice = self.dice.below(u64::try_from(ready.len()).ok()?);
        (!ready.is_empty()).then(|| ready.swap_remove(usize::try_from(choice).unwrap_or(0)))
    }

    fn poll(&mut self, id: u64) {
        // A killed task may have been among the ready ones.
        let Some(task) = self.tasks.get_mut(&id) else { return };
        task.bell.rung.store(false, Ordering::Relaxed);
        if task.future.as_mut().poll(&mut Context::from_waker(&task.waker)).is_ready() {
            self.tasks.remove(&id);
        }
    }

    /// Moves the clock to the next timer.
    fn advance(&self, horizon: Duration) -> bool {
        let mut inner = self.hub.inner.lock().unwrap();
        let Some((&(at, _), _)) = inner.timers.first_key_value() else { return false };
        if at > horizon {
            return false;
        }
        inner.now = at;
        while let Some(entry) = inner.timers.first_entry().filter(|entry| entry.key().0 <= at) {
            entry.remove().wake();
        }
        true
    }
}

impl fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scheduler").field("tasks", &self.tasks.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

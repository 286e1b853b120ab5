//! Single flight: one piece of work that any number of tasks wait for.
//!
//! There is no leader. The work is a future in a mutex, and whichever of the waiting tasks is polled moves it on, so
//! that it makes no difference which of them is dropped, or alive and never polled again. The mutex is held for one
//! poll and never while somebody waits. When the last of the tasks is gone, the work is dropped with it.

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    mem,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use crate::BoxFuture;

/// Single flight: one piece of work that any number of tasks wait for.
///
/// There is no leader: whichever of the waiting tasks is polled moves the work on, and it makes no difference which of them
/// is dropped. When the last one is gone, the work is dropped with it. Every call of [`wait`](Self::wait) is one more task.
pub struct Flight<T> {
    stage: Mutex<Stage<T>>,
    waiting: Arc<Waiting>,
}

enum Stage<T> {
    Working(BoxFuture<'static, T>),
    Done(T),
}

impl<T: Clone> Flight<T> {
    /// Work that begins when somebody waits for it.
    #[must_use]
    pub fn new(work: BoxFuture<'static, T>) -> Arc<Self> {
        Arc::new(Self { stage: Mutex::new(Stage::Working(work)), waiting: Arc::default() })
    }

    /// Resolves to a clone of the result, or to `None` if the work panicked.
    #[must_use]
    pub fn wait(self: Arc<Self>) -> Wait<T> {
        Wait { place: self.waiting.enter(), flight: self }
    }

    /// Moves the work on by one poll. Whoever is registered by then is woken by the next progress, whatever it is.
    fn advance(&self) -> Poll<Option<T>> {
        let alarm = Alarm(Some(&self.waiting));
        // A panic of the work leaves the mutex poisoned: that is how the others learn of it.
        let Ok(mut stage) = self.stage.lock() else {
            return Poll::Ready(None);
        };
        let work = match &mut *stage {
            Stage::Working(work) => work,
            Stage::Done(result) => {
                alarm.disarm();
                return Poll::Ready(Some(result.clone()));
            }
        };
        let waker = Waker::from(Arc::clone(&self.waiting));
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(result) => {
                *stage = Stage::Done(result.clone());
                Poll::Ready(Some(result))
            }
            Poll::Pending => {
                alarm.disarm();
                Poll::Pending
            }
        }
    }
}

/// Wakes everybody when it goes, unless told not to. It is made before the lock is taken, so that it goes after it.
struct Alarm<'a>(Option<&'a Waiting>);

impl Alarm<'_> {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if let Some(waiting) = self.0 {
            waiting.wake_all();
        }
    }
}

/// One task that waits for a [`Flight`].
pub struct Wait<T> {
    flight: Arc<Flight<T>>,
    place: u64,
}

impl<T: Clone> Future for Wait<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        // Registered before the work is polled: no progress can slip through in between.
        self.flight.waiting.register(self.place, context.waker());
        self.flight.advance()
    }
}

impl<T> fmt::Debug for Flight<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flight").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Wait<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").finish_non_exhaustive()
    }
}

impl<T> Drop for Wait<T> {
    fn drop(&mut self) {
        self.flight.waiting.leave(self.place);
    }
}

/// The wakers of all tasks that wait, by their place. It is itself the waker that the work is polled with.
#[derive(Default)]
struct Waiting(Mutex<Places>);

#[derive(Default)]
struct Places {
    next: u64,
    wakers: BTreeMap<u64, Waker>,
}

impl Waiting {
    fn enter(&self) -> u64 {
        self.with(|places| {
            places.next = places.next.wrapping_add(1);
            places.next
        })
    }

    fn register(&self, place: u64, waker: &Waker) {
        self.with(|places| places.wakers.insert(place, waker.clone()));
    }

    fn leave(&self, place: u64) {
        self.with(|places| places.wakers.remove(&place));
    }

    /// Outside the lock, as a waker may do anything.
    fn wake_all(&self) {
        let wakers = self.with(|places| mem::take(&mut places.wakers));
        wakers.into_values().for_each(Waker::wake);
    }

    fn with<R>(&self, change: impl FnOnce(&mut Places) -> R) -> R {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}

#[cfg(test)]
mod tests;

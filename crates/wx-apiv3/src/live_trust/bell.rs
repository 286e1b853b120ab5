use std::{
    future::poll_fn,
    mem,
    sync::{Mutex, PoisonError},
    task::{Poll, Waker},
};

/// Wakes whoever waits for it. Rung while nobody waits, it wakes the next one at once.
#[derive(Debug, Default)]
pub(super) struct Bell(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    rung: bool,
    waiting: Vec<Waker>,
}

impl Bell {
    pub(super) fn ring(&self) {
        let waiting = self.with(|state| {
            state.rung = true;
            mem::take(&mut state.waiting)
        });
        // Outside the lock, as a waker may do anything.
        waiting.into_iter().for_each(Waker::wake);
    }

    pub(super) async fn rung(&self) {
        poll_fn(|context| {
            self.with(|state| {
                if mem::take(&mut state.rung) {
                    return Poll::Ready(());
                }
                // The same task may wait many times over before it rings.
                if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                    state.waiting.push(context.waker().clone());
                }
                Poll::Pending
            })
        })
        .await;
    }

    fn with<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

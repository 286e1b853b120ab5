//! One value from the store's thread to a future.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

/// A pair: what is sent on the one is received on the other.
pub(crate) fn reply<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Mutex::new(Shared { value: None, closed: false, waker: None }));
    (Sender(Arc::clone(&shared)), Receiver(shared))
}

#[derive(Debug)]
struct Shared<T> {
    value: Option<T>,
    closed: bool,
    waker: Option<Waker>,
}

fn lock<T>(shared: &Mutex<Shared<T>>) -> MutexGuard<'_, Shared<T>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) struct Sender<T>(Arc<Mutex<Shared<T>>>);

impl<T> Sender<T> {
    pub(crate) fn send(self, value: T) {
        lock(&self.0).value = Some(value);
        // The drop wakes the receiver.
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut shared = lock(&self.0);
        shared.closed = true;
        let waker = shared.waker.take();
        drop(shared);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

pub(crate) struct Receiver<T>(Arc<Mutex<Shared<T>>>);

impl<T> Receiver<T> {
    /// What was sent; `None` where the sender was dropped without sending.
    pub(crate) async fn receive(self) -> Option<T> {
        poll_fn(|context| {
            let mut shared = lock(&self.0);
            if shared.closed {
                return Poll::Ready(shared.value.take());
            }
            shared.waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

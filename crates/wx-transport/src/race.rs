//! A future against a timer.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::BoxFuture;

/// What `work` resolves to, or `None` if `timer` is first. Both are dropped when the race ends.
///
/// `work` is polled first, so that an answer that arrives together with the end of its time still counts. The timer comes
/// from [`Sleep`](crate::Sleep), so that tests decide how fast it runs.
#[must_use]
pub fn race<'a, T>(work: BoxFuture<'a, T>, timer: BoxFuture<'a, ()>) -> Race<'a, T> {
    Race { work, timer }
}

/// What [`race`] returns.
pub struct Race<'a, T> {
    work: BoxFuture<'a, T>,
    timer: BoxFuture<'a, ()>,
}

impl<T> fmt::Debug for Race<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Race").finish_non_exhaustive()
    }
}

impl<T> Future for Race<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        if let Poll::Ready(result) = self.work.as_mut().poll(context) {
            return Poll::Ready(Some(result));
        }
        self.timer.as_mut().poll(context).map(|()| None)
    }
}

//! A future against a timer.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::BoxFuture;

/// What `work` resolves to, or `None` if `timer` is first. Both are dropped when the race ends.
///
/// `work` is polled first, so that an answer that arrives together with the end of its time still counts.
pub(crate) fn race<'a, T>(work: BoxFuture<'a, T>, timer: BoxFuture<'a, ()>) -> Race<'a, T> {
    Race { work, timer }
}

pub(crate) struct Race<'a, T> {
    work: BoxFuture<'a, T>,
    timer: BoxFuture<'a, ()>,
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

//! A future that is dropped after so many polls, wherever it has got to.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Polls a future at most so often. Then it is dropped, and the result is `None`.
pub(crate) struct DropAt<F> {
    future: Option<Pin<Box<F>>>,
    left: u64,
}

impl<F: Future> DropAt<F> {
    /// With as many polls as `polls`, of which the last one may still bring the result.
    pub(crate) fn new(future: F, polls: u64) -> Self {
        Self { future: Some(Box::pin(future)), left: polls }
    }
}

impl<F> std::fmt::Debug for DropAt<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DropAt").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<F: Future> Future for DropAt<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(left) = self.left.checked_sub(1) else { return Poll::Ready(None) };
        self.left = left;
        let Some(future) = &mut self.future else { return Poll::Ready(None) };
        let polled = future.as_mut().poll(context);
        match polled {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => {
                self.future = None;
                Poll::Ready(None)
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

//! A future against a timer.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use wx_transport::BoxFuture;

/// What `work` resolves to, or `None` if `timer` is first. `work` is polled first, so that what arrives together with the
/// end of its time still counts.
pub(crate) struct Race<'a, T> {
    pub(crate) work: BoxFuture<'a, T>,
    pub(crate) timer: BoxFuture<'a, ()>,
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

//! Two hosts in a race for a connection. No request takes part in it.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use crate::{BoxFuture, Host, SendError, Sleep, Transport};

/// Connects to `first`; and, once `head_start` has passed or `first` has failed, to `second` as well. Ends when one of them
/// connects, when neither does, or after `limit`. Whatever is still connecting is then dropped.
pub(crate) fn hedge<'a>(
    transport: &'a dyn Transport,
    sleep: &'a dyn Sleep,
    [first, second]: [&'a Host; 2],
    head_start: Duration,
    limit: Duration,
) -> Hedge<'a> {
    Hedge {
        first: Leg::Running(transport.reach(first)),
        second: Leg::Waiting,
        start: Box::new(move || transport.reach(second)),
        head_start: sleep.sleep(head_start),
        limit: sleep.sleep(limit),
    }
}

pub(crate) struct Hedge<'a> {
    first: Leg<'a>,
    second: Leg<'a>,
    start: Box<dyn Fn() -> BoxFuture<'a, Result<(), SendError>> + Send + 'a>,
    head_start: BoxFuture<'a, ()>,
    limit: BoxFuture<'a, ()>,
}

/// Which host connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    First,
    Second,
}

enum Leg<'a> {
    Waiting,
    Running(BoxFuture<'a, Result<(), SendError>>),
    Failed,
}

impl Leg<'_> {
    /// Whether it connects now.
    fn arrives(&mut self, context: &mut Context<'_>) -> bool {
        let Self::Running(reach) = self else { return false };
        match reach.as_mut().poll(context) {
            Poll::Ready(Ok(())) => true,
            Poll::Ready(Err(_)) => {
                *self = Self::Failed;
                false
            }
            Poll::Pending => false,
        }
    }

    fn has_failed(&self) -> bool {
        matches!(self, Self::Failed)
    }
}

impl Future for Hedge<'_> {
    /// `None` if nobody won.
    type Output = Option<Lane>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Lane>> {
        let this = &mut *self;
        let mut winner = this.first.arrives(context).then_some(Lane::First);
        if winner.is_none() {
            let mut late = || this.head_start.as_mut().poll(context).is_ready();
            if matches!(this.second, Leg::Waiting) && (this.first.has_failed() || late()) {
                this.second = Leg::Running((this.start)());
            }
            winner = this.second.arrives(context).then_some(Lane::Second);
        }
        let over = this.first.has_failed() && this.second.has_failed();
        if winner.is_some() || over || this.limit.as_mut().poll(context).is_ready() {
            return Poll::Ready(winner);
        }
        Poll::Pending
    }
}

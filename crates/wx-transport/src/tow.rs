//! A look at a host that is down, in the tow of a call that goes elsewhere.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use crate::{
    BoxFuture, Executor, Host, SendError,
    health::{Parked, Sign, Trip},
};

/// A connection that is tried while a call waits for something else. It adds nothing to the call: where the call is over
/// first, the connection is parked, and the next call that comes by takes it up again.
pub(crate) struct Tow<'a> {
    executor: &'a Executor,
    trip: Trip<'a>,
    /// `None` once it has ended.
    parked: Option<Parked>,
    /// So old that its failure says nothing about now.
    stale: bool,
}

/// Longer than any connection takes.
const STALE: Duration = Duration::from_secs(10);

impl<'a> Tow<'a> {
    pub(crate) fn new(executor: &'a Executor, trip: Trip<'a>, now: Duration) -> Self {
        let parked = executor.health.unpark(trip.host());
        let stale = parked.as_ref().is_some_and(|parked| now.saturating_sub(parked.began) > STALE);
        let parked = parked.unwrap_or_else(|| Parked { began: now, reach: reach(executor, trip.host()) });
        Self { executor, trip, parked: Some(parked), stale }
    }

    /// What it has learned, as soon as it has.
    pub(crate) fn poll(&mut self, now: Duration, context: &mut Context<'_>) -> Option<Sign> {
        let parked = self.parked.as_mut()?;
        let mut reached = parked.reach.as_mut().poll(context);
        if self.stale && matches!(reached, Poll::Ready(Err(_))) {
            self.stale = false;
            *parked = Parked { began: now, reach: reach(self.executor, self.trip.host()) };
            reached = parked.reach.as_mut().poll(context);
        }
        let Poll::Ready(reached) = reached else { return None };
        self.parked = None;
        Some(if reached.is_ok() { Sign::Connects } else { Sign::NotSent })
    }

    /// How it ended.
    pub(crate) fn arrive(&mut self, sign: Sign, now: Duration, jitter: impl FnOnce() -> u32) {
        self.trip.end(sign, now, jitter);
    }
}

impl Drop for Tow<'_> {
    fn drop(&mut self) {
        if let Some(parked) = self.parked.take() {
            self.executor.health.park(self.trip.host(), parked);
        }
    }
}

fn reach(executor: &Executor, host: &Host) -> BoxFuture<'static, Result<(), SendError>> {
    let (transport, host) = (executor.transport.clone(), host.clone());
    Box::pin(async move { transport.reach(&host).await })
}

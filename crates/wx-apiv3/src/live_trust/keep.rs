use std::{future::poll_fn, task::Poll, time::Duration};

use wx_transport::{BoxFuture, race};

use super::{LiveTrust, RefreshError, source::Downloads};

/// Between two downloads, ± 10 %: the platform announces a new certificate a day before it signs with it.
const INTERVAL: Duration = Duration::from_secs(12 * 3600);
/// After a download that failed, ± 10 %.
const AGAIN: Duration = Duration::from_secs(300);
/// Those who have not downloaded yet spread their first one over this time.
const SPREAD: Duration = Duration::from_secs(600);

impl LiveTrust {
    /// Keeps the set up to date, and never ends: a download every twelve hours (± 10 %), five minutes after one that
    /// failed, and within a minute of a message that named an unknown certificate. Spawn it, or poll it beside the rest;
    /// [`keep_all`] does so for many merchants. Without [`Downloads`] it waits for ever.
    ///
    /// A download that failed is tried again and not reported; [`refresh`](Self::refresh) says what is wrong.
    ///
    /// # Cancellation
    /// It may be dropped and begun again at any moment; a second one beside it makes no second download.
    pub async fn keep(&self) {
        let Some(downloads) = &self.0.downloads else {
            return std::future::pending().await;
        };
        let mut next = self.first(downloads);
        loop {
            self.until(next, downloads).await;
            let wait = match self.refresh().await {
                Err(RefreshError::TooSoon { wait }) => wait,
                Err(_) => downloads.jittered(AGAIN),
                Ok(()) => downloads.jittered(INTERVAL),
            };
            next = downloads.elapsed().saturating_add(wait);
        }
    }

    /// At once where nobody can be believed, else not together with all others that begin now.
    fn first(&self, downloads: &Downloads) -> Duration {
        let last = self.desk().demand.last();
        match last {
            _ if self.current().preferred_at(downloads.now()).is_none() => Duration::ZERO,
            Some((last, true)) => last.saturating_add(downloads.jittered(INTERVAL)),
            Some((last, false)) => last.saturating_add(downloads.jittered(AGAIN)),
            None => downloads.elapsed().saturating_add(downloads.part_of(SPREAD)),
        }
    }

    /// Waits until `next`, or until a download is wanted and allowed.
    async fn until(&self, next: Duration, downloads: &Downloads) {
        loop {
            let now = downloads.elapsed();
            let due = self.desk().demand.due(now).unwrap_or(Duration::MAX);
            let wait = due.min(next.saturating_sub(now));
            if wait.is_zero() {
                return;
            }
            race(Box::pin(self.0.bell.rung()), downloads.environment().sleep().sleep(wait)).await;
        }
    }
}

/// [`LiveTrust::keep`] for many merchants: one future, and never an end.
pub async fn keep_all(trusts: impl IntoIterator<Item = LiveTrust>) {
    let keep = |trust: LiveTrust| -> BoxFuture<'static, ()> { Box::pin(async move { trust.keep().await }) };
    let mut kept: Vec<_> = trusts.into_iter().map(keep).collect();
    poll_fn(move |context| {
        for one in &mut kept {
            // None of them ends.
            let _ = one.as_mut().poll(context);
        }
        Poll::Pending
    })
    .await
}

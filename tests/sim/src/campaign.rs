//! Many runs, spread over the processor's cores by their seeds.

use std::{
    num::NonZero,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{plan::Plan, run::run, tally::Tally};

/// Purchases of one run: few enough for a story, enough for them to meet.
pub const PER_RUN: u32 = 1_000;

/// What came of many runs.
#[derive(Clone, Debug, Default)]
pub struct Campaign {
    /// The counts of all runs.
    pub tally: Tally,
    /// How many runs there were.
    pub runs: u64,
    /// The lowest seed with a broken promise.
    pub broken: Option<u64>,
    /// The wall-clock time it took.
    pub took: Duration,
}

/// Runs `plan` for so many seeds from `first` on, and starts none after `limit`.
///
/// # Panics
/// Where a run panics, which would be a mistake in the model.
#[must_use]
pub fn campaign(first: u64, runs: u64, limit: Duration, plan: impl Fn(u64) -> Plan + Sync) -> Campaign {
    let began = Instant::now();
    let (next, total) = (AtomicU64::new(0), Mutex::new(Campaign::default()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                while began.elapsed() < limit {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    if nth >= runs {
                        return;
                    }
                    let report = run(plan(first + nth));
                    let mut total = total.lock().unwrap();
                    total.tally += report.tally;
                    total.runs += 1;
                    if report.tally.broken() > 0 {
                        total.broken = Some(total.broken.map_or(first + nth, |seed| seed.min(first + nth)));
                    }
                }
            });
        }
    });
    Campaign { took: began.elapsed(), ..total.into_inner().unwrap() }
}

impl Campaign {
    /// Purchases in one second of wall-clock time.
    #[must_use]
    pub fn per_second(&self) -> u64 {
        let millis = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX).max(1);
        self.tally.purchases * 1_000 / millis
    }

    /// Purchases that could be paid twice, in a hundred thousand.
    #[must_use]
    pub fn double_rate(&self) -> u64 {
        self.tally.double * 100_000 / self.tally.purchases.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_is_run_once_whichever_thread_takes_it() {
        let together = campaign(5, 4, Duration::MAX, |seed| Plan::new(seed, 20));
        let mut alone = Tally::default();
        for seed in 5..9 {
            alone += run(Plan::new(seed, 20)).tally;
        }
        assert_eq!((together.tally, together.runs, together.broken), (alone, 4, None));
    }

    #[test]
    fn nothing_is_started_after_the_limit() {
        assert_eq!(campaign(1, 4, Duration::ZERO, |seed| Plan::new(seed, 20)).runs, 0);
    }
}

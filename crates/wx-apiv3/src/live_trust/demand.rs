use std::{collections::BTreeMap, time::Duration};

/// When to download: no clock of its own, times are handed in.
#[derive(Debug, Default)]
pub(super) struct Demand {
    /// When the last download began.
    last: Option<Duration>,
    /// Whether it brought a list.
    succeeded: bool,
    /// Whether a serial was named that the next download may bring.
    wanted: bool,
    /// Serials that a download has been asked for, so that one it did not bring is not asked for again and again.
    missing: BTreeMap<Box<str>, Duration>,
}

impl Demand {
    /// What lies between the beginnings of two downloads.
    pub(super) const PAUSE: Duration = Duration::from_secs(60);
    /// How long a serial is not asked for again.
    const REMEMBERED: Duration = Duration::from_secs(600);
    /// How many serials are remembered. Anybody can send more: then every minute has its one download, and no more.
    const MOST: usize = 64;

    /// Whether somebody should be told that there is something to do, which there was not before.
    pub(super) fn note(&mut self, serial: &str, now: Duration) -> bool {
        if !may_be_a_certificate(serial) || self.remembers(serial, now) {
            return false;
        }
        if self.missing.len() >= Self::MOST {
            self.missing.retain(|_, noted| is_recent(*noted, now));
        }
        if self.missing.len() < Self::MOST {
            self.missing.insert(serial.into(), now);
        }
        !std::mem::replace(&mut self.wanted, true)
    }

    /// How long to wait before the download that is wanted, if one is.
    pub(super) fn due(&self, now: Duration) -> Option<Duration> {
        self.wanted.then(|| self.pause(now))
    }

    /// Begins a download.
    ///
    /// # Errors
    /// How long it is too early.
    pub(super) fn begin(&mut self, now: Duration) -> Result<(), Duration> {
        match self.pause(now) {
            Duration::ZERO => {
                (self.last, self.succeeded, self.wanted) = (Some(now), false, false);
                Ok(())
            }
            wait => Err(wait),
        }
    }

    /// It brought a list.
    pub(super) fn succeeded(&mut self) {
        self.succeeded = true;
    }

    /// It brought nothing, so nothing is known of the serials it was asked for.
    pub(super) fn failed(&mut self) {
        self.missing.clear();
    }

    /// When the last download began, and whether it brought a list.
    pub(super) fn last(&self) -> Option<(Duration, bool)> {
        Some((self.last?, self.succeeded))
    }

    fn pause(&self, now: Duration) -> Duration {
        self.last.map_or(Duration::ZERO, |last| Self::PAUSE.saturating_sub(now.saturating_sub(last)))
    }

    fn remembers(&self, serial: &str, now: Duration) -> bool {
        self.missing.get(serial).is_some_and(|noted| is_recent(*noted, now))
    }
}

fn is_recent(noted: Duration, now: Duration) -> bool {
    now.saturating_sub(noted) < Demand::REMEMBERED
}

/// The names of public keys are not in the list.
fn may_be_a_certificate(serial: &str) -> bool {
    (1..=64).contains(&serial.len()) && serial.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_serial_is_asked_for_once_and_again_when_the_download_failed() {
        let mut demand = Demand::default();
        assert!(demand.note("5A", at(0)));
        assert_eq!((demand.due(at(0)), demand.begin(at(0))), (Some(at(0)), Ok(())));
        assert!(!demand.note("5A", at(100)), "the download did not bring it");
        assert_eq!(demand.due(at(100)), None);
        assert!(demand.note("5A", at(700)), "that was long ago");
        demand.failed();
        demand.begin(at(700)).unwrap();
        assert!(demand.note("5A", at(701)));
        assert_eq!((demand.due(at(701)), demand.begin(at(701))), (Some(at(59)), Err(at(59))));
    }

    #[test]
    fn what_a_download_cannot_bring_is_not_asked_for() {
        for serial in ["", "PUB_KEY_ID_0114232134912410000000000000", "5A 5B", &"A".repeat(65)] {
            assert!(!Demand::default().note(serial, at(0)), "{serial:?}");
        }
    }

    #[test]
    fn memory_is_bounded_and_demand_is_not_lost() {
        let mut demand = Demand::default();
        for number in 0..10_000 {
            demand.note(&format!("{number:X}"), at(0));
        }
        assert_eq!(demand.missing.len(), Demand::MOST);
        demand.begin(at(0)).unwrap();
        assert!(demand.note("FFFFFF", at(1)), "one that found no room counts all the same");
        assert!(!demand.note("FFFFFE", at(1)), "and rings once");
        demand.note("ABCDEF", at(600));
        assert_eq!(demand.missing.len(), 1, "old ones make room");
    }
}

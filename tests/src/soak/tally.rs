//! Outcomes and times of calls.

use std::{collections::BTreeMap, fmt, time::Duration};

/// What became of all calls, and how long they took.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    outcomes: BTreeMap<(&'static str, String), u64>,
    micros: BTreeMap<&'static str, Vec<u64>>,
}

/// How long calls of one kind took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// How many calls there were.
    pub calls: usize,
    /// Half of them took no longer.
    pub p50: Duration,
    /// Ninety-nine of a hundred took no longer.
    pub p99: Duration,
}

impl Tally {
    pub(super) fn count(&mut self, kind: &'static str, outcome: impl Into<String>) {
        *self.outcomes.entry((kind, outcome.into())).or_default() += 1;
    }

    pub(super) fn time(&mut self, kind: &'static str, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.entry(kind).or_default().push(micros);
    }

    /// How often calls of this kind had this outcome.
    pub fn outcomes(&self, kind: &'static str, outcome: &str) -> u64 {
        self.outcomes.get(&(kind, outcome.to_owned())).copied().unwrap_or_default()
    }

    /// The times of every kind of call.
    pub fn latencies(&self) -> Vec<(&'static str, Latency)> {
        self.micros.iter().map(|(kind, micros)| (*kind, latency(micros))).collect()
    }
}

fn latency(micros: &[u64]) -> Latency {
    let mut sorted = micros.to_vec();
    sorted.sort_unstable();
    let at = |hundredths: usize| {
        let rank = (sorted.len() * hundredths).div_ceil(100).max(1) - 1;
        Duration::from_micros(sorted.get(rank).copied().unwrap_or_default())
    };
    Latency { calls: sorted.len(), p50: at(50), p99: at(99) }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "outcomes")?;
        for ((kind, outcome), times) in &self.outcomes {
            writeln!(f, "  {kind:<16} {outcome:<28} {times}")?;
        }
        writeln!(f, "times of a call, retries and waits included")?;
        for (kind, Latency { calls, p50, p99 }) in self.latencies() {
            let (p50, p99) = (p50.as_micros(), p99.as_micros());
            writeln!(f, "  {kind:<16} {calls} calls, p50 {p50} us, p99 {p99} us")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_sorted_times() {
        let times: Vec<u64> = (1..=200).rev().collect();
        let micros = Duration::from_micros;
        assert_eq!(latency(&times), Latency { calls: 200, p50: micros(100), p99: micros(198) });
        assert_eq!(latency(&[7]).p99, micros(7));
    }
}

//! The life of one host, as data.

use std::time::Duration;

use super::{
    HealthPolicy, HostHealth, Phase, Probe,
    Sign::{self, Answered, Connects, Lost, NotSent, Nothing},
    Why,
};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A host, and the moment it is looked at.
struct Life {
    host: HostHealth,
    policy: HealthPolicy,
    jitter: u32,
}

impl Life {
    fn new() -> Self {
        Self { host: HostHealth::new(), policy: HealthPolicy::default(), jitter: 0 }
    }

    /// Ordinary attempts at this second, one after the other.
    fn attempts(&mut self, at: u64, signs: &[Sign]) -> &mut Self {
        for sign in signs {
            let ticket = self.host.depart(false);
            self.host.arrive(ticket, *sign, seconds(at), || self.jitter, &self.policy);
        }
        self
    }

    /// A look at this second, as `expected`, that ends so.
    #[track_caller]
    fn look(&mut self, at: u64, expected: Probe, sign: Sign) -> &mut Self {
        assert_eq!(self.host.probe(seconds(at), true), Some(expected), "at {at} s: {self}");
        let ticket = self.host.depart(true);
        assert_eq!(self.host.probe(seconds(at), true), None, "one at a time");
        self.host.arrive(ticket, sign, seconds(at), || self.jitter, &self.policy);
        self
    }

    /// In words: `up`, or why it is down and in which second it may be looked at.
    #[track_caller]
    fn is(&mut self, expected: &str) -> &mut Self {
        assert_eq!(self.to_string(), expected);
        self
    }
}

impl std::fmt::Display for Life {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.host.phase {
            Phase::Up { .. } => f.write_str("up"),
            Phase::Down(down) if down.passed > 0 => write!(f, "{} passed", down.passed),
            Phase::Down(down) => {
                let why = if down.why == Why::Dark { "dark" } else { "silent" };
                write!(f, "{why} until {}", down.probe_at.as_secs())
            }
        }
    }
}

#[test]
fn three_failed_connections_in_a_row_are_dark() {
    Life::new().attempts(0, &[NotSent; 2]).is("up").attempts(0, &[NotSent]).is("dark until 30");
    for life in [Answered, Lost] {
        Life::new().attempts(0, &[NotSent, NotSent, life, NotSent, NotSent]).is("up");
    }
    // A connection proves nothing of the handshake behind it.
    Life::new().attempts(0, &[NotSent, Connects, NotSent, Connects, NotSent]).is("dark until 30");
    Life::new().attempts(0, &[NotSent, Nothing, NotSent, Nothing, NotSent]).is("dark until 30");
}

#[test]
fn five_lost_answers_without_one_that_came_are_silent() {
    Life::new().attempts(0, &[Lost; 4]).is("up").attempts(0, &[Lost]).is("silent until 30");
    Life::new().attempts(0, &[Lost, Lost, NotSent, Lost, Lost, Lost]).is("silent until 30");
    Life::new().attempts(0, &[Lost, Lost, Lost, Lost, Answered, Lost, Lost, Lost, Lost]).is("up");
}

#[test]
fn a_dark_host_is_looked_at_by_a_connection_every_half_minute_for_ever() {
    let mut life = Life::new();
    life.attempts(0, &[NotSent; 3]);
    assert_eq!(life.host.probe(seconds(29), true), None);
    for look in 1..100 {
        life.look(look * 30, Probe::Tow, NotSent).is(&format!("dark until {}", look * 30 + 30));
    }
    // The random part is at most a third.
    life.jitter = u32::MAX;
    life.look(3000, Probe::Tow, NotSent).is("dark until 3040");
}

#[test]
fn what_connects_is_tried_and_what_passes_three_times_is_up() {
    let mut life = Life::new();
    life.attempts(0, &[NotSent; 3]).look(70, Probe::Tow, Connects).is("dark until 30");
    life.look(71, Probe::Trial, Answered).is("1 passed").look(71, Probe::Trial, Answered).is("2 passed");
    life.look(71, Probe::Trial, Answered).is("up");
    assert_eq!(life.host.changes, 2);
    assert!(life.host.is_fresh(seconds(77), &life.policy) && !life.host.is_fresh(seconds(78), &life.policy));
}

#[test]
fn a_failed_trial_begins_anew() {
    let mut life = Life::new();
    life.attempts(0, &[NotSent; 3]).look(70, Probe::Tow, Connects);
    life.look(70, Probe::Trial, Answered).look(70, Probe::Trial, NotSent).is("dark until 100");
    life.look(100, Probe::Tow, Connects).look(100, Probe::Trial, Lost).is("silent until 160");
}

#[test]
fn nobody_is_up_within_a_minute_of_going_down() {
    let mut life = Life::new();
    life.attempts(0, &[NotSent; 3]).look(30, Probe::Tow, Connects);
    for at in 30..60 {
        life.look(at, Probe::Trial, Answered);
    }
    life.is("30 passed").look(60, Probe::Trial, Answered).is("up");
}

#[test]
fn a_silent_host_is_tried_ever_more_rarely_by_calls_that_may_be_repeated() {
    let mut life = Life::new();
    life.attempts(0, &[Lost; 5]).is("silent until 30");
    assert_eq!(life.host.probe(seconds(30), false), None, "its answer may be lost, too");
    for (at, next) in [(30, 90), (90, 210), (210, 450), (450, 750), (750, 1050)] {
        life.look(at, Probe::Trial, Lost).is(&format!("silent until {next}"));
    }
    life.look(1050, Probe::Trial, Answered).is("1 passed");
    life.jitter = u32::MAX;
    life.look(1050, Probe::Trial, Lost).is("silent until 1350");
}

#[test]
fn a_tow_that_is_always_cut_off_is_followed_by_a_trial() {
    let mut life = Life::new();
    life.attempts(0, &[NotSent; 3]);
    for _ in 0..1000 {
        life.look(30, Probe::Tow, Nothing);
    }
    life.look(30, Probe::Trial, NotSent).is("dark until 60");
    life.look(60, Probe::Tow, NotSent);
}

#[test]
fn what_left_before_a_change_says_nothing_after_it() {
    let mut life = Life::new();
    let early = life.host.depart(false);
    life.attempts(0, &[NotSent; 3]);
    life.host.arrive(early, NotSent, seconds(20), || 0, &life.policy);
    life.is("dark until 30");
    let trial = life.host.depart(true);
    life.attempts(70, &[Answered; 3]).is("up");
    life.host.arrive(trial, NotSent, seconds(70), || 0, &life.policy);
    life.attempts(70, &[NotSent; 2]).is("up");
}

#[test]
fn a_last_resort_that_answers_counts() {
    Life::new().attempts(0, &[NotSent; 3]).attempts(10, &[Answered]).is("1 passed");
    Life::new().attempts(0, &[NotSent; 3]).attempts(10, &[NotSent]).is("dark until 40");
}

//! The demonstration's table: one line a step, written as it happens.

use std::time::{Duration, Instant};

use wx_payments::transport::Trail;

use crate::say::say;

/// Prints steps with their hosts, attempts and times.
#[derive(Debug)]
pub(crate) struct Table {
    step: u32,
    names: Vec<(String, &'static str)>,
}

impl Table {
    /// A table that shows each of these hosts by its name.
    pub(crate) fn new(names: Vec<(String, &'static str)>) -> Self {
        say(format_args!(
            "{:>2}  {:<34} {:<20} {:>8} {:>10}  result",
            "", "step", "host", "attempts", "time"
        ));
        Self { step: 0, names }
    }

    /// A call: where its attempts went and how long they took.
    pub(crate) fn call(&mut self, what: &str, trail: &Trail, result: &str) {
        let hosts: Vec<_> = trail.attempts.iter().map(|attempt| self.name(attempt.host.base())).collect();
        let took = trail.attempts.iter().map(|attempt| attempt.took).sum();
        self.line(what, &hosts.join(" > "), &trail.attempts.len().to_string(), took, result);
    }

    /// Anything that is not a call.
    pub(crate) fn event(&mut self, what: &str, since: Instant, result: &str) {
        self.line(what, "-", "-", since.elapsed(), result);
    }

    fn line(&mut self, what: &str, host: &str, attempts: &str, took: Duration, result: &str) {
        self.step = self.step.saturating_add(1);
        let millis = format!("{}.{:01} ms", took.as_millis(), (took.as_micros() / 100) % 10);
        say(format_args!("{:>2}  {what:<34} {host:<20} {attempts:>8} {millis:>10}  {result}", self.step));
    }

    fn name<'a>(&'a self, base: &'a str) -> &'a str {
        self.names.iter().find(|(url, _)| url == base).map_or(base, |(_, name)| *name)
    }
}

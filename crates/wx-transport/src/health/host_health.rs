//! One host: up or down, and what proves either. A value without clock or randomness.

use std::time::Duration;

use super::HealthPolicy;

/// What is known of one host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HostHealth {
    pub(super) phase: Phase,
    /// Counts the changes between up and down: what was under way before one says nothing after it.
    pub(super) changes: u32,
    /// The last sign of life, unless there was a failure since.
    alive: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Up { not_sent: u32, lost: u32 },
    Down(Down),
}

/// A host that is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Down {
    pub(super) since: Duration,
    pub(super) why: Why,
    /// When it may be looked at again.
    pub(super) probe_at: Duration,
    /// How many looks cost an answer; the wait doubles with each.
    step: u32,
    /// Answers in a row.
    pub(super) passed: u32,
    /// Somebody is looking.
    watched: bool,
    /// It connects.
    connects: bool,
    /// How often a call ended before its tow knew anything.
    cut: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// No connection.
    Dark,
    /// No answers.
    Silent,
}

/// How a look at a host ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A whole answer came.
    Answered,
    /// It connects; nothing was sent.
    Connects,
    /// It does not connect, so nothing was sent.
    NotSent,
    /// It connected, and no answer came.
    Lost,
    /// Nothing was learned of the host.
    Nothing,
}

/// Who may look at a host that is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Probe {
    /// A connection, in the tow of a call that goes elsewhere.
    Tow,
    /// A call.
    Trial,
}

/// What an attempt takes along, so that its end can be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    changes: u32,
    probe: bool,
}

/// A tow that was cut off this often is followed by a trial, in case that the transport never says how it ended.
const CUTS: u32 = 1000;

impl HostHealth {
    /// Nothing is known, which is no reason not to go there.
    pub(super) fn new() -> Self {
        Self { phase: Phase::Up { not_sent: 0, lost: 0 }, changes: 0, alive: None }
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(self.phase, Phase::Up { .. })
    }

    /// Whether a connection may be taken for granted.
    pub(super) fn is_fresh(&self, now: Duration, policy: &HealthPolicy) -> bool {
        self.alive.is_some_and(|alive| now.saturating_sub(alive) < policy.fresh)
    }

    pub(super) fn alive(&self) -> Option<Duration> {
        self.alive
    }

    /// Whether it may be looked at now, and how, by a call that may be repeated or not.
    pub(super) fn probe(&self, now: Duration, repeatable: bool) -> Option<Probe> {
        let Phase::Down(down) = self.phase else { return None };
        if down.watched || (down.passed == 0 && now < down.probe_at) {
            return None;
        }
        match down.why {
            Why::Silent => repeatable.then_some(Probe::Trial),
            Why::Dark if down.passed > 0 || down.connects || down.cut >= CUTS => Some(Probe::Trial),
            Why::Dark => Some(Probe::Tow),
        }
    }

    /// Something leaves for this host. Every ticket must come back, at the latest with [`Sign::Nothing`].
    pub(super) fn depart(&mut self, probe: bool) -> Ticket {
        if let (true, Phase::Down(down)) = (probe, &mut self.phase) {
            down.watched = true;
        }
        Ticket { changes: self.changes, probe }
    }

    /// How it ended.
    pub(super) fn arrive(
        &mut self,
        ticket: Ticket,
        sign: Sign,
        now: Duration,
        jitter: impl FnOnce() -> u32,
        policy: &HealthPolicy,
    ) {
        if ticket.changes != self.changes {
            return;
        }
        self.alive = match sign {
            Sign::Answered | Sign::Connects => Some(now),
            Sign::NotSent | Sign::Lost => None,
            Sign::Nothing => self.alive,
        };
        let was_up = self.is_up();
        self.phase = match self.phase {
            Phase::Up { not_sent, lost } => up(not_sent, lost, sign, now, jitter, policy),
            Phase::Down(down) => down.after(ticket, sign, now, jitter, policy),
        };
        if was_up != self.is_up() {
            self.changes = self.changes.wrapping_add(1);
        }
    }
}

/// A host that was up. That it connects says nothing about its failures: a handshake may fail behind every connection.
fn up(
    not_sent: u32,
    lost: u32,
    sign: Sign,
    now: Duration,
    jitter: impl FnOnce() -> u32,
    policy: &HealthPolicy,
) -> Phase {
    let (not_sent, lost) = match sign {
        Sign::Answered => (0, 0),
        Sign::NotSent => (not_sent.saturating_add(1), lost),
        Sign::Lost => (0, lost.saturating_add(1)),
        Sign::Connects | Sign::Nothing => (not_sent, lost),
    };
    let why = if not_sent >= policy.dark_after.max(1) {
        Why::Dark
    } else if lost >= policy.silent_after.max(1) {
        Why::Silent
    } else {
        return Phase::Up { not_sent, lost };
    };
    let probe_at = now.saturating_add(policy.probe_wait(0, jitter()));
    let unseen =
        Down { since: now, why, probe_at, step: 0, passed: 0, watched: false, connects: false, cut: 0 };
    Phase::Down(unseen)
}

impl Down {
    fn after(
        mut self,
        ticket: Ticket,
        sign: Sign,
        now: Duration,
        jitter: impl FnOnce() -> u32,
        policy: &HealthPolicy,
    ) -> Phase {
        self.watched &= !ticket.probe;
        match sign {
            Sign::Answered => {
                self.passed = self.passed.saturating_add(1);
                let settled = now.saturating_sub(self.since) >= policy.settle;
                if settled && self.passed >= policy.trials.max(1) {
                    return Phase::Up { not_sent: 0, lost: 0 };
                }
            }
            Sign::Connects => self.connects = true,
            Sign::Nothing if ticket.probe => self.cut = self.cut.saturating_add(1),
            Sign::Nothing => {}
            Sign::NotSent => self.failed(Why::Dark, 0, now, jitter, policy),
            Sign::Lost => self.failed(Why::Silent, self.step.saturating_add(1), now, jitter, policy),
        }
        Phase::Down(self)
    }

    fn failed(
        &mut self,
        why: Why,
        step: u32,
        now: Duration,
        jitter: impl FnOnce() -> u32,
        policy: &HealthPolicy,
    ) {
        let probe_at = now.saturating_add(policy.probe_wait(step, jitter()));
        *self = Self { why, step, probe_at, passed: 0, connects: false, cut: 0, ..*self };
    }
}

#[cfg(test)]
mod tests;

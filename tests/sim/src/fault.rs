//! What can go wrong with one request, how often, and which of it happens in a run.

use std::{collections::BTreeSet, fmt};

use crate::dice::Dice;

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// No connection.
    Connect,
    /// The connection broke before the platform had the request.
    ResetBefore,
    /// 503 from something in front of the platform; the request was not carried out.
    UnavailableBefore,
    /// 429.
    Busy,
    /// The client got nothing and gave up; later the request arrived all the same and was carried out.
    Delayed,
    /// Carried out; the answer took longer than anybody waits.
    Slow,
    /// Carried out; the connection broke before the answer.
    ResetAfter,
    /// Carried out, and answered with 500.
    ErrorAfter,
    /// The answer was altered on its way.
    Tampered,
    /// The answer ends early.
    Truncated,
    /// The genuine answer to another request.
    Swapped,
    /// The signature is missing.
    Unsigned,
    /// A genuine answer of long ago.
    Stale,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "no connection",
            Self::ResetBefore => "connection reset before it arrived",
            Self::UnavailableBefore => "503 before it arrived",
            Self::Busy => "429",
            Self::Delayed => "held up: it arrives after the client has given up",
            Self::Slow => "carried out, the answer takes too long",
            Self::ResetAfter => "carried out, connection reset before the answer",
            Self::ErrorAfter => "carried out, answered with 500",
            Self::Tampered => "the answer is altered",
            Self::Truncated => "the answer is cut short",
            Self::Swapped => "the answer is the one to another request",
            Self::Unsigned => "the answer is not signed",
            Self::Stale => "the answer is an old one",
        })
    }
}

/// Every fault with how often it happens, in a thousand requests that nothing before it in this list has happened to.
pub(crate) const NORMAL: [(Fault, u32); 13] = [
    (Fault::Connect, 100),
    (Fault::ResetBefore, 50),
    (Fault::UnavailableBefore, 50),
    (Fault::Busy, 30),
    (Fault::Delayed, 20),
    (Fault::Slow, 100),
    (Fault::ResetAfter, 80),
    (Fault::ErrorAfter, 50),
    (Fault::Tampered, 40),
    (Fault::Truncated, 10),
    (Fault::Swapped, 10),
    (Fault::Unsigned, 10),
    (Fault::Stale, 10),
];

/// How often each fault happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mix(Vec<(Fault, u32)>);

impl Mix {
    /// Four requests in ten fail in some way.
    #[must_use]
    pub fn normal() -> Self {
        Self(NORMAL.to_vec())
    }

    /// Every fault twice as often.
    #[must_use]
    pub fn doubled() -> Self {
        Self(NORMAL.map(|(fault, rate)| (fault, rate * 2)).to_vec())
    }

    /// No fault at all.
    #[must_use]
    pub fn calm() -> Self {
        Self(Vec::new())
    }

    /// This happens to every request.
    #[must_use]
    pub fn always(fault: Fault) -> Self {
        Self(vec![(fault, 1_000)])
    }

    /// The mix without one kind of fault.
    #[must_use]
    pub fn without(mut self, kind: Fault) -> Self {
        self.0.retain(|(fault, _)| *fault != kind);
        self
    }

    pub(crate) fn draw(&self, dice: &mut Dice) -> Option<Fault> {
        self.0.iter().find(|(_, rate)| dice.chance(*rate)).map(|(fault, _)| *fault)
    }
}

/// One thing that went wrong in a run: found again by whose luck it was and the how-manieth throw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mishap {
    /// A request of this purchase met a [`Fault`].
    Request(u32, u32),
    /// A call of this purchase was dropped while it waited.
    Dropped(u32, u32),
    /// A notification of this purchase was lost, doubled, late or forged.
    Notification(u32, u32),
    /// A step of the journal failed for this purchase.
    Journal(u32, u32),
    /// A machine lost everything it had in memory.
    Crash(u32, u32),
}

/// Which of the mishaps that the seed holds really happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Allowed {
    /// All of them.
    #[default]
    All,
    /// What happens to requests: nothing is dropped, and no machine crashes.
    Requests,
    /// These.
    Only(BTreeSet<Mishap>),
}

impl Allowed {
    pub(crate) fn allows(&self, mishap: Mishap) -> bool {
        match self {
            Self::All => true,
            Self::Requests => matches!(mishap, Mishap::Request(..)),
            Self::Only(these) => these.contains(&mishap),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_draws_what_it_says() {
        let share = |mix: &Mix| {
            let mut dice = Dice::of(&[3]);
            (0..100_000).filter(|_| mix.draw(&mut dice).is_some()).count()
        };
        let (normal, doubled) = (share(&Mix::normal()), share(&Mix::doubled()));
        assert!((42_000..46_000).contains(&normal), "{normal}");
        assert!((69_000..73_000).contains(&doubled), "{doubled}");
        assert_eq!(share(&Mix::calm()), 0);
    }

    #[test]
    fn a_kind_that_is_left_out_never_happens() {
        let (mix, mut dice) = (Mix::doubled().without(Fault::Delayed), Dice::of(&[3]));
        assert!((0..10_000).all(|_| mix.draw(&mut dice) != Some(Fault::Delayed)));
    }
}

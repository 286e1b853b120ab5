//! What can go wrong with one request, how often, and which of it happens in a run.

use std::{collections::BTreeSet, fmt};

use crate::dice::Dice;

/// What happens to one request. The names are those of the sandbox's catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// No connection.
    ConnectRefused,
    /// The connection is accepted, and nothing is ever read from it.
    BlackHole,
    /// The connection broke before the platform had the request.
    ResetBefore,
    /// 503 from something in front of the platform; the request was not carried out.
    ErrorBefore,
    /// 429.
    TooMany,
    /// The client got nothing and gave up; later the request arrived all the same and was carried out.
    DelayedCommit,
    /// Carried out; the answer took longer than anybody waits.
    SlowDrip,
    /// Carried out; the connection broke before the answer.
    ResetAfter,
    /// Carried out, and answered with 500.
    ErrorAfter,
    /// Carried out; something in between answers with a page.
    Html502,
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
    /// A genuine answer of a time to come.
    Future,
    /// A genuine answer under a serial that nobody knows.
    WrongSerial,
    /// The signature is the platform's probe.
    Probe,
}

impl Fault {
    /// The name in the catalogue, and what a story says.
    fn line(self) -> (&'static str, &'static str) {
        match self {
            Self::ConnectRefused => ("connect-refused", "no connection"),
            Self::BlackHole => ("black-hole", "accepted and never read"),
            Self::ResetBefore => ("reset-before", "connection reset before it arrived"),
            Self::ErrorBefore => ("error-before", "503 before it arrived"),
            Self::TooMany => ("too-many", "429"),
            Self::DelayedCommit => ("delayed-commit", "held up: it arrives after the client has given up"),
            Self::SlowDrip => ("slow-drip", "carried out, the answer takes too long"),
            Self::ResetAfter => ("reset-after", "carried out, connection reset before the answer"),
            Self::ErrorAfter => ("error-after", "carried out, answered with 500"),
            Self::Html502 => ("html-502", "carried out, answered with a page of something in between"),
            Self::Tampered => ("tampered", "the answer is altered"),
            Self::Truncated => ("truncated", "the answer is cut short"),
            Self::Swapped => ("swapped", "the answer is the one to another request"),
            Self::Unsigned => ("unsigned", "the answer is not signed"),
            Self::Stale => ("stale", "the answer is an old one"),
            Self::Future => ("future", "the answer is of a time to come"),
            Self::WrongSerial => ("wrong-serial", "the answer is signed under a serial that nobody knows"),
            Self::Probe => ("probe", "the answer's signature is a probe"),
        }
    }

    /// What the sandbox's catalogue calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.line().0
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.line().1)
    }
}

/// Every fault with how often it happens, in a thousand requests that nothing before it in this list has happened to.
pub(crate) const NORMAL: [(Fault, u32); 18] = [
    (Fault::ConnectRefused, 100),
    (Fault::ResetBefore, 50),
    (Fault::ErrorBefore, 50),
    (Fault::TooMany, 30),
    (Fault::DelayedCommit, 20),
    (Fault::SlowDrip, 100),
    (Fault::ResetAfter, 80),
    (Fault::ErrorAfter, 50),
    (Fault::Tampered, 40),
    (Fault::Truncated, 10),
    (Fault::Swapped, 10),
    (Fault::Unsigned, 10),
    (Fault::Stale, 10),
    (Fault::Future, 5),
    (Fault::WrongSerial, 5),
    (Fault::Probe, 5),
    (Fault::Html502, 10),
    (Fault::BlackHole, 10),
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
        assert!((45_000..49_000).contains(&normal), "{normal}");
        assert!((71_000..76_000).contains(&doubled), "{doubled}");
        assert_eq!(share(&Mix::calm()), 0);
    }

    #[test]
    fn a_kind_that_is_left_out_never_happens() {
        let (mix, mut dice) = (Mix::doubled().without(Fault::DelayedCommit), Dice::of(&[3]));
        assert!((0..10_000).all(|_| mix.draw(&mut dice) != Some(Fault::DelayedCommit)));
    }

    /// What the catalogue has beside these, and why no request meets it here.
    const ELSEWHERE: [(&str, &str); 7] = [
        ("tls-alert", "to a client it is a connection that was refused"),
        ("notification-duplicated", "drawn for each notification"),
        ("notification-reordered", "drawn for each notification"),
        ("notification-delayed", "drawn for each notification"),
        ("notification-lost", "drawn for each notification"),
        ("rotate-certificate", "the merchant here trusts the public key, which does not rotate"),
        ("clock-skew", "both sides have one virtual clock"),
    ];

    #[test]
    fn the_names_are_those_of_the_catalogue_and_none_is_forgotten() {
        let ours = NORMAL.iter().map(|(fault, _)| fault.name());
        let named: BTreeSet<&str> = ours.chain(ELSEWHERE.iter().map(|(name, _)| *name)).collect();
        let catalogue = wx_sandbox::fault::Fault::ALL.iter().map(|fault| fault.name());
        assert_eq!(named, catalogue.collect());
    }
}

//! All that happened in a run, as a number that two runs can be compared by and, where asked for, as a text.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use crate::{
    asked::Asked,
    fault::Fault,
    number::{OrderNo, RefundNo},
    violation::Violation,
};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    /// A request left a machine.
    Sent {
        /// The machine.
        machine: u32,
        /// What it asked for.
        asked: Asked,
        /// What will go wrong.
        fault: Option<Fault>,
    },
    /// The platform carried a request out, or refused to.
    Served {
        /// What was asked.
        asked: Asked,
        /// The status of its answer.
        status: u16,
    },
    /// A call ended for the machine that made it.
    Ended {
        /// The machine.
        machine: u32,
        /// For which purchase.
        intent: u32,
        /// Which call.
        call: &'static str,
        /// How.
        how: &'static str,
    },
    /// The payer got what it takes to pay.
    Handed(OrderNo),
    /// The payer paid.
    Charged(OrderNo),
    /// The merchant came to know that an order is paid.
    Settled(OrderNo),
    /// The merchant saw an order closed.
    SeenClosed(OrderNo),
    /// The merchant took a new number in the place of this one.
    Renumbered(OrderNo),
    /// The merchant took a new number for a refund in the place of this one.
    RefundRenumbered(RefundNo),
    /// A notification was on its way: what became of it.
    Notified(OrderNo, &'static str),
    /// A machine lost all it had in memory.
    Crashed(u32),
    /// A machine is back, with what is in the database.
    Restarted(u32),
    /// What must never happen.
    Broken(Violation),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent { machine, asked, fault: None } => write!(f, "machine {machine} sends: {asked}"),
            Self::Sent { machine, asked, fault: Some(fault) } => {
                write!(f, "machine {machine} sends: {asked} -- {fault}")
            }
            Self::Served { asked, status } => write!(f, "platform: {asked}: {status}"),
            Self::Ended { machine, intent, call, how } => {
                write!(f, "machine {machine} learns about purchase {intent}: {call}: {how}")
            }
            Self::Handed(number) => write!(f, "the payer may pay {number}"),
            Self::Charged(number) => write!(f, "the payer pays {number}"),
            Self::Settled(number) => write!(f, "the merchant knows that {number} is paid"),
            Self::SeenClosed(number) => write!(f, "the merchant has seen {number} closed"),
            Self::Renumbered(number) => write!(f, "the merchant takes another number instead of {number}"),
            Self::RefundRenumbered(number) => {
                write!(f, "the merchant takes another number instead of {number}")
            }
            Self::Notified(number, what) => write!(f, "notification of {number}: {what}"),
            Self::Crashed(machine) => write!(f, "machine {machine} crashes"),
            Self::Restarted(machine) => write!(f, "machine {machine} starts with what is stored"),
            Self::Broken(violation) => write!(f, "BROKEN: {violation}"),
        }
    }
}

/// The events of a run, in order.
#[derive(Debug)]
pub(crate) struct Trace {
    hasher: DefaultHasher,
    lines: Option<Vec<String>>,
}

impl Trace {
    /// A trace that keeps its text, or only its hash.
    #[must_use]
    pub(crate) fn new(keeps_text: bool) -> Self {
        Self { hasher: DefaultHasher::new(), lines: keeps_text.then(Vec::new) }
    }

    /// Adds what happened now.
    pub(crate) fn tell(&mut self, now: Duration, event: &Event) {
        (now, event).hash(&mut self.hasher);
        if let Some(lines) = &mut self.lines {
            lines.push(format!("{:>8}.{:03} s  {event}", now.as_secs(), now.subsec_millis()));
        }
    }

    /// The hash, and the text if it was kept.
    #[must_use]
    pub(crate) fn finish(self) -> (u64, Vec<String>) {
        (self.hasher.finish(), self.lines.unwrap_or_default())
    }
}

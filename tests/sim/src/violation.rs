//! What must never happen.

use std::fmt;

use crate::number::{OrderNo, RefundNo};

/// A broken promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Violation {
    /// Two orders of one purchase could be paid at the same time.
    PayableTwice {
        /// The purchase.
        intent: u32,
    },
    /// The payer was charged twice for one purchase.
    ChargedTwice {
        /// The purchase.
        intent: u32,
    },
    /// The merchant took an order for paid that nobody has paid.
    FalselyPaid {
        /// The order.
        number: OrderNo,
    },
    /// An order was paid and the merchant never learnt of it.
    Lost {
        /// The order.
        number: OrderNo,
    },
    /// The merchant came to know something of an order that is not so.
    NotTheTruth {
        /// The order.
        number: OrderNo,
    },
    /// The merchant came to know something of a refund that is not so.
    NotTheTruthOfRefund {
        /// The refund.
        number: RefundNo,
    },
    /// More went back than was paid.
    PaidBackTooMuch {
        /// The order.
        number: OrderNo,
    },
    /// What was to be paid back once was paid back twice.
    PaidBackTwice {
        /// The purchase.
        intent: u32,
        /// Which of its refunds.
        part: u32,
    },
    /// One number was sent with two bodies.
    TwoBodies {
        /// The purchase.
        intent: u32,
    },
    /// A request that acts was sent before it stood in the journal, or the journal knew of what the database did not.
    NotWrittenDown {
        /// The purchase.
        intent: u32,
    },
    /// One call sent more requests than its policy allows.
    TooManyAttempts {
        /// The purchase.
        intent: u32,
    },
    /// A request was not signed afresh: a wrong signature, an old timestamp or a used nonce.
    BadlySealed {
        /// The purchase.
        intent: u32,
    },
    /// An outcome was still unknown when time had run out.
    Unresolved {
        /// The purchase.
        intent: u32,
    },
}

impl Violation {
    /// The purchase that it happened to.
    #[must_use]
    pub fn intent(&self) -> u32 {
        match self {
            Self::PayableTwice { intent }
            | Self::ChargedTwice { intent }
            | Self::PaidBackTwice { intent, .. }
            | Self::TwoBodies { intent }
            | Self::NotWrittenDown { intent }
            | Self::TooManyAttempts { intent }
            | Self::BadlySealed { intent }
            | Self::Unresolved { intent } => *intent,
            Self::FalselyPaid { number }
            | Self::Lost { number }
            | Self::NotTheTruth { number }
            | Self::PaidBackTooMuch { number } => number.intent,
            Self::NotTheTruthOfRefund { number } => number.intent,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PayableTwice { intent } => {
                write!(f, "purchase {intent} can be paid twice: two of its orders are open")
            }
            Self::ChargedTwice { intent } => write!(f, "the payer of purchase {intent} was charged twice"),
            Self::FalselyPaid { number } => write!(f, "{number} is taken for paid, and nobody has paid it"),
            Self::Lost { number } => write!(f, "{number} was paid, and the merchant never learnt of it"),
            Self::NotTheTruth { number } => write!(f, "what the merchant came to know of {number} is not so"),
            Self::NotTheTruthOfRefund { number } => {
                write!(f, "what the merchant came to know of {number} is not so")
            }
            Self::PaidBackTooMuch { number } => write!(f, "more of {number} went back than was paid"),
            Self::PaidBackTwice { intent, part } => {
                write!(f, "refund {part} of purchase {intent} was paid back twice")
            }
            Self::TwoBodies { intent } => write!(f, "purchase {intent} sent one number with two bodies"),
            Self::NotWrittenDown { intent } => {
                write!(f, "a request of purchase {intent} was sent before it was written down")
            }
            Self::TooManyAttempts { intent } => {
                write!(f, "a call of purchase {intent} sent too many requests")
            }
            Self::BadlySealed { intent } => write!(f, "a request of purchase {intent} was not signed afresh"),
            Self::Unresolved { intent } => write!(f, "purchase {intent} came to no end"),
        }
    }
}

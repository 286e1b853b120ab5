//! Why something could not happen to an order beside APIv3.

use std::fmt;

/// Why something could not happen to an order or a refund of Fubei, of person-to-person payment or of cloud hosting.
/// Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActError {
    /// No order or refund has this number.
    Unknown,
    /// It is in this state, in the words of the wire, in which this cannot happen.
    WrongState(&'static str),
    /// The order is unpaid, but the time to pay it has passed.
    Expired,
}

impl fmt::Display for ActError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("no order or refund has this number"),
            Self::WrongState(state) => write!(f, "it is {state}, in which this cannot happen"),
            Self::Expired => f.write_str("the time to pay the order has passed"),
        }
    }
}

impl std::error::Error for ActError {}

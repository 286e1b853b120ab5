//! Why something could not happen to an order that has no states of its own in this crate's interface.

use std::fmt;

/// Why something could not happen to an order, a refund or an authorisation of PayScore, of Fubei, of person-to-person
/// payment or of cloud hosting. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActError {
    /// Nothing of the kind has this number.
    Unknown,
    /// It is in this state, in the words of the wire, in which this cannot happen.
    WrongState(&'static str),
    /// The time for it has passed.
    Expired,
}

impl fmt::Display for ActError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("nothing of this kind has this number"),
            Self::WrongState(state) => write!(f, "it is {state}, in which this cannot happen"),
            Self::Expired => f.write_str("the time for this has passed"),
        }
    }
}

impl std::error::Error for ActError {}

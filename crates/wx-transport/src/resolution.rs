//! What asking for an unknown outcome ends in.

use std::{error::Error, fmt, time::Duration};

use crate::journal::Ending;

/// What became of a request whose answer was lost: the truth, or a typed *still unknown*.
///
/// `T` is the request's own answer, `S` the platform's state under the number, `E` the client's error.
///
/// | Variant | What to do |
/// |---|---|
/// | [`Done`](Self::Done) | go on as after the first send |
/// | [`Found`](Self::Found) | it was carried out; act on the state: unpaid, paid, closed, refunded, … |
/// | [`Overtaken`](Self::Overtaken) | it has no effect and never will have one; act on the state, such as *paid* after a close |
/// | [`Taken`](Self::Taken) | a mistake of the program: one number was used for two requests |
/// | [`Refused`](Self::Refused) | nothing was done: mend the cause |
/// | [`StillUnknown`](Self::StillUnknown) | ask again later; do **not** take a new number |
///
/// None of them by itself allows a second payment: a new number is safe after *refused*, or where the state found says that
/// this one can never be paid any more, such as `CLOSED`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Resolution<T, S, E> {
    /// The platform carried it out: this is its answer to the same request, sent again under the same number.
    Done(T),
    /// The platform carried it out, and this is how things stand under the number.
    Found(S),
    /// It has no effect and never will have one, because of what happened instead: this is how things stand. A close was
    /// overtaken by the payment, for one.
    Overtaken(S),
    /// The number belongs to another request. This one was not carried out and never will be.
    Taken {
        /// The field that has another value there.
        field: &'static str,
        /// The state of the other one.
        state: S,
    },
    /// The platform refused the same request, sent again, for what every copy has in common; and asked after that, it had
    /// nothing under the number. Both answers are known to be the platform's.
    Refused(E),
    /// Patience ended before anything was certain.
    StillUnknown(StillUnknown<S, E>),
}

impl<T, S, E> Resolution<T, S, E> {
    /// What a [journal](crate::journal) may write down now; `None` while the outcome is still unknown.
    pub fn ending(&self) -> Option<Ending> {
        match self {
            Self::Done(_) | Self::Found(_) => Some(Ending::Done),
            Self::Overtaken(_) | Self::Taken { .. } | Self::Refused(_) => Some(Ending::NotDone),
            Self::StillUnknown(_) => None,
        }
    }
}

/// What is known while an outcome is not.
///
/// Store the request as it was sent and ask again later. Until then its number stays in use.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StillUnknown<S, E> {
    /// The number that was asked for, with its name.
    pub number: String,
    /// The last state that was seen, if any. The request was not carried out in it, or not yet.
    pub state: Option<S>,
    /// How often the platform was asked.
    pub asked: u32,
    /// How often the very same request was sent again.
    pub copies: u32,
    /// How long this took, waits included.
    pub waited: Duration,
    /// Why the last question without a state for an answer had none.
    pub last_error: Option<E>,
    /// Why the last copy was not done. It may name what stands in the way, such as an empty account.
    pub last_copy_error: Option<E>,
}

impl<S, E> StillUnknown<S, E> {
    /// Nothing was asked, because of `error`.
    #[must_use]
    pub fn not_asked(number: String, error: E) -> Self {
        Self { last_error: Some(error), ..Self::about(number) }
    }

    pub(crate) fn about(number: String) -> Self {
        Self {
            number,
            state: None,
            asked: 0,
            copies: 0,
            waited: Duration::ZERO,
            last_error: None,
            last_copy_error: None,
        }
    }
}

impl<S, E> fmt::Display for StillUnknown<S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, asked, copies, waited, .. } = self;
        let waited = waited.as_secs();
        write!(
            f,
            "{number} is still unknown (asked {asked} times, sent again {copies} times, in {waited} s): \
             keep the number, and ask again later"
        )
    }
}

impl<S: fmt::Debug, E: Error + 'static> Error for StillUnknown<S, E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let error = self.last_copy_error.as_ref().or(self.last_error.as_ref())?;
        Some(error)
    }
}

impl<T, S, E> Resolution<T, S, E> {
    /// Whether it is the truth, and no *still unknown*.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::StillUnknown(_))
    }

    /// The last state that the platform showed under the number, whatever it means.
    #[must_use]
    pub fn state(&self) -> Option<&S> {
        match self {
            Self::Found(state) | Self::Overtaken(state) | Self::Taken { state, .. } => Some(state),
            Self::StillUnknown(unknown) => unknown.state.as_ref(),
            Self::Done(_) | Self::Refused(_) => None,
        }
    }
}

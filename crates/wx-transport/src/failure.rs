//! How a call ends without a positive answer.

use std::{error::Error, fmt};

use crate::{SendError, StopReason, Trail, journal::JournalError};

/// May the server have acted? The one question about a failed call, with its three answers.
///
/// Across the attempts of a call the worst one counts, in the order of this list: once an attempt may have been
/// received, the call stays [`Unknown`](Self::Unknown), whatever a later attempt was told. A refusal of the second
/// attempt does not undo what the first may have done.
///
/// A [`Repeat::Read`](crate::Repeat::Read) cannot do anything, so for it the last attempt alone counts: the outcome says
/// whether the question was answered, not whether something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// No byte of any attempt left this machine. The server cannot have acted; the call may be made again.
    NotSent,
    /// Every attempt that left was answered, and by the answers nothing was done. The server has not acted on it.
    Answered,
    /// An attempt may have been received without a believed answer. The server may have acted: ask for the state under
    /// the same business number before doing anything else, and never choose a new number meanwhile.
    Unknown,
}

/// Why a call failed: what went wrong with its last attempt.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause<E> {
    /// The layer above could not make the request. Nothing was sent by this attempt.
    Seal(E),
    /// No complete answer came; ask the error whether the request may have been received.
    Send(SendError),
    /// An answer came, and this is what the layer above made of it.
    Answer(E),
    /// The attempt took longer than [`Policy::attempt_timeout`](crate::Policy::attempt_timeout). It may have been
    /// received, unless the time went by before the request was signed.
    AttemptTimeout,
    /// The journal did not take the call, so nothing was sent: its store failed, or the number carries another body. The
    /// error says which.
    Journal(JournalError),
    /// The attempt was cut short by [`Policy::deadline`](crate::Policy::deadline) and may have been received; or the
    /// deadline was zero, and nothing was sent.
    DeadlinePassed,
}

/// A call without a positive answer.
///
/// [`outcome`](Self::outcome) says whether the server may have acted, [`cause`](Self::cause) what went wrong last,
/// [`trail`](Self::trail) what happened before.
#[derive(Debug)]
pub struct Failure<E> {
    outcome: Outcome,
    stopped: StopReason,
    cause: Cause<E>,
    trail: Trail,
}

impl<E> Failure<E> {
    pub(crate) fn new(outcome: Outcome, stopped: StopReason, cause: Cause<E>, trail: Trail) -> Self {
        Self { outcome, stopped, cause, trail }
    }

    /// Whether the server may have acted.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What went wrong with the last attempt.
    #[must_use]
    pub fn cause(&self) -> &Cause<E> {
        &self.cause
    }

    /// Why no further attempt was made.
    #[must_use]
    pub fn stopped(&self) -> StopReason {
        self.stopped
    }

    /// All attempts.
    #[must_use]
    pub fn trail(&self) -> &Trail {
        &self.trail
    }

    pub(crate) fn trail_mut(&mut self) -> &mut Trail {
        &mut self.trail
    }

    /// Outcome, cause and trail, for an error of the layer above.
    #[must_use]
    pub fn into_parts(self) -> (Outcome, Cause<E>, Trail) {
        let Self { outcome, stopped: _, cause, trail } = self;
        (outcome, cause, trail)
    }
}

impl<E> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.outcome {
            Outcome::NotSent => "nothing was sent, so the call may be made again",
            Outcome::Answered => "the gateway answered without carrying out the call",
            Outcome::Unknown => {
                "the outcome is unknown; ask for it under the same number before doing anything else"
            }
        })?;
        if !self.trail.attempts.is_empty() {
            write!(f, " (attempts: {})", self.trail)?;
        }
        Ok(())
    }
}

impl<E: Error + 'static> Error for Failure<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}

impl<E> fmt::Display for Cause<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Seal(_) => "the request could not be made",
            Self::Send(_) => "no complete answer came",
            Self::Answer(_) => "the answer was not positive",
            Self::Journal(_) => "the call could not be entered in the journal, nothing was sent",
            Self::AttemptTimeout => "the attempt took longer than the policy's attempt_timeout",
            Self::DeadlinePassed => "the policy's deadline passed",
        })
    }
}

impl<E: Error + 'static> Error for Cause<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Seal(error) | Self::Answer(error) => Some(error),
            Self::Send(error) => Some(error),
            Self::Journal(error) => Some(error),
            Self::AttemptTimeout | Self::DeadlinePassed => None,
        }
    }
}

//! Why a journal did not take an entry or an ending.

use std::{error::Error, fmt};

/// A journal did not take an entry or an ending.
#[derive(Debug)]
pub struct JournalError {
    kind: JournalErrorKind,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// What stood in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JournalErrorKind {
    /// The number carries another body already, in a call that is done or may have been received. Send that very body
    /// again, ask for its outcome, or choose another number for what is another order.
    OtherBody,
    /// The store could not be read or written.
    Unavailable,
    /// The store did not answer within [`Policy::attempt_timeout`](crate::Policy::attempt_timeout).
    TimedOut,
}

impl JournalError {
    /// An error of this kind with its cause, which may be another error or a text.
    #[must_use]
    pub fn new(kind: JournalErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// What stood in the way.
    #[must_use]
    pub fn kind(&self) -> JournalErrorKind {
        self.kind
    }
}

impl From<JournalErrorKind> for JournalError {
    fn from(kind: JournalErrorKind) -> Self {
        Self { kind, source: None }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl fmt::Display for JournalErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherBody => {
                "the number carries another body already; repeat that one, ask for its outcome, or choose another number"
            }
            Self::Unavailable => "the journal could not be read or written; check its store",
            Self::TimedOut => "the journal did not answer in time; check its store",
        })
    }
}

impl Error for JournalError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

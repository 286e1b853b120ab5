//! Why a step was not taken.

use std::{error::Error, fmt, sync::Arc};

/// Shared by all steps of a transaction that failed.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// The file cannot be read or written.
    File(Arc<redb::Error>),
    /// A value of the file is not one of ours.
    Value,
    /// The thread that works on the file has ended, or gave up an earlier step of the same transaction.
    Gone,
}

impl<E: Into<redb::Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::File(Arc::new(error.into()))
    }
}

impl Fault {
    pub(crate) fn is_corrupt(&self) -> bool {
        match self {
            Self::Value => true,
            Self::File(error) => matches!(**error, redb::Error::Corrupted(_)),
            Self::Gone => false,
        }
    }

    pub(crate) fn boxed(self) -> Box<dyn Error + Send + Sync> {
        Box::new(Step(self))
    }
}

/// The fault as an error. A type of its own, since `Fault` is made from every error.
#[derive(Debug)]
struct Step(Fault);

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Fault::File(_) => "the store's file cannot be used",
            Fault::Value => "the store's file holds a value that cannot be read",
            Fault::Gone => "the store's thread did not carry out the step",
        })
    }
}

impl Error for Step {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Fault::File(error) => Some(&**error),
            Fault::Value | Fault::Gone => None,
        }
    }
}

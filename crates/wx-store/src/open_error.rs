//! Why a file was not opened.

use std::{error::Error, fmt};

use crate::fault::Fault;

/// A store was not opened. Its file is as it was.
#[derive(Debug)]
pub struct OpenError {
    kind: OpenErrorKind,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// What stood in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OpenErrorKind {
    /// Another process, or another store of this one, has it open.
    InUse,
    /// It is a file of something else, or damaged.
    NotAStore,
    /// It was written by a later version of this crate.
    Newer,
    /// The file system refused.
    Unavailable,
}

impl OpenError {
    pub(crate) fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind: OpenErrorKind::Unavailable, source: Some(source.into()) }
    }

    /// What stood in the way.
    #[must_use]
    pub fn kind(&self) -> OpenErrorKind {
        self.kind
    }
}

impl From<OpenErrorKind> for OpenError {
    fn from(kind: OpenErrorKind) -> Self {
        Self { kind, source: None }
    }
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        let kind = match &fault {
            Fault::File(error) => kind_of(error),
            Fault::Value => OpenErrorKind::NotAStore,
            Fault::Gone => OpenErrorKind::Unavailable,
        };
        Self { kind, source: Some(fault.boxed()) }
    }
}

fn kind_of(error: &redb::Error) -> OpenErrorKind {
    match error {
        redb::Error::DatabaseAlreadyOpen => OpenErrorKind::InUse,
        redb::Error::Io(error) if !is_content(error.kind()) => OpenErrorKind::Unavailable,
        _ => OpenErrorKind::NotAStore,
    }
}

/// Whether it is about what was read, and not about reading.
fn is_content(kind: std::io::ErrorKind) -> bool {
    matches!(kind, std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof)
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            OpenErrorKind::InUse => "the store is open elsewhere; one process at a time may use its file",
            OpenErrorKind::NotAStore => "the file is not a store, or damaged; it was left as it is",
            OpenErrorKind::Newer => {
                "the store was written by a later version of wx-store; it was left as it is"
            }
            OpenErrorKind::Unavailable => "the store's file cannot be opened",
        })
    }
}

impl Error for OpenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

//! What was sent under which number, written down before it is sent.
//!
//! A process that dies between a send and its answer forgets that there was a send. A journal does not: every call that
//! acts is stored *before* its first request leaves, and its ending when it is known. At the next start,
//! [`unfinished`](Journal::unfinished) lists what has to be asked for.
//!
//! It also holds the oldest rule of repeated payments: **a number never carries two bodies**. What is stored of a body is
//! its SHA-256 alone, so that the journal holds no personal data, and a body that differs in one byte is refused before
//! anything is sent.
//!
//! Give the [`Executor`](crate::Executor) a journal with [`with_journal`](crate::Executor::with_journal); every client
//! above it then keeps it. Calls that only read are never recorded.
//!
//! | State of a number | the same body | another body |
//! |---|---|---|
//! | free | recorded, sent | recorded, sent |
//! | open: sent, ending unknown | sent: a repetition | **refused**, nothing is sent |
//! | done | sent: a repetition | **refused**; but see [`Bodies::OneAtATime`] |
//!
//! | Ending of a call | The number |
//! |---|---|
//! | [`Done`](Ending::Done) | done |
//! | [`Refused`](Ending::Refused), [`NotSent`](Ending::NotSent) | free for a corrected body, unless an earlier call left it open |
//! | [`Unknown`](Ending::Unknown), a future that was dropped, a crash | open |
//! | [`NotDone`](Ending::NotDone), said by whoever asked the platform | free |
//!
//! A store of your own implements [`Journal`] with the pure steps of [`Standing`], and runs [`conformance`] in its tests.

pub mod conformance;
mod entry;
mod error;
mod memory;
mod standing;

pub use entry::{Bodies, BodyHash, Entry, Key, Record};
pub use error::{JournalError, JournalErrorKind};
pub use memory::MemoryJournal;
pub use standing::{Ending, Phase, Standing};

use std::{fmt, sync::Arc};

use crate::BoxFuture;

/// Remembers which body was sent under which number, and how that ended.
///
/// Any number of calls, processes and machines may use one journal at the same time: each method must take effect as a
/// whole or not at all, for example as one transaction. Dropping a future may leave its step done or not done.
pub trait Journal: fmt::Debug + Send + Sync {
    /// Writes down that a request is about to be sent. Nothing is sent before this has resolved, so it must not resolve
    /// before the entry would survive whatever the journal is meant to survive.
    ///
    /// # Errors
    /// [`JournalErrorKind::OtherBody`] where [`Standing::begin`] says so; any other kind where the entry may not be stored.
    /// Either way nothing is sent.
    fn begin<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>>;

    /// Writes down how it ended. An entry that is not there, or no longer open, is left as it is.
    ///
    /// # Errors
    /// [`JournalErrorKind::OtherBody`] where the number meanwhile carries another body; any other kind where the ending may
    /// not be stored. The entry then stays open, which costs a query and nothing else.
    fn finish<'a>(&'a self, entry: &'a Entry, ending: Ending) -> BoxFuture<'a, Result<(), JournalError>>;

    /// All entries that are open: at the start of a process, what has to be asked for. While calls are under way, theirs
    /// are among them.
    ///
    /// # Errors
    /// Any kind but `OtherBody`, where they cannot be read.
    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<Entry>, JournalError>>;
}

impl<T: Journal + ?Sized> Journal for Arc<T> {
    fn begin<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        (**self).begin(entry)
    }

    fn finish<'a>(&'a self, entry: &'a Entry, ending: Ending) -> BoxFuture<'a, Result<(), JournalError>> {
        (**self).finish(entry, ending)
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<Entry>, JournalError>> {
        (**self).unfinished()
    }
}

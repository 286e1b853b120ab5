//! What happened on the way, for logs and tables.

use std::{fmt, time::Duration};

use crate::{Host, journal::JournalErrorKind};

/// The attempts of one call, in order.
///
/// It prints on one line, without anything of a request but its host:
/// `https://api.example.com not sent (2 ms), https://api2.example.com status 200 (31 ms)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// One record per attempt. A host that lost the race for a connection stands there as not sent, too.
    pub attempts: Vec<AttemptRecord>,
    /// Why the journal did not take the ending of the call, if it did not. The call's result stands all the same; its
    /// entry stays open, and will be among the [unfinished](crate::journal::Journal::unfinished).
    pub unrecorded: Option<JournalErrorKind>,
}

/// One attempt of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptRecord {
    /// Where it went.
    pub host: Host,
    /// When it began, counted from the beginning of the call.
    pub started: Duration,
    /// How long it took, sealing and opening included.
    pub took: Duration,
    /// How it ended.
    pub result: AttemptResult,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttemptResult {
    /// The layer above could not make the request. Nothing was sent.
    Unsealed,
    /// Nothing was sent.
    NotSent,
    /// It may have been received; no complete answer came.
    Unknown,
    /// It may have been received; it was cut short by a time limit of the call.
    TimedOut,
    /// An answer with this status was believed.
    Status(u16),
    /// An answer with this status came and could not be believed, for example because its signature did not match.
    Unusable(u16),
}

impl AttemptRecord {
    pub(crate) fn new(host: Host, started: Duration, took: Duration, result: AttemptResult) -> Self {
        Self { host, started, took, result }
    }
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, attempt) in self.attempts.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{attempt}")?;
        }
        match self.unrecorded {
            Some(kind) => write!(f, "; ending not recorded: {kind}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for AttemptRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} ms)", self.host, self.result, self.took.as_millis())
    }
}

impl fmt::Display for AttemptResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsealed => f.write_str("not sealed"),
            Self::NotSent => f.write_str("not sent"),
            Self::Unknown => f.write_str("unknown"),
            Self::TimedOut => f.write_str("timed out"),
            Self::Status(status) => write!(f, "status {status}"),
            Self::Unusable(status) => write!(f, "status {status}, not believed"),
        }
    }
}

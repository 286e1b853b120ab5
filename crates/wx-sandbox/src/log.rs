//! What the gateway saw and what it sent, without content.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::fault::Fired;
use crate::server::Which;
use crate::spoil::Spoil;

/// One line of the log: a request that arrived, or one attempt to deliver a notification.
///
/// Entries name things: paths, business numbers, states, error codes. They hold no body, no header value, no query and
/// no key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogEntry {
    /// A request and how it was answered. Requests to the control endpoints are not listed.
    Request(RequestEntry),
    /// One attempt to deliver a notification.
    Notification(NotificationEntry),
    /// A connection that a fault struck before a request was read.
    Connection(ConnectionEntry),
}

/// A request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestEntry {
    /// When, in Unix seconds of the gateway's clock.
    pub at: i64,
    /// The host that was asked.
    pub host: Which,
    /// `GET`, `POST` ..
    pub method: String,
    /// The path as it stood on the request line. The query is left out.
    pub path: String,
    /// The HTTP status of the answer: of the platform's own, where a fault took its place; 0 if the request was thrown
    /// away or is held.
    pub status: u16,
    /// The error code of a refusal: a word, or the number of gateways that have numbers.
    pub code: Option<&'static str>,
    /// Why it was refused, in words; for a body, which field broke which rule.
    pub issue: Option<String>,
    /// Deliberate damage done to the answer.
    pub spoiled: Option<Spoil>,
    /// The faults that struck, and the rules that said so.
    pub faults: Vec<Fired>,
}

/// One attempt to deliver a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotificationEntry {
    /// When, in Unix seconds of the gateway's clock.
    pub at: i64,
    /// The notification's id, the same for all attempts.
    pub id: String,
    /// `TRANSACTION.SUCCESS`, `REFUND.CLOSED` ..
    pub event_type: String,
    /// The business number it is about.
    pub number: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// What came of it.
    pub delivery: Delivery,
    /// Deliberate damage done to this attempt.
    pub spoiled: Option<Spoil>,
    /// The faults that struck, and the rules that said so.
    pub faults: Vec<Fired>,
}

/// A connection that a fault struck before a request was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionEntry {
    /// When, in Unix seconds of the gateway's clock.
    pub at: i64,
    /// The host that was connected to.
    pub host: Which,
    /// The fault, and the rule that said so.
    pub fault: Fired,
}

/// What came of one attempt to deliver a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// The receiver said what counts as an acceptance. Holds the HTTP status.
    Accepted(u16),
    /// The receiver said something else, be it in the status or in the body. Holds the HTTP status.
    Refused(u16),
    /// No answer arrived in time.
    TimedOut,
    /// No connection, or it ended before an answer.
    Failed,
    /// Deliberately not sent; the next attempt comes after the usual pause.
    Lost,
    /// Nothing was sent and nothing will be: the address is one that this gateway does not send to. Says why.
    Impossible(&'static str),
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(status) => write!(f, "accepted with {status}"),
            Self::Refused(status) => write!(f, "refused with {status}"),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Failed => f.write_str("no connection or no answer"),
            Self::Lost => f.write_str("lost on purpose"),
            Self::Impossible(why) => write!(f, "not sent: {why}"),
        }
    }
}

/// The newest entries; older ones make room.
#[derive(Default)]
pub(crate) struct Log(Mutex<VecDeque<LogEntry>>);

const KEPT: usize = 100_000;

impl Log {
    pub(crate) fn push(&self, entry: LogEntry) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= KEPT {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    pub(crate) fn entries(&self) -> Vec<LogEntry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

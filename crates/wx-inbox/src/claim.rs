//! The right to handle an event.

use std::time::Duration;

use crate::EventKey;

/// The right to handle one event, until its lease runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    key: EventKey,
    fence: u64,
    until: Duration,
}

impl Claim {
    /// For a store: the claim that it has just written down.
    #[must_use]
    pub fn new(key: EventKey, fence: u64, until: Duration) -> Self {
        Self { key, fence, until }
    }

    /// The event.
    #[must_use]
    pub fn key(&self) -> &EventKey {
        &self.key
    }

    /// Greater than that of every earlier claim of the store. Something that remembers the greatest fence it has seen can
    /// refuse the writes of a handler that was overtaken.
    #[must_use]
    pub fn fence(&self) -> u64 {
        self.fence
    }

    /// When somebody else may take over, since 1970.
    #[must_use]
    pub fn until(&self) -> Duration {
        self.until
    }
}

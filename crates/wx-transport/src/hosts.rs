//! A host and its backups.

use crate::Host;

/// One primary host and any number of backups, in the order in which they are tried.
///
/// All of them must be entrances to the same gateway with the same books: a request whose answer was lost on one is
/// repeated on the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    primary: Host,
    backups: Vec<Host>,
}

impl Hosts {
    /// A single host.
    #[must_use]
    pub fn new(primary: Host) -> Self {
        Self { primary, backups: Vec::new() }
    }

    /// Adds a backup after those already there.
    #[must_use]
    pub fn with_backup(mut self, host: Host) -> Self {
        self.backups.push(host);
        self
    }

    /// The host every call starts with.
    #[must_use]
    pub fn primary(&self) -> &Host {
        &self.primary
    }

    /// All hosts, the primary first.
    pub fn iter(&self) -> impl Iterator<Item = &Host> {
        std::iter::once(&self.primary).chain(&self.backups)
    }

    /// How many there are, at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always a primary host")]
    pub fn len(&self) -> usize {
        self.backups.len().saturating_add(1)
    }

    /// The host of this number; the primary where there is none.
    pub(crate) fn at(&self, index: usize) -> &Host {
        index.checked_sub(1).and_then(|backup| self.backups.get(backup)).unwrap_or(&self.primary)
    }
}

impl From<Host> for Hosts {
    fn from(primary: Host) -> Self {
        Self::new(primary)
    }
}

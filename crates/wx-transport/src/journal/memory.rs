//! A journal that lives as long as the process.

use std::{
    collections::BTreeMap,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Ending, Entry, Journal, JournalError, Key, Standing};
use crate::BoxFuture;

/// Keeps its entries in memory: a number never carries two bodies, as long as the process lives. A crash is forgotten with
/// everything else, so for money use a store that survives it.
///
/// What is done stays in it. It holds a few hundred bytes for each number.
#[derive(Debug, Default)]
pub struct MemoryJournal {
    numbers: Mutex<BTreeMap<Key, Standing>>,
}

impl MemoryJournal {
    /// An empty journal.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn numbers(&self) -> MutexGuard<'_, BTreeMap<Key, Standing>> {
        // Every step below is one insertion or removal, so a panic elsewhere leaves nothing half done.
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for MemoryJournal {
    fn begin<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            let mut numbers = self.numbers();
            let standing = Standing::begin(numbers.get(&entry.key).copied(), entry)?;
            numbers.insert(entry.key.clone(), standing);
            Ok(())
        })
    }

    fn finish<'a>(&'a self, entry: &'a Entry, ending: Ending) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            let mut numbers = self.numbers();
            let Some(standing) = numbers.get(&entry.key).copied() else { return Ok(()) };
            match standing.finish(entry, ending)? {
                Some(standing) => numbers.insert(entry.key.clone(), standing),
                None => numbers.remove(&entry.key),
            };
            Ok(())
        })
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<Entry>, JournalError>> {
        let open = |(key, standing): (&Key, &Standing)| {
            standing.is_open().then(|| Entry::new(key.clone(), standing.body, standing.bodies))
        };
        Box::pin(ready(Ok(self.numbers().iter().filter_map(open).collect())))
    }
}

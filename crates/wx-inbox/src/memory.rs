//! A claim store that lives as long as the process.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::{BoxFuture, Claim, ClaimStore, Claimed, EventKey, Slot, StoreError, StoreErrorKind, Taken};

/// Keeps its claims in memory and forgets them with the process. What is over is removed as new claims come in.
#[derive(Debug, Default)]
pub struct MemoryInbox {
    events: Mutex<Events>,
}

impl MemoryInbox {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn events(&self) -> MutexGuard<'_, Events> {
        // No step below panics between its two writes.
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClaimStore for MemoryInbox {
    fn claim<'a>(
        &'a self,
        key: &'a EventKey,
        now: Duration,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claimed, StoreError>> {
        Box::pin(async move {
            let mut events = self.events();
            let fence = events.fence.checked_add(1).ok_or(StoreErrorKind::Unavailable)?;
            match Slot::claim(events.slots.get(key).copied(), fence, now, lease) {
                Ok(slot) => {
                    events.fence = fence;
                    events.put(key, Some(slot));
                    events.forget(now);
                    Ok(Claimed::Yours(Claim::new(key.clone(), fence, slot.until())))
                }
                Err(Taken::Until(until)) => Ok(Claimed::Busy(until)),
                Err(Taken::Done) => Ok(Claimed::Done),
            }
        })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, now: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let mut events = self.events();
            let before = events.slots.get(claim.key()).copied();
            let slot = Slot::finish(before, claim.fence(), now).ok_or(StoreErrorKind::Lost)?;
            events.put(claim.key(), Some(slot));
            Ok(())
        })
    }

    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let mut events = self.events();
            if events.slots.get(claim.key()).is_some_and(|slot| slot.is_released_by(claim.fence())) {
                events.put(claim.key(), None);
            }
            Ok(())
        })
    }
}

#[derive(Debug, Default)]
struct Events {
    slots: BTreeMap<EventKey, Slot>,
    /// The same, by the time when they are over.
    ends: BTreeSet<(Duration, EventKey)>,
    fence: u64,
}

impl Events {
    fn put(&mut self, key: &EventKey, slot: Option<Slot>) {
        let before = match slot {
            Some(slot) => self.slots.insert(key.clone(), slot),
            None => self.slots.remove(key),
        };
        if let Some(before) = before {
            self.ends.remove(&(before.until(), key.clone()));
        }
        if let Some(slot) = slot {
            self.ends.insert((slot.until(), key.clone()));
        }
    }

    /// Removes what has been over for a while: a claim that has just run out may still be finished.
    fn forget(&mut self, now: Duration) {
        while self.ends.first().is_some_and(|(until, _)| until.saturating_add(GRACE) <= now) {
            if let Some((_, key)) = self.ends.pop_first() {
                self.slots.remove(&key);
            }
        }
    }
}

/// How long a claim that ran out can still be finished.
const GRACE: Duration = Duration::from_secs(60 * 60);

//! The inbox in the file.

use std::time::Duration;

use redb::{ReadableTable as _, Table, WriteTransaction};
use wx_inbox::{BoxFuture, Claim, ClaimStore, Claimed, EventKey, Slot, StoreError, StoreErrorKind, Taken};

use crate::{
    fault::Fault,
    store::Store,
    tables::{CLAIMS, ENDS, META},
};

impl ClaimStore for Store {
    fn claim<'a>(
        &'a self,
        key: &'a EventKey,
        now: Duration,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claimed, StoreError>> {
        Box::pin(async move {
            let wanted = key.clone();
            self.step(move |transaction| claim(transaction, wanted, now, lease)).await.map_err(refused)
        })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, now: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let (key, fence) = (claim.key().to_stored(), claim.fence());
            let finished = self.step(move |transaction| {
                let mut slots = Slots::open(transaction)?;
                let after = Slot::finish(slots.get(&key)?, fence, now);
                if let Some(slot) = after {
                    slots.put(&key, Some(slot))?;
                }
                Ok(after)
            });
            finished.await.map_err(refused)?.map(drop).ok_or(StoreErrorKind::Lost.into())
        })
    }

    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let (key, fence) = (claim.key().to_stored(), claim.fence());
            let released = self.step(move |transaction| {
                let mut slots = Slots::open(transaction)?;
                match slots.get(&key)? {
                    Some(slot) if slot.is_released_by(fence) => slots.put(&key, None),
                    Some(_) | None => Ok(()),
                }
            });
            released.await.map_err(refused)
        })
    }
}

fn claim(
    transaction: &WriteTransaction,
    key: EventKey,
    now: Duration,
    lease: Duration,
) -> Result<Claimed, Fault> {
    let mut meta = transaction.open_table(META)?;
    let last = meta.get(FENCE)?.map_or(0, |fence| fence.value());
    let fence = last.checked_add(1).ok_or(Fault::Value)?;
    let mut slots = Slots::open(transaction)?;
    let stored = key.to_stored();
    match Slot::claim(slots.get(&stored)?, fence, now, lease) {
        Ok(slot) => {
            meta.insert(FENCE, fence)?;
            slots.put(&stored, Some(slot))?;
            slots.forget(now)?;
            Ok(Claimed::Yours(Claim::new(key, fence, slot.until())))
        }
        Err(Taken::Until(until)) => Ok(Claimed::Busy(until)),
        Err(Taken::Done) => Ok(Claimed::Done),
    }
}

fn refused(fault: Fault) -> StoreError {
    let kind = if fault.is_corrupt() { StoreErrorKind::Corrupt } else { StoreErrorKind::Unavailable };
    StoreError::new(kind, fault.boxed())
}

/// The slots, and the order in which they are over.
struct Slots<'a> {
    slots: Table<'a, &'static str, (u8, u64, u64, u32)>,
    ends: Table<'a, (u64, u32, &'static str), ()>,
}

impl<'a> Slots<'a> {
    fn open(transaction: &'a WriteTransaction) -> Result<Self, Fault> {
        Ok(Self { slots: transaction.open_table(CLAIMS)?, ends: transaction.open_table(ENDS)? })
    }

    fn get(&self, key: &str) -> Result<Option<Slot>, Fault> {
        self.slots.get(key)?.map(|row| read(row.value())).transpose()
    }

    fn put(&mut self, key: &str, slot: Option<Slot>) -> Result<(), Fault> {
        if let Some(before) = self.get(key)? {
            let until = before.until();
            self.ends.remove((until.as_secs(), until.subsec_nanos(), key))?;
        }
        let Some(slot) = slot else {
            self.slots.remove(key)?;
            return Ok(());
        };
        let until = slot.until();
        self.ends.insert((until.as_secs(), until.subsec_nanos(), key), ())?;
        self.slots.insert(key, write(slot))?;
        Ok(())
    }

    /// Removes a few of what has been over for a while: a claim that has just run out may still be finished.
    fn forget(&mut self, now: Duration) -> Result<(), Fault> {
        let before = now.saturating_sub(GRACE);
        for _ in 0..FORGET {
            let Some(key) = self.oldest(before)? else { break };
            self.put(&key, None)?;
        }
        Ok(())
    }

    fn oldest(&self, before: Duration) -> Result<Option<String>, Fault> {
        let Some((row, ())) = self.ends.first()?.map(|(row, nothing)| (row, nothing.value())) else {
            return Ok(None);
        };
        let (seconds, nanos, key) = row.value();
        Ok((time(seconds, nanos)? <= before).then(|| key.to_owned()))
    }
}

fn write(slot: Slot) -> (u8, u64, u64, u32) {
    let (state, fence) = match slot {
        Slot::Held { fence, .. } => (HELD, fence),
        Slot::Done { fence, .. } => (DONE, fence),
    };
    (state, fence, slot.until().as_secs(), slot.until().subsec_nanos())
}

fn read((state, fence, seconds, nanos): (u8, u64, u64, u32)) -> Result<Slot, Fault> {
    let until = time(seconds, nanos)?;
    match state {
        HELD => Ok(Slot::Held { fence, until }),
        DONE => Ok(Slot::Done { fence, until }),
        _ => Err(Fault::Value),
    }
}

fn time(seconds: u64, nanos: u32) -> Result<Duration, Fault> {
    // More nanoseconds than a second has would overflow into it.
    if nanos < 1_000_000_000 { Ok(Duration::new(seconds, nanos)) } else { Err(Fault::Value) }
}

const HELD: u8 = 0;
const DONE: u8 = 1;
const FENCE: &str = "fence";

/// How long a claim that ran out can still be finished.
const GRACE: Duration = Duration::from_secs(60 * 60);

/// How many are removed for each claim that is made, so that the file shrinks and no claim waits for long.
const FORGET: usize = 4;

//! The merchant's journal. Like the database it survives a crash; it takes its time, and now and then it is not there.

use std::{fmt, sync::Arc};

use wx_transport::{
    BoxFuture,
    journal::{Ending, Entry, Journal, JournalError, JournalErrorKind},
};

use crate::{
    asked::Act,
    fault::Mishap,
    world::{Luck, World},
};

/// One machine's way to the journal.
pub(crate) struct Desk(pub(crate) Arc<World>);

impl Desk {
    /// A step takes a moment, in which a call may be dropped and a machine may crash.
    async fn step(&self, entry: &Entry) -> Result<(), JournalError> {
        let Self(world) = self;
        let Some(act) = Act::of_entry(entry) else {
            return Err(JournalError::new(JournalErrorKind::Unavailable, "no such call"));
        };
        let nth = world.begin_step(act.intent());
        let mut dice = world.dice(Luck::Journal, act.intent(), nth);
        world.hub.nap(dice.millis(1, 5)).await;
        if dice.chance(5) && world.befalls(Mishap::Journal(act.intent(), nth)) {
            return Err(JournalError::new(JournalErrorKind::Unavailable, "the store is away"));
        }
        Ok(())
    }
}

impl Journal for Desk {
    fn begin<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            self.step(entry).await?;
            self.0.journal.begin(entry).await?;
            if let Some(act) = Act::of_entry(entry) {
                self.0.state().written.insert(act);
            }
            Ok(())
        })
    }

    fn finish<'a>(&'a self, entry: &'a Entry, ending: Ending) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            self.step(entry).await?;
            self.0.journal.finish(entry, ending).await
        })
    }

    fn unfinished(&self) -> BoxFuture<'_, Result<Vec<Entry>, JournalError>> {
        self.0.journal.unfinished()
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk")
    }
}

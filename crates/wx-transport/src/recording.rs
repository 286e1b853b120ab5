//! The executor's side of the journal: an entry before the first send, an ending after the last.

use std::time::Duration;

use crate::{
    BoxFuture, Call, Done, Environment, Failure, Outcome, Repeat, Trail,
    journal::{Ending, Entry, Journal, JournalError, JournalErrorKind},
    race::race,
};

/// One call that stands in the journal.
pub(crate) struct Recording<'a> {
    journal: &'a dyn Journal,
    environment: &'a Environment,
    entry: Entry,
    /// How long the journal may take for one step.
    patience: Duration,
}

impl<'a> Recording<'a> {
    /// Writes the call down, if there is anything to write. Nothing may be sent before this has succeeded.
    pub(crate) async fn begin<C: Call + ?Sized>(
        journal: Option<&'a dyn Journal>,
        call: &C,
        environment: &'a Environment,
        patience: Duration,
    ) -> Result<Option<Self>, JournalError> {
        let Some(journal) = journal.filter(|_| call.repeat() != Repeat::Read) else { return Ok(None) };
        let Some(entry) = call.record().map(|record| record.entry()) else { return Ok(None) };
        within(journal.begin(&entry), environment, patience).await?;
        Ok(Some(Self { journal, environment, entry, patience }))
    }

    /// Writes the ending down. What was done stays done where the journal does not take it: the trail says so, and the
    /// entry stays open.
    pub(crate) async fn finish<C: Call + ?Sized>(
        self,
        call: &C,
        mut ended: Result<Done<C::Output>, Failure<C::Error>>,
    ) -> Result<Done<C::Output>, Failure<C::Error>> {
        let ending = match &ended {
            Ok(done) if call.settles(&done.output) => Ending::Done,
            Ok(_) => Ending::Unknown,
            Err(failure) => match failure.outcome() {
                Outcome::NotSent => Ending::NotSent,
                Outcome::Answered => Ending::Refused,
                Outcome::Unknown => Ending::Unknown,
            },
        };
        let step = self.journal.finish(&self.entry, ending);
        let unrecorded = within(step, self.environment, self.patience).await.err().map(|error| error.kind());
        let trail: &mut Trail = match &mut ended {
            Ok(done) => &mut done.trail,
            Err(failure) => failure.trail_mut(),
        };
        trail.unrecorded = unrecorded;
        ended
    }
}

/// One step of a journal, or [`JournalErrorKind::TimedOut`].
pub(crate) async fn within<'a>(
    step: BoxFuture<'a, Result<(), JournalError>>,
    environment: &'a Environment,
    patience: Duration,
) -> Result<(), JournalError> {
    let ended = race(step, environment.sleep().sleep(patience)).await;
    ended.unwrap_or_else(|| Err(JournalErrorKind::TimedOut.into()))
}

//! The one asynchronous layer: seal, send, open, and whatever the plan says next.

use std::sync::Arc;

use crate::{
    Call, Cause, Environment, Failure, Hosts, Policy, StopReason, Trail, Transport,
    course::Course,
    health::{Health, HealthReport},
    journal::{Ending, Journal, JournalError, Record},
    recording::{Recording, within},
};

/// Runs calls: seals each attempt afresh, sends it, hands the answer back, and repeats where that is allowed.
///
/// A clone shares the transport and its connections, and what is known of the hosts. For a call that needs more patience,
/// clone the executor and give the clone another [`Policy`].
///
/// The order of an attempt is always: seal → send, raced against its time → open → plan. Before the first attempt stand
/// the [journal](crate::journal) and the choice of the [host](crate::health).
#[derive(Clone, Debug)]
pub struct Executor {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) health: Arc<Health>,
    hosts: Arc<Hosts>,
    environment: Environment,
    policy: Policy,
    journal: Option<Arc<dyn Journal>>,
}

/// A positive answer, and how it was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done<T> {
    /// What the call made of the answer.
    pub output: T,
    /// All attempts, the successful one last.
    pub trail: Trail,
}

impl Executor {
    /// An executor with the default [`Policy`].
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>, hosts: Hosts, environment: Environment) -> Self {
        let (hosts, health) = (Arc::new(hosts), Arc::default());
        Self { transport, health, hosts, environment, policy: Policy::default(), journal: None }
    }

    /// The same executor with another policy.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    /// The same executor, which writes every call that acts into `journal` before it sends anything.
    ///
    /// An entry that cannot be written ends the call as not sent, with [`Cause::Journal`]. An ending that cannot be
    /// written changes nothing about the result: [`Trail::unrecorded`] names the reason, and the entry stays open. Each
    /// step of the journal may take as long as an attempt.
    #[must_use]
    pub fn with_journal(self, journal: Arc<dyn Journal>) -> Self {
        Self { journal: Some(journal), ..self }
    }

    /// The same executor, which shares what is known of the hosts with every other one that was given the same.
    #[must_use]
    pub fn with_health(self, health: Arc<Health>) -> Self {
        Self { health, ..self }
    }

    /// How the hosts stand now, and how many repetitions are left: for a page that operators look at.
    #[must_use]
    pub fn health(&self) -> HealthReport {
        self.health.report(&self.hosts, self.environment.clock().elapsed())
    }

    /// The hosts calls go to.
    #[must_use]
    pub fn hosts(&self) -> &Hosts {
        &self.hosts
    }

    /// The clock, sleep and randomness calls are made with.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The numbers behind the retry table.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Writes down what somebody learned of a call whose outcome was unknown. Without a journal there is nothing to do.
    ///
    /// # Errors
    /// [`JournalError`] where the journal did not take it, for example because the number carries another body. The entry
    /// stays as it is.
    pub async fn conclude(&self, record: &Record<'_>, ending: Ending) -> Result<(), JournalError> {
        let Some(journal) = &self.journal else { return Ok(()) };
        let (entry, patience) = (record.entry(), self.policy.attempt_timeout);
        within(journal.finish(&entry, ending), &self.environment, patience).await
    }

    /// Where calls are written down, if anywhere.
    #[must_use]
    pub fn journal(&self) -> Option<&Arc<dyn Journal>> {
        self.journal.as_ref()
    }

    /// Runs one call to its end: at most [`Policy::attempts`] requests within [`Policy::deadline`].
    ///
    /// # Errors
    ///
    /// [`Failure`], whose [`outcome`](Failure::outcome) says whether the server may have acted.
    ///
    /// # Cancellation
    ///
    /// Dropping the future before it was first polled leaves nothing behind. After that a request may have left, and
    /// dropping the future does not call it back: the outcome is unknown, exactly as after a lost answer. To be told
    /// the outcome, spawn the call and keep the handle. No lock is held while waiting. In a journal the call stays open.
    pub async fn run<C: Call + ?Sized>(&self, call: &C) -> Result<Done<C::Output>, Failure<C::Error>> {
        let course = Course::new(self, call.repeat());
        let patience = self.policy.attempt_timeout.min(self.policy.deadline);
        match Recording::begin(self.journal.as_deref(), call, &self.environment, patience).await {
            Ok(None) => course.run(call).await,
            Ok(Some(recording)) => recording.finish(call, course.run(call).await).await,
            Err(error) => Err(course.fail(StopReason::Final, Cause::Journal(error))),
        }
    }
}

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const _: () = shared_by_threads::<Executor>();

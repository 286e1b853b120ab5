//! The one asynchronous layer: seal, send, open, and whatever the plan says next.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};

use crate::{
    Attempt, AttemptRecord, AttemptResult, Call, Cause, Environment, Failure, Host, Hosts, Observed, Outcome,
    Plan, Policy, Repeat, SendError, SendErrorKind, Step, StopReason, Trail, Transport, Verdict,
    journal::Journal, race::race, recording::Recording,
};

/// Runs calls: seals each attempt afresh, sends it, hands the answer back, and repeats where that is allowed.
///
/// A clone shares the transport and its connections. For a call that needs more patience, clone the executor and give
/// the clone another [`Policy`].
///
/// The order of an attempt is always: seal → send, raced against its time → open → plan.
#[derive(Clone, Debug)]
pub struct Executor {
    transport: Arc<dyn Transport>,
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
        Self { transport, hosts: Arc::new(hosts), environment, policy: Policy::default(), journal: None }
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

    /// Sends one request once. `None` if its time ran out.
    async fn exchange(
        &self,
        request: Request<Bytes>,
        limit: Duration,
    ) -> Option<Result<Response<Bytes>, SendError>> {
        race(self.transport.send(request), self.environment.sleep().sleep(limit)).await
    }
}
/// One call on its way.
struct Course<'a> {
    executor: &'a Executor,
    repeat: Repeat,
    plan: Plan,
    began: Duration,
    host: &'a Host,
    number: u32,
    outcome: Outcome,
    trail: Trail,
}

/// How long an attempt may take, and which limit that is.
#[derive(Clone, Copy)]
struct Limit {
    time: Duration,
    is_deadline: bool,
}

impl Limit {
    fn passed<E>(self) -> Cause<E> {
        if self.is_deadline { Cause::DeadlinePassed } else { Cause::AttemptTimeout }
    }
}

impl<'a> Course<'a> {
    fn new(executor: &'a Executor, repeat: Repeat) -> Self {
        Self {
            executor,
            repeat,
            plan: Plan::new(&executor.policy, repeat, executor.hosts.len()),
            began: executor.environment.clock().elapsed(),
            host: executor.hosts.primary(),
            number: 1,
            outcome: Outcome::NotSent,
            trail: Trail::default(),
        }
    }

    async fn run<C: Call + ?Sized>(mut self, call: &C) -> Result<Done<C::Output>, Failure<C::Error>> {
        let mut last = None;
        loop {
            let Some(limit) = self.limit() else {
                return Err(self.fail(StopReason::DeadlinePassed, last.unwrap_or(Cause::DeadlinePassed)));
            };
            let missed = match self.attempt(call, limit).await {
                Ok(output) => return Ok(Done { output, trail: self.trail }),
                Err(missed) => missed,
            };
            match self.next(&missed.observed) {
                Step::Again { wait, .. } => self.wait(wait).await,
                Step::Stop(reason) => return Err(self.fail(reason, missed.cause)),
            }
            last = Some(missed.cause);
        }
    }

    fn elapsed(&self) -> Duration {
        self.executor.environment.clock().elapsed().saturating_sub(self.began)
    }

    /// `None` once the deadline has passed, for example because a wait took longer than it should have.
    fn limit(&self) -> Option<Limit> {
        let Policy { attempt_timeout, deadline, .. } = self.executor.policy;
        let left = deadline.checked_sub(self.elapsed()).filter(|left| !left.is_zero())?;
        Some(Limit { time: left.min(attempt_timeout), is_deadline: left <= attempt_timeout })
    }

    async fn attempt<C: Call + ?Sized>(
        &mut self,
        call: &C,
        limit: Limit,
    ) -> Result<C::Output, Missed<C::Error>> {
        let environment = &self.executor.environment;
        let started = self.elapsed();
        let attempt = Attempt::new(environment.clock().unix_time(), self.number, environment.random());
        let sealed = race(call.seal(self.host, attempt), environment.sleep().sleep(limit.time)).await;
        let left = limit.time.saturating_sub(self.elapsed().saturating_sub(started));
        let ended = match sealed {
            None => Ended::seal_timed_out(limit),
            Some(Err(error)) => Ended::unsealed(error),
            Some(Ok(request)) => match self.executor.exchange(request, left).await {
                Some(Ok(response)) => {
                    let status = response.status().as_u16();
                    Ended::answered(call.open(response, environment.clock().unix_time()), status)
                }
                Some(Err(error)) => Ended::unanswered(error),
                None => Ended::timed_out(limit),
            },
        };
        let took = self.elapsed().saturating_sub(started);
        self.trail.attempts.push(AttemptRecord::new(self.host.clone(), started, took, ended.result));
        if let Err(missed) = &ended.output {
            self.note(missed.outcome);
        }
        ended.output
    }

    /// Unknown is sticky, except where nothing can have been done.
    fn note(&mut self, outcome: Outcome) {
        self.outcome = match self.repeat {
            Repeat::Read => outcome,
            Repeat::SameBody | Repeat::Once => self.outcome.max(outcome),
        };
    }

    fn next(&mut self, observed: &Observed) -> Step {
        let jitter = self.executor.environment.jitter();
        let step = self.plan.next(observed, self.elapsed(), jitter);
        if let Step::Again { host, .. } = step {
            self.host = self.executor.hosts.at(host);
            self.number = self.number.saturating_add(1);
        }
        step
    }

    async fn wait(&self, time: Duration) {
        if !time.is_zero() {
            self.executor.environment.sleep().sleep(time).await;
        }
    }

    fn fail<E>(self, reason: StopReason, cause: Cause<E>) -> Failure<E> {
        Failure::new(self.outcome, reason, cause, self.trail)
    }
}

/// How one attempt ended.
struct Ended<T, E> {
    result: AttemptResult,
    output: Result<T, Missed<E>>,
}

/// An attempt without a positive answer: what the plan needs to know, what the caller is told, and whether the server
/// may have acted.
struct Missed<E> {
    observed: Observed,
    outcome: Outcome,
    cause: Cause<E>,
}

impl<T, E> Ended<T, E> {
    fn missed(result: AttemptResult, observed: Observed, outcome: Outcome, cause: Cause<E>) -> Self {
        Self { result, output: Err(Missed { observed, outcome, cause }) }
    }

    fn unsealed(error: E) -> Self {
        Self::missed(AttemptResult::Unsealed, Observed::Final, Outcome::NotSent, Cause::Seal(error))
    }

    /// Whatever makes the signature took too long, so there was nothing to send.
    fn seal_timed_out(limit: Limit) -> Self {
        Self::missed(AttemptResult::Unsealed, Observed::Final, Outcome::NotSent, limit.passed())
    }

    fn unanswered(error: SendError) -> Self {
        let (result, observed, outcome) = if error.may_have_been_received() {
            (AttemptResult::Unknown, Observed::Unknown, Outcome::Unknown)
        } else if error.kind() == SendErrorKind::Request {
            (AttemptResult::NotSent, Observed::Final, Outcome::NotSent)
        } else {
            (AttemptResult::NotSent, Observed::NotSent, Outcome::NotSent)
        };
        Self::missed(result, observed, outcome, Cause::Send(error))
    }

    /// The request was on its way when its time ran out. How far it came, nobody on this side knows.
    fn timed_out(limit: Limit) -> Self {
        Self::missed(AttemptResult::TimedOut, Observed::Unknown, Outcome::Unknown, limit.passed())
    }

    fn answered(verdict: Verdict<T, E>, status: u16) -> Self {
        let believed = AttemptResult::Status(status);
        let (result, observed, outcome, error) = match verdict {
            Verdict::Done(output) => return Self { result: believed, output: Ok(output) },
            Verdict::Refused(error) => (believed, Observed::Final, Outcome::Answered, error),
            Verdict::Busy { retry_after, error } => {
                (believed, Observed::Busy { retry_after }, Outcome::Answered, error)
            }
            Verdict::Failed(error) => (believed, Observed::Failed, Outcome::Unknown, error),
            Verdict::Unknown(error) => {
                (AttemptResult::Unusable(status), Observed::Unknown, Outcome::Unknown, error)
            }
        };
        Self::missed(result, observed, outcome, Cause::Answer(error))
    }
}

const fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}
const _: () = shared_by_threads::<Executor>();

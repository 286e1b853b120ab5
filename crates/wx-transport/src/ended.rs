//! How one attempt ended, and what that means: for the plan, for the caller, and for the host.

use std::time::Duration;

use crate::{
    AttemptResult, Cause, Observed, Outcome, SendError, SendErrorKind, Verdict,
    health::{Retry, Sign},
};

/// How long an attempt may take, and which limit that is.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    pub(crate) time: Duration,
    pub(crate) is_deadline: bool,
}

impl Limit {
    fn passed<E>(self) -> Cause<E> {
        if self.is_deadline { Cause::DeadlinePassed } else { Cause::AttemptTimeout }
    }
}

/// How one attempt ended.
pub(crate) struct Ended<T, E> {
    pub(crate) result: AttemptResult,
    /// What it says about the host.
    pub(crate) sign: Sign,
    pub(crate) output: Result<T, Missed<E>>,
}

/// An attempt without a positive answer: what the plan needs to know, what the caller is told, and whether the server
/// may have acted.
pub(crate) struct Missed<E> {
    pub(crate) observed: Observed,
    pub(crate) outcome: Outcome,
    pub(crate) cause: Cause<E>,
}

impl<E> Missed<E> {
    /// What a repetition after it would be.
    pub(crate) fn retry(&self) -> Retry {
        match &self.cause {
            Cause::AttemptTimeout | Cause::DeadlinePassed => Retry::AfterTimeout,
            Cause::Send(error) if error.kind() == SendErrorKind::Timeout => Retry::AfterTimeout,
            _ => Retry::Quick,
        }
    }
}

impl<T, E> Ended<T, E> {
    fn missed(
        result: AttemptResult,
        sign: Sign,
        observed: Observed,
        outcome: Outcome,
        cause: Cause<E>,
    ) -> Self {
        Self { result, sign, output: Err(Missed { observed, outcome, cause }) }
    }

    pub(crate) fn unsealed(error: E) -> Self {
        let cause = Cause::Seal(error);
        Self::missed(AttemptResult::Unsealed, Sign::Nothing, Observed::Final, Outcome::NotSent, cause)
    }

    /// Whatever makes the signature took too long, so there was nothing to send.
    pub(crate) fn seal_timed_out(limit: Limit) -> Self {
        let cause = limit.passed();
        Self::missed(AttemptResult::Unsealed, Sign::Nothing, Observed::Final, Outcome::NotSent, cause)
    }

    pub(crate) fn unanswered(error: SendError) -> Self {
        let (result, sign, observed, outcome) = match error.kind() {
            SendErrorKind::Connect => {
                (AttemptResult::NotSent, Sign::NotSent, Observed::NotSent, Outcome::NotSent)
            }
            // It would fail in the same way anywhere.
            SendErrorKind::Request => {
                (AttemptResult::NotSent, Sign::Nothing, Observed::Final, Outcome::NotSent)
            }
            SendErrorKind::TooLarge => {
                (AttemptResult::Unknown, Sign::Answered, Observed::Unknown, Outcome::Unknown)
            }
            SendErrorKind::Timeout | SendErrorKind::Interrupted | SendErrorKind::Unknown => {
                (AttemptResult::Unknown, Sign::Lost, Observed::Unknown, Outcome::Unknown)
            }
        };
        Self::missed(result, sign, observed, outcome, Cause::Send(error))
    }

    /// The request was on its way when its time ran out. How far it came, nobody on this side knows.
    pub(crate) fn timed_out(limit: Limit) -> Self {
        // The rest of a deadline may be too short for any host.
        let sign = if limit.is_deadline { Sign::Nothing } else { Sign::Lost };
        Self::missed(AttemptResult::TimedOut, sign, Observed::Unknown, Outcome::Unknown, limit.passed())
    }

    pub(crate) fn answered(verdict: Verdict<T, E>, status: u16) -> Self {
        let believed = AttemptResult::Status(status);
        let (result, observed, outcome, error) = match verdict {
            Verdict::Done(output) => {
                return Self { result: believed, sign: Sign::Answered, output: Ok(output) };
            }
            Verdict::Refused(error) => (believed, Observed::Final, Outcome::Answered, error),
            Verdict::Busy { retry_after, error } => {
                (believed, Observed::Busy { retry_after }, Outcome::Answered, error)
            }
            Verdict::Failed(error) => (believed, Observed::Failed, Outcome::Unknown, error),
            Verdict::Unknown(error) => {
                (AttemptResult::Unusable(status), Observed::Unknown, Outcome::Unknown, error)
            }
        };
        Self::missed(result, Sign::Answered, observed, outcome, Cause::Answer(error))
    }

    /// Whether an answer settled the call, for better or worse.
    pub(crate) fn is_settled(&self) -> bool {
        match &self.output {
            Ok(_) => true,
            Err(missed) => matches!((missed.observed, &missed.cause), (Observed::Final, Cause::Answer(_))),
        }
    }
}

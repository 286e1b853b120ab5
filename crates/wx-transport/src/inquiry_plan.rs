//! What follows a question about an unknown outcome: a pure decision over values.

use std::time::Duration;

use crate::{Patience, plan::scaled};

/// What may be done about a request whose outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Means {
    /// It may only be asked for.
    Ask,
    /// The very same request may be sent again, and its answer is proof.
    Copy,
    /// The very same request may be sent again, and only the state is proof: an answer may be given without effect.
    CopyAndSee,
}

/// What the last step showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shown {
    /// A question: the request was carried out.
    CarriedOut,
    /// A question: the request has no effect, and what happened instead means that it never will have one.
    Overtaken,
    /// A question: carried out, and the same request again would return a fresh answer.
    Renewable,
    /// A question: the number is known, the request was not carried out, or not yet.
    NotYet,
    /// A question: the number belongs to another request.
    Taken {
        /// The field that has another value there.
        field: &'static str,
    },
    /// A question: there is nothing under the number. It proves nothing by itself: a request may be applied after the
    /// question was answered.
    Absent {
        /// Whether the answer is known to be the platform's.
        proven: bool,
    },
    /// A question or a copy without an answer that says anything about the request.
    Nothing,
    /// A question that will not be answered however often it is asked, until somebody mends the set-up.
    Hopeless,
    /// A copy: carried out.
    Done,
    /// A copy: refused by the platform for what every copy of it has in common.
    Refused,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Next {
    /// Wait, then ask.
    Ask {
        /// How long to wait.
        wait: Duration,
    },
    /// Send the very same request: the same number, the same bytes.
    Copy,
    /// Stop.
    Stop(End),
}

/// How asking ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A copy was answered with success.
    Done,
    /// The last state shows that it was carried out.
    Found,
    /// The last state shows that it has no effect and never will have one.
    Overtaken,
    /// The number belongs to another request.
    Taken,
    /// A copy was refused, and after that there was provenly nothing under the number.
    Refused,
    /// Patience ended, or asking is hopeless.
    StillUnknown,
}

/// What follows each step of an inquiry. It has no clock, no socket and no random source.
///
/// | Shown | may be copied | only asked |
/// |---|---|---|
/// | carried out | stop: found | stop: found |
/// | overtaken | stop: overtaken | stop: overtaken |
/// | renewable | copy | stop: found |
/// | not yet, absent | copy | wait, ask |
/// | taken | stop: taken | stop: taken |
/// | nothing | wait, ask | wait, ask |
/// | hopeless | stop: still unknown | stop: still unknown |
/// | a copy was done | stop: done; or wait, ask, where only the state is proof | |
/// | a copy was refused | wait, ask; then, if provenly absent, stop: refused | |
///
/// Every copy follows a question, and the first copy follows at once. When the copies or the time are used up, what was
/// renewable when last asked is found, and anything else is still unknown. No step takes another number.
/// [`resolve`](crate::resolve) drives it.
#[derive(Clone, Debug)]
pub struct InquiryPlan {
    patience: Patience,
    means: Means,
    copies: u32,
    waits: u32,
    refused: bool,
    renewable: bool,
    stopped: Option<End>,
}

impl InquiryPlan {
    /// A plan, whose first step is to ask at once.
    #[must_use]
    pub fn new(patience: &Patience, means: Means) -> Self {
        Self {
            patience: *patience,
            means,
            copies: 0,
            waits: 0,
            refused: false,
            renewable: false,
            stopped: None,
        }
    }

    /// What follows the step that showed `shown`, `elapsed` after the first question.
    ///
    /// `jitter` is a random fraction: 0 is none of the random half of a wait, [`u32::MAX`] all of it. After a
    /// [`Next::Stop`] every further answer is the same stop.
    pub fn next(&mut self, shown: Shown, elapsed: Duration, jitter: u32) -> Next {
        if let Some(end) = self.stopped {
            return Next::Stop(end);
        }
        let next = self.decide(shown, elapsed, jitter);
        if let Next::Stop(end) = next {
            self.stopped = Some(end);
        }
        next
    }

    fn decide(&mut self, shown: Shown, elapsed: Duration, jitter: u32) -> Next {
        match shown {
            Shown::CarriedOut => Next::Stop(End::Found),
            Shown::Overtaken => Next::Stop(End::Overtaken),
            Shown::Taken { .. } => Next::Stop(End::Taken),
            Shown::Done if self.means == Means::Copy => Next::Stop(End::Done),
            Shown::Absent { proven: true } if self.refused => Next::Stop(End::Refused),
            Shown::Hopeless => Next::Stop(self.at_last()),
            Shown::Renewable => {
                self.renewable = true;
                if self.may_copy(elapsed) { self.copy() } else { Next::Stop(End::Found) }
            }
            Shown::NotYet | Shown::Absent { .. } => {
                self.renewable = false;
                if self.may_copy(elapsed) { self.copy() } else { self.ask(elapsed, jitter) }
            }
            Shown::Refused => {
                self.refused = true;
                self.ask(elapsed, jitter)
            }
            Shown::Done | Shown::Nothing => self.ask(elapsed, jitter),
        }
    }

    /// The first copy has nothing to wait for, and each of the others follows a wait and a question. What was refused
    /// for itself would be refused again.
    fn may_copy(&self, elapsed: Duration) -> bool {
        let Patience { copies, total, .. } = self.patience;
        let in_time = self.copies == 0 || elapsed < total;
        self.means != Means::Ask && self.copies < copies && in_time && !self.refused
    }

    fn copy(&mut self) -> Next {
        self.copies = self.copies.saturating_add(1);
        Next::Copy
    }

    fn ask(&mut self, elapsed: Duration, jitter: u32) -> Next {
        let wait = self.wait(jitter);
        if elapsed.saturating_add(wait) > self.patience.total {
            return Next::Stop(self.at_last());
        }
        Next::Ask { wait }
    }

    fn at_last(&self) -> End {
        if self.renewable { End::Found } else { End::StillUnknown }
    }

    /// The first wait, doubled for every one before, up to the longest; half of it random.
    fn wait(&mut self, jitter: u32) -> Duration {
        let Patience { first_wait, longest_wait, .. } = self.patience;
        let factor = 1_u32.checked_shl(self.waits).unwrap_or(u32::MAX);
        self.waits = self.waits.saturating_add(1);
        let ceiling = first_wait.saturating_mul(factor).min(longest_wait);
        let half = ceiling.checked_div(2).unwrap_or_default();
        half.saturating_add(scaled(ceiling.saturating_sub(half), jitter))
    }
}

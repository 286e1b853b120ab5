//! What follows a failed attempt: a pure decision over values.

use std::time::Duration;

use crate::Policy;

/// What may happen if the request reaches the server twice. The author of a call must answer this.
///
/// The list is closed: the planner has a row for each, and a new one is a decision for every caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// Nothing: it only reads. Queries, bill addresses, certificates.
    Read,
    /// Nothing, as long as the business number and every byte of the body are the same: the gateway documents that it
    /// recognises the repetition. Orders, refunds and closes under their own number.
    SameBody,
    /// It may be carried out twice, or nobody documents that it is not. After a lost answer it is never sent again.
    Once,
}

/// How one attempt ended, as far as repeating is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observed {
    /// No byte of the request left this machine.
    NotSent,
    /// It may have been received, and there is no answer that could be believed.
    Unknown,
    /// The server answered that it accepted nothing because there were too many requests (429).
    Busy {
        /// How long the server asked to wait.
        retry_after: Option<Duration>,
    },
    /// The server answered that it failed (5xx or an equivalent). Whether it acted before it failed is unknown.
    Failed,
    /// Nothing can follow: a definitive answer, or a request that cannot be made.
    Final,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Wait, seal afresh, send to the host of this number.
    Again {
        /// Number of the host, below the `hosts` given to [`Plan::new`]. 0 is where the call began.
        host: usize,
        /// How long to wait first. Always shorter than what remains of the deadline.
        wait: Duration,
    },
    /// Report the last attempt.
    Stop(StopReason),
}

/// Why no further attempt follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// The last attempt settled the matter.
    Final,
    /// The request may have been received, and is [`Repeat::Once`].
    NotRepeatable,
    /// As many requests as [`Policy::attempts`] allows were sent.
    AttemptsUsed,
    /// Calls that share a [`Health`](crate::health::Health) have used up the tokens for repetitions. The plan never says
    /// it; the executor does.
    RetriesSpent,
    /// The deadline passed, or would pass during the wait that is due.
    DeadlinePassed,
}

/// Decides what follows each failed attempt of one call.
///
/// It holds no clock, no socket and no random source: elapsed time and jitter are arguments, so that its tests read
/// like the table on the [crate's first page](crate). Make one per call; the first attempt goes to host 0.
///
/// ```
/// use std::time::Duration;
/// use wx_transport::{Observed, Plan, Policy, Repeat, Step, StopReason};
///
/// let mut plan = Plan::new(&Policy::default(), Repeat::Once, 2);
/// let elapsed = Duration::from_millis(5);
///
/// // Nothing was sent: the other host, at once.
/// assert_eq!(plan.next(&Observed::NotSent, elapsed, 0), Step::Again { host: 1, wait: Duration::ZERO });
/// // The answer was lost, and this call must not be made twice.
/// assert_eq!(plan.next(&Observed::Unknown, elapsed, 0), Step::Stop(StopReason::NotRepeatable));
/// ```
#[derive(Clone, Debug)]
pub struct Plan {
    policy: Policy,
    repeat: Repeat,
    hosts: usize,
    /// Requests still allowed.
    left: u32,
    /// Where the last attempt went.
    host: usize,
    /// How often the host was changed; the first `hosts - 1` changes reach hosts not tried yet.
    moves: usize,
    /// How often a wait was due; the ceiling doubles with each.
    waits: u32,
    /// Whether this host already answered the call with a failure.
    failed_here: bool,
    stopped: Option<StopReason>,
}

impl Plan {
    /// A plan for one call over `hosts` hosts. Zero hosts count as one.
    #[must_use]
    pub fn new(policy: &Policy, repeat: Repeat, hosts: usize) -> Self {
        Self {
            policy: *policy,
            repeat,
            hosts: hosts.max(1),
            left: policy.attempts.saturating_sub(1),
            host: 0,
            moves: 0,
            waits: 0,
            failed_here: false,
            stopped: None,
        }
    }

    /// What follows the attempt that ended as `last`, `elapsed` after the call began.
    ///
    /// `jitter` is a random fraction: 0 is none of the ceiling, [`u32::MAX`] all of it. After a [`Step::Stop`] every
    /// further answer is the same stop.
    pub fn next(&mut self, last: &Observed, elapsed: Duration, jitter: u32) -> Step {
        let decided = match self.stopped {
            Some(reason) => Err(reason),
            None => self.decide(last, elapsed, jitter),
        };
        match decided {
            Ok(wait) => Step::Again { host: self.host, wait },
            Err(reason) => {
                self.stopped = Some(reason);
                Step::Stop(reason)
            }
        }
    }

    fn decide(&mut self, last: &Observed, elapsed: Duration, jitter: u32) -> Result<Duration, StopReason> {
        match (last, self.repeat) {
            (Observed::Final, _) => return Err(StopReason::Final),
            (Observed::Unknown | Observed::Failed, Repeat::Once) => return Err(StopReason::NotRepeatable),
            _ => {}
        }
        self.left = self.left.checked_sub(1).ok_or(StopReason::AttemptsUsed)?;
        let wait = self.advance(last, jitter);
        // A wait that ends exactly at the deadline would leave no time for the attempt it was for.
        if wait >= self.policy.deadline.saturating_sub(elapsed) {
            return Err(StopReason::DeadlinePassed);
        }
        Ok(wait)
    }

    /// Chooses the host and the wait.
    fn advance(&mut self, last: &Observed, jitter: u32) -> Duration {
        match (last, self.repeat) {
            (Observed::Busy { retry_after }, _) => return self.busy_wait(*retry_after, jitter),
            // The gateway's advice after a 5xx is the same request again, and changing hosts is not documented for it.
            // So one more try here, and only then elsewhere. A read has nothing to lose by changing at once.
            (Observed::Failed, Repeat::SameBody) if !self.failed_here => self.failed_here = true,
            // After a lost answer the other host is as good as this one even for a request that changes something:
            // both keep the same books, and these know the repetition by its number and body, not by its host.
            _ => self.move_on(),
        }
        // The wait protects a host from repeated load, and a host that was not tried yet had none. A 5xx is different:
        // it may speak for the service behind all hosts.
        if *last != Observed::Failed && self.moves < self.hosts {
            return Duration::ZERO;
        }
        scaled(self.ceiling(self.policy.backoff_base), jitter)
    }

    fn move_on(&mut self) {
        let next = self.host.saturating_add(1);
        self.host = if next < self.hosts { next } else { 0 };
        self.moves = self.moves.saturating_add(1);
        self.failed_here = false;
    }

    /// At least `busy_base`. A server that names a time gets exactly that, or the attempt is not made at all; one that
    /// does not gets jitter on top, so that many clients do not come back together.
    fn busy_wait(&mut self, retry_after: Option<Duration>, jitter: u32) -> Duration {
        let base = self.policy.busy_base;
        match retry_after {
            Some(asked) => asked.max(base),
            None => base.saturating_add(scaled(self.ceiling(base), jitter)),
        }
    }

    /// `base`, doubled for every wait before this one, up to the cap.
    fn ceiling(&mut self, base: Duration) -> Duration {
        let factor = 1_u32.checked_shl(self.waits).unwrap_or(u32::MAX);
        self.waits = self.waits.saturating_add(1);
        base.saturating_mul(factor).min(self.policy.backoff_cap)
    }
}

/// The fraction `jitter / u32::MAX` of `ceiling`, in integers.
pub(crate) fn scaled(ceiling: Duration, jitter: u32) -> Duration {
    let nanos = ceiling.as_nanos().saturating_mul(jitter.into()) / WHOLE;
    Duration::from_nanos(nanos.try_into().unwrap_or(u64::MAX))
}

/// `u32::MAX`, the denominator of a jitter.
const WHOLE: u128 = 0xFFFF_FFFF;

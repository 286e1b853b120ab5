//! How many repetitions there may be: a bucket of tokens over all calls.

use super::HealthPolicy;

/// A bucket of tokens. Repetitions take from it, answers put back. A value without a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    tokens: u32,
}

/// What a repetition follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    /// Somebody waited in vain.
    AfterTimeout,
    /// Anything else.
    Quick,
}

impl Bucket {
    pub(super) fn new(policy: &HealthPolicy) -> Self {
        Self { tokens: policy.tokens }
    }

    pub(super) fn tokens(self) -> u32 {
        self.tokens
    }

    /// Pays for one repetition. `false` if there is not enough; then nothing is taken.
    pub(super) fn spend(&mut self, retry: Retry, policy: &HealthPolicy) -> bool {
        let cost = match retry {
            Retry::AfterTimeout => policy.timeout_cost,
            Retry::Quick => policy.retry_cost,
        };
        match self.tokens.checked_sub(cost) {
            Some(left) => {
                self.tokens = left;
                true
            }
            None => false,
        }
    }

    pub(super) fn gain(&mut self, policy: &HealthPolicy) {
        self.tokens = self.tokens.saturating_add(policy.success_gain).min(policy.tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Bucket, HealthPolicy,
        Retry::{AfterTimeout, Quick},
    };

    #[test]
    fn a_hundred_repetitions_or_fifty_after_timeouts() {
        let policy = HealthPolicy::default();
        for (retry, expected) in [(Quick, 100), (AfterTimeout, 50)] {
            let mut bucket = Bucket::new(&policy);
            assert_eq!((0..1000).filter(|_| bucket.spend(retry, &policy)).count(), expected);
            assert_eq!(bucket.tokens(), 0);
        }
    }

    #[test]
    fn five_answers_pay_for_one_repetition() {
        let policy = HealthPolicy { tokens: 5, ..HealthPolicy::default() };
        let mut bucket = Bucket::new(&policy);
        assert!(bucket.spend(Quick, &policy));
        for answers in 1..=5 {
            assert!(!bucket.spend(Quick, &policy), "after {} answers", answers - 1);
            bucket.gain(&policy);
        }
        assert!(!bucket.spend(AfterTimeout, &policy), "too dear, and nothing is taken");
        assert!(bucket.spend(Quick, &policy));
        (0..9).for_each(|_| bucket.gain(&policy));
        assert_eq!(bucket.tokens(), 5, "no more than at the beginning");
    }
}

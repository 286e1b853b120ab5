//! The store in memory keeps the rules, and a wrong one is caught.

use std::time::Duration;

use wx_inbox::{BoxFuture, Claim, ClaimStore, Claimed, EventKey, MemoryInbox, StoreError, conformance};

#[tokio::test]
async fn memory_conforms() {
    conformance::all(&MemoryInbox::new()).await.unwrap();
}

/// Each wrong store breaks the rule that is named for it.
#[tokio::test]
async fn wrong_stores_are_caught() {
    let wrong = |fault| Wrong { inner: MemoryInbox::new(), fault };
    assert!(conformance::exclusive(&wrong(Fault::NoLease)).await.is_err());
    assert!(conformance::crowd(&wrong(Fault::NoLease)).await.is_err());
    assert!(conformance::lease(&wrong(Fault::ForgetsFinish)).await.is_err());
    assert!(conformance::fence(&wrong(Fault::NoFence)).await.is_err());
    assert!(conformance::remembered(&wrong(Fault::ForgetsFinish)).await.is_err());
    assert!(conformance::released(&wrong(Fault::NoRelease)).await.is_err());
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    NoLease,
    NoFence,
    NoRelease,
    ForgetsFinish,
}

#[derive(Debug)]
struct Wrong {
    inner: MemoryInbox,
    fault: Fault,
}

impl ClaimStore for Wrong {
    fn claim<'a>(
        &'a self,
        key: &'a EventKey,
        now: Duration,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claimed, StoreError>> {
        let lease = if self.fault == Fault::NoLease { Duration::ZERO } else { lease };
        self.inner.claim(key, now, lease)
    }

    fn finish<'a>(&'a self, claim: &'a Claim, now: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        match self.fault {
            Fault::NoFence | Fault::ForgetsFinish => Box::pin(async { Ok(()) }),
            Fault::NoLease | Fault::NoRelease => self.inner.finish(claim, now),
        }
    }

    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        if self.fault == Fault::NoRelease { Box::pin(async { Ok(()) }) } else { self.inner.release(claim) }
    }
}

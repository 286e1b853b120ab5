//! The receipt is given for a finished event alone, and every event is handled once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use wx_inbox::{
    BoxFuture, Claim, ClaimStore, Claimed, EventKey, Inbox, LEASE, MemoryInbox, SendAgain, StoreError,
    StoreErrorKind,
};

/// 32 receivers, ten events, with 10,000 copies of each shared among them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn copies_are_handled_once() {
    const EVENTS: usize = 10;
    let inbox = Inbox::new(MemoryInbox::new());
    let handled: Arc<Vec<AtomicUsize>> = Arc::new((0..EVENTS).map(|_| AtomicUsize::new(0)).collect());
    let receivers: Vec<_> = (0..32)
        .map(|receiver| {
            let (inbox, handled) = (inbox.clone(), Arc::clone(&handled));
            tokio::spawn(async move {
                for copy in (receiver..10_000 * EVENTS).step_by(32) {
                    let event = copy % EVENTS;
                    let key = EventKey::new("19", "TRANSACTION.SUCCESS", &format!("A{event}")).unwrap();
                    let count = async |_: Claim| {
                        tokio::task::yield_now().await;
                        handled[event].fetch_add(1, Ordering::SeqCst);
                        Ok::<_, StoreError>(())
                    };
                    match inbox.handle(&key, count).await {
                        Ok(_) | Err(SendAgain::Busy { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        })
        .collect();
    for receiver in receivers {
        receiver.await.unwrap();
    }
    assert!(handled.iter().all(|count| count.load(Ordering::SeqCst) == 1), "{handled:?}");
}

#[tokio::test]
async fn a_failed_handler_gets_no_receipt_and_the_next_copy_is_handled() {
    let (inbox, _) = at(MemoryInbox::new());
    let failed = inbox.handle(&key(), |_| async { Err("no database") }).await;
    assert!(matches!(failed, Err(SendAgain::Handler("no database"))));
    let receipt = inbox.handle(&key(), |_| async { Ok::<_, ()>(()) }).await.unwrap();
    assert!(!receipt.is_repeated());
    let receipt = inbox.handle(&key(), |_| async { Err("not called") }).await.unwrap();
    assert!(receipt.is_repeated());
}

#[tokio::test]
async fn a_dropped_handler_is_followed_when_its_lease_is_over() {
    let (inbox, clock) = at(MemoryInbox::new());
    {
        let key = key();
        let mut handling = Box::pin(inbox.handle(&key, |_| std::future::pending::<Result<(), ()>>()));
        let polled = handling.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
        assert!(polled.is_pending());
    }
    let busy = inbox.handle(&key(), |_| async { Ok::<_, ()>(()) }).await;
    assert!(matches!(busy, Err(SendAgain::Busy { .. })));
    clock.fetch_add(LEASE.as_secs(), Ordering::SeqCst);
    assert!(inbox.handle(&key(), |_| async { Ok::<_, ()>(()) }).await.is_ok());
}

#[tokio::test]
async fn who_was_overtaken_gets_no_receipt() {
    let (inbox, clock) = at(MemoryInbox::new());
    let key = key();
    let slow = inbox.handle(&key, |_| async {
        clock.fetch_add(LEASE.as_secs(), Ordering::SeqCst);
        inbox.handle(&key, |_| async { Ok::<_, ()>(()) }).await.map(drop).map_err(drop)
    });
    assert!(slow.await.unwrap_err().is_overtaken());
}

#[tokio::test]
async fn a_store_that_fails_gives_no_receipt() {
    let (inbox, _) = at(Failing { at_claim: true });
    let unclaimed = inbox.handle(&key(), |_| async { panic!("handled without a claim") }).await;
    assert!(matches!(unclaimed, Err(SendAgain::<()>::Unclaimed(_))));
    let (inbox, _) = at(Failing { at_claim: false });
    let unfinished = inbox.handle(&key(), |_| async { Ok::<_, ()>(()) }).await;
    assert!(matches!(unfinished, Err(SendAgain::Unfinished(_))));
}

#[test]
fn keys_are_bounded() {
    let long = "9".repeat(EventKey::MAX_PART);
    assert!(EventKey::new(&long, &long, &long).is_ok());
    for bad in ["", &format!("{long}9"), "A\n1", "A\0"] {
        assert!(EventKey::new(bad, "K", "N").is_err());
        assert!(EventKey::new("S", bad, "N").is_err());
        assert!(EventKey::new("S", "K", bad).is_err());
    }
}

fn key() -> EventKey {
    EventKey::new("1900000001", "TRANSACTION.SUCCESS", "A1").unwrap()
}

fn at(store: impl ClaimStore + 'static) -> (Inbox, Arc<AtomicU64>) {
    let clock = Arc::new(AtomicU64::new(1_800_000_000));
    let time = Arc::clone(&clock);
    (Inbox::new(store).with_clock(move || Duration::from_secs(time.load(Ordering::SeqCst))), clock)
}

/// Fails at the claim or at the finish.
#[derive(Debug)]
struct Failing {
    at_claim: bool,
}

impl ClaimStore for Failing {
    fn claim<'a>(
        &'a self,
        key: &'a EventKey,
        now: Duration,
        _: Duration,
    ) -> BoxFuture<'a, Result<Claimed, StoreError>> {
        let yours = Claimed::Yours(Claim::new(key.clone(), 1, now));
        let found = if self.at_claim { Err(StoreErrorKind::Unavailable.into()) } else { Ok(yours) };
        Box::pin(async { found })
    }

    fn finish<'a>(&'a self, _: &'a Claim, _: Duration) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Err(StoreErrorKind::Unavailable.into()) })
    }

    fn release<'a>(&'a self, _: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Err(StoreErrorKind::Unavailable.into()) })
    }
}

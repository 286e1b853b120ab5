//! Many receivers of the same events, over the file.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use wx_inbox::{EventKey, Inbox, SendAgain};
use wx_store::Store;

use crate::place::Place;

/// 32 receivers share 10,000 copies of one event.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_are_handled_once() {
    let place = Place::new();
    let inbox = Inbox::new(Store::open(place.file("a")).unwrap());
    let handled = Arc::new(AtomicUsize::new(0));
    let receivers: Vec<_> = (0..32)
        .map(|receiver| {
            let (inbox, handled) = (inbox.clone(), Arc::clone(&handled));
            tokio::spawn(async move {
                let key = EventKey::new("19", "TRANSACTION.SUCCESS", "A1").unwrap();
                for _ in (receiver..10_000).step_by(32) {
                    let count = async |_| {
                        handled.fetch_add(1, Ordering::SeqCst);
                        Ok::<_, Infallible>(())
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
    assert_eq!(handled.load(Ordering::SeqCst), 1);
}

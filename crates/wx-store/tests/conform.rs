//! The rules of claims and of the journal, which the stores in memory keep as well.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use wx_store::Store;
use wx_transport::{
    BoxFuture,
    journal::{Journal, conformance::Storage},
};

use crate::place::Place;

#[tokio::test]
async fn claims_conform() {
    let place = Place::new();
    let store = Store::open(place.file("a")).unwrap();
    wx_inbox::conformance::all(&store).await.unwrap();
}

#[tokio::test]
async fn journal_conforms() {
    let files = Files { place: Place::new(), count: AtomicU32::new(0), last: Mutex::new(None) };
    wx_transport::journal::conformance::all(&files).await.unwrap();
}

/// One file for each empty journal. The file belongs to one process, so `again` is a clone; that a file which was closed
/// is found whole is in `files.rs` and `kill`.
struct Files {
    place: Place,
    count: AtomicU32,
    last: Mutex<Option<Store>>,
}

impl Storage for Files {
    fn empty(&self) -> BoxFuture<'_, Arc<dyn Journal>> {
        let name = self.count.fetch_add(1, Ordering::SeqCst).to_string();
        let store = Store::open(self.place.file(&name)).unwrap();
        *self.last.lock().unwrap() = Some(store.clone());
        Box::pin(async { Arc::new(store) as Arc<dyn Journal> })
    }

    fn again(&self) -> BoxFuture<'_, Option<Arc<dyn Journal>>> {
        let store = self.last.lock().unwrap().clone();
        Box::pin(async { store.map(|store| Arc::new(store) as Arc<dyn Journal>) })
    }
}

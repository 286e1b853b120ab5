//! What is opened, and what is refused and left as it is.

use std::{fs, time::Duration};

use wx_inbox::{ClaimStore, Claimed, EventKey, LEASE};
use wx_store::{OpenErrorKind, Store};
use wx_transport::journal::{Ending, Journal, JournalErrorKind, Record};

use crate::place::Place;

#[tokio::test]
async fn a_closed_file_is_found_whole() {
    let place = Place::new();
    let now = Duration::from_secs(1_800_000_000);
    let [done, held] = ["done", "held"].map(|number| EventKey::new("19", "K", number).unwrap());
    let entry = |body: &'static [u8]| Record::new("19", "/v3/refunds", "out_refund_no", "A1", body).entry();

    let store = Store::open(place.file("a")).unwrap();
    let Ok(Claimed::Yours(claim)) = store.claim(&done, now, LEASE).await else { panic!("not free") };
    ClaimStore::finish(&store, &claim, now).await.unwrap();
    let Ok(Claimed::Yours(first)) = store.claim(&held, now, LEASE).await else { panic!("not free") };
    store.begin(&entry(b"1")).await.unwrap();
    drop(store);

    let store = Store::open(place.file("a")).unwrap();
    assert_eq!(store.claim(&done, now, LEASE).await.unwrap(), Claimed::Done);
    assert_eq!(store.claim(&held, now, LEASE).await.unwrap(), Claimed::Busy(first.until()));
    let Ok(Claimed::Yours(second)) = store.claim(&held, first.until(), LEASE).await else {
        panic!("not free")
    };
    assert!(second.fence() > first.fence());
    assert_eq!(store.unfinished().await.unwrap(), [entry(b"1")]);
    let other = store.begin(&entry(b"2")).await.unwrap_err();
    assert_eq!(other.kind(), JournalErrorKind::OtherBody);
    Journal::finish(&store, &entry(b"1"), Ending::Done).await.unwrap();
    assert!(store.unfinished().await.unwrap().is_empty());
}

#[test]
fn a_second_one_is_refused_until_the_first_is_closed() {
    let place = Place::new();
    let first = Store::open(place.file("a")).unwrap();
    assert_eq!(Store::open(place.file("a")).unwrap_err().kind(), OpenErrorKind::InUse);
    drop(first);
    Store::open(place.file("a")).unwrap();
}

#[test]
fn what_is_no_store_is_left_as_it_is() {
    let place = Place::new();
    let path = place.file("foreign");
    for content in [b"x".to_vec(), b"SQLite format 3\0".repeat(400), vec![0; 8192]] {
        fs::write(&path, &content).unwrap();
        assert_eq!(Store::open(&path).unwrap_err().kind(), OpenErrorKind::NotAStore);
        assert_eq!(fs::read(&path).unwrap(), content);
    }
    let nowhere = Store::open(place.file("no such directory/a"));
    assert_eq!(nowhere.unwrap_err().kind(), OpenErrorKind::Unavailable);
}

#[test]
fn a_store_that_was_cut_is_an_error() {
    let place = Place::new();
    let path = place.file("a");
    drop(Store::open(&path).unwrap());
    let whole = fs::read(&path).unwrap();
    for length in [1, 8, 9, 63, 319, 320, 511, 4095] {
        fs::write(&path, &whole[..length]).unwrap();
        let error = Store::open(&path).unwrap_err();
        assert_eq!(error.kind(), OpenErrorKind::NotAStore, "{length}: {error:?}");
        assert_eq!(fs::read(&path).unwrap(), &whole[..length]);
    }
}

//! What a journal holds of the calls.

use std::{sync::Arc, time::Duration};

use wx_apiv3::{Client, Error, Outcome, Patience, RawCall, Reason};
use wx_transport::{
    SendErrorKind,
    journal::{Bodies, Ending, Entry, Journal as _, JournalErrorKind, MemoryJournal},
};
use wx_types::{BusinessNumber, Endpoint, Fen};

use crate::{
    endpoints::{Move, look, place, shut},
    setup::{credentials, trust},
    world::{Event, World, run},
};

const PLACED: Event = Event::Signed(200, r#"{"prepay_id":"wx201410272009395522657a690389285100"}"#);
const LOST: Event = Event::Fail(SendErrorKind::Timeout);

struct Shop {
    world: Arc<World>,
    client: Client,
    journal: Arc<MemoryJournal>,
}

impl Shop {
    fn new(script: &[Event]) -> Self {
        let (world, journal) = (World::new(script), Arc::new(MemoryJournal::new()));
        let executor = world.executor().with_journal(journal.clone());
        Self { world, client: Client::new(credentials(), trust(), executor).unwrap(), journal }
    }

    fn open(&self) -> Vec<Entry> {
        run(self.journal.unfinished()).unwrap()
    }

    #[track_caller]
    fn refuses<T>(&self, sent: Result<T, Error>) {
        let error = sent.err().expect("an error");
        assert_eq!((error.outcome(), self.world.left_over()), (Outcome::NotSent, 0));
        let other = JournalErrorKind::OtherBody;
        assert!(matches!(error.reason(), Reason::Journal(error) if error.kind() == other), "{error:?}");
    }
}

/// What is open after `request`.
#[track_caller]
fn check<E: Endpoint>(request: &E, script: &[Event], expected: &[&str]) -> Vec<Entry> {
    let shop = Shop::new(script);
    run(shop.client.send(request)).ok();
    assert_eq!(shop.world.left_over(), 0);
    let open = shop.open();
    assert_eq!(open.iter().map(|entry| entry.key.to_string()).collect::<Vec<_>>(), expected);
    open
}

#[test]
fn the_key_is_merchant_path_and_number() {
    let open = check(&place(), &[LOST; 3], &["1900000001 /v3/shop/orders out_trade_no A|10001"]);
    assert_eq!(open[0].bodies, Bodies::One);
    // The number of an order that exists already, in the path.
    let open =
        check(&shut(), &[LOST; 3], &["1900000001 /v3/shop/orders/{out_trade_no}/close out_trade_no A|10001"]);
    assert_eq!(open[0].bodies, Bodies::OneAtATime);
    check(&look(), &[LOST; 3], &[]);
    check(&place(), &[PLACED], &[]);
    check(&place(), &[Event::Fail(SendErrorKind::Connect); 3], &[]);
}

#[test]
fn a_signed_answer_that_cannot_be_used_leaves_it_open() {
    let open = ["1900000001 /v3/shop/orders out_trade_no A|10001"];
    check(&place(), &[Event::Signed(200, r#"{"other":1}"#)], &open);
    let foreign = Event::Signed(200, r#"{"out_bill_no":"OTHER1"}"#);
    assert_eq!(
        check(&Move::new("B1"), &[foreign], &["1900000001 /v3/shop/transfers out_bill_no B1"]).len(),
        1
    );
}

#[test]
fn a_number_never_carries_two_bodies() {
    let mut other = place();
    other.total = Fen::new(2);
    let shop = Shop::new(&[PLACED]);
    run(shop.client.send(&place())).unwrap();
    shop.refuses(run(shop.client.send(&other)));

    let shop = Shop::new(&[LOST, LOST, LOST]);
    run(shop.client.send(&place())).unwrap_err();
    shop.refuses(run(shop.client.send(&other)));
    // Whoever asked, and closed it, frees the number.
    run(shop.journal.finish(&shop.open()[0], Ending::NotDone)).unwrap();
    assert_eq!(shop.open(), []);
}

#[test]
fn an_untyped_call_is_written_down_under_its_own_path() {
    let call = |target: &str, body: &'static str| {
        RawCall::post(target, body, BusinessNumber::new("out_order_no", "S1"))
    };
    let accepted = Event::Signed(202, "{}");
    let shop = Shop::new(&[accepted]);
    run(shop.client.call(&call("/v3/new/orders?query=1", "{}"))).unwrap();
    let open = shop.open();
    assert_eq!(open[0].key.to_string(), "1900000001 /v3/new/orders out_order_no S1");
    assert_eq!(open[0].bodies, Bodies::One);
    shop.refuses(run(shop.client.call(&call("/v3/new/orders", r#"{"a":1}"#))));

    // Changed twice, one after the other.
    let shop = Shop::new(&[Event::Signed(200, "{}"), Event::Signed(200, "{}")]);
    for body in [r#"{"a":1}"#, r#"{"a":2}"#] {
        run(shop.client.call(&call("/v3/new/orders/S1/modify", body))).unwrap();
    }
    assert_eq!(shop.open(), []);
}

#[test]
fn what_asking_makes_certain_is_written_down() {
    const PAID: Event = Event::Signed(200, r#"{"state":"PAID","out_trade_no":"A|10001"}"#);
    const OTHER: Event = Event::Signed(200, r#"{"state":"OTHER"}"#);
    const DOWN: Event = Event::Fail(SendErrorKind::Connect);
    // What the question is answered, and whether the number is then open, and free for another body.
    for (answers, open, free) in [(&[PAID][..], 0, false), (&[OTHER], 0, true), (&[DOWN; 3], 1, false)] {
        let last = if free { &[PLACED][..] } else { &[] };
        let script: Vec<_> = [LOST; 3].iter().chain(answers).chain(last).copied().collect();
        let shop = Shop::new(&script);
        run(shop.client.send(&place())).unwrap_err();
        let patience = Patience::default().with_copies(0).with_total(Duration::from_millis(1));
        let _ = run(shop.client.resolve(&place(), &patience));
        assert_eq!((shop.open().len(), shop.world.left_over()), (open, last.len()), "{answers:?}");
        let mut other = place();
        other.total = Fen::new(2);
        let sent = run(shop.client.send(&other));
        if free {
            sent.unwrap();
        } else {
            shop.refuses(sent);
        }
    }
}

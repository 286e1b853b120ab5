//! What a journal holds of the calls.

use std::sync::Arc;

use wx_cloudrun::{Client, Outcome, Patience, Reason, Resolution};
use wx_transport::{
    SendErrorKind,
    journal::{Journal as _, JournalErrorKind, MemoryJournal},
};
use wx_types::Fen;

use crate::world::{Event, MERCHANT, ORDER, World, answer, done, order, run};

#[test]
fn an_order_is_its_content_whatever_its_nonce() {
    let journal = Arc::new(MemoryJournal::new());
    let placed = answer(200, include_str!("fixtures/unifiedorder/answer.json"));
    let world = World::new(&[Event::Fail(SendErrorKind::Timeout), placed]);
    let client = Client::new(world.executor().with_journal(journal.clone()));
    let error = run(client.send(&order())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let open = run(journal.unfinished()).unwrap();
    assert_eq!(
        open.iter().map(|entry| entry.key.to_string()).collect::<Vec<_>>(),
        [format!("{MERCHANT} /_/pay/unifiedorder out_trade_no {ORDER}")]
    );

    let mut other = order();
    other.total_fee = Fen::new(other.total_fee.get() + 1);
    let error = run(client.send(&other)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    let other = JournalErrorKind::OtherBody;
    assert!(matches!(error.reason(), Reason::Journal(error) if error.kind() == other));

    // The same order draws another nonce, and is the same order.
    run(client.send(&order())).unwrap();
    let [first, second] = world.sent().try_into().unwrap();
    assert_ne!(first.body(), second.body());
    assert_eq!(run(journal.unfinished()).unwrap(), []);
}

#[test]
fn what_asking_makes_certain_is_written_down() {
    let journal = Arc::new(MemoryJournal::new());
    let paid = done(r#""trade_state":"SUCCESS","total_fee":1"#);
    let world = World::new(&[Event::Fail(SendErrorKind::Timeout), paid]);
    let client = Client::new(world.executor().with_journal(journal.clone()));
    run(client.send(&order())).unwrap_err();
    assert_eq!(run(journal.unfinished()).unwrap().len(), 1);
    assert!(matches!(run(client.resolve(&order(), &Patience::default())), Resolution::Found(_)));
    assert_eq!(run(journal.unfinished()).unwrap(), []);
}

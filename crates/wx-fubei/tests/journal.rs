//! What a journal holds of the calls.

use std::sync::Arc;

use wx_fubei::{Client, Outcome, Patience, Reason, Resolution};
use wx_transport::{
    SendErrorKind,
    journal::{Journal as _, JournalErrorKind, MemoryJournal},
};
use wx_types::Fen;

use crate::world::{Event, ORDER, World, answer, merchant, mina, run};

#[test]
fn an_order_is_written_down_before_it_is_sent_and_never_with_another_body() {
    let journal = Arc::new(MemoryJournal::new());
    let data = format!(r#"{{"merchant_order_sn":"{ORDER}","trade_state":"SUCCESS"}}"#);
    let paid = answer(200, &format!(r#"{{"result_code":200,"result_message":"ok","data":{data}}}"#));
    let world = World::new(&[Event::Fail(SendErrorKind::Timeout), paid]);
    let client = Client::new(merchant(), world.executor().with_journal(journal.clone()));
    let error = run(client.send(&mina())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let open = run(journal.unfinished()).unwrap();
    assert_eq!(
        open.iter().map(|entry| entry.key.to_string()).collect::<Vec<_>>(),
        [format!("20990101000000000001 openapi.payment.order.mina merchant_order_sn {ORDER}")]
    );

    let mut other = mina();
    other.total_fee = Fen::new(2).to_yuan();
    let error = run(client.send(&other)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    let other = JournalErrorKind::OtherBody;
    assert!(matches!(error.reason(), Reason::Journal(error) if error.kind() == other));
    assert_eq!(world.sent().len(), 1);

    // What asking makes certain is written down.
    assert!(matches!(run(client.resolve(&mina(), &Patience::default())), Resolution::Found(_)));
    assert_eq!(run(journal.unfinished()).unwrap(), []);
}

//! What a journal holds of the calls.

use std::sync::Arc;

use wx_f2f::{Access, Client, Patience, Reason, Resolution};
use wx_transport::{
    Outcome, SendErrorKind,
    journal::{Journal as _, JournalErrorKind, MemoryJournal},
};
use wx_types::{AppId, Fen};

use crate::{
    documents::{NUMBER, create_order},
    world::{Event, Pocket, SECOND_TOKEN, TOKEN, World, created, errcode, run, state},
};

fn client(world: &Arc<World>, journal: &Arc<MemoryJournal>) -> Client {
    let executor = world.executor().with_journal(journal.clone());
    let client = Client::new(Access::token(Pocket::new([TOKEN, SECOND_TOKEN])), executor).unwrap();
    client.with_appid(AppId::new("wxd678efh567hg6787").unwrap())
}

fn open(journal: &MemoryJournal) -> Vec<String> {
    run(journal.unfinished()).unwrap().iter().map(|entry| entry.key.to_string()).collect()
}

fn the_order() -> String {
    format!("wxd678efh567hg6787 /wxa/business/f2f/createorderinfo out_request_no {NUMBER}")
}

#[test]
fn a_refused_token_is_followed_by_the_same_entry() {
    let journal = Arc::new(MemoryJournal::new());
    let world = World::new([errcode(42_001), created()]);
    let answer = run(client(&world, &journal).send(&create_order())).unwrap();
    assert_eq!((answer.trail.attempts.len(), answer.trail.unrecorded), (2, None));
    assert_eq!(open(&journal), [] as [String; 0]);

    let journal = Arc::new(MemoryJournal::new());
    let world = World::new([errcode(42_001), errcode(269_215_744)]);
    run(client(&world, &journal).send(&create_order())).unwrap_err();
    assert_eq!(open(&journal), [] as [String; 0], "both were refused");

    let journal = Arc::new(MemoryJournal::new());
    let lost = Event::Fail(SendErrorKind::Timeout);
    let world = World::new([lost, errcode(42_001), errcode(269_215_744)]);
    let error = run(client(&world, &journal).send(&create_order())).unwrap_err();
    assert_eq!((error.outcome(), open(&journal)), (Outcome::Unknown, vec![the_order()]));
}

#[test]
fn a_number_never_carries_two_bodies() {
    let journal = Arc::new(MemoryJournal::new());
    let world = World::new((0..3).map(|_| Event::Fail(SendErrorKind::Timeout)));
    let client = client(&world, &journal);
    run(client.send(&create_order())).unwrap_err();
    let mut other = create_order();
    other.amount = Fen::new(other.amount.get() + 1);
    let error = run(client.send(&other)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    let other = JournalErrorKind::OtherBody;
    assert!(matches!(error.reason(), Reason::Journal(error) if error.kind() == other));
    assert_eq!((open(&journal), world.sent().len()), (vec![the_order()], 3));
}

#[test]
fn what_asking_makes_certain_is_written_down() {
    let journal = Arc::new(MemoryJournal::new());
    let lost = (0..3).map(|_| Event::Fail(SendErrorKind::Timeout));
    let world = World::new(lost.chain([state("SUCCESS")]));
    let client = client(&world, &journal);
    run(client.send(&create_order())).unwrap_err();
    assert_eq!(open(&journal), [the_order()]);
    assert!(matches!(run(client.resolve(&create_order(), &Patience::default())), Resolution::Found(_)));
    assert_eq!(open(&journal), [] as [String; 0]);
}

//! The process that is killed.

use std::{
    env, fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process,
    sync::Arc,
};

use wx_inbox::{ClaimStore, Claimed, LEASE};
use wx_store::Store;
use wx_transport::{
    Cause, Environment, Executor, Host, Hosts,
    journal::{Entry, Journal, JournalErrorKind},
};

use crate::{
    common::{POINT, RUN, body, entry, event_key, lines, must, number_of, time},
    order::{AGAIN, FIRST, Order, Platform, Words},
};

/// Handles events and sends orders, one after the other, until it is killed.
pub(crate) async fn live(directory: &Path) {
    let run = env::var(RUN).unwrap().parse().unwrap();
    let shop = Shop::open(directory, run);
    report("opened", "");
    // What has to be asked for after a crash; here the platform takes the very same request again.
    for entry in must("listing what is unfinished", shop.store.unfinished().await) {
        shop.order(&body_of(&entry, run), AGAIN).await;
    }
    let used = lines(&directory.join("sent"));
    let used = used.iter().map(|body| number_of(body)[1..].parse().unwrap()).max();
    // The last ones that may be over already are met once more.
    for number in used.unwrap_or(0_u32).saturating_sub(1).. {
        shop.event(&format!("A{number}")).await;
        shop.order(&body(&format!("B{number}"), run), FIRST).await;
    }
}

struct Shop {
    store: Store,
    executor: Executor,
    effects: PathBuf,
    run: u32,
}

impl Shop {
    fn open(directory: &Path, run: u32) -> Self {
        let store = must("opening the store", Store::open(directory.join("store")));
        let platform = Arc::new(Platform { sent: directory.join("sent") });
        let hosts = Hosts::new(Host::parse("https://pay.example").unwrap());
        let executor = Executor::new(platform, hosts, Environment::system());
        let executor = executor.with_journal(Arc::new(store.clone()));
        Self { store, executor, effects: directory.join("effects"), run }
    }

    async fn event(&self, event: &str) {
        let claimed = self.store.claim(&event_key(event), time(self.run), LEASE).await;
        match must("claiming an event", claimed) {
            Claimed::Done => {}
            Claimed::Busy(until) => panic!("{event} is held until {until:?}"),
            Claimed::Yours(claim) => {
                report("claimed", event);
                append(&self.effects, event);
                report("handled", event);
                let finished = ClaimStore::finish(&self.store, &claim, time(self.run)).await;
                must("finishing an event", finished);
                report("finished", event);
            }
        }
    }

    /// Sends an order, unless its number is used.
    async fn order(&self, body: &str, words: Words) {
        match self.executor.run(&Order { body, words }).await {
            Ok(done) => {
                assert_eq!(done.trail.unrecorded, None, "the ending of {body} was not written down");
                report(words.done, body);
            }
            Err(failure) => match failure.cause() {
                Cause::Journal(error) if error.kind() == JournalErrorKind::OtherBody => {
                    assert!(failure.trail().attempts.is_empty(), "{body} was sent");
                }
                _ => must("sending an order", Err(failure)),
            },
        }
    }
}

/// The order as the application keeps it: which run made it.
fn body_of(entry: &Entry, run: u32) -> String {
    let mut bodies = (0..=run).map(|run| body(&entry.key.value, run));
    bodies.find(|body| self::entry(body) == *entry).expect("an entry that nobody began")
}

/// Tells the parent, and stands still where the parent said so.
pub(crate) fn report(word: &str, what: &str) {
    let mut output = std::io::stdout().lock();
    // Without a parent there is nobody to end this process.
    if writeln!(output, "{word} {what}").and_then(|()| output.flush()).is_err() {
        process::exit(1);
    }
    if env::var(POINT).is_ok_and(|point| point == word) {
        let _ = std::io::stdin().read(&mut [0]);
        process::exit(1);
    }
}

pub(crate) fn append(path: &Path, line: &str) {
    let mut file = must("opening a file", fs::OpenOptions::new().create(true).append(true).open(path));
    must("writing to a file", file.write_all(format!("{line}\n").as_bytes()));
}

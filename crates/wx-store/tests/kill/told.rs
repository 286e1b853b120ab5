//! What the children said that the store had answered, and whether the file knows it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use tokio::task::JoinSet;
use wx_inbox::{ClaimStore, Claimed, LEASE};
use wx_store::Store;
use wx_transport::journal::{Entry, Journal, JournalErrorKind};

use crate::{
    Kill,
    common::{entry, event_key, must, number_of, time},
};

#[derive(Default)]
pub(crate) struct Told {
    claims: BTreeMap<String, usize>,
    finished: BTreeSet<String>,
    /// The one body of each number.
    begun: BTreeMap<String, String>,
    done: BTreeSet<String>,
}

impl Told {
    pub(crate) fn hear(&mut self, line: &str) {
        let (word, what) = line.split_once(' ').expect(line);
        let what = what.to_owned();
        match word {
            "claimed" => {
                assert!(!self.finished.contains(&what), "{what} was finished and is handled again");
                *self.claims.entry(what).or_default() += 1;
            }
            "finished" => assert!(self.finished.insert(what), "finished twice: {line}"),
            "begun" => self.begins(what),
            "done" | "again-done" => assert!(self.done.insert(what), "done twice: {line}"),
            "again-begun" => {
                assert!(!self.done.contains(&what), "{what} was done and is sent again");
                // The child may have been killed between the journal's answer and its report.
                self.begins(what);
            }
            "opened" | "handled" | "sent" | "again-sent" | "answered" | "again-answered" => {}
            _ => panic!("{line}"),
        }
    }

    /// The numbers follow one another, and each keeps its body.
    fn begins(&mut self, body: String) {
        let number = number_of(&body).to_owned();
        let next = format!("B{}", self.begun.len());
        match self.begun.get(&number) {
            Some(before) => assert_eq!(*before, body, "two bodies"),
            None => assert_eq!(number, next, "a new number for an old order"),
        }
        self.begun.insert(number, body);
    }

    fn is_begun(&self, body: &str) -> bool {
        self.begun.get(number_of(body)).is_some_and(|begun| begun == body)
    }

    /// The file knows all that was said, and nothing was sent that was not begun.
    pub(crate) async fn holds(&self, store: &Store, run: u32, kill: Kill, sent: &[String]) {
        for body in sent {
            assert!(self.is_begun(body), "{body} was sent under a new number or with another body");
        }
        let open = must("listing what is unfinished", store.unfinished().await);
        for body in self.begun.values() {
            self.stands(body, &open, kill);
        }
        self.remembers(store, run).await;
    }

    /// An order that was begun is listed until it is done, with its body. Where the child ran on, an ending may be stored
    /// without anybody having heard of it.
    fn stands(&self, body: &str, open: &[Entry], kill: Kill) {
        let listed = open.contains(&entry(body));
        let under_number = open.iter().any(|entry| &*entry.key.value == number_of(body));
        assert_eq!(listed, under_number, "{body} is listed with another body");
        match (self.done.contains(body), kill) {
            (true, _) => assert!(!listed, "{body} is open again"),
            (false, Kill::At(_)) => assert!(listed, "{body} was forgotten"),
            (false, Kill::After(_)) => {}
        }
    }

    /// No finished event is given out again, and no number takes another body. All is asked at once, so that the steps share
    /// a transaction.
    async fn remembers(&self, store: &Store, run: u32) {
        let mut asked = JoinSet::new();
        for event in self.finished.clone() {
            let store = store.clone();
            asked.spawn(async move {
                let claimed = store.claim(&event_key(&event), time(run), LEASE).await;
                assert_eq!(must("claiming an event", claimed), Claimed::Done, "{event}");
            });
        }
        for number in self.begun.keys() {
            let (store, other) = (store.clone(), entry(&format!("{number} another body")));
            asked.spawn(async move {
                let begun = store.begin(&other).await;
                let error = begun.expect_err("another body was taken");
                if error.kind() != JournalErrorKind::OtherBody {
                    must("asking for a number", Err(error))
                }
            });
        }
        asked.join_all().await;
    }

    /// Every finished event took effect, and no event more often than it was claimed.
    pub(crate) fn effects(&self, effects: &[String]) {
        assert!(self.finished.len() > 5, "the children finished {} events", self.finished.len());
        let count = |event: &String| effects.iter().filter(|line| *line == event).count();
        for event in &self.finished {
            assert!(count(event) >= 1, "{event} is without effect");
        }
        for (event, claims) in &self.claims {
            assert!(count(event) <= *claims, "{event} took effect too often");
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { finished, begun, done, .. } = self;
        write!(f, "{} events finished, {} orders begun, {} done", finished.len(), begun.len(), done.len())
    }
}

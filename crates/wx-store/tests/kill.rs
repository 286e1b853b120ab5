//! A process that is killed at any moment, started again, and killed again: nothing that it was told is forgotten.
//!
//! The parent starts this program as a child, reads what it reports, kills it (`SIGKILL` where there is one) after one
//! report more each time, and looks into the file. The child handles events and sends orders; what takes effect is written
//! to files of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

#[path = "place.rs"]
mod place;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use wx_inbox::{ClaimStore, Claimed, EventKey, LEASE};
use wx_store::Store;
use wx_transport::journal::{Ending, Entry, Journal, JournalErrorKind, Record};

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    match env::var_os(CHILD) {
        Some(directory) => runtime.block_on(child(Path::new(&directory))),
        None => runtime.block_on(parent()),
    }
}

/// A round of the child is six reports, so that every moment between two of them is met several times.
async fn parent() {
    let place = place::Place::new();
    let directory = place.file("");
    let mut told = Told::default();
    for run in 0..KILLS {
        killed_after(&directory, run, 1 + run % 14, &mut told);
        let store = Store::open(place.file("store")).unwrap();
        told.holds(&store, run, &lines(&place.file("sent"))).await;
    }
    told.effects(&lines(&place.file("effects")));
    println!("{KILLS} kills, {} events finished, {} orders begun: ok", told.finished.len(), told.begun.len());
}

/// Starts a child and kills it after so many reports.
fn killed_after(directory: &Path, run: u32, reports: u32, told: &mut Told) {
    let mut command = Command::new(env::current_exe().unwrap());
    let command = command.env(CHILD, directory).env(RUN, run.to_string()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    for _ in 0..reports {
        let line = output.next().expect("the child reports until it is killed").unwrap();
        told.hear(&line);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it had still reported before it died.
    output.map_while(Result::ok).for_each(|line| told.hear(&line));
}

/// What the children said that the store had answered.
#[derive(Default)]
struct Told {
    claims: BTreeMap<String, u32>,
    finished: BTreeSet<String>,
    begun: BTreeMap<String, String>,
    done: BTreeSet<String>,
}

impl Told {
    fn hear(&mut self, line: &str) {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        match &words[..] {
            [word, event] if word == "claimed" => {
                assert!(!self.finished.contains(event), "{event} was finished and is handled again");
                *self.claims.entry(event.clone()).or_default() += 1;
            }
            [word, event] if word == "finished" => {
                assert!(self.finished.insert(event.clone()), "{event} twice")
            }
            [word, number, body] if word == "begun" => {
                let before = self.begun.insert(number.clone(), body.clone());
                assert!(before.is_none_or(|before| before == *body), "{number} carries two bodies");
            }
            [word, number] if word == "done" => assert!(self.done.insert(number.clone()), "{number} twice"),
            _ => assert!(matches!(words[0].as_str(), "handled" | "sent"), "{line}"),
        }
    }

    /// The file knows all that was said, and of every request that was sent.
    async fn holds(&self, store: &Store, run: u32, sent: &[String]) {
        for event in &self.finished {
            assert_eq!(store.claim(&event_key(event), time(run), LEASE).await.unwrap(), Claimed::Done);
        }
        let open = store.unfinished().await.unwrap();
        let sent = sent.iter().map(|line| line.split_once(' ').unwrap());
        let begun = self.begun.iter().map(|(number, body)| (number.as_str(), body.as_str()));
        for (number, body) in begun.chain(sent) {
            let other = store.begin(&entry(number, "another body")).await.unwrap_err();
            assert_eq!(other.kind(), JournalErrorKind::OtherBody, "{number}");
            let listed = open.contains(&entry(number, body));
            assert!(listed || Self::may_be_done(number, &open), "{number} was forgotten");
            assert!(!(listed && self.done.contains(number)), "{number} is open again");
        }
    }

    /// An ending may be stored without anybody having heard of it; it is never the ending of another body.
    fn may_be_done(number: &str, open: &[Entry]) -> bool {
        open.iter().all(|entry| &*entry.key.value != number)
    }

    /// Every finished event took effect, and no event more often than it was claimed.
    fn effects(&self, effects: &[String]) {
        assert!(self.finished.len() > 5, "the children finished {} events", self.finished.len());
        let count = |event: &String| effects.iter().filter(|line| *line == event).count();
        for event in &self.finished {
            assert!(count(event) >= 1, "{event} is without effect");
        }
        for (event, claims) in &self.claims {
            assert!(count(event) <= usize::try_from(*claims).unwrap(), "{event} took effect too often");
        }
    }
}

/// Handles events and sends orders, one after the other, until it is killed.
async fn child(directory: &Path) {
    let run: u32 = env::var(RUN).unwrap().parse().unwrap();
    let store = Store::open(directory.join("store")).unwrap();
    // What has to be asked for after a crash; here the platform takes the very same request again.
    for entry in store.unfinished().await.unwrap() {
        let body = body_of(&entry);
        send(&store, directory, &entry, &body).await;
    }
    for number in 0.. {
        handle(&store, directory, run, &format!("A{number}")).await;
        // The body is another one in each run: a number that was used must not come up again with it.
        let (number, body) = (format!("B{number}"), format!("run-{run}"));
        let entry = entry(&number, &body);
        match store.begin(&entry).await {
            Ok(()) => send(&store, directory, &entry, &body).await,
            Err(error) => assert_eq!(error.kind(), JournalErrorKind::OtherBody),
        }
    }
}

async fn handle(store: &Store, directory: &Path, run: u32, event: &str) {
    match store.claim(&event_key(event), time(run), LEASE).await.unwrap() {
        Claimed::Done => {}
        Claimed::Busy(until) => panic!("{event} is held until {until:?}"),
        Claimed::Yours(claim) => {
            report(&format!("claimed {event}"));
            append(&directory.join("effects"), event);
            report(&format!("handled {event}"));
            ClaimStore::finish(store, &claim, time(run)).await.unwrap();
            report(&format!("finished {event}"));
        }
    }
}

async fn send(store: &Store, directory: &Path, entry: &Entry, body: &str) {
    let number = &entry.key.value;
    report(&format!("begun {number} {body}"));
    append(&directory.join("sent"), &format!("{number} {body}"));
    report(&format!("sent {number}"));
    Journal::finish(store, entry, Ending::Done).await.unwrap();
    report(&format!("done {number}"));
}

/// The order as the application keeps it: which run made it.
fn body_of(entry: &Entry) -> String {
    let bodies = (0..KILLS).map(|run| format!("run-{run}"));
    let mut fitting = bodies.filter(|body| record(&entry.key.value, body).entry() == *entry);
    fitting.next().expect("an entry that nobody began")
}

fn report(line: &str) {
    let mut output = std::io::stdout().lock();
    // Without a parent there is nobody to end this process.
    if writeln!(output, "{line}").and_then(|()| output.flush()).is_err() {
        std::process::exit(1);
    }
}

fn append(path: &Path, line: &str) {
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(format!("{line}\n").as_bytes()).unwrap();
}

fn lines(path: &PathBuf) -> Vec<String> {
    fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn event_key(event: &str) -> EventKey {
    EventKey::new("1900000001", "TRANSACTION.SUCCESS", event).unwrap()
}

fn entry(number: &str, body: &str) -> Entry {
    record(number, body).entry()
}

fn record<'a>(number: &'a str, body: &'a str) -> Record<'a> {
    Record::new("1900000001", "/v3/pay/transactions/app", "out_trade_no", number, body.as_bytes())
}

/// Each run begins when the leases of the one before are over.
fn time(run: u32) -> Duration {
    Duration::from_secs(1_800_000_000) + LEASE * run
}

const KILLS: u32 = 56;
const CHILD: &str = "WX_STORE_KILL_DIRECTORY";
const RUN: &str = "WX_STORE_KILL_RUN";

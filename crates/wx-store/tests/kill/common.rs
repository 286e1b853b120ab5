//! What parent and child both know.

use std::{error::Error, fs, io::ErrorKind, path::Path, time::Duration};

use wx_inbox::{EventKey, LEASE};
use wx_transport::journal::{Entry, Record};

pub(crate) const DIRECTORY: &str = "WX_STORE_KILL_DIRECTORY";
pub(crate) const RUN: &str = "WX_STORE_KILL_RUN";
pub(crate) const POINT: &str = "WX_STORE_KILL_POINT";

/// The result, or a panic that names the cause to its last source: a full disk says so.
#[track_caller]
pub(crate) fn must<T, E: Error>(what: &str, result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| {
        let mut story = format!("{what}: {error}");
        let mut source = error.source();
        while let Some(error) = source {
            story.push_str(&format!(": {error}"));
            source = error.source();
        }
        panic!("{story}")
    })
}

/// A file that nobody has written to yet has none.
pub(crate) fn lines(path: &Path) -> Vec<String> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        read => must("reading what took effect", read),
    };
    text.lines().map(str::to_owned).collect()
}

pub(crate) fn event_key(event: &str) -> EventKey {
    EventKey::new("1900000001", "TRANSACTION.SUCCESS", event).unwrap()
}

/// The order whose body is `body`. Its first word is the number.
pub(crate) fn record(body: &str) -> Record<'_> {
    Record::new("1900000001", "/v3/pay/transactions/app", "out_trade_no", number_of(body), body.as_bytes())
}

pub(crate) fn entry(body: &str) -> Entry {
    record(body).entry()
}

pub(crate) fn number_of(body: &str) -> &str {
    body.split(' ').next().unwrap()
}

/// The body is another one in each run: a number that was used must not come up again with it.
pub(crate) fn body(number: &str, run: u32) -> String {
    format!("{number} run-{run}")
}

/// Each run begins when the leases of the one before are over.
pub(crate) fn time(run: u32) -> Duration {
    Duration::from_secs(1_800_000_000) + LEASE * run
}

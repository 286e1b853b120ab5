//! What every journal must do, as ordinary functions: call [`all`] in the tests of a store.
//!
//! They need no runtime of their own; whatever the store needs is the caller's. A check that fails says which rule was
//! broken, and how.
//!
//! ```
//! use std::{future::ready, sync::Arc};
//! use wx_transport::{BoxFuture, journal::{Journal, MemoryJournal, conformance::{self, Storage}}};
//!
//! struct Memory;
//!
//! impl Storage for Memory {
//!     fn empty(&self) -> BoxFuture<'_, Arc<dyn Journal>> {
//!         Box::pin(ready(Arc::new(MemoryJournal::new()) as _))
//!     }
//!     // Nothing is left of it when it is opened again.
//!     fn again(&self) -> BoxFuture<'_, Option<Arc<dyn Journal>>> {
//!         Box::pin(ready(None))
//!     }
//! }
//!
//! # #[cfg(feature = "tokio")]
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! conformance::all(&Memory).await.unwrap();
//! # });
//! ```

use std::{error::Error, fmt, future::poll_fn, sync::Arc, task::Poll};

use super::{Bodies, BodyHash, Ending, Entry, Journal, JournalError, JournalErrorKind, Key};
use crate::BoxFuture;

/// Opens journals for the checks.
pub trait Storage: Sync {
    /// An empty journal, in a storage of its own.
    fn empty(&self) -> BoxFuture<'_, Arc<dyn Journal>>;

    /// One more journal over the storage of the last [`empty`](Self::empty), as another process would open it. `None` for
    /// a journal that is not meant to survive, or to be shared.
    fn again(&self) -> BoxFuture<'_, Option<Arc<dyn Journal>>>;
}

/// A rule that a journal broke.
#[derive(Debug)]
pub struct Broken {
    rule: &'static str,
    found: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the journal broke a rule: {}; {}", self.rule, self.found)
    }
}

impl Error for Broken {}

/// All checks, each on an empty journal.
///
/// # Errors
/// The first rule that is broken.
pub async fn all(storage: &dyn Storage) -> Result<(), Broken> {
    one_body(&*storage.empty().await).await?;
    endings(&*storage.empty().await).await?;
    doubt(&*storage.empty().await).await?;
    acts(&*storage.empty().await).await?;
    keys(&*storage.empty().await).await?;
    strangers(&*storage.empty().await).await?;
    unfinished(&*storage.empty().await).await?;
    crowd(&*storage.empty().await).await?;
    reopened(storage).await
}

/// A number never carries two bodies, whether its call is open or done; the same body may be sent again.
///
/// # Errors
/// The first rule that is broken.
pub async fn one_body(journal: &dyn Journal) -> Result<(), Broken> {
    let at = On { journal, rule: "a number never carries two bodies" };
    at.accepts(&order(1)).await?;
    at.refuses(&order(2)).await?;
    at.accepts(&order(1)).await?;
    at.refuses(&order(2)).await?;
    at.ends(&order(1), Ending::Done).await?;
    at.refuses(&order(2)).await?;
    at.accepts(&order(1)).await?;
    // What is done stays done, whatever a repetition is told.
    at.ends(&order(1), Ending::Refused).await?;
    at.refuses(&order(2)).await
}

/// What each ending makes of a number.
///
/// # Errors
/// The first rule that is broken.
pub async fn endings(journal: &dyn Journal) -> Result<(), Broken> {
    for (number, ending, frees) in [
        ("refused", Ending::Refused, true),
        ("not sent", Ending::NotSent, true),
        ("not done", Ending::NotDone, true),
        ("done", Ending::Done, false),
        ("unknown", Ending::Unknown, false),
    ] {
        let at = On { journal, rule: "a call that was refused or not sent frees its number, and no other" };
        at.accepts(&numbered(number, 1)).await?;
        at.ends(&numbered(number, 1), ending).await?;
        if frees {
            at.accepts(&numbered(number, 2)).await?;
        } else {
            at.refuses(&numbered(number, 2)).await?;
        }
    }
    Ok(())
}

/// Where two calls carried one body, the refusal of one says nothing about the other: only knowledge frees the number.
///
/// # Errors
/// The first rule that is broken.
pub async fn doubt(journal: &dyn Journal) -> Result<(), Broken> {
    let at = On { journal, rule: "a number in doubt stays open until somebody knows" };
    at.accepts(&order(1)).await?;
    at.accepts(&order(1)).await?;
    for ending in [Ending::Refused, Ending::NotSent, Ending::Unknown] {
        at.ends(&order(1), ending).await?;
        at.refuses(&order(2)).await?;
        at.lists(&[order(1)]).await?;
    }
    at.ends(&order(1), Ending::NotDone).await?;
    at.lists(&[]).await?;
    at.accepts(&order(2)).await
}

/// A number that is acted upon more than once carries one body at a time.
///
/// # Errors
/// The first rule that is broken.
pub async fn acts(journal: &dyn Journal) -> Result<(), Broken> {
    let at = On { journal, rule: "one body at a time where acts follow each other" };
    let act = |body| Entry { bodies: Bodies::OneAtATime, ..order(body) };
    at.accepts(&act(1)).await?;
    at.refuses(&act(2)).await?;
    at.ends(&act(1), Ending::Done).await?;
    at.lists(&[]).await?;
    at.accepts(&act(2)).await?;
    at.lists(&[act(2)]).await?;
    at.refuses(&act(1)).await
}

/// Every part of a key counts, and parts do not run into each other.
///
/// # Errors
/// The first rule that is broken.
pub async fn keys(journal: &dyn Journal) -> Result<(), Broken> {
    let at = On { journal, rule: "entries with different keys do not touch each other" };
    let parts = [
        ["19", "/v3/refunds", "out_refund_no", "A1"],
        ["1", "9/v3/refunds", "out_refund_no", "A1"],
        ["19", "/v3/refundsout", "_refund_no", "A1"],
        ["19", "/v3/refunds", "out_refund_noA", "1"],
        ["19", "/v3/refunds", "out_refund_no", "a1"],
        ["19", "/v3/refunds", "out_refund_no", "A1 "],
        ["19", "/v3/refunds", "out_refund_no", "A|*@_-1"],
        ["19", "/v3/refunds", "out_refund_no", "A'\";\n\u{1F4B0}"],
        ["", "", "", ""],
    ];
    let mut entries = Vec::new();
    for ([scope, operation, name, value], body) in parts.into_iter().zip(1..) {
        let entry = Entry::new(Key::new(scope, operation, name, value), body_of(body), Bodies::One);
        at.accepts(&entry).await?;
        entries.push(entry);
    }
    at.lists(&entries).await
}

/// The ending of a call that is not there changes nothing, and neither does that of another body.
///
/// # Errors
/// The first rule that is broken.
pub async fn strangers(journal: &dyn Journal) -> Result<(), Broken> {
    let at = On { journal, rule: "an ending concerns the entry that it names" };
    for ending in [Ending::Done, Ending::Unknown, Ending::NotDone] {
        at.ends(&order(1), ending).await?;
        at.lists(&[]).await?;
    }
    at.accepts(&order(2)).await?;
    let error = journal.finish(&order(1), Ending::NotDone).await;
    at.is_other_body(error)?;
    at.lists(&[order(2)]).await
}

/// What has to be asked for is listed whole, once, until its ending is known.
///
/// # Errors
/// The first rule that is broken.
pub async fn unfinished(journal: &dyn Journal) -> Result<(), Broken> {
    let at = On { journal, rule: "open entries are listed whole, and once" };
    let [first, second] = [numbered("first", 1), numbered("second", 2)];
    let second = Entry { bodies: Bodies::OneAtATime, ..second };
    at.accepts(&first).await?;
    at.accepts(&second).await?;
    // A repetition after a crash: that it was not sent says nothing about what was before.
    at.accepts(&first).await?;
    at.ends(&first, Ending::NotSent).await?;
    at.lists(&[first.clone(), second.clone()]).await?;
    at.ends(&second, Ending::Done).await?;
    at.lists(std::slice::from_ref(&first)).await?;
    at.ends(&first, Ending::Done).await?;
    at.lists(&[]).await
}

/// Of many bodies at the same moment, one gets the number.
///
/// # Errors
/// The first rule that is broken.
pub async fn crowd(journal: &dyn Journal) -> Result<(), Broken> {
    let at = On { journal, rule: "of many bodies at the same moment, one gets the number" };
    let entries: Vec<_> = (0..16).map(order).collect();
    let mut waiting: Vec<_> = entries.iter().map(|entry| (entry, journal.begin(entry))).collect();
    let mut taken = Vec::new();
    poll_fn(|context| {
        waiting.retain_mut(|(entry, begin)| match begin.as_mut().poll(context) {
            Poll::Ready(result) => {
                taken.push((*entry, result));
                false
            }
            Poll::Pending => true,
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let mut winners = Vec::new();
    for (entry, result) in taken {
        match result {
            Ok(()) => winners.push(entry.clone()),
            refused => at.is_other_body(refused)?,
        }
    }
    if winners.len() != 1 {
        return Err(at.broken(format!("{} bodies were accepted", winners.len())));
    }
    at.lists(&winners).await
}

/// What one process wrote, the next one finds, and so does another one beside it. Passes where nothing is to survive.
///
/// # Errors
/// The first rule that is broken.
pub async fn reopened(storage: &dyn Storage) -> Result<(), Broken> {
    let journal = storage.empty().await;
    let first = On { journal: &*journal, rule: "what was written is there when the storage is opened again" };
    first.accepts(&numbered("open", 1)).await?;
    first.accepts(&numbered("done", 1)).await?;
    first.ends(&numbered("done", 1), Ending::Done).await?;
    first.accepts(&numbered("refused", 1)).await?;
    first.ends(&numbered("refused", 1), Ending::Refused).await?;
    let Some(journal) = storage.again().await else { return Ok(()) };
    let second = On { journal: &*journal, rule: first.rule };
    second.lists(&[numbered("open", 1)]).await?;
    second.refuses(&numbered("open", 2)).await?;
    second.refuses(&numbered("done", 2)).await?;
    second.accepts(&numbered("refused", 2)).await?;
    first.refuses(&numbered("refused", 1)).await?;
    second.accepts(&numbered("open", 1)).await?;
    second.ends(&numbered("open", 1), Ending::NotSent).await?;
    first.lists(&[numbered("open", 1), numbered("refused", 2)]).await
}

/// A journal under one rule.
struct On<'a> {
    journal: &'a dyn Journal,
    rule: &'static str,
}

impl On<'_> {
    fn broken(&self, found: impl Into<String>) -> Broken {
        Broken { rule: self.rule, found: found.into() }
    }

    fn failed(&self, step: &str, entry: &Entry, error: &JournalError) -> Broken {
        self.broken(format!("{step} of `{}` failed: {error}", entry.key))
    }

    async fn accepts(&self, entry: &Entry) -> Result<(), Broken> {
        self.journal.begin(entry).await.map_err(|error| self.failed("the begin", entry, &error))
    }

    async fn refuses(&self, entry: &Entry) -> Result<(), Broken> {
        self.is_other_body(self.journal.begin(entry).await)
    }

    async fn ends(&self, entry: &Entry, ending: Ending) -> Result<(), Broken> {
        self.journal.finish(entry, ending).await.map_err(|error| self.failed("the ending", entry, &error))
    }

    fn is_other_body(&self, result: Result<(), JournalError>) -> Result<(), Broken> {
        match result {
            Err(error) if error.kind() == JournalErrorKind::OtherBody => Ok(()),
            Err(error) => Err(self.broken(format!("instead of OtherBody there was: {error}"))),
            Ok(()) => Err(self.broken("another body was accepted")),
        }
    }

    /// In any order.
    async fn lists(&self, expected: &[Entry]) -> Result<(), Broken> {
        let found = self.journal.unfinished().await;
        let found = found.map_err(|error| self.broken(format!("the list failed: {error}")))?;
        let whole = expected.iter().all(|entry| found.contains(entry));
        if whole && found.len() == expected.len() {
            return Ok(());
        }
        let keys: Vec<_> = found.iter().map(|entry| entry.key.to_string()).collect();
        Err(self.broken(format!("{} entries were to be open, and these were: {keys:?}", expected.len())))
    }
}

fn order(body: u8) -> Entry {
    numbered("A1", body)
}

fn numbered(value: &str, body: u8) -> Entry {
    let key = Key::new("1900000001", "/v3/pay/transactions/app", "out_trade_no", value);
    Entry::new(key, body_of(body), Bodies::One)
}

fn body_of(number: u8) -> BodyHash {
    BodyHash::of(&[number])
}

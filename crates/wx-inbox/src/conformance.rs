//! What every claim store must do, as functions that its author runs.
//!
//! Each takes a store that has never seen the keys of the others; [`all`] uses keys of its own for each rule. Time is an
//! argument, so that nothing waits.

use std::{fmt, future::poll_fn, task::Poll, time::Duration};

use crate::{Claim, ClaimStore, Claimed, EventKey, KEEP, LEASE, StoreErrorKind};

/// Runs every rule below on one store.
///
/// # Errors
/// The first rule that is broken.
pub async fn all(store: &dyn ClaimStore) -> Result<(), Broken> {
    exclusive(store).await?;
    lease(store).await?;
    fence(store).await?;
    remembered(store).await?;
    released(store).await?;
    keys(store).await?;
    crowd(store).await
}

/// While an event is held, nobody else gets it.
///
/// # Errors
/// The rule is broken.
pub async fn exclusive(store: &dyn ClaimStore) -> Result<(), Broken> {
    let on = On { store, rule: "exclusive", now: START };
    on.gets("A").await?;
    on.expect("A", &Claimed::Busy(plus(START, LEASE))).await?;
    on.later(LEASE.saturating_sub(TICK)).expect("A", &Claimed::Busy(plus(START, LEASE))).await
}

/// When the lease has run out, the next one gets the event; until then the first may finish.
///
/// # Errors
/// The rule is broken.
pub async fn lease(store: &dyn ClaimStore) -> Result<(), Broken> {
    let on = On { store, rule: "lease", now: START };
    on.gets("A").await?;
    on.later(LEASE).gets("A").await?;
    let slow = on.gets("B").await?;
    let late = on.later(plus(LEASE, TICK));
    late.finishes(&slow).await?;
    late.expect("B", &Claimed::Done).await
}

/// Who was overtaken can neither finish nor release, and fences only grow.
///
/// # Errors
/// The rule is broken.
pub async fn fence(store: &dyn ClaimStore) -> Result<(), Broken> {
    let on = On { store, rule: "fence", now: START };
    let first = on.gets("A").await?;
    let late = on.later(LEASE);
    let second = late.gets("A").await?;
    if second.fence() <= first.fence() {
        return Err(on.broken(format!("fence {} followed {}", second.fence(), first.fence())));
    }
    late.loses(&first).await?;
    late.releases(&first).await?;
    late.expect("A", &Claimed::Busy(second.until())).await?;
    late.finishes(&second).await?;
    late.finishes(&second).await?;
    late.loses(&first).await?;
    late.releases(&first).await?;
    late.releases(&second).await?;
    late.expect("A", &Claimed::Done).await
}

/// What is done stays done for [`KEEP`], also where claims of other events come in.
///
/// # Errors
/// The rule is broken.
pub async fn remembered(store: &dyn ClaimStore) -> Result<(), Broken> {
    let on = On { store, rule: "remembered", now: START };
    let claim = on.gets("A").await?;
    on.finishes(&claim).await?;
    for (hours, other) in [(1, "B"), (10, "C"), (24, "D")] {
        let then = on.later(HOUR.saturating_mul(hours));
        then.gets(other).await?;
        then.expect("A", &Claimed::Done).await?;
    }
    let last = on.later(KEEP.saturating_sub(TICK));
    last.gets("E").await?;
    last.expect("A", &Claimed::Done).await
}

/// What was given up is free at once, and cannot be finished.
///
/// # Errors
/// The rule is broken.
pub async fn released(store: &dyn ClaimStore) -> Result<(), Broken> {
    let on = On { store, rule: "released", now: START };
    let first = on.gets("A").await?;
    on.releases(&first).await?;
    on.loses(&first).await?;
    let second = on.gets("A").await?;
    on.loses(&first).await?;
    on.finishes(&second).await
}

/// Every part of a key counts, and parts do not run into each other.
///
/// # Errors
/// The rule is broken.
pub async fn keys(store: &dyn ClaimStore) -> Result<(), Broken> {
    let on = On { store, rule: "keys", now: START };
    let parts = [
        ["1", "K", "A"],
        ["1K", "A", "A"],
        ["1", "KA", "A"],
        ["1", "K", "a"],
        ["1", "K", "A "],
        ["1", "K A", "'\";\u{1F4B0}"],
    ];
    for [scope, kind, number] in parts {
        let key = EventKey::new(&format!("keys {scope}"), kind, number)
            .map_err(|error| on.broken(error.to_string()))?;
        let found = store.claim(&key, START, LEASE).await;
        if !matches!(found, Ok(Claimed::Yours(_))) {
            return Err(on.broken(format!("{key} was not free: {found:?}")));
        }
    }
    Ok(())
}

/// Of many at the same moment, one gets the event.
///
/// # Errors
/// The rule is broken.
pub async fn crowd(store: &dyn ClaimStore) -> Result<(), Broken> {
    let on = On { store, rule: "crowd", now: START };
    let key = on.key("A")?;
    let mut waiting: Vec<_> = (0..32).map(|_| store.claim(&key, START, LEASE)).collect();
    let mut found = Vec::new();
    poll_fn(|context| {
        waiting.retain_mut(|claim| match claim.as_mut().poll(context) {
            Poll::Ready(result) => {
                found.push(result);
                false
            }
            Poll::Pending => true,
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let yours = found.iter().filter(|result| matches!(result, Ok(Claimed::Yours(_)))).count();
    let busy = found.iter().filter(|result| matches!(result, Ok(Claimed::Busy(_)))).count();
    if (yours, busy) == (1, 31) {
        Ok(())
    } else {
        Err(on.broken(format!("{yours} got it, {busy} were sent away")))
    }
}

/// A store does not keep a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    rule: &'static str,
    found: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule `{}` is broken: {}", self.rule, self.found)
    }
}

impl std::error::Error for Broken {}

/// A store under one rule at one moment.
#[derive(Clone, Copy)]
struct On<'a> {
    store: &'a dyn ClaimStore,
    rule: &'static str,
    now: Duration,
}

impl On<'_> {
    fn broken(&self, found: String) -> Broken {
        Broken { rule: self.rule, found }
    }

    fn later(self, time: Duration) -> Self {
        Self { now: plus(START, time), ..self }
    }

    fn key(&self, number: &str) -> Result<EventKey, Broken> {
        EventKey::new("1900000001", self.rule, number).map_err(|error| self.broken(error.to_string()))
    }

    async fn claim(&self, number: &str) -> Result<Claimed, Broken> {
        let claimed = self.store.claim(&self.key(number)?, self.now, LEASE).await;
        claimed.map_err(|error| self.broken(format!("the claim of {number} failed: {error}")))
    }

    async fn gets(&self, number: &str) -> Result<Claim, Broken> {
        match self.claim(number).await? {
            Claimed::Yours(claim) if claim.until() == plus(self.now, LEASE) => Ok(claim),
            other => Err(self.broken(format!("instead of a claim of {number} there was {other:?}"))),
        }
    }

    async fn expect(&self, number: &str, expected: &Claimed) -> Result<(), Broken> {
        let found = self.claim(number).await?;
        if found == *expected {
            Ok(())
        } else {
            Err(self.broken(format!("{expected:?} of {number} was {found:?}")))
        }
    }

    async fn finishes(&self, claim: &Claim) -> Result<(), Broken> {
        let finished = self.store.finish(claim, self.now).await;
        finished.map_err(|error| self.broken(format!("a finish failed: {error}")))
    }

    async fn loses(&self, claim: &Claim) -> Result<(), Broken> {
        match self.store.finish(claim, self.now).await {
            Err(error) if error.kind() == StoreErrorKind::Lost => Ok(()),
            other => Err(self.broken(format!("the finish of a lost claim ended as {other:?}"))),
        }
    }

    async fn releases(&self, claim: &Claim) -> Result<(), Broken> {
        let released = self.store.release(claim).await;
        released.map_err(|error| self.broken(format!("a release failed: {error}")))
    }
}

fn plus(time: Duration, more: Duration) -> Duration {
    time.saturating_add(more)
}

const START: Duration = Duration::from_secs(1_800_000_000);
const HOUR: Duration = Duration::from_secs(60 * 60);
const TICK: Duration = Duration::from_millis(1);

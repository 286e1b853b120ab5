//! Delivers notifications: attempts, pauses, and an end to both.

mod post;

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::gateway::Gateway;
use crate::log::{Delivery, LogEntry, NotificationEntry};
use crate::spoil::Spoil;

/// A notification on its way.
pub(crate) struct Parcel {
    pub(crate) id: String,
    pub(crate) event_type: String,
    /// The business number it is about.
    pub(crate) number: String,
    pub(crate) url: String,
    pub(crate) body: Bytes,
    /// Signs the body for one attempt.
    pub(crate) wrap: fn(&Gateway, Bytes, Option<Spoil>) -> Wrapped,
}

/// A body with the headers that sign it; names are lower-case.
pub(crate) struct Wrapped {
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

/// Runs deliveries in the background.
pub(crate) struct Courier {
    runtime: Handle,
    tasks: Mutex<JoinSet<()>>,
    underway: Arc<watch::Sender<usize>>,
}

impl Courier {
    pub(crate) fn new(runtime: Handle) -> Self {
        Self { runtime, tasks: Mutex::default(), underway: Arc::new(watch::Sender::new(0)) }
    }

    /// Begins to deliver.
    pub(crate) fn deliver(&self, gateway: Arc<Gateway>, parcel: Parcel) {
        let underway = Underway::begin(&self.underway);
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        // Deliveries that ended are only remembered until the next one begins.
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(
            async move {
                attempts(&gateway, &parcel).await;
                drop(underway);
            },
            &self.runtime,
        );
    }

    /// Returns when no delivery is underway.
    pub(crate) async fn idle(&self) {
        // The sender lives as long as `self`.
        let _ = self.underway.subscribe().wait_for(|count| *count == 0).await;
    }

    pub(crate) fn stop(&self) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }
}

/// Counts a delivery for as long as it lives.
struct Underway(Arc<watch::Sender<usize>>);

impl Underway {
    fn begin(counter: &Arc<watch::Sender<usize>>) -> Self {
        counter.send_modify(|count| *count = count.saturating_add(1));
        Self(Arc::clone(counter))
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

/// Attempts until one is accepted, until the ladder ends, or until it is clear that none can be made.
async fn attempts(gateway: &Gateway, parcel: &Parcel) {
    let mut pauses = gateway.settings.ladder.iter();
    let mut attempt: u32 = 1;
    loop {
        let (delivery, spoiled) = try_once(gateway, parcel).await;
        let over = matches!(delivery, Delivery::Accepted(_) | Delivery::Impossible(_));
        gateway.log.push(LogEntry::Notification(NotificationEntry {
            at: gateway.clock.now(),
            id: parcel.id.clone(),
            event_type: parcel.event_type.clone(),
            number: parcel.number.clone(),
            attempt,
            delivery,
            spoiled,
        }));
        match pauses.next() {
            Some(pause) if !over => tokio::time::sleep(*pause).await,
            Some(_) | None => return,
        }
        attempt = attempt.saturating_add(1);
    }
}

async fn try_once(gateway: &Gateway, parcel: &Parcel) -> (Delivery, Option<Spoil>) {
    let target = match post::Target::parse(&parcel.url) {
        Ok(target) => target,
        Err(why) => return (Delivery::Impossible(why), None),
    };
    let spoil = gateway.notification_spoils.next();
    let wrapped = (parcel.wrap)(gateway, parcel.body.clone(), spoil);
    let exchange = post::post(&target, wrapped);
    let delivery = match tokio::time::timeout(gateway.settings.answer_deadline, exchange).await {
        Ok(Some(status @ (200 | 204))) => Delivery::Accepted(status),
        Ok(Some(status)) => Delivery::Refused(status),
        Ok(None) => Delivery::Failed,
        Err(_) => Delivery::TimedOut,
    };
    (delivery, spoil)
}

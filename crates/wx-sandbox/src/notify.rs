//! Delivers notifications: attempts, pauses, and an end to both.

mod post;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::fault::{Fault, Fired, Place, Subject};
use crate::gateway::{Gateway, Settings};
use crate::log::{Delivery, LogEntry, NotificationEntry};
use crate::router::{Request, dispatch};
use crate::spoil::Spoil;

pub(crate) use post::{Reply, Target};

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

/// What differs between the kinds of notification.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    pub(crate) content_type: &'static str,
    /// Whether this answer ends the attempts.
    pub(crate) accepts: fn(&Reply) -> bool,
    /// The pauses between attempts.
    pub(crate) ladder: fn(&Settings) -> &[Duration],
    /// Whether deliberate damage is due to it; there must be something signed.
    pub(crate) can_be_spoiled: bool,
}

impl Manner {
    const APIV3: Self = Self {
        content_type: "application/json",
        accepts: |reply| matches!(reply.status, 200 | 204),
        ladder: |settings| &settings.ladder,
        can_be_spoiled: true,
    };
}

/// Runs deliveries in the background.
pub(crate) struct Courier {
    runtime: Handle,
    tasks: Mutex<JoinSet<()>>,
    underway: Arc<watch::Sender<usize>>,
    /// Wakes those that wait for another notification to be sent.
    sent: Notify,
}

impl Courier {
    pub(crate) fn new(runtime: Handle) -> Self {
        Self {
            runtime,
            tasks: Mutex::default(),
            underway: Arc::new(watch::Sender::new(0)),
            sent: Notify::new(),
        }
    }

    /// Begins to deliver as APIv3 does.
    pub(crate) fn deliver(&self, gateway: Arc<Gateway>, parcel: Parcel) {
        self.deliver_in(gateway, parcel, Manner::APIV3);
    }

    /// Begins to deliver in this manner.
    pub(crate) fn deliver_in(&self, gateway: Arc<Gateway>, parcel: Parcel, manner: Manner) {
        self.run(async move { attempts(&gateway, &parcel, manner).await });
    }

    /// Carries out a request after a while, or when it is released; nobody gets its answer.
    pub(crate) fn hold(&self, gateway: Arc<Gateway>, request: Request, pause: Duration) {
        self.run(async move {
            // Either way it is time.
            let _ = tokio::time::timeout(pause, gateway.faults.release.notified()).await;
            drop(dispatch(&gateway, &request));
        });
    }

    fn run(&self, task: impl Future<Output = ()> + Send + 'static) {
        let underway = Underway::begin(&self.underway);
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        // Tasks that ended are only remembered until the next one begins.
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(
            async move {
                task.await;
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
async fn attempts(gateway: &Gateway, parcel: &Parcel, manner: Manner) {
    let mut pauses = (manner.ladder)(&gateway.settings).iter();
    let mut attempt: u32 = 1;
    loop {
        let fired = gateway.faults.draw(Place::Notification, &subject(parcel));
        let fault = fired.map(|fired| fired.fault);
        wait(gateway, fault).await;
        let over = if fault == Some(Fault::NotificationLost) {
            log(gateway, parcel, attempt, Delivery::Lost, fired.into_iter().collect());
            false
        } else {
            let over = try_once(gateway, parcel, manner, attempt, fired).await;
            if fault == Some(Fault::NotificationDuplicated) {
                try_once(gateway, parcel, manner, attempt, fired).await;
            }
            over
        };
        match pauses.next() {
            Some(pause) if !over => tokio::time::sleep(*pause).await,
            Some(_) | None => return,
        }
        attempt = attempt.saturating_add(1);
    }
}

fn subject(parcel: &Parcel) -> Subject<'_> {
    Subject::new("", "", &parcel.event_type)
}

/// Waits as long as the fault says.
async fn wait(gateway: &Gateway, fault: Option<Fault>) {
    match fault {
        Some(Fault::NotificationDelayed(millis)) => {
            tokio::time::sleep(Duration::from_millis(millis.into())).await;
        }
        Some(Fault::NotificationReordered(millis)) => {
            let another = gateway.courier.sent.notified();
            // Without another one it goes out late.
            let _ = tokio::time::timeout(Duration::from_millis(millis.into()), another).await;
        }
        _ => {}
    }
}

/// Makes an attempt and logs it. Returns whether it is the last one.
async fn try_once(
    gateway: &Gateway,
    parcel: &Parcel,
    manner: Manner,
    attempt: u32,
    fired: Option<Fired>,
) -> bool {
    let target = match Target::parse(&parcel.url) {
        Ok(target) => target,
        Err(why) => {
            log(gateway, parcel, attempt, Delivery::Impossible(why), Vec::new());
            return true;
        }
    };
    let damage = if manner.can_be_spoiled {
        gateway.faults.draw(Place::NotificationSignature, &subject(parcel))
    } else {
        None
    };
    let wrapped = (parcel.wrap)(gateway, parcel.body.clone(), damage.and_then(|f| f.fault.as_spoil()));
    let exchange = post::post(&target, manner.content_type, wrapped);
    let delivery = match tokio::time::timeout(gateway.settings.answer_deadline, exchange).await {
        Ok(Some(reply)) if (manner.accepts)(&reply) => Delivery::Accepted(reply.status),
        Ok(Some(reply)) => Delivery::Refused(reply.status),
        Ok(None) => Delivery::Failed,
        Err(_) => Delivery::TimedOut,
    };
    gateway.courier.sent.notify_waiters();
    let over = matches!(delivery, Delivery::Accepted(_));
    log(gateway, parcel, attempt, delivery, fired.into_iter().chain(damage).collect());
    over
}

fn log(gateway: &Gateway, parcel: &Parcel, attempt: u32, delivery: Delivery, faults: Vec<Fired>) {
    gateway.log.push(LogEntry::Notification(NotificationEntry {
        at: gateway.clock.now(),
        id: parcel.id.clone(),
        event_type: parcel.event_type.clone(),
        number: parcel.number.clone(),
        attempt,
        delivery,
        spoiled: faults.iter().find_map(|fired| fired.fault.as_spoil()),
        faults,
    }));
}

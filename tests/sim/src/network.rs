//! The transport: carries a request to the model and its answer back, unless something happens on the way.

use std::{
    fmt,
    future::poll_fn,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use wx_transport::{BoxFuture, SendError, SendErrorKind, Transport};

use crate::{
    answer::{self, unsigned},
    asked::Asked,
    dice::Dice,
    fault::Fault,
    platform::refusal,
    scheduler::Group,
    world::World,
};

/// The group of everything that no crash of a machine can stop.
pub(crate) const OUTSIDE: Group = Group(u32::MAX);

/// Longer than any attempt may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// One machine's way to the platform.
pub(crate) struct Network {
    pub(crate) world: Arc<World>,
    pub(crate) machine: u32,
}

type Answered = Result<Response<Bytes>, SendError>;

impl Transport for Network {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Answered> {
        Box::pin(async move {
            match self.world.admit(self.machine, &request) {
                Some((asked, fault, dice)) => self.carry(asked, fault, dice).await,
                None => Ok(unsigned(StatusCode::NOT_FOUND, "no such call")),
            }
        })
    }
}

impl Network {
    async fn carry(&self, asked: Asked, fault: Option<Fault>, mut dice: Dice) -> Answered {
        let world = &self.world;
        let trip = dice.millis(5, 60);
        match fault {
            Some(Fault::ConnectRefused) => {
                world.hub.nap(dice.millis(1, 2_000)).await;
                Err(SendError::new(SendErrorKind::Connect, "no route"))
            }
            Some(Fault::BlackHole) => self.reset(PATIENCE + PATIENCE).await,
            Some(Fault::ResetBefore) => self.reset(trip).await,
            Some(Fault::ErrorBefore) => {
                world.hub.nap(trip).await;
                Ok(unsigned(StatusCode::SERVICE_UNAVAILABLE, "<html>503</html>"))
            }
            Some(Fault::TooMany) => {
                world.hub.nap(trip).await;
                Ok(answer::signed(world, &refusal(429, "FREQUENCY_LIMITED"), Duration::ZERO, &mut dice))
            }
            Some(Fault::DelayedCommit) => {
                let given_up = if dice.chance(500) { PATIENCE } else { trip };
                self.arrive_later(asked, given_up + dice.seconds(3, 25));
                self.reset(given_up).await
            }
            Some(Fault::ResetAfter) => {
                self.arrive_later(asked, trip);
                self.reset(trip + trip).await
            }
            _ => self.exchange(asked, fault, dice, trip).await,
        }
    }

    async fn reset(&self, time: Duration) -> Answered {
        self.world.hub.nap(time).await;
        Err(SendError::new(SendErrorKind::Interrupted, "connection reset"))
    }

    /// From here on the request needs nobody who waits for it.
    fn arrive_later(&self, asked: Asked, time: Duration) {
        let world = self.world.clone();
        self.world.hub.spawn(OUTSIDE, async move {
            world.hub.nap(time).await;
            world.serve(asked);
        });
    }

    async fn exchange(&self, asked: Asked, fault: Option<Fault>, mut dice: Dice, trip: Duration) -> Answered {
        let mailbox = Arc::new(Mailbox::default());
        let (world, theirs) = (self.world.clone(), mailbox.clone());
        self.world.hub.spawn(OUTSIDE, async move {
            world.hub.nap(trip).await;
            let said = world.serve(asked);
            let back = if fault == Some(Fault::SlowDrip) { PATIENCE + dice.seconds(0, 30) } else { trip };
            let answer = answer::spoiled(&world, asked, said, fault, &mut dice);
            world.hub.nap(back).await;
            theirs.put(answer);
        });
        mailbox.take().await
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").field("machine", &self.machine).finish_non_exhaustive()
    }
}

/// Where the one who waits finds the answer, if it still waits.
#[derive(Default)]
struct Mailbox(Mutex<(Option<Answered>, Option<Waker>)>);

impl Mailbox {
    fn put(&self, answer: Answered) {
        let mut inner = self.0.lock().expect("nobody panics with it");
        inner.0 = Some(answer);
        if let Some(waker) = inner.1.take() {
            waker.wake();
        }
    }

    async fn take(&self) -> Answered {
        poll_fn(|context| {
            let mut inner = self.0.lock().expect("nobody panics with it");
            match inner.0.take() {
                Some(answer) => Poll::Ready(answer),
                None => {
                    inner.1 = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}

//! Requests whose answer was lost, against the gateway: the truth is found out, and nothing is done twice.

mod apiv3;
mod cloudrun;
mod f2f;
mod fubei;
pub(crate) mod payscore;
mod whose;

use std::{fmt::Debug, sync::Arc, time::Duration};

use wx_sandbox::Options;
use wx_sign::AwsLc;
use wx_tests::{Lossy, Merchant};
use wx_transport::{Environment, Executor, Host, Hosts, Patience, Resolution};

/// Waits that a test can afford; the time is more than they add up to, whatever the machine is busy with.
fn patience() -> Patience {
    Patience::default().with_waits(Duration::from_millis(1), Duration::from_millis(5))
}

/// Asks once, and sends no more than one copy.
fn impatience() -> Patience {
    Patience::default().with_total(Duration::ZERO)
}

/// A merchant with a gateway of its own, over a network that does what it is told.
async fn merchant() -> (Merchant, Arc<Lossy>) {
    let network = Arc::new(Lossy::default());
    let policy = Merchant::quick().with_attempts(1);
    (Merchant::over(&AwsLc, Options::new(), policy, network.clone()).await, network)
}

/// What a client of this address runs on: one attempt for each call, so that what is lost is lost.
fn executor(url: &str, network: &Arc<Lossy>) -> Executor {
    let hosts = Hosts::new(Host::parse(url).unwrap());
    Executor::new(network.clone(), hosts, Environment::system())
        .with_policy(Merchant::quick().with_attempts(1))
}

#[track_caller]
fn done<T: Debug, S: Debug, E: Debug>(resolution: Resolution<T, S, E>) -> T {
    match resolution {
        Resolution::Done(answer) => answer,
        other => panic!("not done: {other:?}"),
    }
}

#[track_caller]
fn found<T: Debug, S: Debug, E: Debug>(resolution: Resolution<T, S, E>) -> S {
    match resolution {
        Resolution::Found(state) => state,
        other => panic!("not found: {other:?}"),
    }
}

#[track_caller]
fn overtaken<T: Debug, S: Debug, E: Debug>(resolution: Resolution<T, S, E>) -> S {
    match resolution {
        Resolution::Overtaken(state) => state,
        other => panic!("not overtaken: {other:?}"),
    }
}

#[track_caller]
fn unknown<T: Debug, S: Debug, E: Debug>(
    resolution: Resolution<T, S, E>,
) -> wx_transport::StillUnknown<S, E> {
    match resolution {
        Resolution::StillUnknown(unknown) => unknown,
        other => panic!("not unknown: {other:?}"),
    }
}

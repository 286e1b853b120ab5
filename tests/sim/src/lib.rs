//! A million orders under faults, replayed from one seed: the real client against a model of the platform.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test from end to end: it sees no outside input, and where it is wrong it should stop"
)]

mod answer;
mod asked;
mod books;
mod campaign;
#[cfg(test)]
mod cancel;
mod dice;
mod drop_at;
mod fault;
mod journal;
mod keyed_hash;
mod network;
mod number;
mod payer;
mod plan;
mod platform;
mod run;
mod scheduler;
mod shop;
mod shrink;
mod tally;
mod trace;
mod violation;
mod worker;
mod world;

pub use campaign::{Campaign, PER_RUN, campaign};
pub use fault::{Allowed, Fault, Mishap, Mix};
pub use keyed_hash::Belief;
pub use number::{OrderNo, RefundNo};
pub use plan::{Plan, Strategy};
pub use run::{Report, run};
pub use shrink::{Story, story};
pub use tally::Tally;
pub use violation::Violation;

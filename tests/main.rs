//! Client and sandbox against each other, over loopback.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod bills;
mod both_sides;
mod cut;
mod expected;
mod faults;
mod forged;
mod inbox;
mod life;
mod outage;
mod refusal;
mod resolve;
mod secrets;
mod soaked;
mod trust;

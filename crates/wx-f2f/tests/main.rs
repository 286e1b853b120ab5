//! The endpoints against golden exchanges, every rule against values on both sides of it, tokens under a hundred callers,
//! and answers of every kind.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that fails should say so at once, in its helpers as well"
)]

mod codes;
mod documents;
mod elided;
mod faults;
mod golden;
mod herd;
mod hosts;
mod journal;
mod outcomes;
mod polling;
mod readme;
mod resolve;
mod rules;
mod signing;
mod tables;
mod tokens;
mod world;

//! Behaviour across the public API.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::inconsistent_digit_grouping,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub
)]

mod across;
mod canaries;
mod error_codes;
mod events;
mod exchanges;
mod jumps;
mod limits;
mod outcomes;
mod replies;
mod requests;
mod resolve;
mod rules;
mod subjects;
mod world;

//! The endpoints against golden exchanges, every rule against values on both sides of it, and answers of every kind.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that fails should say so at once, in its helpers as well"
)]

mod abnormal;
mod bill_addresses;
#[cfg(feature = "bills")]
mod bills;
mod channels;
mod combine;
mod documents;
mod event;
mod expected;
mod faults;
#[cfg(feature = "bills")]
mod files;
mod garbage;
mod golden;
mod partner;
mod platform;
mod readme;
mod resolve;
mod rules;
mod tables;

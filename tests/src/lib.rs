//! A merchant and the offline gateway, ready for a test, and a listener for notifications.
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::must_use_candidate,
    reason = "a harness: a failure is the test's failure"
)]

pub mod difference;
pub mod forge;
pub mod generate;
mod inbox;
mod lossy;
mod merchant;
pub mod soak;

pub use inbox::{Inbox, Letter};
pub use lossy::{Fate, Lossy};
pub use merchant::{Merchant, trust};

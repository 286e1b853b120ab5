#![doc = include_str!("../README.md")]

// What is claimed, and what is known of it.
mod claim;
mod key;
mod slot;

// Where that is kept.
pub mod conformance;
mod memory;
mod store;

// Once per event, and in the right order.
mod inbox;
mod stage;

pub use claim::Claim;
pub use inbox::{Inbox, Receipt, SendAgain};
pub use key::{EventKey, InvalidKey};
pub use memory::MemoryInbox;
pub use slot::{KEEP, LEASE, Slot, Taken};
pub use stage::{Order, Stage};
pub use store::{BoxFuture, ClaimStore, Claimed, StoreError, StoreErrorKind};

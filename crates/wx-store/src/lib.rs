#![doc = include_str!("../README.md")]

// The file, and the thread that works on it.
mod fault;
mod open_error;
mod reply;
mod store;
mod worker;

// What is kept in it.
mod claims;
mod journal;
mod tables;

pub use open_error::{OpenError, OpenErrorKind};
pub use store::Store;

//! What a claim store and the inbox promise.

// Clippy knows tests by their attribute, and not the helpers they share.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod conform;
mod deliveries;
mod once;
mod order;

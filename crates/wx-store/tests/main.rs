//! What the file promises. That it survives a killed process is in `kill`.

// Clippy knows tests by their attribute, and not the helpers they share.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

/// Files of their own, removed afterwards.
mod place;

mod conform;
mod copies;
mod files;

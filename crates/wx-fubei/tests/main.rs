//! Behaviour across the public API.

// Clippy knows tests by their attribute, and not the helpers they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

/// A network that follows a script, and requests to send over it.
mod world;

/// The invented signature vectors, through the crate's own paths.
mod vectors;

/// Golden exchanges: every byte that is sent, and what the answer is read as.
mod expected;
mod golden;
mod journal;

/// Every rule of every field, from the tables.
mod resolve;
mod rules;

/// Rules that concern more than one field, and who signs.
mod across;

/// How calls end.
mod outcomes;

/// Answers in all the shapes that are documented.
mod replies;

/// Callbacks, genuine and forged.
mod callback;

/// What must not be shown.
mod elided;

/// The constant tables.
mod tables;

//! Behaviour across the public API.

// Clippy knows tests by their attribute, and not the helpers they share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

/// A world without a network and without time.
mod world;

/// Hosts and targets: what is accepted, and what each mistake is told.
mod host;

/// The retry table.
mod plan;

/// Attempts, outcomes, budgets and trails.
mod executor;

/// The journal, and what is written into it.
mod journal;

/// Hosts in virtual time.
#[cfg(feature = "tokio")]
mod sky;

/// What calls together know of the hosts, in virtual time.
#[cfg(feature = "tokio")]
mod failover;
/// Questions about unknown outcomes.
mod inquiry;

/// Answers that are read piece by piece.
mod download;

/// Errors and their texts.
mod errors;

/// The reqwest adapter against real sockets on this machine.
#[cfg(feature = "reqwest")]
mod reqwest_transport;

/// Connections without a request.
#[cfg(feature = "reqwest")]
mod reach;

/// Certificates of servers.
#[cfg(feature = "reqwest")]
mod tls;

//! Integration tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::inconsistent_digit_grouping,
    missing_docs,
    unreachable_pub
)]

mod charset;
mod derive_errors;
mod endpoint;
mod identifiers;
mod interpreter;
mod json_door;
mod models;
mod money;
mod open_enum;
mod serialize;
mod strict;
mod time;
mod words;

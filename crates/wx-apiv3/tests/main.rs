//! Behaviour across the public API, without a network and without a clock. The oracle for signatures is the `openssl`
//! command; answers are signed by hand, over the text that the platform documents.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that fails should say so at once, in its helpers as well"
)]

mod acknowledgement;
mod api_error;
mod client;
mod elided;
mod endpoints;
mod file;
mod fixtures;
mod foreign;
mod invocation;
mod issuer;
mod journal;
mod live_credentials;
mod live_trust;
mod nonce;
mod notification;
mod openssl;
mod platform;
mod raw;
mod resolve;
mod seal;
mod sensitive;
mod serials;
mod settings;
mod setup;
mod signer;
mod trust;
mod verify;
#[cfg(feature = "axum")]
mod webhook;
mod world;

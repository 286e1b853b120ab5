//! Behaviour across the public API. The oracle is someone else's code: published vectors, the other
//! backend, `openssl`.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that fails should say so at once, in its helpers as well"
)]

mod aead;
mod agreement;
mod backends;
mod conformance;
mod elided;
mod fixtures;
mod keys;
mod messages;
mod openssl;
mod params;
mod refund_info;
mod sha1_sum;
mod wycheproof_vectors;

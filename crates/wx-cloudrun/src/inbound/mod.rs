//! What the platform delivers: results of payments and refunds, unsigned.

mod confirm;
mod expected;
mod members;
mod reply;
mod source;
mod unverified;

pub use confirm::{Mismatch, Unconfirmed};
pub use expected::ExpectedOrder;
pub use reply::CallbackReply;
pub use source::Source;
pub use unverified::{CallbackError, UnverifiedCallback};

//! Refunds of API 1.0: request, query.

mod create;
mod query;
mod resolve;

pub use create::{Refund, RefundReply};
pub use query::{QueryRefund, RefundState, RefundStatus};

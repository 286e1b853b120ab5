//! Refunds: requesting, querying.

mod create;
mod query;
mod resolve;

pub use create::{Refund, RefundReply};
pub use query::{QueryRefund, RefundList, RefundStatus};

//! Refunds: requesting, querying.

mod create;
mod query;

pub use create::{Refund, RefundReply};
pub use query::{QueryRefund, RefundList, RefundStatus};

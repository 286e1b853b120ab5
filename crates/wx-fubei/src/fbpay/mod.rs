//! API 2.0, as far as it is needed: the order query, for merchants and agents, and the notices.

mod order;
mod query;
mod refund;

pub use order::{Discount, FbpayOrder, OrderStatus, PayType};
pub use query::FbpayQuery;
pub use refund::FbpayRefund;

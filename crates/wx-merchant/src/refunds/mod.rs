//! Refunds: request, query.

mod create;
mod query;
mod refund;

pub use create::{Refund, RefundAmount, RefundFrom, RefundFundsAccount, RefundGoods, RefundSourceAccount};
pub use query::QueryRefund;
pub use refund::{
    RefundNotice, RefundNoticeAmount, RefundPromotion, RefundReply, RefundReplyAmount, RefundReplyFrom,
    RefundReplyGoods, RefundStatus,
};

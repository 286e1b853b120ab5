//! Refunds: request, query, and what to do about one that could not be paid out.

mod abnormal;
mod create;
mod query;
mod refund;
mod resolve;

pub use abnormal::{AbnormalRefund, AbnormalRefundType, EncryptedAbnormalRefund, RefundBank, UserBankCard};
pub use create::{Refund, RefundAmount, RefundFrom, RefundFundsAccount, RefundGoods, RefundSourceAccount};
pub(crate) use create::{check_amount, check_payment};
pub use query::QueryRefund;
pub use refund::{
    RefundNotice, RefundNoticeAmount, RefundPromotion, RefundReply, RefundReplyAmount, RefundReplyFrom,
    RefundReplyGoods, RefundStatus,
};
pub(crate) use resolve::Requested;

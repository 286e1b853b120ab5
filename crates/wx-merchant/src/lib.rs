#![doc = include_str!("../README.md")]

mod absent;
mod event;
pub mod refunds;
pub mod tables;
pub mod transactions;

pub use event::Event;
pub use refunds::{QueryRefund, Refund, RefundAmount, RefundNotice, RefundReply, RefundStatus};
pub use transactions::{
    Amount, AppPrepay, Close, Currency, PrepayReply, QueryByOutTradeNo, QueryByTransactionId, TradeState,
    Transaction,
};

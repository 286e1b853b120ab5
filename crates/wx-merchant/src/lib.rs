#![doc = include_str!("../README.md")]

mod absent;
pub mod bills;
pub mod combine;
mod event;
mod expected;
mod ids;
pub mod partner;
pub mod refunds;
pub mod tables;
pub mod transactions;

pub use combine::{
    CombineAppPrepay, CombineClose, CombineH5Prepay, CombineJsapiPrepay, CombineNativePrepay,
    CombineQueryByOutTradeNo, CombineQueryByTransactionId, CombineTransaction,
};
pub use event::Event;
pub use expected::{
    ExpectedCombinePayment, ExpectedPart, ExpectedPartnerPayment, ExpectedPartnerRefund, ExpectedPayment,
    ExpectedRefund,
};
pub use ids::{CodeUrl, CombineOutTradeNo, CombineTransactionId, H5Url, OpenId, SubMchid};
pub use partner::{
    PartnerAppPrepay, PartnerClose, PartnerH5Prepay, PartnerJsapiPrepay, PartnerNativePrepay,
    PartnerQueryByOutTradeNo, PartnerQueryByTransactionId, PartnerQueryRefund, PartnerRefund,
    PartnerRefundNotice, PartnerTransaction,
};
pub use refunds::{QueryRefund, Refund, RefundAmount, RefundNotice, RefundReply, RefundStatus};
pub use transactions::{
    Amount, AppPrepay, Close, Currency, H5Prepay, H5PrepayReply, JsapiPrepay, JsapiPrepayReply, NativePrepay,
    NativePrepayReply, PrepayReply, QueryByOutTradeNo, QueryByTransactionId, TradeState, Transaction,
};

#![doc = include_str!("../README.md")]

mod address;
mod advice;
mod api_error;
mod bill;
mod call;
mod callback;
mod client;
mod cloud_call;
mod codes;
pub mod danger;
mod error;
mod host;
mod id;
pub mod inbound;
mod lenient;
mod nonce;
mod open;
pub mod orders;
mod prepare;
mod printable;
pub mod refunds;
mod resolve;
pub mod tables;

pub use address::{Address, OrderPath};
pub use advice::warnings;
pub use api_error::{ApiError, Class, Layer};
pub use bill::{Bill, BillType, DownloadBill, TarType};
pub use callback::{Callback, CallbackType, Container};
pub use client::{Answer, Client};
pub use cloud_call::CloudCall;
pub use codes::{InnerCode, OuterCode};
pub use error::{Error, Reason};
pub use host::host;
pub use id::{Openid, OutTradeNo, PayerId};
pub use inbound::{
    CallbackError, CallbackReply, ExpectedOrder, Mismatch, Source, Unconfirmed, UnverifiedCallback,
};
pub use open::open;
pub use orders::{
    CloseOrder, CloseReply, FeeType, LimitPay, Order, Payer, Payment, QueryOrder, Receipt, SceneInfo,
    StoreInfo, TradeState, TradeType, UnifiedOrder, UnifiedOrderReply,
};
pub use prepare::{Prepared, SerializeError, prepare};
pub use refunds::{QueryRefund, Refund, RefundList, RefundReply, RefundStatus};
pub use resolve::Resolved;
pub use wx_inbox::{EventKey, InvalidKey};
pub use wx_transport::{Outcome, Patience, Resolution, StillUnknown};

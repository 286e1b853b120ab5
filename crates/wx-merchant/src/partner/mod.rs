//! Orders of a service provider (`sp_mchid`), placed for a merchant (`sub_mchid`): place, query, close, refund.
//!
//! The provider signs everything, with its own key. Order numbers are unique per provider.

mod app;
mod close;
mod h5;
mod jsapi;
mod native;
mod query;
mod refund;
mod resolve;
mod settle;
mod transaction;

pub use app::PartnerAppPrepay;
pub use close::PartnerClose;
pub use h5::PartnerH5Prepay;
pub use jsapi::{PartnerJsapiPayer, PartnerJsapiPrepay};
pub use native::PartnerNativePrepay;
pub use query::{PartnerQueryByOutTradeNo, PartnerQueryByTransactionId};
pub use refund::{PartnerQueryRefund, PartnerRefund, PartnerRefundNotice};
pub use settle::PartnerSettleInfo;
pub use transaction::{PartnerPayer, PartnerTransaction};

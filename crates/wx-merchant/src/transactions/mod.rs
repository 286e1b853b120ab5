//! Orders of a direct merchant: place, query, close.

mod app;
mod close;
pub(crate) mod fields;
pub(crate) mod h5;
mod jsapi;
mod native;
mod order;
mod query;
mod resolve;
mod transaction;

pub use app::{AppPrepay, PrepayReply};
pub use close::Close;
pub use h5::{H5Info, H5Kind, H5Prepay, H5PrepayReply, H5SceneInfo};
pub use jsapi::{JsapiPayer, JsapiPrepay, JsapiPrepayReply};
pub use native::{NativePrepay, NativePrepayReply};
pub use order::{Amount, Currency, Detail, GoodsDetail, SceneInfo, SettleInfo, StoreInfo};
pub use query::{QueryByOutTradeNo, QueryByTransactionId};
pub(crate) use resolve::{closed, placed};
pub use transaction::{
    InstallmentInfo, Payer, Promotion, PromotionGoods, TradeState, TradeType, Transaction, TransactionAmount,
    TransactionScene,
};

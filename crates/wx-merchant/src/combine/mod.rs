//! Combined orders: several orders, of one merchant or of many, that the payer pays at once.
//!
//! A sub-order is refunded like any order, by the number that the platform gives it; it cannot be queried or closed by
//! itself.

mod app;
mod close;
mod h5;
mod jsapi;
mod native;
mod order;
mod query;
mod resolve;
mod transaction;

pub use app::CombineAppPrepay;
pub use close::{CombineClose, CombineCloseSubOrder};
pub use h5::{CombineH5Prepay, CombineH5SceneInfo};
pub use jsapi::CombineJsapiPrepay;
pub use native::CombineNativePrepay;
pub use order::{CombineAmount, CombineKnownPayer, CombinePayer, CombineSceneInfo, CombineSubOrder};
pub use query::{CombineQueryByOutTradeNo, CombineQueryByTransactionId};
pub use transaction::{CombineSubTransaction, CombineTransaction, CombineTransactionAmount};

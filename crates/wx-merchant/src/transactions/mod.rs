//! Orders: place, query, close.

mod app;
mod close;
mod order;
mod query;
mod transaction;

pub use app::{AppPrepay, PrepayReply};
pub use close::Close;
pub use order::{Amount, Currency, Detail, GoodsDetail, SceneInfo, SettleInfo, StoreInfo};
pub use query::{QueryByOutTradeNo, QueryByTransactionId};
pub use transaction::{
    InstallmentInfo, Payer, Promotion, PromotionGoods, TradeState, TradeType, Transaction, TransactionAmount,
    TransactionScene,
};

//! Orders: placing, querying, closing.

mod close;
mod order;
mod payer;
mod payment;
mod query;
mod resolve;
mod scene;
mod unified;

pub use close::{CloseOrder, CloseReply};
pub use order::{Order, TradeState};
pub use payer::Payer;
pub use payment::Payment;
pub use query::QueryOrder;
pub use scene::{SceneInfo, StoreInfo};
pub use unified::{FeeType, LimitPay, Receipt, TradeType, UnifiedOrder, UnifiedOrderReply};

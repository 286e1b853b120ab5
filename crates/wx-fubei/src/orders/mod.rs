//! Orders of API 1.0: the mini-program order, query, close.

mod close;
mod mina;
mod order;
mod query;
mod resolve;
mod sign_params;

pub use close::{CloseOrder, CloseReply};
pub use mina::{MinaOrder, MinaReply};
pub use order::{Order, PayChannel, TradeState};
pub use query::QueryOrder;
pub use sign_params::SignParams;

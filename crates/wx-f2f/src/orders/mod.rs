//! Orders: created once, asked for until they are settled.

mod create;
mod lenient;
mod query;
mod resolve;
mod state;

pub use create::{CreateOrder, CreateReply, Invocation};
pub use query::{OrderInfo, QueryOrder};
pub use state::OrderState;

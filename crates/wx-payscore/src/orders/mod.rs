//! Service orders: create, query, cancel, complete, modify, sync.

mod create;
mod pay_on_delivery;

mod cancel;
mod complete;
mod modify;
mod query;
mod sync;

mod collection;
mod confirmation;
mod parts;
mod resolve;
mod rules;
mod service_order;
mod shopping;
mod state;

pub use cancel::CancelOrder;
pub use collection::{
    Collection, CollectionDetail, CollectionState, PaidType, Promotion, PromotionGoods, PromotionScope,
    PromotionType,
};
pub use complete::CompleteOrder;
pub use confirmation::UserConfirmation;
pub use create::CreateOrder;
pub use modify::ModifyOrder;
pub use parts::{FinalDiscount, Location, PostDiscount, PostPayment, RiskFund, RiskFundName, TimeRange};
pub use pay_on_delivery::CreatePayOnDelivery;
pub use query::QueryOrder;
pub use service_order::{
    OrderDiscount, OrderLocation, OrderPayment, OrderRiskFund, OrderTimeRange, ServiceOrder,
};
pub use shopping::{Goods, JumpLink, JumpLinkType, OrderGoods, OrderJumpLink, OrderShopping, ShoppingInfo};
pub use state::{Stage, State, StateDescription};
pub use sync::{SyncDetail, SyncOrder, SyncType};

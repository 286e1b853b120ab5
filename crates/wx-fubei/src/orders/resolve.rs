//! What the state of an order says about the requests that placed or closed it.

use wx_types::{Resolvable, Standing};

use super::{CloseOrder, MinaOrder, Order, QueryOrder, TradeState};

impl Resolvable for MinaOrder {
    type Query = QueryOrder;

    fn query(&self) -> QueryOrder {
        QueryOrder::by_merchant_order_sn(self.merchant_order_sn.clone())
    }

    /// An order that is there was placed.
    fn standing(&self, state: &Order) -> Standing {
        let standing = match state.trade_state {
            TradeState::UserPaying => Standing::Renewable,
            _ => Standing::CarriedOut,
        };
        standing.held_against("order_price", Some(&self.total_fee), state.order_price.as_ref())
    }
}

impl Resolvable for CloseOrder {
    type Query = QueryOrder;

    const PROVEN_BY_STATE_ALONE: bool = true;

    fn query(&self) -> QueryOrder {
        QueryOrder::by_merchant_order_sn(self.merchant_order_sn.clone())
    }

    fn standing(&self, state: &Order) -> Standing {
        match state.trade_state {
            TradeState::Closed | TradeState::Revoked => Standing::CarriedOut,
            TradeState::Success => Standing::Overtaken,
            _ => Standing::NotYet,
        }
    }
}

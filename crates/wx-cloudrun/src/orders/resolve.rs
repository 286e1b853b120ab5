//! What the state of an order says about the requests that placed or closed it.

use wx_types::{Resolvable, Standing};

use super::{CloseOrder, Order, QueryOrder, TradeState, UnifiedOrder};

impl Resolvable for UnifiedOrder {
    type Query = QueryOrder;

    fn query(&self) -> QueryOrder {
        QueryOrder::by_out_trade_no(self.sub_mch_id.clone(), self.out_trade_no.clone())
    }

    /// An order that is there was placed.
    fn standing(&self, state: &Order) -> Standing {
        let standing = match state.trade_state {
            TradeState::NotPay | TradeState::PayError => Standing::Renewable,
            _ => Standing::CarriedOut,
        };
        standing.held_against("total_fee", Some(&self.total_fee), state.total_fee.as_ref())
    }
}

impl Resolvable for CloseOrder {
    type Query = QueryOrder;

    const PROVEN_BY_STATE_ALONE: bool = true;

    fn query(&self) -> QueryOrder {
        QueryOrder::by_out_trade_no(self.sub_mch_id.clone(), self.out_trade_no.clone())
    }

    fn standing(&self, state: &Order) -> Standing {
        match state.trade_state {
            TradeState::Closed | TradeState::Revoked => Standing::CarriedOut,
            TradeState::Success | TradeState::Refund => Standing::Overtaken,
            _ => Standing::NotYet,
        }
    }
}

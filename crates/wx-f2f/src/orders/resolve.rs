//! What the state of an order says about the request that created it.

use wx_types::{Resolvable, Standing};

use super::{CreateOrder, OrderInfo, OrderState, QueryOrder};

impl Resolvable for CreateOrder {
    type Query = QueryOrder;

    fn query(&self) -> QueryOrder {
        QueryOrder::by_out_request_no(self.out_request_no.clone())
    }

    /// An order that is there was created. While nobody paid it, the same request again returns a confirm token.
    fn standing(&self, state: &OrderInfo) -> Standing {
        let standing = match state.state {
            OrderState::NotPay | OrderState::PayError => Standing::Renewable,
            _ => Standing::CarriedOut,
        };
        standing.held_against("amount", Some(&self.amount), state.amount.as_ref())
    }
}

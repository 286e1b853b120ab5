//! What the state of a combined order says about the requests that placed or closed it.

use wx_types::{Resolvable, Standing};

use super::{
    CombineAppPrepay, CombineClose, CombineH5Prepay, CombineJsapiPrepay, CombineNativePrepay,
    CombineQueryByOutTradeNo, CombineSubOrder, CombineTransaction,
};
use crate::transactions::{closed, placed};

macro_rules! placed {
    ($($order:ty),*) => {$(
        impl Resolvable for $order {
            type Query = CombineQueryByOutTradeNo;

            fn query(&self) -> CombineQueryByOutTradeNo {
                CombineQueryByOutTradeNo::new(self.combine_out_trade_no.clone())
            }

            fn standing(&self, state: &CombineTransaction) -> Standing {
                let appid = Some(&*state.combine_appid);
                parts_placed(&self.sub_orders, state).held_against(
                    "combine_appid",
                    Some(self.combine_appid.as_str()),
                    appid,
                )
            }
        }
    )*};
}

placed!(CombineAppPrepay, CombineJsapiPrepay, CombineH5Prepay, CombineNativePrepay);

impl Resolvable for CombineClose {
    type Query = CombineQueryByOutTradeNo;

    const PROVEN_BY_STATE_ALONE: bool = true;

    fn query(&self) -> CombineQueryByOutTradeNo {
        CombineQueryByOutTradeNo::new(self.combine_out_trade_no.clone())
    }

    /// The parts are paid together and closed together; what holds for the least advanced one holds for all.
    fn standing(&self, state: &CombineTransaction) -> Standing {
        let mut parts = state.sub_orders.iter().map(|part| closed(&part.trade_state));
        let first = parts.next().unwrap_or(Standing::NotYet);
        if parts.all(|part| part == first) { first } else { Standing::NotYet }
    }
}

/// While a part is unpaid, the same request again returns what a payment starts with. An answer without parts is none.
fn parts_placed(asked: &[CombineSubOrder], state: &CombineTransaction) -> Standing {
    if state.sub_orders.is_empty() {
        return Standing::NotYet;
    }
    let mut parts = state.sub_orders.iter().map(|part| placed(&part.trade_state));
    let unpaid = parts.any(|part| part == Standing::Renewable);
    let whole = if unpaid { Standing::Renewable } else { Standing::CarriedOut };
    asked.iter().fold(whole, |standing, part| {
        let Some(found) = state.sub_order(part.out_trade_no.as_str()) else {
            return Standing::Taken { field: "sub_orders" };
        };
        let total = found.amount.as_ref().and_then(|amount| amount.total_amount.as_ref());
        standing.held_against("sub_orders.amount.total_amount", Some(&part.amount.total_amount), total)
    })
}

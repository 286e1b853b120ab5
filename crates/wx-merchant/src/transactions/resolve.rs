//! What the state of an order says about the requests that placed or closed it.

use wx_types::{Resolvable, Standing};

use super::{
    AppPrepay, Close, H5Prepay, JsapiPrepay, NativePrepay, QueryByOutTradeNo, TradeState, Transaction,
};

macro_rules! placed {
    ($($order:ty),*) => {$(
        impl Resolvable for $order {
            type Query = QueryByOutTradeNo;

            fn query(&self) -> QueryByOutTradeNo {
                QueryByOutTradeNo::new(self.out_trade_no.clone(), self.mchid.clone())
            }

            fn standing(&self, state: &Transaction) -> Standing {
                let total = state.amount.as_ref().and_then(|amount| amount.total.as_ref());
                placed(&state.trade_state)
                    .held_against("appid", Some(self.appid.as_str()), Some(&*state.appid))
                    .held_against("amount.total", Some(&self.amount.total), total)
            }
        }

        impl $order {
            /// The request that closes it, so that it can no longer be paid.
            #[must_use]
            pub fn close(&self) -> Close {
                Close::new(self.out_trade_no.clone(), self.mchid.clone())
            }
        }
    )*};
}

placed!(AppPrepay, JsapiPrepay, H5Prepay, NativePrepay);

impl Resolvable for Close {
    type Query = QueryByOutTradeNo;

    const PROVEN_BY_STATE_ALONE: bool = true;

    fn query(&self) -> QueryByOutTradeNo {
        QueryByOutTradeNo::new(self.out_trade_no.clone(), self.mchid.clone())
    }

    fn standing(&self, state: &Transaction) -> Standing {
        closed(&state.trade_state)
    }
}

/// An order that is there was placed. While nobody paid it, the same request again returns what a payment starts with.
pub(crate) fn placed(state: &TradeState) -> Standing {
    match state {
        TradeState::NotPay | TradeState::PayError => Standing::Renewable,
        _ => Standing::CarriedOut,
    }
}

/// Nothing but a final state says that a close will not, or need not, happen any more.
pub(crate) fn closed(state: &TradeState) -> Standing {
    match state {
        TradeState::Closed | TradeState::Revoked => Standing::CarriedOut,
        TradeState::Success | TradeState::Refund => Standing::Overtaken,
        _ => Standing::NotYet,
    }
}

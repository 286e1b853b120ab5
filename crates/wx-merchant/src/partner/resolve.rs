//! What the state of an order says about the requests that placed or closed it for another merchant.

use wx_types::{Resolvable, Standing};

use super::{
    PartnerAppPrepay, PartnerClose, PartnerH5Prepay, PartnerJsapiPrepay, PartnerNativePrepay,
    PartnerQueryByOutTradeNo, PartnerQueryRefund, PartnerRefund, PartnerTransaction,
};
use crate::{
    refunds::{RefundReply, Requested},
    transactions::{closed, placed},
};

macro_rules! placed {
    ($($order:ty),*) => {$(
        impl Resolvable for $order {
            type Query = PartnerQueryByOutTradeNo;

            fn query(&self) -> PartnerQueryByOutTradeNo {
                let Self { out_trade_no, sp_mchid, sub_mchid, .. } = self.clone();
                PartnerQueryByOutTradeNo::new(out_trade_no, sp_mchid, sub_mchid)
            }

            fn standing(&self, state: &PartnerTransaction) -> Standing {
                let total = state.amount.as_ref().and_then(|amount| amount.total.as_ref());
                placed(&state.trade_state)
                    .held_against("sp_appid", Some(self.sp_appid.as_str()), Some(&*state.sp_appid))
                    .held_against("amount.total", Some(&self.amount.total), total)
            }
        }

        impl $order {
            /// The request that closes it, so that it can no longer be paid.
            #[must_use]
            pub fn close(&self) -> PartnerClose {
                let Self { out_trade_no, sp_mchid, sub_mchid, .. } = self.clone();
                PartnerClose::new(out_trade_no, sp_mchid, sub_mchid)
            }
        }
    )*};
}

placed!(PartnerAppPrepay, PartnerJsapiPrepay, PartnerH5Prepay, PartnerNativePrepay);

impl Resolvable for PartnerClose {
    type Query = PartnerQueryByOutTradeNo;

    const PROVEN_BY_STATE_ALONE: bool = true;

    fn query(&self) -> PartnerQueryByOutTradeNo {
        let Self { out_trade_no, sp_mchid, sub_mchid } = self.clone();
        PartnerQueryByOutTradeNo::new(out_trade_no, sp_mchid, sub_mchid)
    }

    fn standing(&self, state: &PartnerTransaction) -> Standing {
        closed(&state.trade_state)
    }
}

impl Resolvable for PartnerRefund {
    type Query = PartnerQueryRefund;

    fn query(&self) -> PartnerQueryRefund {
        PartnerQueryRefund::new(self.out_refund_no.clone(), self.sub_mchid.clone())
    }

    fn standing(&self, state: &RefundReply) -> Standing {
        let Self { transaction_id, out_trade_no, amount, .. } = self;
        Requested { transaction_id: transaction_id.as_ref(), out_trade_no: out_trade_no.as_ref(), amount }
            .standing(state)
    }
}

//! What the state of a refund says about the request for it.

use wx_types::{Resolvable, Standing};

use super::{QueryRefund, Refund, RefundState};

impl Resolvable for Refund {
    type Query = QueryRefund;

    fn query(&self) -> QueryRefund {
        let Self { merchant_order_sn, order_sn, trade_no, merchant_refund_sn, refund_money: _ } =
            self.clone();
        let mut query = QueryRefund::new().with_merchant_refund_sn(merchant_refund_sn);
        query.merchant_order_sn = merchant_order_sn;
        query.order_sn = order_sn;
        query.trade_no = trade_no;
        query
    }

    /// A refund that is there was accepted, whatever became of it afterwards. Its amount is in no state.
    fn standing(&self, state: &RefundState) -> Standing {
        Standing::CarriedOut
            .held_against(
                "merchant_order_sn",
                self.merchant_order_sn.as_ref().map(|number| number.as_str()),
                state.merchant_order_sn.as_deref(),
            )
            .held_against(
                "order_sn",
                self.order_sn.as_ref().map(|number| number.as_str()),
                state.order_sn.as_deref(),
            )
            .held_against("trade_no", self.trade_no.as_deref(), state.trade_no.as_deref())
    }
}

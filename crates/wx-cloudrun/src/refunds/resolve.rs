//! What the refunds under a number say about the request for one.

use wx_types::{Resolvable, Standing};

use super::{QueryRefund, Refund, RefundList};

impl Resolvable for Refund {
    type Query = QueryRefund;

    fn query(&self) -> QueryRefund {
        QueryRefund::by_out_refund_no(self.sub_mch_id.clone(), self.out_refund_no.clone())
    }

    /// The question names one refund, so that a refund that is counted is this one, also where the lists are empty.
    fn standing(&self, state: &RefundList) -> Standing {
        let is_listed = state.out_refund_no_list.iter().any(|number| number == self.out_refund_no.as_str());
        let is_counted = state.refund_count.is_some_and(|count| count > 0);
        let standing = if is_listed || is_counted { Standing::CarriedOut } else { Standing::NotYet };
        standing
            .held_against("total_fee", Some(&self.total_fee), state.total_fee.as_ref())
            .held_against(
                "transaction_id",
                self.transaction_id.as_ref().map(|number| number.as_str()),
                state.transaction_id.as_deref(),
            )
            .held_against(
                "out_trade_no",
                self.out_trade_no.as_ref().map(|number| number.as_str()),
                state.out_trade_no.as_deref(),
            )
    }
}

use wx_types::{Comparison, Fen, Mchid, Mismatch};

use crate::{
    id::OutTradeNo,
    orders::{FeeType, Order},
};

/// An order as it stands in the books. Hold the answer of the query against it, never the callback alone: nobody signs
/// that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedOrder {
    sub_mch_id: Mchid,
    out_trade_no: OutTradeNo,
    total_fee: Fen,
}

impl ExpectedOrder {
    /// An order over `total_fee` in `CNY`.
    #[must_use]
    pub fn new(sub_mch_id: Mchid, out_trade_no: OutTradeNo, total_fee: Fen) -> Self {
        Self { sub_mch_id, out_trade_no, total_fee }
    }

    /// Holds what the platform answered against it. Where it names no currency, that is `CNY`. Whether it is paid is for
    /// [`Order::is_paid`] to say.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is missing or another one. Credit nothing.
    pub fn matches(&self, told: &Order) -> Result<(), Mismatch> {
        let mut comparison = Comparison::new();
        comparison.hold("sub_mch_id", self.sub_mch_id.as_str(), told.sub_mch_id.as_deref());
        comparison.hold("out_trade_no", self.out_trade_no.as_str(), told.out_trade_no.as_deref());
        comparison.hold("total_fee", &self.total_fee, told.total_fee.as_ref());
        comparison
            .require("fee_type", told.fee_type.as_ref().is_none_or(|currency| *currency == FeeType::Cny));
        comparison.finish()
    }
}

//! What the state of a refund says about the requests that asked for it.

use wx_types::{OutTradeNo, Resolvable, Standing, TransactionId};

use super::{EncryptedAbnormalRefund, QueryRefund, Refund, RefundAmount, RefundReply, RefundStatus};

impl Resolvable for Refund {
    type Query = QueryRefund;

    fn query(&self) -> QueryRefund {
        QueryRefund::new(self.out_refund_no.clone())
    }

    fn standing(&self, state: &RefundReply) -> Standing {
        let Self { transaction_id, out_trade_no, amount, .. } = self;
        Requested { transaction_id: transaction_id.as_ref(), out_trade_no: out_trade_no.as_ref(), amount }
            .standing(state)
    }
}

/// What a refund asked for, as far as the state repeats it.
pub(crate) struct Requested<'a> {
    pub(crate) transaction_id: Option<&'a TransactionId>,
    pub(crate) out_trade_no: Option<&'a OutTradeNo>,
    pub(crate) amount: &'a RefundAmount,
}

impl Requested<'_> {
    /// A refund that is there was accepted, whatever became of it afterwards.
    pub(crate) fn standing(&self, state: &RefundReply) -> Standing {
        let Self { transaction_id, out_trade_no, amount } = self;
        Standing::CarriedOut
            .held_against("amount.refund", Some(&amount.refund), Some(&state.amount.refund))
            .held_against("amount.total", Some(&amount.total), Some(&state.amount.total))
            .held_against(
                "transaction_id",
                transaction_id.map(TransactionId::as_str),
                Some(&*state.transaction_id),
            )
            .held_against("out_trade_no", out_trade_no.map(OutTradeNo::as_str), Some(&*state.out_trade_no))
    }
}

/// Ask with [`Client::resolve_confidential`](wx_apiv3::Client::resolve_confidential).
impl Resolvable for EncryptedAbnormalRefund {
    type Query = QueryRefund;

    fn query(&self) -> QueryRefund {
        QueryRefund::new(self.out_refund_no.clone())
    }

    /// It is for refunds that stand at `ABNORMAL`, so that one which left that state was helped.
    fn standing(&self, state: &RefundReply) -> Standing {
        let standing = match state.status {
            RefundStatus::Processing | RefundStatus::Success => Standing::CarriedOut,
            RefundStatus::Closed => Standing::Overtaken,
            _ => Standing::NotYet,
        };
        standing.held_against("refund_id", Some(self.refund_id.as_str()), Some(&*state.refund_id))
    }
}

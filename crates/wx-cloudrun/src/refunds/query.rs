use serde::Deserialize;
use wx_types::{Checker, Endpoint, Fen, Mchid, Model, OutRefundNo, RefundId, Reply, TransactionId};

use crate::{cloud_call::CloudCall, id::OutTradeNo, lenient};

/// Looks refunds up: by exactly one of four numbers.
///
/// Official page: *query refund* of cloud hosting, read 2026-11-23. Where several numbers are sent the platform heeds one,
/// by a precedence of its own; here only one can be.
///
/// By an order's number, ten refunds are answered at a time, from `offset` on; an offset beyond the end is `PARAM_ERROR`. An
/// order with more than 20 refunds is to be asked for by refund number.
///
/// # How far to rely on it
/// The lists of [`RefundList`] are reported to be **empty in practice**, although `refund_count` counts. That money went back is
/// told by the refund notice, and by [`QueryOrder`](crate::QueryOrder) turning to `REFUND`.
///
/// # Errors
/// The codes of [`InnerCode`](crate::InnerCode). It only reads, so it may be sent as often as wanted. Right after a lost
/// answer, "does not exist" proves nothing: the refund may still arrive.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/_/pay/queryrefund",
    reply = RefundList,
    repeat = Safe,
    page = "cloud hosting, query refund",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct QueryRefund {
    /// The merchant's own number. 1 to 32 digits.
    #[wx(typed)]
    pub sub_mch_id: Mchid,
    /// A random text of 1 to 32 characters, filled in where it is left out.
    #[wx(chars = 1..=32)]
    pub nonce_str: Option<String>,
    /// The platform's number of the payment. 1 to 32 characters.
    #[wx(typed)]
    pub transaction_id: Option<TransactionId>,
    /// The merchant's order number. 6 to 32 digits, letters or `_-|*@`.
    #[wx(typed)]
    pub out_trade_no: Option<OutTradeNo>,
    /// The merchant's refund number. 1 to 64 digits, letters or `_-|*@`.
    #[wx(typed)]
    pub out_refund_no: Option<OutRefundNo>,
    /// The platform's number of the refund. 1 to 32 characters.
    #[wx(typed)]
    pub refund_id: Option<RefundId>,
    /// How many refunds of the order to skip. 0 or more.
    #[wx(range = 0..)]
    pub offset: Option<i64>,
}

impl QueryRefund {
    /// By the merchant's refund number.
    #[must_use]
    pub fn by_out_refund_no(sub_mch_id: Mchid, number: OutRefundNo) -> Self {
        Self::new(sub_mch_id).with_out_refund_no(number)
    }

    /// By the platform's refund number.
    #[must_use]
    pub fn by_refund_id(sub_mch_id: Mchid, number: RefundId) -> Self {
        Self::new(sub_mch_id).with_refund_id(number)
    }

    /// All of an order, by the merchant's number.
    #[must_use]
    pub fn by_out_trade_no(sub_mch_id: Mchid, number: OutTradeNo) -> Self {
        Self::new(sub_mch_id).with_out_trade_no(number)
    }

    /// All of an order, by the platform's number.
    #[must_use]
    pub fn by_transaction_id(sub_mch_id: Mchid, number: TransactionId) -> Self {
        Self::new(sub_mch_id).with_transaction_id(number)
    }
}

impl CloudCall for QueryRefund {
    fn completed(&self, nonce: &str) -> Self {
        let mut query = self.clone();
        query.nonce_str.get_or_insert_with(|| nonce.to_owned());
        query
    }
}

fn fits_together(query: &QueryRefund, checker: &mut Checker) {
    let given = [
        query.refund_id.is_some(),
        query.out_refund_no.is_some(),
        query.transaction_id.is_some(),
        query.out_trade_no.is_some(),
    ];
    if given.into_iter().filter(|given| *given).count() != 1 {
        checker.report(
            "out_refund_no",
            "exactly one of refund_id, out_refund_no, transaction_id and out_trade_no must be given",
        );
    }
}

wx_types::open_enum! {
    /// Where a refund stands.
    pub enum RefundStatus {
        /// The money went back.
        Success = "SUCCESS",
        /// Under way.
        Processing = "PROCESSING",
        /// Closed: no money goes back.
        RefundClose = "REFUNDCLOSE",
        /// The account cannot take it: it has to be handled by hand.
        Change = "CHANGE",
    }
}

/// Refunds as the platform knows them: one list per member, the entries side by side.
///
/// The lists are reported empty in practice. Nothing is required but success, and amounts in lists are fen as digits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundList {
    /// The merchant.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sub_mch_id: Option<String>,
    /// The platform's number of the payment.
    #[serde(default, deserialize_with = "lenient::text")]
    pub transaction_id: Option<String>,
    /// The merchant's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub out_trade_no: Option<String>,
    /// What the order was about.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub total_fee: Option<Fen>,
    /// What was paid in cash.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub cash_fee: Option<Fen>,
    /// How much went back or is to go back in all.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub refund_fee: Option<Fen>,
    /// How many refunds the order has.
    #[serde(default, deserialize_with = "lenient::number")]
    pub total_refund_count: Option<i64>,
    /// How many refunds this answer is about.
    #[serde(default, deserialize_with = "lenient::number")]
    pub refund_count: Option<i64>,
    /// The merchant's refund numbers.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub out_refund_no_list: Vec<String>,
    /// The platform's refund numbers.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub refund_id_list: Vec<String>,
    /// The way each took.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub refund_channel: Vec<String>,
    /// How much each is about.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub refund_fee_list: Vec<String>,
    /// How much of each is settled.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub settlement_refund_fee_list: Vec<String>,
    /// The kinds of coupons.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_type_array: Vec<String>,
    /// How much of each went back into coupons.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_refund_fee_list: Vec<String>,
    /// Into how many coupons each went.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_refund_count_list: Vec<String>,
    /// The numbers of coupons.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_refund_id_array: Vec<String>,
    /// The amounts of coupons.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_refund_fee_array: Vec<String>,
    /// Where each stands; read one with [`RefundStatus::from`].
    #[serde(default, deserialize_with = "lenient::texts")]
    pub refund_status_list: Vec<String>,
    /// Which account paid each.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub refund_account_list: Vec<String>,
    /// Where each went. The wire spells it so.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub refund_recv_accout_list: Vec<String>,
    /// When each succeeded.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub refund_success_time_list: Vec<String>,
}

impl RefundList {
    /// The status of the refund `out_refund_no`, if the lists hold it. `None` says nothing about the refund.
    #[must_use]
    pub fn status_of(&self, out_refund_no: &str) -> Option<RefundStatus> {
        let at = self.out_refund_no_list.iter().position(|number| number == out_refund_no)?;
        self.refund_status_list
            .get(at)
            .filter(|status| !status.is_empty())
            .map(|status| status.as_str().into())
    }

    /// Whether refunds are counted that the lists do not hold, as is reported to be common.
    #[must_use]
    pub fn lacks_entries(&self) -> bool {
        let listed = i64::try_from(self.refund_status_list.len()).unwrap_or(i64::MAX);
        self.refund_count.is_some_and(|count| count > listed)
    }
}

impl Reply for RefundList {}

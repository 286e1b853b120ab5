use serde::Deserialize;
use wx_types::{Checker, Endpoint, Fen, Mchid, Model, OutRefundNo, Reply, Resolvable, TransactionId};

use super::QueryRefund;
use crate::{
    callback::{self, Callback, CallbackType, Container},
    cloud_call::CloudCall,
    id::OutTradeNo,
    lenient,
};

/// Requests a refund, in whole or in part.
///
/// Official page: *refund* of cloud hosting, read 2026-11-23. An order can be refunded for a year, in at most 50 parts; at
/// most 150 requests a second are taken, and 6 a second of those that fail. The answer means *accepted*: the refund notice
/// tells whether the money went back, and [`QueryOrder`](crate::QueryOrder) turns to `REFUND`.
///
/// The page says that the call needs the payer's identity and lists no field for it: the platform takes it from the
/// inbound request. A refund that is started by no payer may therefore be refused.
///
/// # If it is sent twice
/// The page says to try a failed refund again under the **same** number. What a second copy does after a lost answer it does
/// not say, and a second refund is what must not happen: nothing is sent again by itself. [`query`](Self::query) the
/// number, then send the same request again.
///
/// # Errors
/// The codes of [`InnerCode`](crate::InnerCode). With an unknown outcome the refund may have been accepted.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/_/pay/refund",
    reply = RefundReply,
    repeat = Once("out_refund_no"),
    page = "cloud hosting, refund",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct Refund {
    /// Where the result is delivered: 1 cloud function, 2 container.
    #[wx(typed)]
    pub callback_type: CallbackType,
    /// The environment that receives the result. Not empty; no upper limit is documented.
    #[wx(chars = 1..)]
    pub env_id: String,
    /// The cloud function that receives the result: with `callback_type` 1, and only then.
    #[wx(chars = 1..)]
    pub function_name: Option<String>,
    /// The hosted service that receives the result: with `callback_type` 2, and only then.
    #[wx(nested)]
    pub container: Option<Container>,
    /// The merchant's own number. 1 to 32 digits.
    #[wx(typed)]
    pub sub_mch_id: Mchid,
    /// A random text of 1 to 32 characters, filled in where it is left out.
    #[wx(chars = 1..=32)]
    pub nonce_str: Option<String>,
    /// The platform's number of the payment. 1 to 32 characters. This or `out_trade_no`.
    #[wx(typed)]
    pub transaction_id: Option<TransactionId>,
    /// The merchant's order number. 6 to 32 digits, letters or `_-|*@`. This or `transaction_id`.
    #[wx(typed)]
    pub out_trade_no: Option<OutTradeNo>,
    /// The merchant's refund number. 1 to 64 digits, letters or `_-|*@`, unique per merchant.
    #[wx(typed)]
    pub out_refund_no: OutRefundNo,
    /// What the order was about, in fen: at least 1.
    #[wx(range = 1..)]
    pub total_fee: Fen,
    /// How much goes back, in fen: at least 1, at most `total_fee`.
    #[wx(range = 1..)]
    pub refund_fee: Fen,
    /// Why, as the payer sees it. 1 to 80 characters.
    #[wx(chars = 1..=80)]
    pub refund_desc: Option<String>,
    /// Which account pays. 1 to 30 characters.
    #[wx(chars = 1..=30)]
    pub refund_account: Option<String>,
}

impl Refund {
    /// A refund of `refund_fee` of the order that the merchant knows as `order`, which was about `total_fee`.
    #[must_use]
    pub fn of_order(
        callback: Callback,
        sub_mch_id: Mchid,
        order: OutTradeNo,
        out_refund_no: OutRefundNo,
        total_fee: Fen,
        refund_fee: Fen,
    ) -> Self {
        Self::of(callback, sub_mch_id, out_refund_no, total_fee, refund_fee).with_out_trade_no(order)
    }

    /// A refund of `refund_fee` of the payment that the platform knows as `payment`, which was about `total_fee`.
    #[must_use]
    pub fn of_transaction(
        callback: Callback,
        sub_mch_id: Mchid,
        payment: TransactionId,
        out_refund_no: OutRefundNo,
        total_fee: Fen,
        refund_fee: Fen,
    ) -> Self {
        Self::of(callback, sub_mch_id, out_refund_no, total_fee, refund_fee).with_transaction_id(payment)
    }

    fn of(
        callback: Callback,
        sub_mch_id: Mchid,
        out_refund_no: OutRefundNo,
        total_fee: Fen,
        refund_fee: Fen,
    ) -> Self {
        let target = callback.flatten();
        let mut refund =
            Self::new(target.kind, target.env_id, sub_mch_id, out_refund_no, total_fee, refund_fee);
        refund.function_name = target.function;
        refund.container = target.container;
        refund
    }

    /// The query that tells what became of it.
    #[must_use]
    pub fn query(&self) -> QueryRefund {
        Resolvable::query(self)
    }
}

impl CloudCall for Refund {
    fn completed(&self, nonce: &str) -> Self {
        let mut refund = self.clone();
        refund.nonce_str.get_or_insert_with(|| nonce.to_owned());
        refund
    }
}

fn fits_together(refund: &Refund, checker: &mut Checker) {
    callback::fits_together(
        refund.callback_type,
        refund.function_name.as_ref(),
        refund.container.as_ref(),
        checker,
    );
    if refund.out_trade_no.is_some() == refund.transaction_id.is_some() {
        checker.report("out_trade_no", "exactly one of out_trade_no and transaction_id must be given");
    }
    if refund.refund_fee > refund.total_fee {
        checker.report("refund_fee", "must not be more than total_fee");
    }
}

/// The answer to a request for a refund: it was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundReply {
    /// The merchant.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sub_mch_id: Option<String>,
    /// The platform's number of the payment.
    #[serde(default, deserialize_with = "lenient::text")]
    pub transaction_id: Option<String>,
    /// The merchant's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub out_trade_no: Option<String>,
    /// The merchant's refund number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub out_refund_no: Option<String>,
    /// The platform's number of the refund.
    #[serde(deserialize_with = "lenient::required_text")]
    pub refund_id: String,
    /// How much goes back.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub refund_fee: Option<Fen>,
    /// What the order was about.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub total_fee: Option<Fen>,
    /// What was paid in cash.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub cash_fee: Option<Fen>,
    /// How much goes back in cash.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub cash_refund_fee: Option<Fen>,
    /// How much goes back into coupons.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub coupon_refund_fee: Option<Fen>,
    /// Into how many coupons.
    #[serde(default, deserialize_with = "lenient::number")]
    pub coupon_refund_count: Option<i64>,
    /// The kind of each.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_type_list: Vec<String>,
    /// Each coupon's number.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_refund_id_list: Vec<String>,
    /// The amount of each in fen, as digits.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_refund_fee_list: Vec<String>,
}

impl Reply for RefundReply {}

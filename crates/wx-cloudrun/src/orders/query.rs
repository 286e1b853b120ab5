use serde::Deserialize;
use wx_types::{Checker, Endpoint, Mchid, Model, TransactionId};

use super::Order;
use crate::{cloud_call::CloudCall, id::OutTradeNo};

/// Looks an order up: by the merchant's number **or** the platform's.
///
/// Official page: *query order* of cloud hosting, read 2026-11-23.
///
/// It is also what a callback must be confirmed with, since nothing signs a callback.
///
/// # Errors
/// The codes of [`InnerCode`](crate::InnerCode). It only reads, so it may be sent as often as wanted. Right after a lost
/// answer, "does not exist" proves nothing: the order may still arrive.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/_/pay/queryorder",
    reply = Order,
    repeat = Safe,
    page = "cloud hosting, query order",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct QueryOrder {
    /// The merchant's own number. 1 to 32 digits.
    #[wx(typed)]
    pub sub_mch_id: Mchid,
    /// The platform's number of the payment. 1 to 32 characters. This or `out_trade_no`.
    #[wx(typed)]
    pub transaction_id: Option<TransactionId>,
    /// The merchant's order number. 6 to 32 digits, letters or `_-|*@`. This or `transaction_id`.
    #[wx(typed)]
    pub out_trade_no: Option<OutTradeNo>,
    /// A random text of 1 to 32 characters, filled in where it is left out.
    #[wx(chars = 1..=32)]
    pub nonce_str: Option<String>,
}

impl QueryOrder {
    /// By the merchant's own number.
    #[must_use]
    pub fn by_out_trade_no(sub_mch_id: Mchid, number: OutTradeNo) -> Self {
        Self::new(sub_mch_id).with_out_trade_no(number)
    }

    /// By the platform's number.
    #[must_use]
    pub fn by_transaction_id(sub_mch_id: Mchid, number: TransactionId) -> Self {
        Self::new(sub_mch_id).with_transaction_id(number)
    }
}

impl CloudCall for QueryOrder {
    fn completed(&self, nonce: &str) -> Self {
        let mut query = self.clone();
        query.nonce_str.get_or_insert_with(|| nonce.to_owned());
        query
    }
}

fn fits_together(query: &QueryOrder, checker: &mut Checker) {
    if query.out_trade_no.is_some() == query.transaction_id.is_some() {
        checker.report("out_trade_no", "exactly one of out_trade_no and transaction_id must be given");
    }
}

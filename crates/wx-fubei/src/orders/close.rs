use serde::Deserialize;
use wx_types::{Endpoint, Model, Reply, Resolvable};

use super::QueryOrder;
use crate::{id::MerchantOrderSn, lenient, method::Method};

/// Closes an unpaid order, so that it can no longer be paid.
///
/// Official page: *close order* (`openapi.payment.order.close`), read 2026-11-23. It names orders by dynamic code and by official
/// account; whether a mini-program order can be closed is not written anywhere, so expect a refusal and query.
///
/// The page takes Fubei's `order_sn` as well. It is left out here: what became of a close is asked for under the number
/// that the caller made, and every order placed here has one.
///
/// # If it is sent twice
/// No page says what happens. After a lost answer it is not sent again: [`query`](Self::query) the order.
///
/// # Errors
/// The codes of [`ResultCode`](crate::ResultCode). With an unknown outcome the order may be closed, open or paid.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/gateway",
    reply = CloseReply,
    repeat = Once("merchant_order_sn"),
    page = "close order, openapi.payment.order.close",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct CloseOrder {
    /// The merchant's order number. 1 to 32 characters.
    #[wx(typed)]
    pub merchant_order_sn: MerchantOrderSn,
}

impl Method for CloseOrder {
    const METHOD: &'static str = "openapi.payment.order.close";
}

impl CloseOrder {
    /// The query that tells what became of it.
    #[must_use]
    pub fn query(&self) -> QueryOrder {
        Resolvable::query(self)
    }
}

/// The answer to a close.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CloseReply {
    /// The merchant's order number.
    #[serde(deserialize_with = "lenient::required_text")]
    pub merchant_order_sn: String,
    /// Fubei's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub order_sn: Option<String>,
}

impl Reply for CloseReply {}

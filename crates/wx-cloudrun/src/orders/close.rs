use serde::Deserialize;
use wx_types::{Endpoint, Mchid, Model, Reply, Resolvable};

use super::QueryOrder;
use crate::{cloud_call::CloudCall, id::OutTradeNo, lenient};

/// Closes an unpaid order, so that it can no longer be paid.
///
/// Official page: *close order* of cloud hosting, read 2026-11-23. Wait five minutes after the order was placed.
///
/// # If it is sent twice
/// No page says what happens. After a lost answer it is not sent again: [`query`](Self::query) the order.
///
/// # Errors
/// The codes of [`InnerCode`](crate::InnerCode): `ORDERPAID` says that it was paid first. With an unknown outcome the order
/// may be closed, open or paid.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/_/pay/closeorder",
    reply = CloseReply,
    repeat = Once("out_trade_no"),
    page = "cloud hosting, close order",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct CloseOrder {
    /// The merchant's own number. 1 to 32 digits.
    #[wx(typed)]
    pub sub_mch_id: Mchid,
    /// The merchant's order number. 6 to 32 digits, letters or `_-|*@`.
    #[wx(typed)]
    pub out_trade_no: OutTradeNo,
    /// A random text of 1 to 32 characters, filled in where it is left out.
    #[wx(chars = 1..=32)]
    pub nonce_str: Option<String>,
}

impl CloseOrder {
    /// The query that tells what became of it.
    #[must_use]
    pub fn query(&self) -> QueryOrder {
        Resolvable::query(self)
    }
}

impl CloudCall for CloseOrder {
    fn completed(&self, nonce: &str) -> Self {
        let mut close = self.clone();
        close.nonce_str.get_or_insert_with(|| nonce.to_owned());
        close
    }
}

/// The answer to a close: it is closed. Nothing but the members that all answers have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CloseReply {
    /// The appid of the platform, which acts as service provider.
    #[serde(default, deserialize_with = "lenient::text")]
    pub appid: Option<String>,
    /// The platform's merchant number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub mch_id: Option<String>,
    /// The mini program.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sub_appid: Option<String>,
    /// The merchant.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sub_mch_id: Option<String>,
}

impl Reply for CloseReply {}

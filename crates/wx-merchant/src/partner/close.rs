use serde::Deserialize;
use wx_types::{Endpoint, Mchid, Model, NoContent, OutTradeNo};

use crate::SubMchid;

/// Closes an unpaid order for another merchant, so that it can no longer be paid.
///
/// Official page: *close order, service providers*, dated 2020-05-26, read 2026-11-23.
///
/// # If it is sent twice
/// As a [`Close`](crate::Close): it is re-entrant, and 204 does not prove that there was an order.
///
/// # Errors
/// The codes of a [`Close`](crate::Close).
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/pay/partner/transactions/out-trade-no/{out_trade_no}/close",
    reply = NoContent,
    repeat = SameKey("out_trade_no"),
    page = "close order, service providers (2020-05-26)",
    read = "2026-11-23",
    busy = Ask,
)]
#[non_exhaustive]
pub struct PartnerClose {
    /// The provider's order number. 6 to 32 digits, letters or `_-|*`.
    #[wx(path, typed)]
    pub out_trade_no: OutTradeNo,
    /// The provider. At most 32 digits.
    #[wx(typed)]
    pub sp_mchid: Mchid,
    /// The merchant. At most 32 digits.
    #[wx(typed)]
    pub sub_mchid: SubMchid,
}

use serde::Deserialize;
use wx_types::{Endpoint, Mchid, Model, NoContent, OutTradeNo};

/// Closes an unpaid order, so that it can no longer be paid.
///
/// Official page: *close order*, dated 2020-05-26, read 2026-11-23.
///
/// # If it is sent twice
/// It is re-entrant. Success (204) was also seen for a number that does not exist, so it does not prove that there was an
/// order: query it.
///
/// # Errors
/// `ORDERPAID` where it is paid: query it, then refund. `USER_PAYING` (202) where the payer is at it: nothing was closed.
/// Further `PARAM_ERROR`, `INVALID_REQUEST`, `MCH_NOT_EXISTS`, `SIGN_ERROR`, `RULE_LIMIT`, `TRADE_ERROR`, `FREQUENCY_LIMITED` (which here
/// can also mean that the payer is at it, so that it ends the call: query the order, or
/// [`resolve`](wx_apiv3::Client::resolve) the close, which does), `SYSTEM_ERROR`.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/pay/transactions/out-trade-no/{out_trade_no}/close",
    reply = NoContent,
    repeat = SameKey("out_trade_no"),
    page = "close order (2020-05-26)",
    read = "2026-11-23",
    busy = Ask,
)]
#[non_exhaustive]
pub struct Close {
    /// The merchant's order number. 6 to 32 digits, letters or `_-|*`.
    #[wx(path, typed)]
    pub out_trade_no: OutTradeNo,
    /// The merchant. At most 32 digits.
    #[wx(typed)]
    pub mchid: Mchid,
}

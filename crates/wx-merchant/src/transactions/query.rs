use serde::Deserialize;
use wx_types::{Endpoint, Mchid, Model, OutTradeNo, TransactionId};

use super::Transaction;

/// Looks an order up by the platform's number, which exists once it is paid.
///
/// Official page: *query order by WeChat Pay number*, dated 2020-05-26, read 2026-11-23.
///
/// # Errors
/// `ORDER_NOT_EXIST` (404) and the common codes. It only reads, so it may be sent as often as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/pay/transactions/id/{transaction_id}",
    reply = Transaction,
    repeat = Safe,
    page = "query order by WeChat Pay number (2020-05-26)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct QueryByTransactionId {
    /// The platform's number. At most 32 characters.
    #[wx(path, typed)]
    pub transaction_id: TransactionId,
    /// The merchant. At most 32 digits.
    #[wx(query, typed)]
    pub mchid: Mchid,
}

/// Looks an order up by the merchant's number, at any time.
///
/// Official page: *query order by merchant number*, dated 2020-05-26, read 2026-11-23.
///
/// # Errors
/// `ORDER_NOT_EXIST` (404) and the common codes. It only reads, so it may be sent as often as wanted. Right after a lost
/// answer, "does not exist" proves nothing: the order may still arrive.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/pay/transactions/out-trade-no/{out_trade_no}",
    reply = Transaction,
    repeat = Safe,
    page = "query order by merchant number (2020-05-26)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct QueryByOutTradeNo {
    /// The merchant's order number. 6 to 32 digits, letters or `_-|*`.
    #[wx(path, typed)]
    pub out_trade_no: OutTradeNo,
    /// The merchant. At most 32 digits.
    #[wx(query, typed)]
    pub mchid: Mchid,
}

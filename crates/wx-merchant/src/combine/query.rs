use serde::Deserialize;
use wx_types::{Endpoint, Model};

use super::CombineTransaction;
use crate::{CombineOutTradeNo, CombineTransactionId};

/// Looks a combined order up by the merchant's number, at any time. Its sub-orders are found this way only.
///
/// Official page: *query combined order*, dated 2025-09-02, read 2026-11-23.
///
/// # Errors
/// `ORDER_NOT_EXIST` (404) and the common codes. It only reads, so it may be sent as often as wanted. Right after a lost
/// answer, "does not exist" proves nothing: the order may still arrive.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}",
    reply = CombineTransaction,
    repeat = Safe,
    page = "query combined order (2025-09-02)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct CombineQueryByOutTradeNo {
    /// The number of the whole. 6 to 32 digits, letters or `_-|*`.
    #[wx(path, typed)]
    pub combine_out_trade_no: CombineOutTradeNo,
}

/// Looks a combined order up by the platform's number, which exists once it is paid.
///
/// Official page: *query combined order by WeChat Pay number*, dated 2024-10-22, read 2026-11-23. The page belongs to
/// the collections of e-commerce platforms; whether every merchant may use it is not written.
///
/// # Errors
/// `ORDER_NOT_EXIST` (404) and the common codes. It only reads, so it may be sent as often as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/combine-transactions/id/{combine_transaction_id}",
    reply = CombineTransaction,
    repeat = Safe,
    page = "query combined order by WeChat Pay number (2024-10-22)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct CombineQueryByTransactionId {
    /// The platform's number of the whole. At most 32 characters.
    #[wx(path, typed)]
    pub combine_transaction_id: CombineTransactionId,
}

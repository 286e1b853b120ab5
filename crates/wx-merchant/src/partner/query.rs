use serde::Deserialize;
use wx_types::{Endpoint, Mchid, Model, OutTradeNo, TransactionId};

use super::PartnerTransaction;
use crate::SubMchid;

/// Looks an order for another merchant up by the platform's number, which exists once it is paid.
///
/// Official page: *query order by WeChat Pay number, service providers*, dated 2020-05-26, read 2026-11-23.
///
/// # Errors
/// `ORDER_NOT_EXIST` (404) and the common codes. It only reads, so it may be sent as often as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/pay/partner/transactions/id/{transaction_id}",
    reply = PartnerTransaction,
    repeat = Safe,
    page = "query order by WeChat Pay number, service providers (2020-05-26)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct PartnerQueryByTransactionId {
    /// The platform's number. At most 32 characters.
    #[wx(path, typed)]
    pub transaction_id: TransactionId,
    /// The provider. At most 32 digits.
    #[wx(query, typed)]
    pub sp_mchid: Mchid,
    /// The merchant. At most 32 digits.
    #[wx(query, typed)]
    pub sub_mchid: SubMchid,
}

/// Looks an order for another merchant up by the provider's number, at any time.
///
/// Official page: *query order by merchant number, service providers*, dated 2020-05-26, read 2026-11-23.
///
/// # Errors
/// `ORDER_NOT_EXIST` (404) and the common codes. It only reads, so it may be sent as often as wanted. Right after a lost
/// answer, "does not exist" proves nothing: the order may still arrive.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/pay/partner/transactions/out-trade-no/{out_trade_no}",
    reply = PartnerTransaction,
    repeat = Safe,
    page = "query order by merchant number, service providers (2020-05-26)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct PartnerQueryByOutTradeNo {
    /// The provider's order number. 6 to 32 digits, letters or `_-|*`.
    #[wx(path, typed)]
    pub out_trade_no: OutTradeNo,
    /// The provider. At most 32 digits.
    #[wx(query, typed)]
    pub sp_mchid: Mchid,
    /// The merchant. At most 32 digits.
    #[wx(query, typed)]
    pub sub_mchid: SubMchid,
}

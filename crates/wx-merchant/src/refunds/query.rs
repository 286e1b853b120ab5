use serde::Deserialize;
use wx_types::{Endpoint, Model, OutRefundNo};

use super::RefundReply;

/// Looks a refund up by the merchant's number. Wait about a minute after the request.
///
/// Official page: *query refund*, dated 2023-10-18, read 2026-11-23.
///
/// # Errors
/// `RESOURCE_NOT_EXISTS` (404) and the common codes. It only reads, so it may be sent as often as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/refund/domestic/refunds/{out_refund_no}",
    reply = RefundReply,
    repeat = Safe,
    page = "query refund (2023-10-18)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct QueryRefund {
    /// The merchant's refund number. 1 to 64 digits, letters or `_-|*@`.
    #[wx(path, typed)]
    pub out_refund_no: OutRefundNo,
}

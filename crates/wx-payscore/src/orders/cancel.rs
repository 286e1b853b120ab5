use serde::Deserialize;
use wx_types::{Endpoint, Model, NoContent, Resolvable};

use super::QueryOrder;
use crate::{ChannelId, OutOrderNo, ServiceId, SubMchid};

/// Cancels an order: one that waits for the user, one whose service runs, or one whose user has not paid yet.
///
/// Official page: *cancel order* (document 4013194058), dated 2022-11-09, read 2026-11-23. Where a registered deduction is alive, it
/// has to run out (24 hours) or be closed at the clearing house first.
///
/// # If it is sent twice
/// The identical request is documented to have the same effect again.
///
/// # Errors
/// `INVALID_ORDER_STATE` or `INVALID_REQUEST` (number 271316592: cannot be cancelled; 271316754: a deduction is under way),
/// `ORDER_CANCELED`, `ORDER_DONE`, `ORDER_NOT_EXIST` and the common codes. With an unknown outcome it may be cancelled: send
/// this very request again, or [`query`](Self::query) the order.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/cancel",
    reply = NoContent,
    repeat = SameKey("out_order_no"),
    page = "cancel order 4013194058 (2022-11-09)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct CancelOrder {
    /// The merchant's number of the order. 1 to 32 digits, letters or `_-|*`.
    #[wx(path, typed)]
    pub out_order_no: OutOrderNo,
    /// The service. At most 32 digits. One page calls it optional; it is asked for here.
    #[wx(typed)]
    pub service_id: ServiceId,
    /// The merchant. At most 32 digits.
    #[wx(typed)]
    pub sub_mchid: SubMchid,
    /// The channel merchant. At most 32 digits.
    #[wx(typed)]
    pub channel_id: ChannelId,
    /// Why. 1 to 50 characters.
    #[wx(chars = 1..=50, basic_plane)]
    pub reason: String,
}

impl CancelOrder {
    /// The query for this order.
    #[must_use]
    pub fn query(&self) -> QueryOrder {
        Resolvable::query(self)
    }
}

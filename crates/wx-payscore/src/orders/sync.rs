use serde::Deserialize;
use wx_types::{CompactTime, Endpoint, Model, NoContent, Resolvable};

use super::QueryOrder;
use crate::{ChannelId, OutOrderNo, ServiceId, SubMchid};

/// Tells the platform that a completed order was paid elsewhere: in cash, for one. The order is then done.
///
/// Official page: *sync order information* (document 4013194292), dated 2023-05-24, read 2026-11-23.
///
/// # If it is sent twice
/// No page says. After a lost answer it is not sent again: [`query`](Self::query) the order.
///
/// # Errors
/// `INVALID_ORDER_STATE`, `INVALID_REQUEST`, `ORDER_CANCELED`, `ORDER_DONE`, `ORDER_NOT_EXIST` and the common codes.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/sync",
    reply = NoContent,
    repeat = Once("out_order_no"),
    page = "sync order information 4013194292 (2023-05-24)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct SyncOrder {
    /// The merchant's number of the order. 1 to 32 digits, letters or `_-|*`.
    #[wx(path, typed)]
    pub out_order_no: OutOrderNo,
    /// The service. At most 32 digits.
    #[wx(typed)]
    pub service_id: ServiceId,
    /// The merchant. At most 32 digits.
    #[wx(typed)]
    pub sub_mchid: SubMchid,
    /// The channel merchant. At most 32 digits. A transcription calls it optional; the page requires it.
    #[wx(typed)]
    pub channel_id: ChannelId,
    /// What happened.
    #[serde(rename = "type")]
    #[wx(typed)]
    pub kind: SyncType,
    /// How it happened.
    #[wx(nested)]
    pub detail: SyncDetail,
}

impl SyncOrder {
    /// The order was paid at `paid_time`.
    #[must_use]
    pub fn paid(
        out_order_no: OutOrderNo,
        service_id: ServiceId,
        sub_mchid: SubMchid,
        channel_id: ChannelId,
        paid_time: CompactTime,
    ) -> Self {
        let detail = SyncDetail::new(paid_time);
        Self::new(out_order_no, service_id, sub_mchid, channel_id, SyncType::OrderPaid, detail)
    }

    /// The query for this order.
    #[must_use]
    pub fn query(&self) -> QueryOrder {
        Resolvable::query(self)
    }
}

wx_types::open_enum! {
    /// What is told to the platform.
    pub enum SyncType {
        /// The order was paid. The only one the page lists.
        OrderPaid = "Order_Paid",
    }
}

/// How it happened.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct SyncDetail {
    /// When the money was received: `yyyyMMddHHmmss`, Beijing time.
    #[wx(typed)]
    pub paid_time: CompactTime,
}

use serde::Deserialize;
use wx_types::{Checker, Endpoint, Fen, Model, NoContent, Resolvable, Rfc3339};

use super::{
    FinalDiscount, Location, PostPayment, QueryOrder, TimeRange,
    rules::{Price, times},
};
use crate::{ChannelId, OutOrderNo, ServiceId, SubMchid};

/// Completes a service that runs: says what it cost. It does **not** charge; that is done by a registered deduction.
///
/// Official page: *complete order* (document 4013194080), dated 2022-11-09, read 2026-11-23.
///
/// # If it is sent twice
/// No page says. After a lost answer it is not sent again: [`query`](Self::query) the order, and read from its
/// [`stage`](super::ServiceOrder::stage) whether it is completed.
///
/// # Errors
/// `PARAM_ERROR` (the total is not the sum), `INVALID_ORDER_STATE`, `INVALID_REQUEST`, `ORDER_CANCELED`, `ORDER_DONE`,
/// `ORDER_NOT_EXIST` and the common codes.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/complete",
    reply = NoContent,
    repeat = Once("out_order_no"),
    page = "complete order 4013194080 (2022-11-09)",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct CompleteOrder {
    /// The merchant's number of the order. 1 to 32 digits, letters or `_-|*`; this page says 64, but an order cannot be
    /// created with more than 32.
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
    /// What is charged for. At most 100 entries.
    #[wx(items = 0..=100, nested)]
    pub post_payments: Vec<PostPayment>,
    /// What the merchant takes off. At most 30 entries.
    #[wx(items = 0..=30, nested)]
    pub post_discounts: Option<Vec<FinalDiscount>>,
    /// What is due, in fen: the sum of the items less the sum of the discounts.
    ///
    /// At most the risk fund where that is a deposit, at most the service's cap in any case; the platform checks both.
    #[wx(range = 0..)]
    pub total_amount: Fen,
    /// When the service really took place. Its end is required here where the order was created without one. No page says
    /// whether its start may be left out; the transcription requires it, and so do this crate and the gateway.
    #[wx(nested)]
    pub time_range: Option<TimeRange>,
    /// Where the service really took place.
    #[wx(nested)]
    pub location: Option<Location>,
    /// Whether the money is to be shared.
    #[wx(any)]
    pub profit_sharing: Option<bool>,
    /// When it was completed, as RFC 3339: another form than in `time_range`.
    #[wx(typed)]
    pub complete_time: Option<Rfc3339>,
    /// A coupon marker. No source gives a limit.
    #[wx(basic_plane)]
    pub goods_tag: Option<String>,
}

impl CompleteOrder {
    /// The query for this order.
    #[must_use]
    pub fn query(&self) -> QueryOrder {
        Resolvable::query(self)
    }
}

/// At which place the service began may have been said at creation, so that an end alone is fine there.
fn fits_together(order: &CompleteOrder, checker: &mut Checker) {
    let price = Price {
        total_amount: order.total_amount,
        post_payments: &order.post_payments,
        post_discounts: order.post_discounts.as_ref(),
    };
    price.check(checker);
    if let Some(range) = &order.time_range {
        times(range, checker);
    }
}

use serde::Deserialize;
use wx_types::{Checker, Endpoint, Fen, Model, NoContent, Resolvable};

use super::{FinalDiscount, PostPayment, QueryOrder, rules::Price};
use crate::{ChannelId, OutOrderNo, ServiceId, SubMchid};

/// Lowers the price of a completed order that is not paid. It cannot be raised.
///
/// Official page: *modify order amount* (document 4013194282), dated 2023-05-24, read 2026-11-23.
///
/// # If it is sent twice
/// No page says. After a lost answer it is not sent again: [`query`](Self::query) the order, and read its total.
///
/// # Errors
/// `PARAM_ERROR` (the total is not the sum), `INVALID_ORDER_STATE`, `INVALID_REQUEST`, `ORDER_CANCELED`, `ORDER_DONE`,
/// `ORDER_NOT_EXIST` and the common codes.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/modify",
    reply = NoContent,
    repeat = Once("out_order_no"),
    page = "modify order amount 4013194282 (2023-05-24)",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct ModifyOrder {
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
    /// What is charged for. 1 to 100 entries. A transcription calls it optional; the page requires it.
    #[wx(items = 1..=100, nested)]
    pub post_payments: Vec<PostPayment>,
    /// What the merchant takes off. At most 30 entries.
    #[wx(items = 0..=30, nested)]
    pub post_discounts: Option<Vec<FinalDiscount>>,
    /// What is due, in fen: the sum of the items less the sum of the discounts, and not more than before.
    #[wx(range = 0..)]
    pub total_amount: Fen,
    /// Why. 1 to 50 characters.
    #[wx(chars = 1..=50, basic_plane)]
    pub reason: String,
}

impl ModifyOrder {
    /// The query for this order.
    #[must_use]
    pub fn query(&self) -> QueryOrder {
        Resolvable::query(self)
    }
}

fn fits_together(order: &ModifyOrder, checker: &mut Checker) {
    let price = Price {
        total_amount: order.total_amount,
        post_payments: &order.post_payments,
        post_discounts: order.post_discounts.as_ref(),
    };
    price.check(checker);
}

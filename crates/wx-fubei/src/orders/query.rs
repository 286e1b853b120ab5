use serde::Deserialize;
use wx_types::{Checker, Endpoint, Model};

use super::Order;
use crate::{
    exactly_one::exactly_one,
    id::{MerchantOrderSn, OrderSn},
    method::Method,
};

/// Looks an order up, at any time.
///
/// Official page: *order query* (`openapi.payment.order.query`), read 2026-11-23; `trade_no` is known from the official Java
/// client only. Make one with [`by_merchant_order_sn`](Self::by_merchant_order_sn) and its kin: exactly one number is sent,
/// since no page says which one would count.
///
/// # Errors
/// The codes of [`ResultCode`](crate::ResultCode). It only reads, so it may be sent as often as wanted. Right after a lost
/// answer, "does not exist" proves nothing: the order may still arrive.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/gateway",
    reply = Order,
    repeat = Safe,
    page = "order query, openapi.payment.order.query",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct QueryOrder {
    /// The merchant's order number. 1 to 32 characters.
    #[wx(typed)]
    pub merchant_order_sn: Option<MerchantOrderSn>,
    /// Fubei's order number. 1 to 32 characters.
    #[wx(typed)]
    pub order_sn: Option<OrderSn>,
    /// The channel's order number.
    #[wx(chars = 1..)]
    pub trade_no: Option<String>,
    /// The device. 1 to 18 characters.
    #[wx(chars = 1..=18)]
    pub device_no: Option<String>,
}

impl Method for QueryOrder {
    const METHOD: &'static str = "openapi.payment.order.query";
}

impl QueryOrder {
    /// By the merchant's own number.
    #[must_use]
    pub fn by_merchant_order_sn(number: MerchantOrderSn) -> Self {
        Self::new().with_merchant_order_sn(number)
    }

    /// By Fubei's number.
    #[must_use]
    pub fn by_order_sn(number: OrderSn) -> Self {
        Self::new().with_order_sn(number)
    }

    /// By the channel's number.
    #[must_use]
    pub fn by_trade_no(number: impl Into<String>) -> Self {
        Self::new().with_trade_no(number)
    }
}

fn fits_together(query: &QueryOrder, checker: &mut Checker) {
    exactly_one(
        &[query.merchant_order_sn.is_some(), query.order_sn.is_some(), query.trade_no.is_some()],
        "merchant_order_sn",
        "exactly one of merchant_order_sn, order_sn and trade_no must be given",
        checker,
    );
}

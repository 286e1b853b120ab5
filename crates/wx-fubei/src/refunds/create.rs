use serde::Deserialize;
use wx_types::{Checker, Endpoint, Model, Reply, Resolvable, Yuan};

use super::QueryRefund;
use crate::{
    exactly_one::exactly_one,
    id::{MerchantOrderSn, MerchantRefundSn, OrderSn},
    lenient,
    method::Method,
};

/// Requests a refund, in whole or in part.
///
/// Official page: *refund* (`openapi.payment.order.refund`), read 2026-11-23. An order can be refunded for 90 days, in at most
/// ten parts. The answer means *accepted*: [`RefundStatus`](super::RefundStatus) tells, by query, whether the money went
/// back.
///
/// The page leaves open whether the merchant's refund number is required. It is required here, because without it nobody
/// could ask what became of a refund whose answer was lost.
///
/// # If it is sent twice
/// No page says what happens, and what happens may be a second refund. After a lost answer it is not sent again:
/// [`query`](Self::query) the number, and if the refund must be requested again, use the same number.
///
/// # Errors
/// The codes of [`ResultCode`](crate::ResultCode). With an unknown outcome the refund may have been made.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/gateway",
    reply = RefundReply,
    repeat = Once("merchant_refund_sn"),
    page = "refund, openapi.payment.order.refund",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct Refund {
    /// The merchant's order number. 1 to 32 characters. This, `order_sn` or `trade_no`.
    #[wx(typed)]
    pub merchant_order_sn: Option<MerchantOrderSn>,
    /// Fubei's order number. 1 to 32 characters. This, `merchant_order_sn` or `trade_no`.
    #[wx(typed)]
    pub order_sn: Option<OrderSn>,
    /// The channel's order number. This, `merchant_order_sn` or `order_sn`.
    #[wx(chars = 1..)]
    pub trade_no: Option<String>,
    /// The merchant's refund number; must not be empty.
    #[wx(typed)]
    pub merchant_refund_sn: MerchantRefundSn,
    /// How much goes back, in yuan: at least 0.01, at most what an order can be about. Without it everything goes back.
    #[wx(range = 1..=999_999_999)]
    pub refund_money: Option<Yuan>,
}

impl Method for Refund {
    const METHOD: &'static str = "openapi.payment.order.refund";
}

impl Refund {
    /// A refund of the order that the merchant knows as `order`: of everything, unless
    /// [`with_refund_money`](Self::with_refund_money) says how much.
    #[must_use]
    pub fn of_order(order: MerchantOrderSn, merchant_refund_sn: MerchantRefundSn) -> Self {
        Self::new(merchant_refund_sn).with_merchant_order_sn(order)
    }

    /// A refund of the order that Fubei knows as `order`.
    #[must_use]
    pub fn of_order_sn(order: OrderSn, merchant_refund_sn: MerchantRefundSn) -> Self {
        Self::new(merchant_refund_sn).with_order_sn(order)
    }

    /// A refund of the order that the channel knows as `order`.
    #[must_use]
    pub fn of_trade_no(order: impl Into<String>, merchant_refund_sn: MerchantRefundSn) -> Self {
        Self::new(merchant_refund_sn).with_trade_no(order)
    }

    /// The query that tells what became of it.
    #[must_use]
    pub fn query(&self) -> QueryRefund {
        Resolvable::query(self)
    }
}

fn fits_together(refund: &Refund, checker: &mut Checker) {
    exactly_one(
        &[refund.merchant_order_sn.is_some(), refund.order_sn.is_some(), refund.trade_no.is_some()],
        "merchant_order_sn",
        "exactly one of merchant_order_sn, order_sn and trade_no must be given",
        checker,
    );
}

/// The answer to a request for a refund: it was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundReply {
    /// The merchant's refund number.
    #[serde(deserialize_with = "lenient::required_text")]
    pub merchant_refund_sn: String,
    /// Fubei's refund number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub refund_sn: Option<String>,
    /// The merchant's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub merchant_order_sn: Option<String>,
    /// Fubei's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub order_sn: Option<String>,
    /// The channel's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub trade_no: Option<String>,
}

impl Reply for RefundReply {}

use serde::Deserialize;
use wx_types::{Checker, Endpoint, Model, Reply};

use crate::{
    exactly_one::exactly_one,
    id::{MerchantOrderSn, MerchantRefundSn, OrderSn},
    lenient,
    method::Method,
};

/// Looks a refund up: by one number of the order **and** one number of the refund.
///
/// Official page: *refund query* (`openapi.payment.order.refund.query`), read 2026-11-23. [`Refund::query`](super::Refund::query)
/// makes one.
///
/// # Errors
/// The codes of [`ResultCode`](crate::ResultCode). It only reads, so it may be sent as often as wanted. Right after a lost
/// answer, "does not exist" proves nothing: the refund may still arrive.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/gateway",
    reply = RefundState,
    repeat = Safe,
    page = "refund query, openapi.payment.order.refund.query",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct QueryRefund {
    /// Fubei's order number. 1 to 32 characters.
    #[wx(typed)]
    pub order_sn: Option<OrderSn>,
    /// The merchant's order number. 1 to 32 characters.
    #[wx(typed)]
    pub merchant_order_sn: Option<MerchantOrderSn>,
    /// The channel's order number.
    #[wx(chars = 1..)]
    pub trade_no: Option<String>,
    /// Fubei's refund number.
    #[wx(chars = 1..)]
    pub refund_sn: Option<String>,
    /// The merchant's refund number.
    #[wx(typed)]
    pub merchant_refund_sn: Option<MerchantRefundSn>,
}

impl Method for QueryRefund {
    const METHOD: &'static str = "openapi.payment.order.refund.query";
}

impl QueryRefund {
    /// By the merchant's own numbers of order and refund.
    #[must_use]
    pub fn by_merchant(order: MerchantOrderSn, refund: MerchantRefundSn) -> Self {
        Self::new().with_merchant_order_sn(order).with_merchant_refund_sn(refund)
    }
}

fn fits_together(query: &QueryRefund, checker: &mut Checker) {
    exactly_one(
        &[query.order_sn.is_some(), query.merchant_order_sn.is_some(), query.trade_no.is_some()],
        "merchant_order_sn",
        "exactly one of order_sn, merchant_order_sn and trade_no must be given",
        checker,
    );
    exactly_one(
        &[query.refund_sn.is_some(), query.merchant_refund_sn.is_some()],
        "merchant_refund_sn",
        "exactly one of refund_sn and merchant_refund_sn must be given",
        checker,
    );
}

wx_types::open_enum! {
    /// Where a refund stands.
    pub enum RefundStatus {
        /// It failed, as API 2.0 spells it.
        Fail = "REFUND_FAIL",
        /// It failed, as API 1.0 spells it.
        Failer = "REFUND_FAILER",
        /// Under way.
        Processing = "REFUND_PROCESSING",
        /// The money went back.
        Success = "REFUND_SUCCESS",
    }
}

impl RefundStatus {
    /// Whether it failed, in either spelling.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Fail | Self::Failer)
    }
}

/// A refund as Fubei knows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundState {
    /// Where it stands.
    pub refund_status: RefundStatus,
    /// The merchant's refund number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub merchant_refund_sn: Option<String>,
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

impl Reply for RefundState {}

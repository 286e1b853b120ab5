use serde::Deserialize;
use wx_types::{Checker, Endpoint, Model};

use super::FbpayOrder;
use crate::{
    credentials::Credentials,
    id::{MerchantOrderSn, OrderSn},
    method::Method,
};

/// Looks an order of API 2.0 up, at any time, for a merchant or for an agent's merchant.
///
/// Official page: *order query* (`fbpay.order.query`), read 2026-11-23. At least one number must be given; where there are
/// more, `order_sn` counts before `ins_order_sn` and that before `merchant_order_sn`.
///
/// # Errors
/// The codes of [`ResultCode`](crate::ResultCode). It only reads, so it may be sent as often as wanted. Right after a lost
/// answer, "does not exist" proves nothing: the order may still arrive.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/gateway/agent",
    reply = FbpayOrder,
    repeat = Safe,
    page = "order query, fbpay.order.query",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct FbpayQuery {
    /// The merchant. Required where an agent asks.
    #[wx(range = 1..)]
    pub merchant_id: Option<i64>,
    /// Fubei's order number. 1 to 32 characters.
    #[wx(typed)]
    pub order_sn: Option<OrderSn>,
    /// The institution's order number.
    #[wx(chars = 1..)]
    pub ins_order_sn: Option<String>,
    /// The merchant's order number. 1 to 32 characters.
    #[wx(typed)]
    pub merchant_order_sn: Option<MerchantOrderSn>,
}

impl Method for FbpayQuery {
    const METHOD: &'static str = "fbpay.order.query";

    fn check_for(&self, credentials: &Credentials, checker: &mut Checker) {
        if credentials.is_agent() && self.merchant_id.is_none() {
            checker.report("merchant_id", "is required where an agent asks");
        }
    }
}

impl FbpayQuery {
    /// By the merchant's own number. An agent adds [`with_merchant_id`](Self::with_merchant_id).
    #[must_use]
    pub fn by_merchant_order_sn(number: MerchantOrderSn) -> Self {
        Self::new().with_merchant_order_sn(number)
    }
}

fn fits_together(query: &FbpayQuery, checker: &mut Checker) {
    if query.order_sn.is_none() && query.ins_order_sn.is_none() && query.merchant_order_sn.is_none() {
        checker.report(
            "merchant_order_sn",
            "at least one of order_sn, ins_order_sn and merchant_order_sn must be given",
        );
    }
}

use serde::Deserialize;
use wx_types::Yuan;

use crate::{lenient, refunds::RefundStatus};

/// The data of a refund notice of API 2.0.
///
/// Only the state is required. Whatever else is missing, empty or unreadable is `None`, and unknown members are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct FbpayRefund {
    /// Who requested it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub handler: Option<String>,
    /// How much goes back.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub refund_amount: Option<Yuan>,
    /// How much the payer gets back.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub buyer_refund_amount: Option<Yuan>,
    /// The fee.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub refund_fee: Option<Yuan>,
    /// When the money went back, as `yyyyMMddHHmmss`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub finish_time: Option<String>,
    /// Fubei's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub order_sn: Option<String>,
    /// The merchant's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub merchant_order_sn: Option<String>,
    /// Fubei's refund number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub refund_sn: Option<String>,
    /// The merchant's refund number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub merchant_refund_sn: Option<String>,
    /// Where it stands.
    pub refund_status: RefundStatus,
    /// The device.
    #[serde(default, deserialize_with = "lenient::text")]
    pub device_no: Option<String>,
}

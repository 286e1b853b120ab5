use serde::Deserialize;
use wx_types::{AppId, Endpoint, Model, Reply, Resolvable, charset::Charset};

use super::QueryDeduction;
use crate::{ChannelId, OutOrderNo, ServiceId, SubMchid};

/// Registers the number under which the clearing house will be asked for the money of a completed order.
///
/// Official page: *register deduction* (document 4013194100), dated 2025-04-22, read 2026-11-23. A registration is valid for 24
/// hours and for one deduction. A transcription lists `reason` among the required members; the page does not know it.
///
/// # If it is sent twice
/// No page says, and a second number could mean a second deduction. After a lost answer it is not sent again:
/// [`query`](Self::query) which number is registered.
///
/// # Errors
/// `INVALID_ORDER_STATE`, `INVALID_REQUEST` (number 271316754: a deduction is under way), `ORDER_CANCELED`, `ORDER_DONE`,
/// `ORDER_NOT_EXIST` and the common codes.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/registerdeductinfo",
    reply = RegisteredDeduction,
    repeat = Once("out_order_no"),
    page = "register deduction 4013194100 (2025-04-22)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct RegisterDeduction {
    /// The merchant's number of the order. 1 to 32 digits, letters or `_-|*`.
    #[wx(path, typed)]
    pub out_order_no: OutOrderNo,
    /// The service. At most 32 digits.
    #[wx(typed)]
    pub service_id: ServiceId,
    /// The institution's official account or app. At most 32 characters. A transcription calls it optional; the page
    /// requires it.
    #[wx(typed)]
    pub appid: AppId,
    /// The merchant. At most 32 digits.
    #[wx(typed)]
    pub sub_mchid: SubMchid,
    /// The merchant's official account or app. At most 32 characters.
    #[wx(typed)]
    pub sub_appid: Option<AppId>,
    /// The channel merchant. At most 32 digits.
    #[wx(typed)]
    pub channel_id: ChannelId,
    /// The institution's number of the deduction. 1 to 32 digits, letters or `_-|*`. No page gives the alphabet; that of
    /// other order numbers is surely taken. A transcription calls it optional; the page requires it.
    #[wx(chars = 1..=32, charset = Charset::ORDER_NUMBER)]
    pub out_trade_no: String,
}

impl RegisterDeduction {
    /// The query for what is registered.
    #[must_use]
    pub fn query(&self) -> QueryDeduction {
        Resolvable::query(self)
    }
}

/// The answer to a registration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RegisteredDeduction {
    /// What the deduction is for, in a few words.
    pub description: Option<String>,
}

impl Reply for RegisteredDeduction {}

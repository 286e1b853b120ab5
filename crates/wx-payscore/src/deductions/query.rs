use serde::Deserialize;
use wx_types::{AppId, Endpoint, Model, Reply};

use crate::{ChannelId, OutOrderNo, ServiceId, SubMchid};

/// Looks up which deduction is registered for an order that is completed or done.
///
/// Official page: *query deduction* (document 4013194110), dated 2022-11-09, read 2026-11-23.
///
/// # Errors
/// `ORDER_NOT_EXIST` (404), `INVALID_ORDER_STATE` and the common codes. It only reads, so it may be sent as often as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/payscore/acquiringbank/serviceorder/deduction",
    reply = Deduction,
    repeat = Safe,
    page = "query deduction 4013194110 (2022-11-09)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct QueryDeduction {
    /// The service. At most 32 digits.
    #[wx(query, typed)]
    pub service_id: ServiceId,
    /// The institution's official account or app. At most 32 characters.
    #[wx(query, typed)]
    pub appid: AppId,
    /// The merchant. At most 32 digits.
    #[wx(query, typed)]
    pub sub_mchid: SubMchid,
    /// The merchant's official account or app. At most 32 characters.
    #[wx(query, typed)]
    pub sub_appid: Option<AppId>,
    /// The channel merchant. At most 32 digits.
    #[wx(query, typed)]
    pub channel_id: ChannelId,
    /// The merchant's number of the order. A transcription calls it optional; without it nobody could tell which order is
    /// meant, so it is asked for here.
    #[wx(query, typed)]
    pub out_order_no: OutOrderNo,
}

/// A registered deduction.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Deduction {
    /// What it is for, in a few words.
    #[serde(default)]
    pub description: Option<String>,
    /// The institution's number of it.
    pub out_trade_no: String,
}

impl Reply for Deduction {}

use serde::Deserialize;
use wx_types::Fen;

use crate::{OpaqueText, UserId, lenient};

/// That a user wants to pay a completed order now: the institution places a unified order at the clearing house with the
/// values of [`prepay_req_body`](Self::prepay_req_body) and answers the notification.
///
/// Read at one source only, which lists the members of the notification and, it seems, those of the expected answer in
/// one table. The form of that answer could not be confirmed by any page, so none is offered here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PrepayNotice {
    /// The service.
    pub service_id: String,
    /// The institution's official account or app.
    pub appid: String,
    /// The institution.
    pub mchid: String,
    /// The merchant.
    pub sub_mchid: String,
    /// The merchant's number of the order.
    pub out_order_no: String,
    /// The merchant's official account or app.
    #[serde(default)]
    pub sub_appid: Option<String>,
    /// The channel merchant.
    #[serde(default)]
    pub channel_id: Option<String>,
    /// The user under the institution's appid. Not shown by `Debug`.
    #[serde(default)]
    pub openid: Option<UserId>,
    /// The user under the merchant's appid. Not shown by `Debug`.
    #[serde(default)]
    pub sub_openid: Option<UserId>,
    /// What is due, in fen.
    #[serde(deserialize_with = "lenient::required_fen")]
    pub total_amount: Fen,
    /// What the unified order must repeat.
    pub prepay_req_body: PrepayBody,
    /// Headers of the institution's request to the clearing house. Presumably part of the answer.
    #[serde(default)]
    pub prepay_req_header_base64: Option<OpaqueText>,
    /// Body of that request. Presumably part of the answer.
    #[serde(default)]
    pub prepay_req_body_base64: Option<OpaqueText>,
    /// Headers of the clearing house's answer. Presumably part of the answer.
    #[serde(default)]
    pub prepay_resp_header_base64: Option<OpaqueText>,
    /// Body of that answer. Presumably part of the answer.
    #[serde(default)]
    pub prepay_resp_body_base64: Option<OpaqueText>,
    /// Status of that answer. Presumably part of the answer.
    #[serde(default)]
    pub prepay_resp_http_code: Option<i64>,
}

/// What the unified order must repeat, as it stands here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PrepayBody {
    /// The device.
    pub device_info: Option<String>,
    /// The nonce.
    pub nonce_str: Option<String>,
    /// What is paid for.
    pub body: Option<String>,
    /// The merchant's own data.
    pub attach: Option<String>,
    /// The currency.
    pub fee_type: Option<String>,
    /// From when it can be paid: `yyyyMMddHHmmss`.
    pub time_start: Option<String>,
    /// Until when it can be paid: `yyyyMMddHHmmss`.
    pub time_expire: Option<String>,
    /// A coupon marker.
    pub goods_tag: Option<String>,
    /// Where the payment is notified.
    pub notify_url: Option<String>,
    /// `JSAPI`, `NATIVE` or `App`.
    pub trade_type: Option<String>,
    /// Ways of payment that are shut out.
    pub limit_pay: Option<String>,
    /// Whether the user is offered an electronic invoice.
    pub need_receipt: Option<bool>,
}

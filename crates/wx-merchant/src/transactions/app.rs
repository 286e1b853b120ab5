use serde::Deserialize;
use wx_apiv3::{AppInvocation, Client, SealError};
use wx_types::{AppId, Endpoint, Mchid, Model, NotifyUrl, OutTradeNo, PrepayId, Reply, Rfc3339};

use super::{Amount, Detail, SceneInfo, SettleInfo};

/// Places an APP order, or gets a fresh prepay id for it.
///
/// Official page: *APP order*, dated 2025-03-31, read 2026-11-23.
///
/// # If it is sent twice
/// The order is known by [`out_trade_no`](Self::out_trade_no). The identical request again returns a valid prepay id, also
/// after the first one expired (2 h); with any other value it is refused, and so it is once the order is paid. Keep the
/// request as it was first sent.
///
/// # Errors
/// Documented codes: `PARAM_ERROR`, `INVALID_REQUEST`, `APPID_MCHID_NOT_MATCH`, `MCH_NOT_EXISTS` (400), `SIGN_ERROR` (401),
/// `NO_AUTH`, `OUT_TRADE_NO_USED` (403), `FREQUENCY_LIMITED` (429), `SYSTEM_ERROR` (500). What to do about each is said by
/// [`ErrorCode::remedy`](wx_apiv3::ErrorCode::remedy). With an unknown outcome the order may exist and be paid: send this
/// very request again, or query its number.
///
/// ```
/// use wx_merchant::{Amount, AppPrepay};
/// use wx_types::{AppId, Endpoint, Fen, Mchid, NotifyUrl, OutTradeNo};
///
/// let order = AppPrepay::new(
///     AppId::new("wxd678efh567hg6787")?,
///     Mchid::new("1230000109")?,
///     "Image形象店-深圳腾大-QQ公仔",
///     OutTradeNo::new("1217752501201407033233368018")?,
///     NotifyUrl::new("https://www.weixin.qq.com/wxpay/pay.php")?,
///     Amount::new(Fen::new(100)),
/// )
/// .with_attach("x".repeat(129));
/// assert_eq!(
///     order.check().unwrap_err().to_string(),
///     "attach: must be 1 to 128 characters (found 129)"
/// );
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/pay/transactions/app",
    reply = PrepayReply,
    repeat = SameKey("out_trade_no"),
    page = "APP order (2025-03-31)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct AppPrepay {
    /// The app on the open platform, bound to the merchant. At most 32 characters.
    #[wx(typed)]
    pub appid: AppId,
    /// The merchant; must be the one that signs. At most 32 digits.
    #[wx(typed)]
    pub mchid: Mchid,
    /// What is sold, as the payer's bill shows it. 1 to 127 characters.
    #[wx(chars = 1..=127, basic_plane)]
    pub description: String,
    /// The merchant's order number. 6 to 32 digits, letters or `_-|*`, unique per merchant.
    #[wx(typed)]
    pub out_trade_no: OutTradeNo,
    /// Until when it can be paid, as RFC 3339; not when it is closed. Set with the first order only.
    ///
    /// Earlier than one minute after the order it is raised to that; later than 90 days it is lowered to that. Without
    /// it an order can be paid for 7 days. After it a new order number is needed.
    #[wx(typed, chars = 1..=64)]
    pub time_expire: Option<Rfc3339>,
    /// The merchant's own data, returned by query, notification and bill. 1 to 128 characters.
    #[wx(chars = 1..=128, basic_plane)]
    pub attach: Option<String>,
    /// Where the payment is notified. At most 255 characters, with a path, without query and blanks.
    ///
    /// The page's own example has a blank in front, with which nothing would arrive; it is refused here.
    #[wx(typed, chars = 1..=255)]
    pub notify_url: NotifyUrl,
    /// A coupon marker. 1 to 32 characters.
    #[wx(chars = 1..=32, basic_plane)]
    pub goods_tag: Option<String>,
    /// Whether the payer is offered an electronic invoice.
    #[wx(any)]
    pub support_fapiao: Option<bool>,
    /// What is to be paid.
    #[wx(nested)]
    pub amount: Amount,
    /// What discounts are computed from. At most 6144 bytes as compact JSON.
    #[wx(nested, json_bytes = 6144)]
    pub detail: Option<Detail>,
    /// Where and on what the payer pays.
    #[wx(nested)]
    pub scene_info: Option<SceneInfo>,
    /// How the money is settled.
    #[wx(nested)]
    pub settle_info: Option<SettleInfo>,
}

impl AppPrepay {
    /// Signs what the app needs to start the payment: this order's app and merchant with the prepay id of `reply`.
    ///
    /// # Errors
    /// [`SealError`] where the key cannot sign or there is no randomness.
    pub fn invocation(&self, client: &Client, reply: &PrepayReply) -> Result<AppInvocation, SealError> {
        client.app_invocation(&self.appid, &reply.prepay_id)
    }
}

/// The answer to an APP order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PrepayReply {
    /// What the app starts the payment with. Valid for two hours.
    pub prepay_id: PrepayId,
}

impl Reply for PrepayReply {}

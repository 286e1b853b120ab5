use serde::Deserialize;
use wx_types::{AppId, Checker, Endpoint, Model, NotifyUrl, Resolvable, charset::Charset};

use super::{
    Location, PostDiscount, PostPayment, QueryOrder, RiskFund, ServiceOrder, TimeRange, UserConfirmation,
    rules::NewOrder,
};
use crate::{ChannelId, OpenId, OutOrderNo, ServiceId, SubMchid};

/// Creates a service order.
///
/// Official page: *create order, PayScore for acquiring institutions*, dated 2024-06-18, read 2026-11-23. Two newer pages
/// describe the same call, one for users who are asked (2024-12-09) and one for users who are not (2025-04-24).
///
/// The institution itself is not in the body: its number is the one that signs.
///
/// # If it is sent twice
/// The order is known by [`out_order_no`](Self::out_order_no). The identical request again is documented to return the
/// order; with any other value it is refused as `INVALID_REQUEST` (number 271316598). Keep the request as it was first
/// sent.
///
/// # Errors
/// `PARAM_ERROR`, `INVALID_REQUEST`, `INVALID_ORDER_STATE`, `ORDER_CANCELED`, `ORDER_DONE` (400), `SIGN_ERROR` (401), `NO_AUTH`
/// (403), `ORDER_NOT_EXIST` (404), `FREQUENCY_LIMITED` (429), `SYSTEM_ERROR` (500). [`Class::of`](crate::Class::of) says what
/// to do about each. With an unknown outcome the order may exist: send this very request again, or [`query`](Self::query)
/// it.
///
/// ```
/// use wx_payscore::{
///     ChannelId, CreateOrder, OutOrderNo, ServiceId, StartTime, SubMchid, UserConfirmation,
///     orders::{RiskFund, RiskFundName, TimeRange},
/// };
/// use wx_types::{AppId, Endpoint, Fen, NotifyUrl};
///
/// let order = CreateOrder::new(
///     ServiceId::new("2002000000000558128851361561536")?,
///     AppId::new("wxd678efh567hg6787")?,
///     SubMchid::new("1900000109")?,
///     ChannelId::new("1230000109")?,
///     OutOrderNo::new("1234323JKHDFE1243252")?,
///     "XX充电宝",
///     RiskFund::new(RiskFundName::Deposit, Fen::new(100_00)),
///     TimeRange::new(StartTime::on_accept()),
///     UserConfirmation::Waived,
///     NotifyUrl::new("https://api.test.com/payscore")?,
/// );
/// assert_eq!(
///     order.check().unwrap_err().to_string(),
///     "openid: exactly one of openid and sub_openid must be given where need_user_confirm is false"
/// );
/// # Ok::<(), wx_types::Violation>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/payscore/acquiringbank/serviceorder",
    reply = ServiceOrder,
    repeat = SameKey("out_order_no"),
    page = "create order, PayScore for acquiring institutions (2024-06-18)",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct CreateOrder {
    /// The service that the platform configured. At most 32 digits.
    #[wx(typed)]
    pub service_id: ServiceId,
    /// The institution's official account or app. At most 32 characters.
    #[wx(typed)]
    pub appid: AppId,
    /// The merchant. At most 32 digits.
    #[wx(typed)]
    pub sub_mchid: SubMchid,
    /// The merchant's official account or app. At most 32 characters; required beside `sub_openid`.
    #[wx(typed)]
    pub sub_appid: Option<AppId>,
    /// The channel merchant. At most 32 digits.
    #[wx(typed)]
    pub channel_id: ChannelId,
    /// The merchant's number of the order. 1 to 32 digits, letters or `_-|*`, unique per merchant.
    #[wx(typed)]
    pub out_order_no: OutOrderNo,
    /// What the service is. 1 to 20 characters; every character counts as one.
    #[wx(chars = 1..=20, basic_plane)]
    pub service_introduction: String,
    /// What will be charged for. At most 100 entries.
    #[wx(items = 0..=100, nested)]
    pub post_payments: Option<Vec<PostPayment>>,
    /// What the merchant will take off. At most 30 entries.
    #[wx(items = 0..=30, nested)]
    pub post_discounts: Option<Vec<PostDiscount>>,
    /// What the user's risk is assessed by.
    #[wx(nested)]
    pub risk_fund: RiskFund,
    /// When the service takes place.
    #[wx(nested)]
    pub time_range: TimeRange,
    /// Where the service takes place.
    #[wx(nested)]
    pub location: Option<Location>,
    /// The user under the institution's appid. At most 128 characters.
    ///
    /// Where the user is not asked, this or `sub_openid`, and not both.
    #[wx(typed)]
    pub openid: Option<OpenId>,
    /// The user under the merchant's appid. At most 128 characters; needs `sub_appid`.
    #[wx(typed)]
    pub sub_openid: Option<OpenId>,
    /// Whether the user is asked. The page calls it optional with `false` for a default; the sister family's default is
    /// `true`, so it is asked for here and always sent.
    #[wx(any)]
    pub need_user_confirm: UserConfirmation,
    /// Where confirmation and payment are notified. At most 256 characters, with a path, without query and blanks. The
    /// platform wants `https`.
    #[wx(typed, chars = 1..=256)]
    pub notify_url: NotifyUrl,
    /// The merchant's own data, url-encoded, returned by query and notification. 1 to 256 visible ASCII characters after
    /// encoding.
    #[wx(chars = 1..=256, charset = Charset::VISIBLE)]
    pub attach: Option<String>,
}

impl CreateOrder {
    /// For the user whom the merchant's own account or app knows as `sub_openid`.
    #[must_use]
    pub fn with_sub_user(self, sub_appid: AppId, sub_openid: OpenId) -> Self {
        self.with_sub_appid(sub_appid).with_sub_openid(sub_openid)
    }

    /// The query for this order.
    #[must_use]
    pub fn query(&self) -> QueryOrder {
        Resolvable::query(self)
    }
}

fn fits_together(order: &CreateOrder, checker: &mut Checker) {
    let order = NewOrder {
        confirmation: order.need_user_confirm,
        openid: order.openid.as_ref(),
        sub_openid: order.sub_openid.as_ref(),
        sub_appid: order.sub_appid.as_ref(),
        post_payments: order.post_payments.as_ref(),
        post_discounts: order.post_discounts.as_ref(),
        time_range: &order.time_range,
        location: order.location.as_ref(),
    };
    order.check(checker);
}

use serde::Deserialize;
use wx_types::{AppId, Checker, Endpoint, Model, NotifyUrl, Resolvable, charset::Charset};

use super::{
    Location, PostDiscount, PostPayment, QueryOrder, RiskFund, ServiceOrder, ShoppingInfo, TimeRange,
    UserConfirmation, rules::NewOrder,
};
use crate::{ChannelId, OpenId, OutOrderNo, ServiceId, SubMchid};

/// Creates an order that is paid after delivery: the variant for shops.
///
/// Official page: *create pay-on-delivery order* (document 4012783674), dated 2024-11-01, read 2026-11-23. It repeats the fields of
/// [`CreateOrder`](super::CreateOrder) with a risk fund that may be left out, and adds the goods. A transcription of it
/// lists `mchid` in the body; no request of this product carries it, and neither does this one.
///
/// # If it is sent twice
/// This page does not say, unlike that of the ordinary order. So a lost answer is not followed by a second copy:
/// [`query`](Self::query) the order.
///
/// # Errors
/// As for [`CreateOrder`](super::CreateOrder). With an unknown outcome the order may exist.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/payscore/acquiringbank/servicepayondeliveryorder",
    reply = ServiceOrder,
    repeat = Once("out_order_no"),
    page = "create pay-on-delivery order 4012783674 (2024-11-01)",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct CreatePayOnDelivery {
    /// The merchant's number of the order. 1 to 32 digits, letters or `_-|*`, unique per merchant.
    #[wx(typed)]
    pub out_order_no: OutOrderNo,
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
    /// The service that the platform configured. At most 32 digits.
    #[wx(typed)]
    pub service_id: ServiceId,
    /// What the service is. 1 to 20 characters.
    #[wx(chars = 1..=20, basic_plane)]
    pub service_introduction: String,
    /// What will be charged for. At most 100 entries.
    #[wx(items = 0..=100, nested)]
    pub post_payments: Option<Vec<PostPayment>>,
    /// What the merchant will take off. At most 30 entries.
    #[wx(items = 0..=30, nested)]
    pub post_discounts: Option<Vec<PostDiscount>>,
    /// When the service takes place.
    #[wx(nested)]
    pub time_range: TimeRange,
    /// Where the service takes place.
    #[wx(nested)]
    pub location: Option<Location>,
    /// What the user's risk is assessed by.
    #[wx(nested)]
    pub risk_fund: Option<RiskFund>,
    /// The merchant's own data, url-encoded. 1 to 256 visible ASCII characters after encoding.
    #[wx(chars = 1..=256, charset = Charset::VISIBLE)]
    pub attach: Option<String>,
    /// Where confirmation and payment are notified. At most 256 characters, with a path, without query and blanks.
    #[wx(typed, chars = 1..=256)]
    pub notify_url: NotifyUrl,
    /// The user under the institution's appid. At most 128 characters.
    #[wx(typed)]
    pub openid: Option<OpenId>,
    /// The user under the merchant's appid. At most 128 characters; needs `sub_appid`.
    #[wx(typed)]
    pub sub_openid: Option<OpenId>,
    /// Whether the user is asked. Always sent.
    #[wx(any)]
    pub need_user_confirm: UserConfirmation,
    /// What is bought, and where the user can look at it.
    #[wx(nested)]
    pub shopping_info: Option<ShoppingInfo>,
}

impl CreatePayOnDelivery {
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

fn fits_together(order: &CreatePayOnDelivery, checker: &mut Checker) {
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

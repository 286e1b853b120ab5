use serde::Deserialize;
use wx_types::{AppId, Checker, Endpoint, Mchid, Model, NotifyUrl, Rfc3339};

use super::{CombineClose, CombineKnownPayer, CombineSceneInfo, CombineSubOrder, order::check_sub_orders};
use crate::{CombineOutTradeNo, transactions::NativePrepayReply};

/// Places several orders that are paid at once by scanning a code, or gets a fresh code for them.
///
/// Official page: *combined Native order*, dated 2025-01-16, read 2026-11-23.
///
/// # If it is sent twice
/// As a [`CombineAppPrepay`](super::CombineAppPrepay): the identical request again returns another code, which alone
/// can be used from then on; any other value is refused.
///
/// # Errors
/// The codes of an [`AppPrepay`](crate::AppPrepay). With an unknown outcome the orders may exist: send this very
/// request again, or query its number.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/combine-transactions/native",
    reply = NativePrepayReply,
    repeat = SameKey("combine_out_trade_no"),
    page = "combined Native order (2025-01-16)",
    read = "2026-11-23",
    check = sub_orders_fit,
)]
#[non_exhaustive]
pub struct CombineNativePrepay {
    /// An app, official account or mini program, bound to the merchant. At most 32 characters.
    #[wx(typed)]
    pub combine_appid: AppId,
    /// The merchant or provider of the whole; must be the one that signs. At most 32 digits.
    #[wx(typed)]
    pub combine_mchid: Mchid,
    /// The number of the whole. 6 to 32 digits, letters or `_-|*`, unique per merchant.
    #[wx(typed)]
    pub combine_out_trade_no: CombineOutTradeNo,
    /// Where and on what the payer pays.
    #[wx(nested)]
    pub scene_info: Option<CombineSceneInfo>,
    /// The orders that are paid at once: 2 to 10 of a merchant, 1 to 50 of a service provider.
    #[wx(items = 1..=50, nested)]
    pub sub_orders: Vec<CombineSubOrder>,
    /// Who pays, where that is known.
    #[wx(nested)]
    pub combine_payer_info: Option<CombineKnownPayer>,
    /// From when it can be paid, as RFC 3339.
    #[wx(typed, chars = 1..=32)]
    pub time_start: Option<Rfc3339>,
    /// Until when it can be paid, as RFC 3339.
    #[wx(typed, chars = 1..=32)]
    pub time_expire: Option<Rfc3339>,
    /// Where the payment is notified, once for the whole. At most 255 characters, with a path, without query and blanks.
    #[wx(typed, chars = 1..=255)]
    pub notify_url: NotifyUrl,
}

fn sub_orders_fit(order: &CombineNativePrepay, checker: &mut Checker) {
    check_sub_orders(&order.sub_orders, checker);
}

impl CombineNativePrepay {
    /// The request that closes it, with all of its sub-orders.
    #[must_use]
    pub fn close(&self) -> CombineClose {
        CombineClose::of(&self.combine_out_trade_no, &self.combine_appid, &self.sub_orders)
    }
}

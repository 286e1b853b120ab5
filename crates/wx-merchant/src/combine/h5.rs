use serde::Deserialize;
use wx_types::{AppId, Checker, Endpoint, Mchid, Model, NotifyUrl, Rfc3339, rule::TextForm};

use super::{CombineClose, CombineKnownPayer, CombineSubOrder, order::check_sub_orders};
use crate::{
    CombineOutTradeNo,
    transactions::{H5Info, H5PrepayReply, h5::no_loopback},
};

/// Places several orders that are paid at once from a browser on the phone, or gets a fresh address for them.
///
/// Official page: *combined H5 order*, dated 2025-01-16, read 2026-11-23.
///
/// # If it is sent twice
/// As a [`CombineAppPrepay`](super::CombineAppPrepay): the identical request again returns a valid address, any other
/// value is refused.
///
/// # Errors
/// The codes of an [`AppPrepay`](crate::AppPrepay). With an unknown outcome the orders may exist and be paid: send this
/// very request again, or query its number.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/combine-transactions/h5",
    reply = H5PrepayReply,
    repeat = SameKey("combine_out_trade_no"),
    page = "combined H5 order (2025-01-16)",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct CombineH5Prepay {
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
    pub scene_info: CombineH5SceneInfo,
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

fn fits_together(order: &CombineH5Prepay, checker: &mut Checker) {
    no_loopback(&order.scene_info.payer_client_ip, checker);
    check_sub_orders(&order.sub_orders, checker);
}

impl CombineH5Prepay {
    /// The request that closes it, with all of its sub-orders.
    #[must_use]
    pub fn close(&self) -> CombineClose {
        CombineClose::of(&self.combine_out_trade_no, &self.combine_appid, &self.sub_orders)
    }
}

/// Where and on what the payer of a combined H5 order pays.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct CombineH5SceneInfo {
    /// The number of the store or till. 1 to 16 characters; older pages want at least 7. The community transcription
    /// requires it here.
    #[wx(chars = 1..=16, basic_plane)]
    pub device_id: Option<String>,
    /// The payer's IPv4 or IPv6 address. At most 45 characters, no loopback address.
    #[wx(chars = 1..=45, form = TextForm::IpAddress)]
    pub payer_client_ip: String,
    /// The page or app that the payer comes from.
    #[wx(nested)]
    pub h5_info: H5Info,
}

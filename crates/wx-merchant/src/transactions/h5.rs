use std::net::IpAddr;

use serde::Deserialize;
use wx_types::{AppId, Checker, Endpoint, Mchid, Model, Reply, rule::TextForm};

use super::{SettleInfo, StoreInfo, fields::order};
use crate::H5Url;

order! {
    /// Places an order that is paid from a browser on the phone, outside WeChat, or gets a fresh address for it.
    ///
    /// Official page: *H5 order*, dated 2024-12-03, read 2026-11-23.
    ///
    /// # If it is sent twice
    /// The order is known by [`out_trade_no`](Self::out_trade_no). The identical request again returns a valid address,
    /// also after the first one expired (5 min); with any other value it is refused, and so it is once the order is
    /// paid.
    ///
    /// # Errors
    /// The codes of an [`AppPrepay`](super::AppPrepay). With an unknown outcome the order may exist and be paid: send
    /// this very request again, or query its number.
    #[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
    #[endpoint(
        POST "/v3/pay/transactions/h5",
        reply = H5PrepayReply,
        repeat = SameKey("out_trade_no"),
        page = "H5 order (2024-12-03)",
        read = "2026-11-23",
        check = payer_is_elsewhere,
    )]
    #[non_exhaustive]
    pub struct H5Prepay {
        /// An app, official account or mini program, bound to the merchant. At most 32 characters.
        #[wx(typed)]
        pub appid: AppId,
        /// The merchant; must be the one that signs. At most 32 digits.
        #[wx(typed)]
        pub mchid: Mchid,
        ..description_to_amount,
        ..detail,
        /// Where and on what the payer pays.
        #[wx(nested)]
        pub scene_info: H5SceneInfo,
        /// How the money is settled.
        #[wx(nested)]
        pub settle_info: Option<SettleInfo>,
    }
}

fn payer_is_elsewhere(order: &H5Prepay, checker: &mut Checker) {
    no_loopback(&order.scene_info.payer_client_ip, checker);
}

/// The platform refuses 127.0.0.1 here. Any other loopback address is the same mistake: that of a server which takes
/// its own proxy for the payer.
pub(crate) fn no_loopback(payer_client_ip: &str, checker: &mut Checker) {
    if payer_client_ip.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()) {
        checker.report("scene_info.payer_client_ip", "must be the payer's address, not a loopback one");
    }
}

/// Where and on what the payer of an H5 order pays.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct H5SceneInfo {
    /// The payer's IPv4 or IPv6 address. At most 45 characters, no loopback address.
    #[wx(chars = 1..=45, form = TextForm::IpAddress)]
    pub payer_client_ip: String,
    /// The number of the store or till. 1 to 32 characters.
    #[wx(chars = 1..=32, basic_plane)]
    pub device_id: Option<String>,
    /// The store.
    #[wx(nested)]
    pub store_info: Option<StoreInfo>,
    /// The page or app that the payer comes from. Required by the page, optional in the community transcription.
    #[wx(nested)]
    pub h5_info: H5Info,
}

/// The page or app that an H5 payment starts from.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct H5Info {
    /// What it is.
    #[serde(rename = "type")]
    #[wx(typed)]
    pub kind: H5Kind,
    /// The app's name. 1 to 64 characters.
    #[wx(chars = 1..=64, basic_plane)]
    pub app_name: Option<String>,
    /// The site's address. 1 to 128 characters.
    #[wx(chars = 1..=128, basic_plane)]
    pub app_url: Option<String>,
    /// The bundle id of an iOS app. 1 to 128 characters.
    #[wx(chars = 1..=128, basic_plane)]
    pub bundle_id: Option<String>,
    /// The package name of an Android app. 1 to 128 characters.
    #[wx(chars = 1..=128, basic_plane)]
    pub package_name: Option<String>,
}

wx_types::open_enum! {
    /// What an H5 payment starts from.
    pub enum H5Kind {
        /// An app on iOS.
        Ios = "iOS",
        /// An app on Android.
        Android = "Android",
        /// A web page.
        Wap = "Wap",
    }
}

/// The answer to an H5 order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct H5PrepayReply {
    /// Where the browser is sent to pay. Valid for five minutes.
    pub h5_url: H5Url,
}

impl Reply for H5PrepayReply {}

use serde::Deserialize;
use wx_types::{AppId, Checker, Endpoint, Mchid, Model};

use super::PartnerSettleInfo;
use crate::{
    SubMchid,
    transactions::{H5PrepayReply, H5SceneInfo, fields::order, h5::no_loopback},
};

order! {
    /// Places an order for another merchant that is paid from a browser on the phone, or gets a fresh address for it.
    ///
    /// Official page: *H5 order, service providers*, dated 2024-12-05, read 2026-11-23.
    ///
    /// # If it is sent twice
    /// As an [`H5Prepay`](crate::H5Prepay): the identical request again returns a valid address, any other value is
    /// refused.
    ///
    /// # Errors
    /// The codes of an [`AppPrepay`](crate::AppPrepay). With an unknown outcome the order may exist and be paid: send
    /// this very request again, or query its number.
    #[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
    #[endpoint(
        POST "/v3/pay/partner/transactions/h5",
        reply = H5PrepayReply,
        repeat = SameKey("out_trade_no"),
        page = "H5 order, service providers (2024-12-05)",
        read = "2026-11-23",
        check = payer_is_elsewhere,
    )]
    #[non_exhaustive]
    pub struct PartnerH5Prepay {
        /// The provider's app, official account or mini program. At most 32 characters.
        #[wx(typed)]
        pub sp_appid: AppId,
        /// The provider; must be the one that signs. At most 32 digits.
        #[wx(typed)]
        pub sp_mchid: Mchid,
        /// The merchant's app, official account or mini program. At most 32 characters.
        #[wx(typed)]
        pub sub_appid: Option<AppId>,
        /// The merchant. At most 32 digits.
        #[wx(typed)]
        pub sub_mchid: SubMchid,
        ..description_to_amount,
        ..detail,
        /// Where and on what the payer pays.
        #[wx(nested)]
        pub scene_info: H5SceneInfo,
        /// How the money is settled.
        #[wx(nested)]
        pub settle_info: Option<PartnerSettleInfo>,
    }
}

fn payer_is_elsewhere(order: &PartnerH5Prepay, checker: &mut Checker) {
    no_loopback(&order.scene_info.payer_client_ip, checker);
}

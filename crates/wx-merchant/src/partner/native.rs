use serde::Deserialize;
use wx_types::{AppId, Endpoint, Mchid, Model};

use super::PartnerSettleInfo;
use crate::{
    SubMchid,
    transactions::{NativePrepayReply, SceneInfo, fields::order},
};

order! {
    /// Places an order for another merchant that is paid by scanning a code, or gets a fresh code for it.
    ///
    /// Official page: *Native order, service providers*, dated 2024-12-05, read 2026-11-23.
    ///
    /// # If it is sent twice
    /// As a [`NativePrepay`](crate::NativePrepay): the identical request again returns another code, which alone can be
    /// used from then on; any other value is refused.
    ///
    /// # Errors
    /// The codes of an [`AppPrepay`](crate::AppPrepay). With an unknown outcome the order may exist: send this very
    /// request again, or query its number.
    #[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
    #[endpoint(
        POST "/v3/pay/partner/transactions/native",
        reply = NativePrepayReply,
        repeat = SameKey("out_trade_no"),
        page = "Native order, service providers (2024-12-05)",
        read = "2026-11-23",
    )]
    #[non_exhaustive]
    pub struct PartnerNativePrepay {
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
        pub scene_info: Option<SceneInfo>,
        /// How the money is settled.
        #[wx(nested)]
        pub settle_info: Option<PartnerSettleInfo>,
    }
}

use serde::Deserialize;
use wx_apiv3::{AppInvocation, Client, SealError};
use wx_types::{AppId, Endpoint, Mchid, Model};

use super::PartnerSettleInfo;
use crate::{
    SubMchid,
    transactions::{PrepayReply, SceneInfo, fields::order},
};

order! {
    /// Places an APP order for another merchant, or gets a fresh prepay id for it.
    ///
    /// Official page: *APP order, service providers*, dated 2024-12-05, read 2026-11-23.
    ///
    /// # If it is sent twice
    /// As an [`AppPrepay`](crate::AppPrepay): the identical request again returns a valid prepay id, any other value is
    /// refused.
    ///
    /// # Errors
    /// The codes of an [`AppPrepay`](crate::AppPrepay). With an unknown outcome the order may exist and be paid: send
    /// this very request again, or query its number.
    #[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
    #[endpoint(
        POST "/v3/pay/partner/transactions/app",
        reply = PrepayReply,
        repeat = SameKey("out_trade_no"),
        page = "APP order, service providers (2024-12-05)",
        read = "2026-11-23",
    )]
    #[non_exhaustive]
    pub struct PartnerAppPrepay {
        /// The provider's app. At most 32 characters.
        #[wx(typed)]
        pub sp_appid: AppId,
        /// The provider; must be the one that signs. At most 32 digits.
        #[wx(typed)]
        pub sp_mchid: Mchid,
        /// The merchant's app, where the payment is made in that one. At most 32 characters.
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

impl PartnerAppPrepay {
    /// Signs what the app needs to start the payment: the prepay id of `reply` with the merchant's app where the order
    /// names one, or else the provider's. `partnerid` is the provider.
    ///
    /// # Errors
    /// [`SealError`] where the key cannot sign or there is no randomness.
    pub fn invocation(&self, client: &Client, reply: &PrepayReply) -> Result<AppInvocation, SealError> {
        client.app_invocation(self.sub_appid.as_ref().unwrap_or(&self.sp_appid), &reply.prepay_id)
    }
}

use serde::Deserialize;
use wx_apiv3::{Client, JsapiInvocation, SealError};
use wx_types::{AppId, Checker, Endpoint, Mchid, Model};

use super::PartnerSettleInfo;
use crate::{
    OpenId, SubMchid,
    transactions::{JsapiPrepayReply, SceneInfo, fields::order},
};

order! {
    /// Places an order for another merchant that is paid inside WeChat, or gets a fresh prepay id for it.
    ///
    /// Official page: *JSAPI order, service providers*, dated 2024-11-18, read 2026-11-23. That of mini programs is the
    /// same call with a mini program's appid.
    ///
    /// # If it is sent twice
    /// As a [`JsapiPrepay`](crate::JsapiPrepay): the identical request again returns a valid prepay id, any other value
    /// is refused.
    ///
    /// # Errors
    /// The codes of an [`AppPrepay`](crate::AppPrepay). With an unknown outcome the order may exist and be paid: send
    /// this very request again, or query its number.
    #[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
    #[endpoint(
        POST "/v3/pay/partner/transactions/jsapi",
        reply = JsapiPrepayReply,
        repeat = SameKey("out_trade_no"),
        page = "JSAPI order, service providers (2024-11-18)",
        read = "2026-11-23",
        check = one_payer,
    )]
    #[non_exhaustive]
    pub struct PartnerJsapiPrepay {
        /// The provider's official account or mini program. At most 32 characters.
        #[wx(typed)]
        pub sp_appid: AppId,
        /// The provider; must be the one that signs. At most 32 digits.
        #[wx(typed)]
        pub sp_mchid: Mchid,
        /// The merchant's official account or mini program. Required beside `payer.sub_openid`. At most 32 characters.
        #[wx(typed)]
        pub sub_appid: Option<AppId>,
        /// The merchant. At most 32 digits.
        #[wx(typed)]
        pub sub_mchid: SubMchid,
        ..description_to_amount,
        /// Who pays.
        #[wx(nested)]
        pub payer: PartnerJsapiPayer,
        ..detail,
        /// Where and on what the payer pays.
        #[wx(nested)]
        pub scene_info: Option<SceneInfo>,
        /// How the money is settled.
        #[wx(nested)]
        pub settle_info: Option<PartnerSettleInfo>,
    }
}

fn one_payer(order: &PartnerJsapiPrepay, checker: &mut Checker) {
    let PartnerJsapiPayer { sp_openid, sub_openid } = &order.payer;
    if sp_openid.is_some() == sub_openid.is_some() {
        checker.report("payer", "exactly one of sp_openid and sub_openid must be given");
    }
    if sub_openid.is_some() && order.sub_appid.is_none() {
        checker.report("sub_appid", "must be given beside payer.sub_openid");
    }
}

impl PartnerJsapiPrepay {
    /// Signs what the page or the mini program needs to start the payment: the prepay id of `reply` with the appid
    /// under which the payer is named.
    ///
    /// A page hands all of it to the JSAPI. A mini program hands over everything but `appId`, which is signed all the
    /// same.
    ///
    /// # Errors
    /// [`SealError`] where the key cannot sign or there is no randomness.
    pub fn invocation(
        &self,
        client: &Client,
        reply: &JsapiPrepayReply,
    ) -> Result<JsapiInvocation, SealError> {
        let appid = match (&self.payer.sub_openid, &self.sub_appid) {
            (Some(_), Some(sub_appid)) => sub_appid,
            _ => &self.sp_appid,
        };
        client.jsapi_invocation(appid, &reply.prepay_id)
    }
}

/// Who pays inside WeChat, as the provider or as the merchant knows them.
///
/// The community transcription always requires `sp_openid`; the page wants either of the two.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct PartnerJsapiPayer {
    /// The payer under `sp_appid`. This or `sub_openid`. 1 to 128 characters.
    #[wx(typed)]
    pub sp_openid: Option<OpenId>,
    /// The payer under `sub_appid`. This or `sp_openid`. 1 to 128 characters.
    #[wx(typed)]
    pub sub_openid: Option<OpenId>,
}

impl PartnerJsapiPayer {
    /// The payer as the provider's account knows them.
    #[must_use]
    pub fn of_provider(sp_openid: OpenId) -> Self {
        Self::new().with_sp_openid(sp_openid)
    }

    /// The payer as the merchant's account knows them; the order must then carry `sub_appid`.
    #[must_use]
    pub fn of_merchant(sub_openid: OpenId) -> Self {
        Self::new().with_sub_openid(sub_openid)
    }
}

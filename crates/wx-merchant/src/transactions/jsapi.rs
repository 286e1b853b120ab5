use serde::Deserialize;
use wx_apiv3::{Client, JsapiInvocation, SealError};
use wx_types::{AppId, Endpoint, Mchid, Model, PrepayId, Reply};

use super::{SceneInfo, SettleInfo, fields::order};
use crate::OpenId;

order! {
    /// Places an order that is paid inside WeChat, in a page of an official account or in a mini program, or gets a
    /// fresh prepay id for it.
    ///
    /// Official page: *JSAPI order*, dated 2025-02-19, read 2026-11-23. That of mini programs is the same call with the
    /// mini program's appid. It takes about 500 requests a second and merchant.
    ///
    /// # If it is sent twice
    /// The order is known by [`out_trade_no`](Self::out_trade_no). The identical request again returns a valid prepay
    /// id, also after the first one expired (2 h); with any other value it is refused, and so it is once the order is
    /// paid. Keep the request as it was first sent.
    ///
    /// # Errors
    /// The codes of an [`AppPrepay`](super::AppPrepay). With an unknown outcome the order may exist and be paid: send
    /// this very request again, or query its number.
    #[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
    #[endpoint(
        POST "/v3/pay/transactions/jsapi",
        reply = JsapiPrepayReply,
        repeat = SameKey("out_trade_no"),
        page = "JSAPI order (2025-02-19)",
        read = "2026-11-23",
    )]
    #[non_exhaustive]
    pub struct JsapiPrepay {
        /// The official account or mini program, bound to the merchant. At most 32 characters.
        #[wx(typed)]
        pub appid: AppId,
        /// The merchant; must be the one that signs. At most 32 digits.
        #[wx(typed)]
        pub mchid: Mchid,
        ..description_to_amount,
        /// Who pays.
        #[wx(nested)]
        pub payer: JsapiPayer,
        ..detail,
        /// Where and on what the payer pays.
        #[wx(nested)]
        pub scene_info: Option<SceneInfo>,
        /// How the money is settled.
        #[wx(nested)]
        pub settle_info: Option<SettleInfo>,
    }
}

impl JsapiPrepay {
    /// Signs what the page or the mini program needs to start the payment: this order's appid with the prepay id of
    /// `reply`.
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
        client.jsapi_invocation(&self.appid, &reply.prepay_id)
    }
}

/// Who pays inside WeChat.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct JsapiPayer {
    /// The payer under the order's appid. 1 to 128 characters.
    #[wx(typed)]
    pub openid: OpenId,
}

/// The answer to an order that is paid inside WeChat.
///
/// It is another type than that of an APP order: a prepay id starts a payment in the kind of client it was made for and
/// in no other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct JsapiPrepayReply {
    /// What the page or mini program starts the payment with. Valid for two hours.
    pub prepay_id: PrepayId,
}

impl Reply for JsapiPrepayReply {}

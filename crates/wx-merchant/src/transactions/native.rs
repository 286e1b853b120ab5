use serde::Deserialize;
use wx_types::{AppId, Endpoint, Mchid, Model, Reply};

use super::{SceneInfo, SettleInfo, fields::order};
use crate::CodeUrl;

order! {
    /// Places an order that is paid by scanning a code, or gets a fresh code for it.
    ///
    /// Official page: *Native order*, dated 2024-12-03, read 2026-11-23.
    ///
    /// # If it is sent twice
    /// The order is known by [`out_trade_no`](Self::out_trade_no). The identical request again returns another code,
    /// and the one before can no longer be used: show the newest. With any other value it is refused, and so it is once
    /// the order is paid.
    ///
    /// # Errors
    /// The codes of an [`AppPrepay`](super::AppPrepay). With an unknown outcome the order may exist: send this very
    /// request again, or query its number.
    #[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
    #[endpoint(
        POST "/v3/pay/transactions/native",
        reply = NativePrepayReply,
        repeat = SameKey("out_trade_no"),
        page = "Native order (2024-12-03)",
        read = "2026-11-23",
    )]
    #[non_exhaustive]
    pub struct NativePrepay {
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
        pub scene_info: Option<SceneInfo>,
        /// How the money is settled.
        #[wx(nested)]
        pub settle_info: Option<SettleInfo>,
    }
}

/// The answer to a Native order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct NativePrepayReply {
    /// What the code holds, as text: drawing it is the merchant's. Valid for two hours.
    pub code_url: CodeUrl,
}

impl Reply for NativePrepayReply {}

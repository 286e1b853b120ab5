use wx_types::AppId;

use crate::id::Openid;

/// Who pays: known under one of two appids, and exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payer {
    /// Under the appid that the call is made for; what the official samples send.
    Openid(Openid),
    /// Under an appid of one's own.
    SubOpenid {
        /// That appid.
        sub_appid: AppId,
        /// The payer under it.
        sub_openid: Openid,
    },
}

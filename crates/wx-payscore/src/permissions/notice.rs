use serde::Deserialize;

use crate::UserId;

wx_types::open_enum! {
    /// What the user did with the service.
    pub enum ServiceStatus {
        /// Gave the authorisation.
        Opened = "USER_OPEN_SERVICE",
        /// Withdrew it.
        Closed = "USER_CLOSE_SERVICE",
    }
}

/// That a user gave or withdrew an authorisation.
///
/// The sources spell the merchants' numbers in two ways, `mchid` and `mch_id`; both are read, and the first counts where
/// both are there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Spelled")]
#[non_exhaustive]
pub struct AuthorizationNotice {
    /// The institution's official account or app.
    pub appid: Option<String>,
    /// The institution.
    pub mchid: Option<String>,
    /// The merchant's official account or app.
    pub sub_appid: Option<String>,
    /// The merchant.
    pub sub_mchid: Option<String>,
    /// The channel merchant.
    pub channel_id: Option<String>,
    /// The service.
    pub service_id: String,
    /// The user under the institution's appid. Not shown by `Debug`.
    pub openid: Option<UserId>,
    /// The user under the merchant's appid. Not shown by `Debug`.
    pub sub_openid: Option<UserId>,
    /// The merchant's number of the authorisation.
    pub authorization_code: Option<String>,
    /// The merchant's number of the request that led to it.
    pub out_request_no: Option<String>,
    /// What the user did.
    pub user_service_status: Option<ServiceStatus>,
    /// When: `yyyyMMddHHmmss`, Beijing time.
    pub openorclose_time: Option<String>,
}

/// The notice in all its spellings.
#[derive(Deserialize)]
struct Spelled {
    appid: Option<String>,
    mchid: Option<String>,
    mch_id: Option<String>,
    sub_appid: Option<String>,
    sub_mchid: Option<String>,
    sub_mch_id: Option<String>,
    channel_id: Option<String>,
    service_id: String,
    openid: Option<UserId>,
    sub_openid: Option<UserId>,
    authorization_code: Option<String>,
    out_request_no: Option<String>,
    user_service_status: Option<ServiceStatus>,
    openorclose_time: Option<String>,
}

impl From<Spelled> for AuthorizationNotice {
    fn from(spelled: Spelled) -> Self {
        Self {
            appid: spelled.appid,
            mchid: spelled.mchid.or(spelled.mch_id),
            sub_appid: spelled.sub_appid,
            sub_mchid: spelled.sub_mchid.or(spelled.sub_mch_id),
            channel_id: spelled.channel_id,
            service_id: spelled.service_id,
            openid: spelled.openid,
            sub_openid: spelled.sub_openid,
            authorization_code: spelled.authorization_code,
            out_request_no: spelled.out_request_no,
            user_service_status: spelled.user_service_status,
            openorclose_time: spelled.openorclose_time,
        }
    }
}

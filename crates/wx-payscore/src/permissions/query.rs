use serde::Deserialize;
use wx_types::{Endpoint, Model, Reply};

use crate::{AuthorizationCode, ChannelId, ServiceId, SubMchid, UserId};

/// Looks an authorisation up.
///
/// Official page: *query authorisation by number* (document 4012461004), dated 2022-11-09, read 2026-11-23.
///
/// # Errors
/// `PARAM_ERROR`, `INVALID_REQUEST`, `SIGN_ERROR`, `NO_AUTH`, `ORDER_NOT_EXIST`, `FREQUENCY_LIMITED`, `SYSTEM_ERROR`. It only
/// reads, so it may be sent as often as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    GET "/v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}",
    reply = Authorization,
    repeat = Safe,
    page = "query authorisation by number 4012461004 (2022-11-09)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct QueryAuthorization {
    /// The merchant's number of the authorisation. 1 to 32 visible characters.
    #[wx(path, typed)]
    pub authorization_code: AuthorizationCode,
    /// The service. At most 32 digits.
    #[wx(query, typed)]
    pub service_id: ServiceId,
    /// The channel merchant. At most 32 digits.
    #[wx(query, typed)]
    pub channel_id: ChannelId,
    /// The merchant. At most 32 digits.
    #[wx(query, typed)]
    pub sub_mchid: SubMchid,
}

wx_types::open_enum! {
    /// Where an authorisation stands.
    pub enum AuthorizationState {
        /// Given.
        Available = "AVAILABLE",
        /// Not given, or withdrawn.
        Unavailable = "UNAVAILABLE",
        /// Prepared; no user belongs to it.
        UnbindUser = "UNBINDUSER",
    }
}

/// An authorisation as the platform knows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Authorization {
    /// The service.
    pub service_id: String,
    /// The institution's official account or app.
    pub appid: String,
    /// The institution.
    pub mchid: String,
    /// The merchant.
    pub sub_mchid: String,
    /// The merchant's official account or app.
    #[serde(default)]
    pub sub_appid: Option<String>,
    /// The channel merchant.
    #[serde(default)]
    pub channel_id: Option<String>,
    /// The user under the institution's appid. Not shown by `Debug`.
    #[serde(default)]
    pub openid: Option<UserId>,
    /// The user under the merchant's appid. Not shown by `Debug`.
    #[serde(default)]
    pub sub_openid: Option<UserId>,
    /// The merchant's number of it.
    pub authorization_code: String,
    /// Where it stands.
    pub authorization_state: AuthorizationState,
    /// Where it is notified.
    #[serde(default)]
    pub notify_url: Option<String>,
    /// When it was last given, as RFC 3339.
    #[serde(default)]
    pub authorization_success_time: Option<String>,
    /// When it was last withdrawn, as RFC 3339.
    #[serde(default)]
    pub cancel_authorization_time: Option<String>,
}

impl Reply for Authorization {}

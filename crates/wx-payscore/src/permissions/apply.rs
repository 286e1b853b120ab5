use serde::Deserialize;
use wx_types::{AppId, Endpoint, Model, NotifyUrl, Reply, Resolvable};

use super::QueryAuthorization;
use crate::{AuthorizationCode, ChannelId, PermissionsToken, ServiceId, SubMchid};

/// Prepares an authorisation: returns the token with which the client asks the user for it.
///
/// Official page: *pre-authorise* (document 4012691489), dated 2022-11-09, read 2026-11-23.
///
/// # If it is sent twice
/// No page says. After a lost answer it is not sent again: [`query`](Self::query) the authorisation. The query does not
/// return the token; where it shows that no user gave the authorisation, asking anew is the caller's decision.
///
/// # Errors
/// `PARAM_ERROR`, `INVALID_REQUEST`, `SIGN_ERROR`, `NO_AUTH`, `FREQUENCY_LIMITED`, `SYSTEM_ERROR`.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/payscore/acquiringbank/permissions",
    reply = PermissionsReply,
    repeat = Once("authorization_code"),
    page = "pre-authorise 4012691489 (2022-11-09)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct Preauthorize {
    /// The service. At most 32 digits.
    #[wx(typed)]
    pub service_id: ServiceId,
    /// The channel merchant. At most 32 digits.
    #[wx(typed)]
    pub channel_id: ChannelId,
    /// The institution's official account or app. At most 32 characters.
    #[wx(typed)]
    pub appid: AppId,
    /// The merchant's official account or app. At most 32 characters.
    #[wx(typed)]
    pub sub_appid: Option<AppId>,
    /// The merchant. At most 32 digits.
    #[wx(typed)]
    pub sub_mchid: SubMchid,
    /// The merchant's number of the authorisation. 1 to 32 visible characters.
    #[wx(typed)]
    pub authorization_code: AuthorizationCode,
    /// Where the authorisation is notified. At most 255 characters (an older page's limit), with a path, without query and
    /// blanks.
    #[wx(typed, chars = 1..=255)]
    pub notify_url: Option<NotifyUrl>,
}

impl Preauthorize {
    /// The query for this authorisation.
    #[must_use]
    pub fn query(&self) -> QueryAuthorization {
        Resolvable::query(self)
    }
}

/// The answer to a prepared authorisation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PermissionsReply {
    /// What the client asks the user with.
    pub apply_permissions_token: PermissionsToken,
}

impl Reply for PermissionsReply {}

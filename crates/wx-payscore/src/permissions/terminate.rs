use serde::Deserialize;
use wx_types::{Endpoint, Model, NoContent};

use super::QueryAuthorization;
use crate::{AuthorizationCode, ChannelId, ServiceId, SubMchid};

/// Withdraws an authorisation on the merchant's side.
///
/// Official page: *terminate authorisation by number*, dated 2022-11-09, read 2026-11-23.
///
/// # If it is sent twice
/// No page says. After a lost answer it is not sent again: query the authorisation until it is no longer `AVAILABLE`. The
/// query needs a channel merchant, which this request may leave out, so that it cannot be resolved by itself:
///
/// ```compile_fail
/// fn can_be_resolved<E: wx_types::Resolvable>() {}
/// can_be_resolved::<wx_payscore::TerminateAuthorization>();
/// ```
///
/// # Errors
/// `PARAM_ERROR`, `INVALID_REQUEST`, `SIGN_ERROR`, `NO_AUTH`, `ORDER_NOT_EXIST`, `FREQUENCY_LIMITED`, `SYSTEM_ERROR`.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}/terminate",
    reply = NoContent,
    repeat = Once("authorization_code"),
    page = "terminate authorisation by number (2022-11-09)",
    read = "2026-11-23",
)]
#[non_exhaustive]
pub struct TerminateAuthorization {
    /// The merchant's number of the authorisation. 1 to 32 visible characters.
    #[wx(path, typed)]
    pub authorization_code: AuthorizationCode,
    /// The service. At most 32 digits.
    #[wx(typed)]
    pub service_id: ServiceId,
    /// The channel merchant. At most 32 digits. Optional on this page alone.
    #[wx(typed)]
    pub channel_id: Option<ChannelId>,
    /// The merchant. At most 32 digits.
    #[wx(typed)]
    pub sub_mchid: SubMchid,
    /// Why. 1 to 50 characters: the limit of the sister family's page, since none is given here.
    #[wx(chars = 1..=50, basic_plane)]
    pub reason: String,
}

impl TerminateAuthorization {
    /// The query for this authorisation, which needs the channel merchant.
    #[must_use]
    pub fn query(&self, channel_id: ChannelId) -> QueryAuthorization {
        QueryAuthorization::new(
            self.authorization_code.clone(),
            self.service_id.clone(),
            channel_id,
            self.sub_mchid.clone(),
        )
    }
}

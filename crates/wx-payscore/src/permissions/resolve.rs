//! What the state of an authorisation says about the request that prepared it.

use wx_types::{Resolvable, Standing};

use super::{Authorization, Preauthorize, QueryAuthorization};

impl Resolvable for Preauthorize {
    type Query = QueryAuthorization;

    fn query(&self) -> QueryAuthorization {
        let Self { authorization_code, service_id, channel_id, sub_mchid, .. } = self.clone();
        QueryAuthorization::new(authorization_code, service_id, channel_id, sub_mchid)
    }

    /// One that is there was prepared, whoever gave it since. The token is in no state.
    fn standing(&self, state: &Authorization) -> Standing {
        Standing::CarriedOut.held_against("appid", Some(self.appid.as_str()), Some(&*state.appid))
    }
}

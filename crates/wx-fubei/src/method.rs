use wx_types::{Checker, Endpoint};

use crate::credentials::Credentials;

/// An endpoint by its name in the envelope.
///
/// The gateway has one path for many methods, so the path of an endpoint says little and this name says all. Implement
/// it for a request type of your own to send what has no type here yet.
pub trait Method: Endpoint {
    /// The name, in exactly this case: `openapi.payment.order.mina`.
    const METHOD: &'static str;

    /// Rules that depend on who signs.
    fn check_for(&self, _credentials: &Credentials, _checker: &mut Checker) {}
}

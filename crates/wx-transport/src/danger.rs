//! What skips a protection. A search for `danger` finds every use.

use http::uri::Scheme;

use crate::{Host, HostError, host};

/// A host that is spoken to in plain HTTP although it is not this machine: `pay.example.com` or `pay.example.com:8080`.
///
/// # Why this is dangerous
///
/// Everybody on the way can read the requests and answers, and can change what is not signed. Order data, tokens in a
/// query string and personal data are then public. A request may also be recorded and sent again by a stranger, and
/// the gateway will believe it as long as its signature is fresh. Use it only for a gateway that offers nothing else,
/// over a network you trust, and prefer a TLS proxy in front of it.
///
/// # Errors
///
/// [`HostError`] if the text is anything else than a host name or address with an optional port.
pub fn plain_http(authority: &str) -> Result<Host, HostError> {
    host::from_parts(Scheme::HTTP, authority)
}

//! The signature of APIv3, which the page lists as mandatory and this host does not seem to need.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use wx_apiv3::{Credentials, Draft, FreshnessWindow, SealError, Stamp, TrustSet, VerifyError, verify};

/// Whom to believe.
#[derive(Clone, Debug)]
pub(crate) struct Trust {
    pub(crate) keys: Arc<TrustSet>,
    pub(crate) window: FreshnessWindow,
}

/// The `Authorization` header over method, path **with its query and the access token in it**, time, nonce and body.
pub(crate) fn authorization(
    draft: &Draft,
    stamp: &Stamp,
    credentials: &Credentials,
) -> Result<HeaderValue, SealError> {
    let signature = credentials.sign(&draft.message(stamp)).map_err(SealError::Sign)?;
    let (mchid, serial, nonce) = (credentials.mchid(), credentials.serial(), &stamp.nonce);
    let mut value = HeaderValue::try_from(format!(
        "WECHATPAY2-SHA256-RSA2048 mchid=\"{mchid}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{}\",serial_no=\"{serial}\"",
        stamp.timestamp,
    ))
    .map_err(SealError::Header)?;
    value.set_sensitive(true);
    Ok(value)
}

impl Trust {
    /// Verifies an answer that says it is signed. One that does not is taken as it is: no page mentions a signature.
    pub(crate) fn check(&self, headers: &HeaderMap, body: &[u8], now: i64) -> Result<(), VerifyError> {
        if !headers.contains_key("wechatpay-signature") {
            return Ok(());
        }
        verify(&self.keys, headers, body, now, self.window).map(|_| ())
    }
}

//! Signatures of answers, which no page mentions.

use http::HeaderMap;
use wx_apiv3::{FreshnessWindow, Trusted, VerifyError};

/// Whom to believe.
#[derive(Clone, Debug)]
pub(crate) struct Trust {
    pub(crate) keys: Trusted,
    pub(crate) window: FreshnessWindow,
}

impl Trust {
    /// Verifies an answer that says it is signed. One that does not is taken as it is: no page mentions a signature.
    pub(crate) fn check(&self, headers: &HeaderMap, body: &[u8], now: i64) -> Result<(), VerifyError> {
        if !headers.contains_key("wechatpay-signature") {
            return Ok(());
        }
        self.keys.verify(headers, body, now, self.window).map(|_| ())
    }
}

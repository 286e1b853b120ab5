//! Signatures of answers, which no page mentions.

use std::sync::Arc;

use http::HeaderMap;
use wx_apiv3::{FreshnessWindow, TrustSet, VerifyError, verify};

/// Whom to believe.
#[derive(Clone, Debug)]
pub(crate) struct Trust {
    pub(crate) keys: Arc<TrustSet>,
    pub(crate) window: FreshnessWindow,
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

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::lenient;

/// What the mini program hands to `wx.requestPayment`: six texts, exactly as the platform made them.
///
/// Serialise it and give it to the front end as it is. It exists only where all three layers of the answer say success
/// and the package holds a prepay id: a refused order was seen to come with a complete, signed object too, whose package
/// was `prepay_id=` with nothing behind it.
///
/// The signature is the platform's, under a key that the merchant does not hold, so it cannot be checked here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Payment {
    /// The mini program.
    #[serde(deserialize_with = "lenient::required_text")]
    pub app_id: String,
    /// Unix seconds, as digits.
    #[serde(deserialize_with = "lenient::required_text")]
    pub time_stamp: String,
    /// A random text.
    #[serde(deserialize_with = "lenient::required_text")]
    pub nonce_str: String,
    /// `prepay_id=…`. Its id differs from the answer's `prepay_id` in the page's own sample; this one counts.
    #[serde(deserialize_with = "lenient::required_text")]
    pub package: String,
    /// `MD5`, as far as it was seen.
    #[serde(deserialize_with = "lenient::required_text")]
    pub sign_type: String,
    /// The signature.
    #[serde(deserialize_with = "lenient::required_text")]
    pub pay_sign: String,
}

impl Payment {
    /// The prepay id in the package; `None` where there is none.
    #[must_use]
    pub fn prepay_id(&self) -> Option<&str> {
        self.package.trim().strip_prefix("prepay_id=").filter(|id| !id.trim().is_empty())
    }
}

/// Whoever has the signature can start the payment, so it is not shown.
impl fmt::Debug for Payment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payment")
            .field("app_id", &self.app_id)
            .field("time_stamp", &self.time_stamp)
            .field("sign_type", &self.sign_type)
            .finish_non_exhaustive()
    }
}

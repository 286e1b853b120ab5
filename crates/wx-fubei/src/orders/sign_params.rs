use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{id::PayerId, lenient};

/// What a mini program hands to `wx.requestPayment`: six texts, exactly as Fubei made them.
///
/// Serialise it and give it to the front end as it is. Nothing here is checked: the page's own sample has a signature of
/// the shape of MD5 under the name `RSA`, and says that the package must be used as supplied. What else Fubei puts into
/// the object is left out, since `wx.requestPayment` does not know it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SignParams {
    /// The mini program.
    #[serde(deserialize_with = "lenient::verbatim")]
    pub app_id: String,
    /// Unix seconds, as digits.
    #[serde(deserialize_with = "lenient::verbatim")]
    pub time_stamp: String,
    /// A random text.
    #[serde(deserialize_with = "lenient::verbatim")]
    pub nonce_str: String,
    /// `prepay_id=…`.
    #[serde(deserialize_with = "lenient::verbatim")]
    pub package: String,
    /// What the signature claims to be.
    #[serde(deserialize_with = "lenient::verbatim")]
    pub sign_type: String,
    /// The signature.
    #[serde(deserialize_with = "lenient::verbatim")]
    pub pay_sign: String,
}

/// Whoever has the signature can start the payment, so it is not shown.
impl fmt::Debug for SignParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignParams")
            .field("app_id", &self.app_id)
            .field("time_stamp", &self.time_stamp)
            .field("sign_type", &self.sign_type)
            .finish_non_exhaustive()
    }
}

/// What the page's sample holds in the same object, and its table beside it.
#[derive(Default, Deserialize)]
pub(super) struct Misplaced {
    #[serde(default, deserialize_with = "lenient::id")]
    pub(super) cashier_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::id")]
    pub(super) store_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::known")]
    pub(super) user_id: Option<PayerId>,
}

/// Reads an object, or a text that holds one: both are documented.
pub(super) fn read(raw: &RawValue) -> Result<(SignParams, Misplaced), serde_json::Error> {
    let inner: String;
    let json = if raw.get().starts_with('"') {
        inner = serde_json::from_str(raw.get())?;
        &inner
    } else {
        raw.get()
    };
    Ok((serde_json::from_str(json)?, serde_json::from_str(json).unwrap_or_default()))
}

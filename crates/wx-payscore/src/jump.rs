//! What the user's client is handed to show an order.
//!
//! | Page | `businessType` | Parameters |
//! |---|---|---|
//! | confirm an order | [`CONFIRM`] | [`Package`], alone or signed as [`ConfirmPage`] |
//! | details of an order | [`DETAIL`] | [`DetailPage`] |
//!
//! A mini program takes them as the object `extraData` (what they serialise to), an official account's page as
//! `queryString` and an app as the query of `WXOpenBusinessView`, with [`APP_EXT_INFO`]
//! ([`query_string`](DetailPage::query_string)). The appid that opens the page must be the order's.
//!
//! These parameters are signed as APIv2 does: HMAC-SHA256 under the **APIv2 key**. With the APIv3 key or the private key
//! the client says `SIGN_ERROR`. That key belongs to another protocol, so it never comes here: whoever has it signs in a
//! closure. With the `wx-sign` crate:
//!
//! ```
//! use wx_apiv3::Client;
//! use wx_payscore::{OutOrderNo, ServiceId, jump::DetailPage};
//! use wx_sign::params::{Algorithm, ParameterKey, v2_sign};
//!
//! /// What an app hands to `WXOpenBusinessView`. Every attempt of the user takes a stamp of its own.
//! fn details(client: &Client, key: &ParameterKey) -> Result<String, Box<dyn std::error::Error>> {
//!     let page = DetailPage::sign(
//!         client.credentials().mchid(),
//!         &ServiceId::new("500001")?,
//!         &OutOrderNo::new("1234323JKHDFE1243252")?,
//!         &client.stamp()?,
//!         |pairs| v2_sign(pairs, key, Algorithm::HmacSha256).map(|signature| signature.as_str().to_owned()),
//!     )?;
//!     Ok(page.query_string())
//! }
//! ```
//!
//! The client's own result is never proof of anything: wait for the notification or query the order.

use std::fmt;

use serde::Serialize;
use wx_apiv3::Stamp;
use wx_types::{Mchid, percent_encode};

use crate::{OutOrderNo, Package, ServiceId};

/// The `businessType` of the page on which the user confirms an order.
pub const CONFIRM: &str = "wxpayScoreUse";
/// The `businessType` of the page with the details of an order.
pub const DETAIL: &str = "wxpayScoreDetail";
/// The `extInfo` of an app. The client must be 7.0.5 or newer.
pub const APP_EXT_INFO: &str = r#"{"miniProgramType":0}"#;

const SIGN_TYPE: &str = "HMAC-SHA256";

/// The signed parameters of the page on which the user confirms an order.
///
/// The sources disagree: the older description has the merchant sign `package` together with other parameters, as this
/// does; a newer guide says that `package` is the finished query string, valid for five minutes, and lists a signature all
/// the same. Where the client refuses these parameters, hand it [`Package::as_str`] as it is.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConfirmPage {
    /// The institution.
    pub mch_id: String,
    /// What the creation answered.
    pub package: Package,
    /// Unix seconds, as a string.
    pub timestamp: String,
    /// The nonce that was signed.
    pub nonce_str: String,
    /// Always `HMAC-SHA256`.
    pub sign_type: &'static str,
    /// The signature.
    pub sign: String,
}

impl ConfirmPage {
    /// Has the parameters signed for one attempt of the user.
    ///
    /// `sign` gets every parameter but the signature itself and returns it: HMAC-SHA256 as APIv2 does, in upper-case hex.
    ///
    /// # Errors
    /// That of `sign`.
    pub fn sign<E>(
        mchid: &Mchid,
        package: &Package,
        stamp: &Stamp,
        sign: impl FnOnce(&[(&str, &str)]) -> Result<String, E>,
    ) -> Result<Self, E> {
        let mut page = Self {
            mch_id: mchid.to_string(),
            package: package.clone(),
            timestamp: stamp.timestamp.to_string(),
            nonce_str: stamp.nonce.to_string(),
            sign_type: SIGN_TYPE,
            sign: String::new(),
        };
        page.sign = sign(&page.pairs())?;
        Ok(page)
    }

    /// The parameters as a query string, percent-encoded.
    #[must_use]
    pub fn query_string(&self) -> String {
        query_string(&self.pairs(), &self.sign)
    }

    fn pairs(&self) -> [(&str, &str); 5] {
        [
            ("mch_id", &self.mch_id),
            ("package", self.package.as_str()),
            ("timestamp", &self.timestamp),
            ("nonce_str", &self.nonce_str),
            ("sign_type", self.sign_type),
        ]
    }
}

/// Whoever has the parameters can open the page, so that they are not shown.
impl fmt::Debug for ConfirmPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfirmPage").field("mch_id", &self.mch_id).finish_non_exhaustive()
    }
}

/// The signed parameters of the page with the details of an order.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DetailPage {
    /// The institution.
    pub mch_id: String,
    /// The service.
    pub service_id: String,
    /// The merchant's number of the order.
    pub out_order_no: String,
    /// Unix seconds, as a string.
    pub timestamp: String,
    /// The nonce that was signed.
    pub nonce_str: String,
    /// Always `HMAC-SHA256`.
    pub sign_type: &'static str,
    /// The signature.
    pub sign: String,
}

impl DetailPage {
    /// Has the parameters signed for one attempt of the user.
    ///
    /// `sign` gets every parameter but the signature itself and returns it: HMAC-SHA256 as APIv2 does, in upper-case hex.
    ///
    /// # Errors
    /// That of `sign`.
    pub fn sign<E>(
        mchid: &Mchid,
        service_id: &ServiceId,
        out_order_no: &OutOrderNo,
        stamp: &Stamp,
        sign: impl FnOnce(&[(&str, &str)]) -> Result<String, E>,
    ) -> Result<Self, E> {
        let mut page = Self {
            mch_id: mchid.to_string(),
            service_id: service_id.to_string(),
            out_order_no: out_order_no.to_string(),
            timestamp: stamp.timestamp.to_string(),
            nonce_str: stamp.nonce.to_string(),
            sign_type: SIGN_TYPE,
            sign: String::new(),
        };
        page.sign = sign(&page.pairs())?;
        Ok(page)
    }

    /// The parameters as a query string, percent-encoded.
    #[must_use]
    pub fn query_string(&self) -> String {
        query_string(&self.pairs(), &self.sign)
    }

    fn pairs(&self) -> [(&str, &str); 6] {
        [
            ("mch_id", &self.mch_id),
            ("service_id", &self.service_id),
            ("out_order_no", &self.out_order_no),
            ("timestamp", &self.timestamp),
            ("nonce_str", &self.nonce_str),
            ("sign_type", self.sign_type),
        ]
    }
}

/// Whoever has the parameters can open the page, so that the signature is not shown.
impl fmt::Debug for DetailPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DetailPage")
            .field("mch_id", &self.mch_id)
            .field("service_id", &self.service_id)
            .field("out_order_no", &self.out_order_no)
            .finish_non_exhaustive()
    }
}

/// The values are signed raw and travel encoded.
fn query_string(pairs: &[(&str, &str)], sign: &str) -> String {
    let sign = [("sign", sign)];
    let encoded = pairs.iter().chain(&sign).map(|(name, value)| format!("{name}={}", percent_encode(value)));
    encoded.collect::<Vec<_>>().join("&")
}

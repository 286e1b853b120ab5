//! What the payer's client is handed to start a payment.

use serde::Serialize;
use wx_sign::{SignError, message};
use wx_types::{AppId, PrepayId};

use crate::{credentials::Credentials, seal::Stamp};

/// The parameters with which an app starts a payment through the OpenSDK.
///
/// It serialises to the lower-case names `appid, partnerid, prepayid, package, noncestr, timestamp, sign`. The client's own
/// result is never proof of payment: wait for the notification or query the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AppInvocation {
    /// The app.
    pub appid: String,
    /// The merchant.
    pub partnerid: String,
    /// The bare prepay id.
    pub prepayid: String,
    /// Always `Sign=WXPay`.
    pub package: &'static str,
    /// The nonce that was signed.
    pub noncestr: String,
    /// Unix seconds, as a string.
    pub timestamp: String,
    /// The merchant's signature, in base64.
    pub sign: String,
}

impl AppInvocation {
    /// Signs the parameters for one attempt of the payer.
    ///
    /// # Errors
    /// [`SignError`] where the merchant's key lives elsewhere or cannot sign.
    pub fn sign(
        credentials: &Credentials,
        appid: &AppId,
        prepay_id: &PrepayId,
        stamp: &Stamp,
    ) -> Result<Self, SignError> {
        let signature = credentials.sign(&Self::message(appid, prepay_id, stamp))?;
        Ok(Self::with(signature, credentials, appid, prepay_id, stamp))
    }

    /// The same, wherever the key lives.
    ///
    /// # Errors
    /// [`SignError`] where the merchant's key cannot sign.
    pub async fn sign_async(
        credentials: &Credentials,
        appid: &AppId,
        prepay_id: &PrepayId,
        stamp: &Stamp,
    ) -> Result<Self, SignError> {
        let signature = credentials.sign_async(&Self::message(appid, prepay_id, stamp)).await?;
        Ok(Self::with(signature, credentials, appid, prepay_id, stamp))
    }

    fn message(appid: &AppId, prepay_id: &PrepayId, stamp: &Stamp) -> Vec<u8> {
        let nonce = stamp.nonce.as_str();
        message::app_invocation(appid.as_str(), stamp.timestamp, nonce, prepay_id.as_str()).into_bytes()
    }

    fn with(
        sign: String,
        credentials: &Credentials,
        appid: &AppId,
        prepay_id: &PrepayId,
        stamp: &Stamp,
    ) -> Self {
        Self {
            appid: appid.to_string(),
            partnerid: credentials.mchid().to_string(),
            prepayid: prepay_id.to_string(),
            package: "Sign=WXPay",
            noncestr: stamp.nonce.to_string(),
            timestamp: stamp.timestamp.to_string(),
            sign,
        }
    }
}

/// The parameters with which a page or a mini program starts a payment.
///
/// It serialises to `appId, timeStamp, nonceStr, package, signType, paySign`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[serde(rename_all = "camelCase")]
pub struct JsapiInvocation {
    /// The official account or mini program.
    pub app_id: String,
    /// Unix seconds, as a string.
    pub time_stamp: String,
    /// The nonce that was signed.
    pub nonce_str: String,
    /// `prepay_id=` and the prepay id.
    pub package: String,
    /// Always `RSA`.
    pub sign_type: &'static str,
    /// The merchant's signature, in base64.
    pub pay_sign: String,
}

impl JsapiInvocation {
    /// Signs the parameters for one attempt of the payer.
    ///
    /// # Errors
    /// [`SignError`] where the merchant's key lives elsewhere or cannot sign.
    pub fn sign(
        credentials: &Credentials,
        appid: &AppId,
        prepay_id: &PrepayId,
        stamp: &Stamp,
    ) -> Result<Self, SignError> {
        let signature = credentials.sign(&Self::message(appid, prepay_id, stamp))?;
        Ok(Self::with(signature, appid, prepay_id, stamp))
    }

    /// The same, wherever the key lives.
    ///
    /// # Errors
    /// [`SignError`] where the merchant's key cannot sign.
    pub async fn sign_async(
        credentials: &Credentials,
        appid: &AppId,
        prepay_id: &PrepayId,
        stamp: &Stamp,
    ) -> Result<Self, SignError> {
        let signature = credentials.sign_async(&Self::message(appid, prepay_id, stamp)).await?;
        Ok(Self::with(signature, appid, prepay_id, stamp))
    }

    fn message(appid: &AppId, prepay_id: &PrepayId, stamp: &Stamp) -> Vec<u8> {
        let nonce = stamp.nonce.as_str();
        message::jsapi_invocation(appid.as_str(), stamp.timestamp, nonce, prepay_id.as_str()).into_bytes()
    }

    fn with(pay_sign: String, appid: &AppId, prepay_id: &PrepayId, stamp: &Stamp) -> Self {
        Self {
            app_id: appid.to_string(),
            time_stamp: stamp.timestamp.to_string(),
            nonce_str: stamp.nonce.to_string(),
            package: format!("prepay_id={prepay_id}"),
            sign_type: "RSA",
            pay_sign,
        }
    }
}

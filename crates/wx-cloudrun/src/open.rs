//! Opening: what an answer means. No socket, no clock.

use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::value::RawValue;
use wx_transport::Verdict;
use wx_types::Repeat;

use crate::{
    api_error::{ApiError, Class, Layer},
    cloud_call::CloudCall,
    codes::{InnerCode, OuterCode},
    error::Reason,
    lenient,
};

/// Says what `response` means for `request`.
///
/// Success is the sidecar's header, a 2xx status, `errcode` 0, `return_code` `SUCCESS`, `result_code` `SUCCESS` and data that
/// holds what it must. Every one of these has been seen to hold while a later one did not. No signature can be checked, so
/// the numbers that an answer repeats are held against those that were asked for.
///
/// | Answer | Of a query | Of anything that acts |
/// |---|---|---|
/// | all layers, data as needed | done | done |
/// | no `x-openapi-seqid` | refused: nothing reached the pay service | the same, unless it claims success: unknown |
/// | a code that says no for certain | refused | refused |
/// | a code of unknown meaning | refused | unknown |
/// | `SYSTEMERROR` | failed: asked again | unknown |
/// | 429, `FREQUENCY_LIMITED` | busy: asked again after a wait | unknown: nobody documents that nothing was done |
/// | 408, 5xx | failed: asked again | unknown |
/// | a number of another order, no envelope, a redirect, a layer that is missing, no prepay id | unknown | unknown |
#[must_use]
pub fn open<E: CloudCall>(request: &E, response: &Response<Bytes>) -> Verdict<E::Reply, Reason> {
    let reads = E::OPERATION.repeat == Repeat::Safe;
    match judge(reads, E::TEXT, response, &Numbers::sent(request)) {
        Ok(data) => match serde_json::from_str(data) {
            Ok(reply) => Verdict::Done(reply),
            Err(_) => Verdict::Unknown(Reason::Undecodable),
        },
        Err(Setback::Refused(reason)) => Verdict::Refused(reason),
        Err(Setback::Busy(error)) => Verdict::Busy { retry_after: retry_after(response.headers()), error },
        Err(Setback::Failed(reason)) => Verdict::Failed(reason),
        Err(Setback::Unknown(reason)) => Verdict::Unknown(reason),
    }
}

/// The sidecar's number of an exchange: the proof that it handled it.
pub(crate) fn seqid(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-openapi-seqid")?.to_str().ok().map(str::trim).filter(|seqid| !seqid.is_empty())
}

enum Setback {
    Refused(Reason),
    Busy(Reason),
    Failed(Reason),
    Unknown(Reason),
}

/// The data of a success as JSON, or why it is none.
fn judge<'r>(
    reads: bool,
    text: bool,
    response: &'r Response<Bytes>,
    sent: &Numbers,
) -> Result<&'r str, Setback> {
    let status = response.status();
    let outer = Outer::read(response.body());
    let http = || Reason::Http { status: status.as_u16() };
    if status == StatusCode::TOO_MANY_REQUESTS
        || status == StatusCode::REQUEST_TIMEOUT
        || status.is_server_error()
    {
        let reason = outer.as_ref().and_then(|outer| outer.error(status)).map_or_else(http, Reason::from);
        return Err(match status {
            StatusCode::TOO_MANY_REQUESTS if reads => Setback::Busy(reason),
            _ => Setback::Failed(reason),
        });
    }
    if seqid(response.headers()).is_none() {
        let claims_success = outer.as_ref().is_some_and(|outer| outer.code == OuterCode::Ok);
        return Err(if claims_success && !reads {
            Setback::Unknown(Reason::NoSidecar)
        } else {
            Setback::Refused(Reason::NoSidecar)
        });
    }
    // A redirect comes from something between us and the platform, whatever it carries.
    if !(status.is_success() || status.is_client_error()) {
        return Err(Setback::Unknown(http()));
    }
    let Some(outer) = outer else {
        return Err(Setback::Unknown(if status.is_success() { Reason::Undecodable } else { http() }));
    };
    if let Some(error) = outer.error(status) {
        return Err(refusal(reads, error));
    }
    // It says that it was done, under a status that says it was not.
    if !status.is_success() {
        return Err(Setback::Unknown(http()));
    }
    let data = outer.respdata.map_or("null", RawValue::get);
    if text && data.starts_with('"') {
        return Ok(data);
    }
    if let Some(field) = sent.foreign_in(data) {
        return Err(Setback::Unknown(Reason::Foreign { field }));
    }
    let Ok(inner) = serde_json::from_str::<Inner>(data) else {
        return Err(Setback::Unknown(Reason::Undecodable));
    };
    match inner.layers(text) {
        Layers::Passed => Ok(data),
        Layers::Failed(layer) => Err(refusal(reads, inner.error(status, layer))),
        Layers::Missing => Err(Setback::Unknown(Reason::Undecodable)),
    }
}

fn refusal(reads: bool, error: ApiError) -> Setback {
    let class = error.class();
    let reason = Reason::from(error);
    match (reads, class) {
        (true, Class::UnknownOutcome) => Setback::Failed(reason),
        (true, Class::Wait) => Setback::Busy(reason),
        (true, _) => Setback::Refused(reason),
        (false, class) if class.is_definite() => Setback::Refused(reason),
        (false, _) => Setback::Unknown(reason),
    }
}

impl From<ApiError> for Reason {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

/// The outer layer.
struct Outer<'a> {
    code: OuterCode,
    message: Option<String>,
    respdata: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(deserialize_with = "lenient::required_text")]
    errcode: String,
    #[serde(default, deserialize_with = "lenient::text")]
    errmsg: Option<String>,
    #[serde(default, borrow)]
    respdata: Option<&'a RawValue>,
}

impl<'a> Outer<'a> {
    fn read(body: &'a [u8]) -> Option<Self> {
        let Wire { errcode, errmsg, respdata } = serde_json::from_slice(body).ok()?;
        Some(Self { code: OuterCode::read(&errcode)?, message: errmsg, respdata })
    }

    /// `None` for a success.
    fn error(&self, status: StatusCode) -> Option<ApiError> {
        (self.code != OuterCode::Ok).then(|| ApiError {
            status: status.as_u16(),
            layer: Layer::Service,
            outer: self.code.clone(),
            inner: None,
            message: self.message.clone().unwrap_or_default().into(),
        })
    }
}

/// The two inner layers.
#[derive(Deserialize)]
struct Inner {
    #[serde(default, deserialize_with = "lenient::text")]
    return_code: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    return_msg: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    result_code: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    err_code: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    err_code_des: Option<String>,
    /// What the bill of the classic interface has in the place of `err_code`.
    #[serde(default, deserialize_with = "lenient::text")]
    error_code: Option<String>,
}

enum Layers {
    Passed,
    Failed(Layer),
    Missing,
}

impl Inner {
    /// The bill of the classic interface has no `result_code`.
    fn layers(&self, text: bool) -> Layers {
        match (self.return_code.as_deref(), self.result_code.as_deref()) {
            (Some("SUCCESS"), Some("SUCCESS")) => Layers::Passed,
            (Some("SUCCESS"), None) if text => Layers::Passed,
            (Some("SUCCESS"), Some("FAIL")) => Layers::Failed(Layer::Business),
            (Some("FAIL"), _) => Layers::Failed(Layer::Communication),
            _ => Layers::Missing,
        }
    }

    fn error(self, status: StatusCode, layer: Layer) -> ApiError {
        let code = self.err_code.or(self.error_code);
        let message = match layer {
            Layer::Business => self.err_code_des.or(self.return_msg),
            Layer::Service | Layer::Communication => self.return_msg,
        };
        ApiError {
            status: status.as_u16(),
            layer,
            outer: OuterCode::Ok,
            inner: code.as_deref().map(InnerCode::from),
            message: message.unwrap_or_default().into(),
        }
    }
}

/// The numbers that a request names.
struct Numbers(BTreeMap<String, String>);

impl Numbers {
    fn sent<E: CloudCall>(request: &E) -> Self {
        Self(numbers(&serde_json::to_string(request).unwrap_or_default()))
    }

    /// The first number that is another one in the answer. A number that the answer leaves out proves nothing.
    fn foreign_in(&self, data: &str) -> Option<&'static str> {
        let answered = numbers(data);
        let differs = |name: &&&str| match (self.0.get(**name), answered.get(**name)) {
            (Some(sent), Some(answered)) => sent != answered,
            _ => false,
        };
        NUMBERS.iter().find(differs).copied()
    }
}

const NUMBERS: &[&str] = &["out_trade_no", "transaction_id", "out_refund_no", "refund_id", "sub_mch_id"];

fn numbers(json: &str) -> BTreeMap<String, String> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    let numbers = members.into_iter().filter(|(name, _)| NUMBERS.contains(&name.as_str()));
    numbers.filter_map(|(name, raw)| Some((name, lenient::present(raw)?))).collect()
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

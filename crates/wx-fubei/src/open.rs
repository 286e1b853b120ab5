//! Opening: what an answer means. No socket, no clock.

use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::value::RawValue;
use wx_transport::Verdict;
use wx_types::Repeat;

use crate::{
    api_error::{ApiError, ResultCode},
    error::Reason,
    lenient,
    method::Method,
};

/// Says what `response` means for `request`.
///
/// Success is a 2xx status, a result code of 200 (a number or a text) and data that holds what it must. Answers are not
/// signed, so the numbers that an answer repeats are held against those that were asked for.
///
/// | Answer | Of a query | Of anything that acts |
/// |---|---|---|
/// | 2xx, code 200, data as needed | done | done |
/// | a code that says no for certain | refused | refused |
/// | a code of unknown meaning, a failure of the channel | refused | unknown |
/// | 429 | busy: asked again after a wait | unknown: nobody documents that nothing was done |
/// | 408, 5xx | failed: asked again | unknown |
/// | a number of another order, no envelope, a redirect, code 200 beside an error status | unknown | unknown |
#[must_use]
pub fn open<E: Method>(request: &E, response: &Response<Bytes>) -> Verdict<E::Reply, Reason> {
    let reads = E::OPERATION.repeat == Repeat::Safe;
    match judge(reads, response, &Numbers::sent(request)) {
        Ok(data) => match serde_json::from_str(data) {
            Ok(reply) => Verdict::Done(reply),
            Err(_) => Verdict::Unknown(Reason::Undecodable),
        },
        Err(Setback::Refused(reason)) => Verdict::Refused(reason),
        Err(Setback::Busy(retry_after, error)) => Verdict::Busy { retry_after, error },
        Err(Setback::Failed(reason)) => Verdict::Failed(reason),
        Err(Setback::Unknown(reason)) => Verdict::Unknown(reason),
    }
}

enum Setback {
    Refused(Reason),
    Busy(Option<Duration>, Reason),
    Failed(Reason),
    Unknown(Reason),
}

/// The data of a success as JSON, or why it is none.
fn judge<'r>(reads: bool, response: &'r Response<Bytes>, sent: &Numbers) -> Result<&'r str, Setback> {
    let status = response.status();
    let envelope = Reception::read(response.body());
    let http = || Reason::Http { status: status.as_u16() };
    let reason = || match envelope.as_ref().and_then(|envelope| envelope.error(status)) {
        Some(error) => Reason::Api(Box::new(error)),
        None => http(),
    };
    match status {
        StatusCode::TOO_MANY_REQUESTS if reads => {
            return Err(Setback::Busy(retry_after(response.headers()), reason()));
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => return Err(Setback::Failed(reason())),
        _ if status.is_server_error() => return Err(Setback::Failed(reason())),
        _ => {}
    }
    let Some(envelope) = &envelope else {
        return Err(Setback::Unknown(if status.is_success() { Reason::Undecodable } else { http() }));
    };
    let data = envelope.data.map_or("null", RawValue::get);
    if let Some(field) = sent.foreign_in(data) {
        return Err(Setback::Unknown(Reason::Foreign { field }));
    }
    match envelope.error(status) {
        None if status.is_success() => Ok(data),
        // It says that it was done, under a status that says it was not.
        None => Err(Setback::Unknown(http())),
        // A redirect comes from something between us and the gateway, whatever it carries.
        Some(_) if !(status.is_success() || status.is_client_error()) => Err(Setback::Unknown(http())),
        Some(error) => {
            let definite = reads || error.is_definite();
            let reason = Reason::Api(Box::new(error));
            Err(if definite { Setback::Refused(reason) } else { Setback::Unknown(reason) })
        }
    }
}

/// The envelope of an answer.
struct Reception<'a> {
    code: ResultCode,
    message: Option<String>,
    sub_code: Option<String>,
    data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(deserialize_with = "lenient::required_text")]
    result_code: String,
    #[serde(default, deserialize_with = "lenient::text")]
    result_message: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    sub_code: Option<String>,
    #[serde(default, borrow)]
    data: Option<&'a RawValue>,
}

impl<'a> Reception<'a> {
    fn read(body: &'a [u8]) -> Option<Self> {
        let Wire { result_code, result_message, sub_code, data } = serde_json::from_slice(body).ok()?;
        Some(Self { code: ResultCode::read(&result_code)?, message: result_message, sub_code, data })
    }

    /// `None` for a success.
    fn error(&self, status: StatusCode) -> Option<ApiError> {
        (self.code != ResultCode::Success).then(|| {
            ApiError::new(
                status.as_u16(),
                self.code.clone(),
                self.message.clone(),
                self.sub_code.clone(),
                self.data.map(RawValue::get),
            )
        })
    }
}

/// The numbers of orders and refunds that a request names.
struct Numbers(BTreeMap<String, String>);

impl Numbers {
    fn sent<E: Method>(request: &E) -> Self {
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

const NUMBERS: &[&str] =
    &["merchant_order_sn", "order_sn", "ins_order_sn", "trade_no", "merchant_refund_sn", "refund_sn"];

fn numbers(json: &str) -> BTreeMap<String, String> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    let numbers = members.into_iter().filter(|(name, _)| NUMBERS.contains(&name.as_str()));
    numbers.filter_map(|(name, raw)| Some((name, lenient::present(raw)?))).collect()
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

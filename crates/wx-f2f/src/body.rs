//! The body of an answer, looked at before it is believed to be of any type.

use std::time::Duration;

use http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use crate::{
    api_error::ApiError,
    code::{Code, CommonCode, Errcode},
};

/// One JSON object, and what it says of success.
pub(crate) enum Body {
    /// `errcode` is 0, or there is no code of either kind.
    Positive(Map<String, Value>),
    /// A code of either kind.
    Negative(Code, String),
    /// No JSON object, or a code that is none.
    Unreadable,
}

impl Body {
    /// Reads the two shapes of an error: a number in `errcode`, or a name in `code`.
    ///
    /// A success without `errcode` is read as one, provided that there is no `code` either: the page lists the member as
    /// always present, and what makes an answer usable is what it was asked for.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let Ok(Value::Object(members)) = serde_json::from_slice(bytes) else {
            return Self::Unreadable;
        };
        let message = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        match members.get("errcode") {
            None | Some(Value::Null) => {}
            Some(value) => match integer(value) {
                Some(0) => return Self::Positive(members),
                Some(number) => {
                    return Self::Negative(Code::Number(Errcode::from(number)), message("errmsg"));
                }
                None => return Self::Unreadable,
            },
        }
        match members.get("code") {
            None | Some(Value::Null) => Self::Positive(members),
            Some(Value::String(code)) if is_name(code) => {
                Self::Negative(Code::Name(CommonCode::from(code.as_str())), message("message"))
            }
            Some(_) => Self::Unreadable,
        }
    }

    /// The error, if it is one.
    pub(crate) fn error(&self, status: StatusCode, private: &[&str]) -> Option<ApiError> {
        match self {
            Self::Negative(code, message) => {
                Some(ApiError::new(status.as_u16(), code.clone(), message, private))
            }
            Self::Positive(_) | Self::Unreadable => None,
        }
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A code as the platform writes them. A text of another form is some other program's.
fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// How long a 429 asks to wait.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// How long it is until the platform counts a new minute, at most 60 seconds and never nothing.
pub(crate) fn until_next_minute(unix_time: Duration) -> Duration {
    Duration::from_secs(60_u64.saturating_sub(unix_time.as_secs() % 60))
}

//! The three shapes of a failure: a platform number, a business number, an APIv3 body.

use serde_json::{Value, json};

use crate::apiv3::Refused;
use crate::gateway::Gateway;
use crate::schema::{Fault, Rule, Schema, check};

/// Numbers of `errcode`, all of which come with HTTP 200 unless the path is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    TokenInvalid,
    BadGrantType,
    BadAppid,
    TokenMalformed,
    UnknownPath,
    BadSecret,
    TokenMissing,
    AppidMissing,
    SecretMissing,
    TokenExpired,
    NeedsGet,
    NeedsPost,
    EmptyBody,
    QuotaReached,
    NotJson,
    BadParameter,
    AlreadyPaid,
    NumberUsed,
    OrderClosed,
}

impl Code {
    /// The number, the same as text, and what the platform says about it.
    fn facts(self) -> (i64, &'static str, &'static str) {
        match self {
            Self::TokenInvalid => {
                (40001, "40001", "invalid credential, access_token is invalid or not latest")
            }
            Self::BadGrantType => (40002, "40002", "invalid grant_type"),
            Self::BadAppid => (40013, "40013", "invalid appid"),
            Self::TokenMalformed => (40014, "40014", "invalid access_token"),
            Self::UnknownPath => (40066, "40066", "invalid url"),
            Self::BadSecret => (40125, "40125", "invalid appsecret"),
            Self::TokenMissing => (41001, "41001", "access_token missing"),
            Self::AppidMissing => (41002, "41002", "appid missing"),
            Self::SecretMissing => (41004, "41004", "appsecret missing"),
            Self::TokenExpired => (42001, "42001", "access_token expired"),
            Self::NeedsGet => (43001, "43001", "require GET method"),
            Self::NeedsPost => (43002, "43002", "require POST method"),
            Self::EmptyBody => (44002, "44002", "empty post data"),
            Self::QuotaReached => (45009, "45009", "reach max api daily quota limit"),
            Self::NotJson => (47001, "47001", "data format error"),
            Self::BadParameter => (269_215_744, "269215744", "参数错误"),
            Self::AlreadyPaid => (269_215_751, "269215751", "该笔订单已被支付"),
            Self::NumberUsed => (269_215_752, "269215752", "请求号已被使用"),
            Self::OrderClosed => (269_215_767, "269215767", "该订单已关闭"),
        }
    }

    /// For the log.
    pub(crate) fn name(self) -> &'static str {
        self.facts().1
    }

    /// `errmsg` has at most 128 characters; what does not fit stands in the log.
    pub(crate) fn body(self, issue: &str, gateway: &Gateway) -> Value {
        let (number, _, label) = self.facts();
        let rid = [8, 8, 8].map(|length| gateway.random.hex(length).to_ascii_lowercase()).join("-");
        let tail = format!(" rid: {rid}");
        let room = 128_usize.saturating_sub(tail.len());
        let said: String = format!("{label}: {issue}").chars().take(room).collect();
        json!({ "errcode": number, "errmsg": said + &tail })
    }
}

/// A request that is not served.
pub(crate) enum Refusal {
    /// Told by a number.
    Numbered {
        code: Code,
        /// Why, without content.
        issue: String,
    },
    /// Told as APIv3 tells it.
    Apiv3(Box<Refused>),
}

impl Refusal {
    pub(crate) fn new(code: Code, issue: impl Into<String>) -> Self {
        Self::Numbered { code, issue: issue.into() }
    }
}

/// The body, if it is JSON and keeps every rule of the table; `code` tells of one that does not.
pub(crate) fn read(body: &[u8], schema: &Schema, code: Code) -> Result<Value, Refusal> {
    if body.is_empty() {
        return Err(Refusal::new(Code::EmptyBody, "the body must hold JSON"));
    }
    let value = serde_json::from_slice(body)
        .map_err(|_| Refusal::new(Code::NotJson, "the body must be JSON in UTF-8"))?;
    let mut faults: Vec<Fault> = check(schema, &value);
    faults.retain(|fault| fault.rule != Rule::FourBytes);
    if faults.is_empty() {
        return Ok(value);
    }
    let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Err(Refusal::new(code, list.join("; ")))
}

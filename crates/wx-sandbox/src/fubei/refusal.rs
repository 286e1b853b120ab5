//! Refusals of Fubei: always HTTP 200, told apart by `result_code`.

use serde_json::{Value, json};

use crate::schema::Fault;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Something about the envelope or about `biz_content`.
    Parameter,
    /// The signature. No number of its own is documented.
    Signature,
    /// Nobody has this `app_id`, `vendor_sn` or `merchant_id`.
    Merchant,
    /// What is asked for is not possible in the state of the order; with a `sub_code`.
    Refused(&'static str),
}

impl Code {
    fn facts(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Parameter => (9996, "9996", "参数错误"),
            Self::Signature => (9996, "9996", "签名错误"),
            Self::Merchant => (1004, "1004", "商户不存在"),
            Self::Refused(_) => (400, "400", "操作失败"),
        }
    }
}

/// A request that is not served.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: Code,
    /// Why, without content.
    pub(crate) issue: String,
}

impl Refusal {
    pub(crate) fn new(code: Code, issue: impl Into<String>) -> Self {
        Self { code, issue: issue.into() }
    }

    pub(crate) fn parameter(issue: impl Into<String>) -> Self {
        Self::new(Code::Parameter, issue)
    }

    /// What cannot happen in the state of the order.
    pub(crate) fn state(sub_code: &'static str, issue: &'static str) -> Self {
        Self::new(Code::Refused(sub_code), issue)
    }

    /// All faults of a body, under the name of what holds it.
    pub(crate) fn faults(within: &str, faults: &[Fault]) -> Self {
        let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Self::parameter(format!("{within}: {}", list.join("; ")))
    }

    /// For the log.
    pub(crate) fn code(&self) -> &'static str {
        self.code.facts().1
    }

    pub(crate) fn body(&self) -> Value {
        let (number, _, label) = self.code.facts();
        let message = format!("{label}: {}", self.issue);
        match self.code {
            Code::Refused(sub_code) => {
                json!({ "result_code": number, "result_message": message, "sub_code": sub_code })
            }
            Code::Parameter | Code::Signature | Code::Merchant => {
                json!({ "result_code": number, "result_message": message })
            }
        }
    }
}

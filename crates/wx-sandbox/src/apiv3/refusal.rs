//! Error answers: status, code, message, numeric reason and detail.

use serde_json::{Value, json};

use crate::schema::{Fault, Rule};

/// The error codes this gateway gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    ParamError,
    InvalidRequest,
    AppidMchidNotMatch,
    OrderClosed,
    OrderPaid,
    InvalidOrderState,
    OrderCanceled,
    OrderDone,
    NoStatementExist,
    StatementCreating,
    SignError,
    NoAuth,
    OutTradeNoUsed,
    NotEnough,
    OrderNotExist,
    ResourceNotExists,
    NotFound,
    MethodNotAllowed,
}

impl Code {
    pub(crate) fn as_str(self) -> &'static str {
        self.facts().1
    }

    /// Status, text and message.
    fn facts(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::ParamError => (400, "PARAM_ERROR", "参数错误"),
            Self::InvalidRequest => (400, "INVALID_REQUEST", "无效请求"),
            Self::AppidMchidNotMatch => (400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"),
            Self::OrderClosed => (400, "ORDER_CLOSED", "订单已关闭"),
            Self::OrderPaid => (400, "ORDERPAID", "订单已支付"),
            Self::InvalidOrderState => (400, "INVALID_ORDER_STATE", "单据状态错误"),
            Self::OrderCanceled => (400, "ORDER_CANCELED", "单据已取消"),
            Self::OrderDone => (400, "ORDER_DONE", "订单已完成"),
            Self::NoStatementExist => (400, "NO_STATEMENT_EXIST", "账单文件不存在"),
            Self::StatementCreating => (400, "STATEMENT_CREATING", "账单生成中"),
            Self::SignError => (401, "SIGN_ERROR", "错误的签名，验签失败"),
            Self::NoAuth => (403, "NO_AUTH", "商户信息不合法"),
            Self::OutTradeNoUsed => (403, "OUT_TRADE_NO_USED", "商户订单号重复"),
            Self::NotEnough => (403, "NOT_ENOUGH", "余额不足"),
            Self::OrderNotExist => (404, "ORDER_NOT_EXIST", "订单不存在"),
            Self::ResourceNotExists => (404, "RESOURCE_NOT_EXISTS", "查询的资源不存在"),
            Self::NotFound => (404, "NOT_FOUND", "请求的路径不存在"),
            Self::MethodNotAllowed => (405, "METHOD_NOT_ALLOWED", "不支持的请求方法"),
        }
    }
}

/// Numbers that end the `Request-ID` of a refusal.
pub(crate) mod reason {
    /// The documents name no number for this case.
    pub(crate) const UNDOCUMENTED: u32 = 268_435_455;
    pub(crate) const ILLEGAL_PARAMETER: u32 = 268_435_461;
    pub(crate) const OUT_OF_RANGE: u32 = 268_435_464;
    pub(crate) const SIGNATURE: u32 = 268_443_699;
    pub(crate) const APPID_MCHID: u32 = 268_445_527;
    pub(crate) const EXPIRED: u32 = 268_447_914;
    pub(crate) const PAID_ON_CLOSE: u32 = 268_449_538;
    pub(crate) const DIFFERENT_PARAMETERS: u32 = 268_498_688;
    pub(crate) const PAID_ON_PREPAY: u32 = 268_498_689;
    pub(crate) const OPENID_MISSING: u32 = 268_501_013;
    pub(crate) const NO_SUCH_ORDER: u32 = 268_512_771;
    pub(crate) const MALFORMED_AUTHORIZATION: u32 = 270_924_332;
    pub(crate) const UNKNOWN_MEMBER: u32 = 270_924_358;
    pub(crate) const SERVICE_NOT_CANCELLABLE: u32 = 271_316_592;
    pub(crate) const SERVICE_DIFFERENT_PARAMETERS: u32 = 271_316_598;
    pub(crate) const DEDUCTION_UNDERWAY: u32 = 271_316_754;
}

/// A request that is not served, and everything its answer says.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    pub(crate) reason: u32,
    /// For the log: why, without content.
    pub(crate) issue: String,
    detail: Value,
}

impl Refusal {
    pub(crate) fn new(code: Code, reason: u32, issue: impl Into<String>) -> Self {
        let issue = issue.into();
        Self { code, reason, detail: json!({ "issue": issue }), issue }
    }

    pub(crate) fn with_detail(self, detail: Value) -> Self {
        Self { detail, ..self }
    }

    /// One bad field of the path, the query or the headers.
    pub(crate) fn field(location: &str, field: &str, issue: impl Into<String>) -> Self {
        let issue = issue.into();
        let detail = json!({ "location": location, "field": field, "issue": issue });
        Self::new(Code::ParamError, reason::ILLEGAL_PARAMETER, format!("{field} {issue}")).with_detail(detail)
    }

    /// A body with faults. `detail` tells the first in the documented members and all in `faults`.
    pub(crate) fn faults(faults: &[Fault]) -> Self {
        let told: Vec<Value> = faults.iter().map(|f| tell(&f.pointer, &f.rule)).collect();
        let mut detail = told.first().cloned().unwrap_or_else(|| json!({}));
        if let Value::Object(members) = &mut detail {
            members.insert("location".to_owned(), json!("body"));
            members.insert("faults".to_owned(), Value::Array(told));
        }
        let issue = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let number = faults.first().map_or(reason::ILLEGAL_PARAMETER, number);
        Self::new(Code::ParamError, number, issue).with_detail(detail)
    }

    /// One bad field of the body, by a rule between fields.
    pub(crate) fn cross(pointer: &str, rule: &'static str) -> Self {
        Self::faults(&[Fault { pointer: pointer.to_owned(), rule: Rule::Cross(rule) }])
    }

    pub(crate) fn status(&self) -> u16 {
        self.code.facts().0
    }

    pub(crate) fn body(&self) -> Value {
        let (_, code, message) = self.code.facts();
        json!({ "code": code, "message": message, "detail": self.detail })
    }
}

fn tell(pointer: &str, rule: &Rule) -> Value {
    json!({ "field": pointer, "issue": rule.to_string() })
}

fn number(fault: &Fault) -> u32 {
    match &fault.rule {
        Rule::Missing if ["/payer", "/payer/openid"].contains(&fault.pointer.as_str()) => {
            reason::OPENID_MISSING
        }
        Rule::Unknown => reason::UNKNOWN_MEMBER,
        Rule::Length { .. } | Rule::Range { .. } | Rule::Count { .. } => reason::OUT_OF_RANGE,
        Rule::Null
        | Rule::Missing
        | Rule::Type { .. }
        | Rule::Choice(_)
        | Rule::Form(_)
        | Rule::FourBytes
        | Rule::Cross(_) => reason::ILLEGAL_PARAMETER,
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Fault, Refusal, Rule, json, reason};

    #[test]
    fn faults_are_told_in_the_documented_members() {
        let fault = |pointer: &str, rule| Fault { pointer: pointer.to_owned(), rule };
        let refusal = Refusal::faults(&[fault("/a", Rule::Unknown), fault("/b", Rule::Missing)]);
        assert_eq!((refusal.status(), refusal.reason), (400, reason::UNKNOWN_MEMBER));
        let body = refusal.body();
        assert_eq!(body["code"], "PARAM_ERROR");
        assert_eq!(body["detail"]["field"], "/a");
        assert_eq!(body["detail"]["location"], "body");
        assert_eq!(body["detail"]["faults"][1], json!({ "field": "/b", "issue": "is required" }));
        assert_eq!(refusal.issue, "/a is not a member of this request; /b is required");
    }

    #[test]
    fn a_plain_refusal_says_why() {
        let body = Refusal::new(Code::OrderPaid, reason::PAID_ON_CLOSE, "is paid").body();
        assert_eq!(
            body,
            json!({ "code": "ORDERPAID", "message": "订单已支付", "detail": { "issue": "is paid" } })
        );
    }
}

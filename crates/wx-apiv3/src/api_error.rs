use std::fmt;

use serde_json::Value;

use crate::printable::{NAME, printable};

wx_types::open_enum! {
    /// The `code` of an error answer.
    ///
    /// The documented codes of basic payment and refunds; the list is open.
    pub enum ErrorCode {
        /// The appid is not bound to the mchid.
        AppidMchidNotMatch = "APPID_MCHID_NOT_MATCH",
        /// Too many requests.
        FrequencyLimited = "FREQUENCY_LIMITED",
        /// The request breaks a rule of the interface.
        InvalidRequest = "INVALID_REQUEST",
        /// No such merchant.
        MchNotExists = "MCH_NOT_EXISTS",
        /// The merchant may not use this interface.
        NoAuth = "NO_AUTH",
        /// There is no bill for that day: nothing moved.
        NoStatementExist = "NO_STATEMENT_EXIST",
        /// The balance does not cover the refund.
        NotEnough = "NOT_ENOUGH",
        /// The order is closed.
        OrderClosed = "ORDER_CLOSED",
        /// No such order.
        OrderNotExist = "ORDER_NOT_EXIST",
        /// The order is paid.
        OrderPaid = "ORDERPAID",
        /// The order number is taken: by a paid order, or by one with other parameters.
        OutTradeNoUsed = "OUT_TRADE_NO_USED",
        /// A parameter is wrong.
        ParamError = "PARAM_ERROR",
        /// No such order or refund.
        ResourceNotExists = "RESOURCE_NOT_EXISTS",
        /// A rule of the business forbids it.
        RuleLimit = "RULE_LIMIT",
        /// The merchant's signature does not match.
        SignError = "SIGN_ERROR",
        /// The bill is not ready: from nine o'clock on the next day, safely from ten.
        StatementCreating = "STATEMENT_CREATING",
        /// The platform failed.
        SystemError = "SYSTEM_ERROR",
        /// The transaction's state forbids it.
        TradeError = "TRADE_ERROR",
        /// The payer's account cannot receive it.
        UserAccountAbnormal = "USER_ACCOUNT_ABNORMAL",
        /// The payer is paying right now.
        UserPaying = "USER_PAYING",
    }
}

/// What to do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The request is wrong: mend the program.
    FixRequest,
    /// Keys, numbers or permissions are wrong: mend the set-up.
    FixSetup,
    /// The number is taken or the order is beyond this call: query it, and act on what it is.
    AskForState,
    /// Nothing of that number was found. A query right after a lost answer proves nothing yet.
    NotFound,
    /// Someone has to act first: money on the account, another way for the payer.
    ActFirst,
    /// Wait, then send the same request again.
    Wait,
    /// The outcome is unknown: send the same request again, or query.
    Resolve,
    /// A code without advice: read its message.
    Unknown,
}

impl ErrorCode {
    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::ParamError | Self::InvalidRequest => Remedy::FixRequest,
            Self::AppidMchidNotMatch | Self::MchNotExists | Self::NoAuth | Self::SignError => {
                Remedy::FixSetup
            }
            Self::OutTradeNoUsed | Self::OrderPaid | Self::OrderClosed | Self::TradeError => {
                Remedy::AskForState
            }
            Self::NoStatementExist | Self::OrderNotExist | Self::ResourceNotExists => Remedy::NotFound,
            Self::NotEnough | Self::RuleLimit | Self::UserAccountAbnormal => Remedy::ActFirst,
            Self::FrequencyLimited | Self::StatementCreating | Self::UserPaying => Remedy::Wait,
            Self::SystemError => Remedy::Resolve,
            Self::Other(code) => match &**code {
                "RATELIMIT_EXCEEDED" | "RATE_LIMITED" | "RATE_LIMIT_EXCEEDED" => Remedy::Wait,
                "ORDER_PAID" => Remedy::AskForState,
                "NOT_FOUND" => Remedy::NotFound,
                _ => Remedy::Unknown,
            },
        }
    }
}

/// An error answer of the platform.
///
/// Error answers need not be signed. One that is not [`authenticated`](Self::is_authenticated) may be shown and may
/// cause a repetition, but it proves nothing: not that an order does not exist, and not that a refund failed.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError {
    status: u16,
    code: Option<ErrorCode>,
    message: Box<str>,
    detail: Option<Value>,
    request_id: Option<Box<str>>,
    authenticated: bool,
}

impl ApiError {
    pub(crate) fn read(status: u16, body: &[u8], request_id: Option<&str>, authenticated: bool) -> Self {
        let mut body = serde_json::from_slice::<Value>(body).unwrap_or_default();
        let mut member = |name| body.get_mut(name).map(Value::take);
        let code = member("code").as_ref().and_then(Value::as_str).and_then(code);
        // Without a code of the platform's it is not the platform's error, whatever else stands there.
        let (message, detail) = match code {
            Some(_) => (member("message"), member("detail").filter(|detail| !detail.is_null())),
            None => (None, None),
        };
        Self {
            status,
            code,
            message: message.as_ref().and_then(Value::as_str).unwrap_or_default().into(),
            detail,
            request_id: request_id.map(|id| printable(id, NAME)),
            authenticated,
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The platform's code; `None` where the body is not the platform's (a proxy's HTML page).
    #[must_use]
    pub fn code(&self) -> Option<&ErrorCode> {
        self.code.as_ref()
    }

    /// The platform's message, as it was received.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The platform's detail, as it was received. It may repeat what was sent.
    #[must_use]
    pub fn detail(&self) -> Option<&Value> {
        self.detail.as_ref()
    }

    /// The platform's number of the exchange, for its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The digits behind the last `-` of the request id: a finer reason, for diagnosis only.
    #[must_use]
    pub fn reason_number(&self) -> Option<&str> {
        let (_, digits) = self.request_id()?.rsplit_once('-')?;
        (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
    }

    /// Whether the answer carried a valid signature of the platform.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.authenticated
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        self.code.as_ref().map_or(Remedy::Unknown, ErrorCode::remedy)
    }
}

/// A code as the platform writes them. A text of another form is some other program's.
fn code(text: &str) -> Option<ErrorCode> {
    let fits = (1..=NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    fits.then(|| ErrorCode::from(text))
}

/// How much of the platform's message is shown.
const MESSAGE: usize = 200;

/// The code, the status and the platform's message without control characters, shortened.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{code} (HTTP {})", self.status)?,
            None => write!(f, "HTTP {} without an error code of the platform", self.status)?,
        }
        let message = printable(&self.message, MESSAGE);
        if message.is_empty() { Ok(()) } else { write!(f, ": {message}") }
    }
}

/// Shortens the message and leaves out the detail, which may repeat what was sent.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("message", &printable(&self.message, MESSAGE))
            .field("request_id", &self.request_id)
            .field("authenticated", &self.authenticated)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ApiError {}

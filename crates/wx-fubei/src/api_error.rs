use std::fmt;

use wx_types::printable;

wx_types::open_enum! {
    /// The `result_code` of an answer or a callback, as digits.
    ///
    /// There is no complete official table; these are the codes that were seen. The list is open.
    pub enum ResultCode {
        /// Success.
        Success = "200",
        /// Fubei or the channel behind it refused; the sub code and the message say why.
        Refused = "400",
        /// The merchant does not exist.
        MerchantNotFound = "1004",
        /// Of the account and profit-sharing family; meaning not documented.
        Account2100 = "2100",
        /// Of the account and profit-sharing family; meaning not documented.
        Account3058 = "3058",
        /// Of the account and profit-sharing family; meaning not documented.
        Account3066 = "3066",
        /// Of the account and profit-sharing family; meaning not documented.
        Account3070 = "3070",
        /// Of the account and profit-sharing family; meaning not documented.
        Account3222 = "3222",
        /// Of the account and profit-sharing family; meaning not documented.
        Account3231 = "3231",
        /// The store is hidden.
        StoreHidden = "4006",
        /// A parameter is wrong.
        InvalidParameter = "9996",
        /// Of the account and profit-sharing family; meaning not documented.
        Account12012 = "12012",
        /// WeChat refused: the merchant's data is incomplete, or sub-merchant and appid are not bound.
        WechatRefused = "60303",
    }
}

/// What to do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The request is wrong: mend the program.
    FixRequest,
    /// Merchant, store or binding is wrong: mend the set-up.
    FixSetup,
    /// Fubei or the channel said no: read the sub code and the message, and act on them.
    ActFirst,
    /// The channel failed, so that the outcome is unknown: query.
    Resolve,
    /// A code without a documented meaning: read its message. Whether anything was done, it does not say: query.
    Unknown,
}

impl ResultCode {
    /// What to do about it. For [`ResultCode::Refused`] ask [`ApiError::remedy`], which looks at the sub code too.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::InvalidParameter => Remedy::FixRequest,
            Self::MerchantNotFound | Self::StoreHidden | Self::WechatRefused => Remedy::FixSetup,
            Self::Refused => Remedy::ActFirst,
            Self::Success
            | Self::Account2100
            | Self::Account3058
            | Self::Account3066
            | Self::Account3070
            | Self::Account3222
            | Self::Account3231
            | Self::Account12012
            | Self::Other(_) => Remedy::Unknown,
        }
    }

    /// The code in `text`, if it looks like one: up to ten digits, with a minus sign at most.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let fits = (1..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self::from(text))
    }
}

/// An answer of the gateway that is not a success.
///
/// Answers carry no signature: what they say rests on TLS alone.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError {
    status: u16,
    code: ResultCode,
    message: Box<str>,
    sub_code: Option<Box<str>>,
    data: Option<Box<str>>,
}

impl ApiError {
    pub(crate) fn new(
        status: u16,
        code: ResultCode,
        message: Option<String>,
        sub_code: Option<String>,
        data: Option<&str>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.unwrap_or_default().into(),
            sub_code: sub_code.map(Into::into),
            data: data.map(Into::into),
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The gateway's code.
    #[must_use]
    pub fn code(&self) -> &ResultCode {
        &self.code
    }

    /// The gateway's message, as it was received.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The channel's code, as it was received. No table of these exists.
    #[must_use]
    pub fn sub_code(&self) -> Option<&str> {
        self.sub_code.as_deref()
    }

    /// The answer's data as JSON, as it was received: a refused order may come with its numbers.
    #[must_use]
    pub fn data(&self) -> Option<&str> {
        self.data.as_deref()
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self.code.remedy() {
            Remedy::ActFirst if self.channel_failed() => Remedy::Resolve,
            remedy => remedy,
        }
    }

    /// Whether it says for certain that nothing was done.
    pub(crate) fn is_definite(&self) -> bool {
        match self.remedy() {
            Remedy::FixRequest | Remedy::FixSetup | Remedy::ActFirst => true,
            Remedy::Resolve | Remedy::Unknown => false,
        }
    }

    /// WeChat and Alipay say so where they failed or are not done yet; after that, the channel may have acted.
    fn channel_failed(&self) -> bool {
        let sub_code = self.sub_code().unwrap_or_default().to_ascii_uppercase();
        let name = sub_code.rsplit(['.', ':']).next().unwrap_or_default();
        matches!(
            name,
            "SYSTEMERROR" | "SYSTEM_ERROR" | "BANKERROR" | "BANK_ERROR" | "USERPAYING" | "USER_PAYING"
        )
    }
}

/// How much of the gateway's message is shown.
const MESSAGE: usize = 200;
/// How much of the channel's code is shown.
const CODE: usize = 64;

/// The codes and the message without control characters, shortened.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "result code {}", self.code)?;
        if let Some(sub_code) = &self.sub_code {
            write!(f, ", sub code {}", printable(sub_code, CODE))?;
        }
        write!(f, " (HTTP {})", self.status)?;
        let message = printable(&self.message, MESSAGE);
        if message.is_empty() { Ok(()) } else { write!(f, ": {message}") }
    }
}

/// Shortens the message and leaves out the data, which may name the payer.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("sub_code", &self.sub_code.as_deref().map(|code| printable(code, CODE)))
            .field("message", &printable(&self.message, MESSAGE))
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ApiError {}

//! The codes of both layers, and what each asks for.

use crate::api_error::Class;

wx_types::open_enum! {
    /// The outer code (`errcode`), as digits: what the open-interface service says of the call itself.
    ///
    /// There is no official table for these endpoints; these are the codes that were seen. The list is open.
    pub enum OuterCode {
        /// The call went through; the inner layer says what became of it.
        Ok = "0",
        /// No access token: the sidecar did not act on the call.
        TokenMissing = "41001",
        /// The content type is wrong or missing.
        ContentType = "45105",
        /// The interface is not authorised.
        NotAuthorised = "48001",
        /// The account is not authorised.
        AccountNotAuthorised = "85105",
        /// There is no cloud secret.
        NoCloudSecret = "85112",
    }
}

impl OuterCode {
    /// What to do about it.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::ContentType => Class::CallerBug,
            Self::TokenMissing | Self::NotAuthorised | Self::AccountNotAuthorised | Self::NoCloudSecret => {
                Class::SetUp
            }
            Self::Ok | Self::Other(_) => Class::Unlisted,
        }
    }

    /// The code in `text`, if it looks like one: up to ten digits, with a minus sign at most.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let fits = (1..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self::from(text))
    }
}

wx_types::open_enum! {
    /// The inner code (`err_code`): what the pay service says. The page's table comes first, in its order.
    ///
    /// The other endpoints have no table of their own; they answer the codes of the classic interface, of which the last
    /// few were seen or are to be expected. The list is open.
    pub enum InnerCode {
        /// A parameter is wrong, or a number was used again with other values.
        InvalidRequest = "INVALID_REQUEST",
        /// The merchant may not use the interface.
        NoAuth = "NOAUTH",
        /// The payer has not enough money.
        NotEnough = "NOTENOUGH",
        /// The order is paid.
        OrderPaid = "ORDERPAID",
        /// The order is closed.
        OrderClosed = "ORDERCLOSED",
        /// The platform failed.
        SystemError = "SYSTEMERROR",
        /// There is no such appid.
        AppidNotExist = "APPID_NOT_EXIST",
        /// There is no such merchant.
        MchidNotExist = "MCHID_NOT_EXIST",
        /// Appid and merchant are not bound to each other.
        AppidMchidNotMatch = "APPID_MCHID_NOT_MATCH",
        /// A parameter is missing.
        LackParams = "LACK_PARAMS",
        /// The order number was used.
        OutTradeNoUsed = "OUT_TRADE_NO_USED",
        /// The signature is wrong. A caller that sends none cannot cause it.
        SignError = "SIGNERROR",
        /// The XML is wrong. A caller that sends none cannot cause it.
        XmlFormatError = "XML_FORMAT_ERROR",
        /// The method is not `POST`.
        RequirePostMethod = "REQUIRE_POST_METHOD",
        /// The body is empty.
        PostDataEmpty = "POST_DATA_EMPTY",
        /// The body is not UTF-8.
        NotUtf8 = "NOT_UTF8",
        /// A parameter is wrong. Not in the table; seen.
        ParamError = "PARAM_ERROR",
        /// There is no such order. Not in the table; to be expected of the classic interface.
        OrderNotExist = "ORDERNOTEXIST",
        /// There is no such refund. Not in the table; to be expected of the classic interface.
        RefundNotExist = "REFUNDNOTEXIST",
        /// Too many requests. Not in the table; to be expected of the classic interface.
        FrequencyLimited = "FREQUENCY_LIMITED",
    }
}

impl InnerCode {
    /// What to do about it.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::SystemError => Class::UnknownOutcome,
            Self::OrderPaid => Class::AlreadyDone,
            Self::OrderClosed => Class::DeadOrder,
            Self::OutTradeNoUsed | Self::InvalidRequest => Class::NumberClash,
            Self::NotEnough => Class::Payer,
            Self::NoAuth | Self::AppidNotExist | Self::MchidNotExist | Self::AppidMchidNotMatch => {
                Class::SetUp
            }
            Self::LackParams
            | Self::SignError
            | Self::XmlFormatError
            | Self::RequirePostMethod
            | Self::PostDataEmpty
            | Self::NotUtf8
            | Self::ParamError => Class::CallerBug,
            Self::OrderNotExist | Self::RefundNotExist => Class::NotFound,
            Self::FrequencyLimited => Class::Wait,
            Self::Other(_) => Class::Unlisted,
        }
    }
}

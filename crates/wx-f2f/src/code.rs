//! The codes of error answers, in their two alphabets, and what each asks of the caller.

use std::fmt;

/// What to do about an error answer.
///
/// No class is a reason to take a new number while the outcome of a call is unknown: ask
/// [`Error::outcome`](crate::Error::outcome) first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The order is paid already: query it, and treat it as paid.
    AlreadyDone,
    /// The number stands for another request: query it, and act on what it is. If it is somebody else's, take a new one.
    AskForState,
    /// The request is wrong: mend the program.
    CallerBug,
    /// The order is over: begin again under a new number.
    NewNumber,
    /// The day's quota is used up: stop, and do not loop.
    Quota,
    /// Appid, secret, permissions, addresses or keys are wrong: mend the set-up. The message may name the culprit.
    SetUp,
    /// The access token is no longer good. The client has already fetched another one and tried once more.
    Token,
    /// A code without advice: read its message.
    Unknown,
    /// The platform may have acted: send the very same request again, or query.
    UnknownOutcome,
    /// Wait, then send the same request again.
    Wait,
}

/// Declares the numbers: variant, number, class.
macro_rules! errcodes {
    ($($(#[$doc:meta])* $variant:ident = $number:literal => $class:ident,)+) => {
        /// The `errcode` of an error answer, which arrives with HTTP 200. The list is open.
        ///
        /// The nine-digit numbers are this product's own, the others come from the platform's gate and may follow any
        /// call. The same number can mean another thing at the token endpoint: see [`TokenError`](crate::TokenError).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Errcode {
            $($(#[$doc])* $variant,)+
            /// A number that no page described when this version was released.
            Other(i64),
        }

        impl Errcode {
            /// The documented numbers.
            pub const KNOWN: &'static [i64] = &[$($number),+];

            /// The number as it travels.
            #[must_use]
            pub fn number(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)+
                    Self::Other(number) => number,
                }
            }

            /// What to do about it.
            #[must_use]
            pub fn class(self) -> Class {
                match self {
                    $(Self::$variant => Class::$class,)+
                    Self::Other(_) => Class::Unknown,
                }
            }
        }

        impl From<i64> for Errcode {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)+
                    other => Self::Other(other),
                }
            }
        }
    };
}

errcodes! {
    /// A parameter is wrong.
    BadParameter = 269_215_744 => CallerBug,
    /// The order is paid.
    AlreadyPaid = 269_215_751 => AlreadyDone,
    /// The request number was used with other values.
    RequestNoUsed = 269_215_752 => AskForState,
    /// The platform failed, and may have acted: the same parameters again.
    SystemError = 269_215_758 => UnknownOutcome,
    /// The order is closed.
    OrderClosed = 269_215_767 => NewNumber,
    /// The platform is busy.
    Busy = -1 => Wait,
    /// The access token is invalid or was replaced by a newer one.
    InvalidToken = 40_001 => Token,
    /// The grant type is wrong.
    BadGrantType = 40_002 => SetUp,
    /// No such appid.
    BadAppId = 40_013 => SetUp,
    /// The access token is malformed.
    MalformedToken = 40_014 => Token,
    /// The JSON holds `\uXXXX` escapes or characters the platform does not take.
    BadCharacters = 40_033 => CallerBug,
    /// The app secret is wrong.
    BadSecret = 40_125 => SetUp,
    /// The caller's address is not on the mini program's list; the message names it.
    AddressNotListed = 40_164 => SetUp,
    /// There is no access token. Inside a hosted container: the sidecar did not act; is the switch on, and the version
    /// deployed since?
    TokenMissing = 41_001 => CallerBug,
    /// The access token is too old.
    TokenExpired = 42_001 => Token,
    /// The call must be a POST.
    PostRequired = 43_002 => CallerBug,
    /// The body is empty.
    EmptyBody = 44_002 => CallerBug,
    /// The daily quota is used up.
    DailyQuota = 45_009 => Quota,
    /// Too many calls in this minute.
    MinuteLimit = 45_011 => Wait,
    /// The body is not readable as JSON.
    UnreadableJson = 47_001 => CallerBug,
    /// The mini program may not use this interface.
    NotAuthorised = 48_001 => SetUp,
    /// An administrator has to confirm the call.
    NeedsConfirmation = 89_503 => SetUp,
}

impl fmt::Display for Errcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

wx_types::open_enum! {
    /// The `code` of an error answer in the form of APIv3, which the page lists as common to its interfaces. The list is
    /// open.
    pub enum CommonCode {
        /// A parameter is wrong (400).
        ParamError = "PARAM_ERROR",
        /// The request breaks a rule of APIv3 (400).
        InvalidRequest = "INVALID_REQUEST",
        /// The merchant's signature does not match (401).
        SignError = "SIGN_ERROR",
        /// The platform failed, and may have acted (500).
        SystemError = "SYSTEM_ERROR",
    }
}

impl CommonCode {
    /// What to do about it.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::ParamError | Self::InvalidRequest => Class::CallerBug,
            Self::SignError => Class::SetUp,
            Self::SystemError => Class::UnknownOutcome,
            Self::Other(code) => match &**code {
                "FREQUENCY_LIMITED" | "RATELIMIT_EXCEEDED" | "RATE_LIMITED" | "RATE_LIMIT_EXCEEDED" => {
                    Class::Wait
                }
                _ => Class::Unknown,
            },
        }
    }
}

/// The code of an error answer: a number of the platform, or a name of APIv3.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// `errcode`.
    Number(Errcode),
    /// `code`.
    Name(CommonCode),
}

impl Code {
    /// What to do about it.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::Number(code) => code.class(),
            Self::Name(code) => code.class(),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(code) => code.fmt(f),
            Self::Name(code) => code.fmt(f),
        }
    }
}

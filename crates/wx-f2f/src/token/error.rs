use std::{error, fmt, sync::Arc, time::Duration};

use wx_transport::{SendError, TargetError, Trail};

use crate::{
    api_error::ApiError,
    code::{Code, Errcode},
};

/// Why there is no access token. No call to an order was made.
///
/// Ask [`kind`](Self::kind) what to do. Codes of the token endpoint:
///
/// | Code | Kind |
/// |---|---|
/// | -1 (busy), 45011 (too many in this minute) | wait |
/// | 40001, 40125 (wrong secret), 40002, 40013 (bad grant type, bad appid), 40164 (address not listed), 41001, 43002, 44002, 47001 (malformed), 45009 (daily quota), 48001 (not authorised), 89503 (administrator), any other | fatal |
///
/// A clone shares the error: everybody who waited for the same fetch gets it.
#[derive(Clone)]
pub struct TokenError(Arc<Inner>);

struct Inner {
    kind: TokenErrorKind,
    reason: TokenReason,
    after: Option<Duration>,
    trail: Option<Trail>,
}

/// What to do when there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenErrorKind {
    /// Somebody has to look: secret, appid, address list, permission or the day's quota. Do not loop.
    Fatal,
    /// Try again a little later.
    Wait,
}

/// What stood in the way.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenReason {
    /// The token endpoint answered with an error. Its message names the culprit, for example the caller's address.
    Api(ApiError),
    /// No answer arrived.
    Send(SendError),
    /// The time for the fetch ran out.
    Deadline,
    /// The answer is an HTTP status without a code to go with it.
    Http {
        /// The status.
        status: u16,
    },
    /// The answer holds no token, or not its lifetime.
    Undecodable,
    /// The request cannot be addressed. Nothing was sent.
    Target(TargetError),
    /// Whoever was moving the fetch on panicked.
    Abandoned,
    /// A provider that is not this crate's gave this reason.
    Provider(Box<dyn error::Error + Send + Sync>),
}

impl TokenError {
    /// An error of a provider of your own, with its cause, which may be another error or a text. It must not hold a token
    /// or a secret.
    #[must_use]
    pub fn new(kind: TokenErrorKind, source: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        Self::with(kind, TokenReason::Provider(source.into()), None, None)
    }

    pub(crate) fn of(reason: TokenReason, trail: Option<Trail>, after: Option<Duration>) -> Self {
        Self::with(kind(&reason), reason, after, trail)
    }

    fn with(
        kind: TokenErrorKind,
        reason: TokenReason,
        after: Option<Duration>,
        trail: Option<Trail>,
    ) -> Self {
        Self(Arc::new(Inner { kind, reason, after, trail }))
    }

    /// What to do.
    #[must_use]
    pub fn kind(&self) -> TokenErrorKind {
        self.0.kind
    }

    /// What stood in the way.
    #[must_use]
    pub fn reason(&self) -> &TokenReason {
        &self.0.reason
    }

    /// The error answer of the token endpoint, if that is why.
    #[must_use]
    pub fn api_error(&self) -> Option<&ApiError> {
        match &self.0.reason {
            TokenReason::Api(error) => Some(error),
            _ => None,
        }
    }

    /// How long the platform wants to be left alone, where it says so.
    #[must_use]
    pub fn wait_for(&self) -> Option<Duration> {
        self.0.after
    }

    /// Every attempt of the fetch, with host, time and result; `None` where none was made.
    #[must_use]
    pub fn trail(&self) -> Option<&Trail> {
        self.0.trail.as_ref()
    }
}

/// What is not known to pass by itself is fatal: a loop would only use the quota up.
fn kind(reason: &TokenReason) -> TokenErrorKind {
    match reason {
        TokenReason::Api(error) => match error.code() {
            Code::Number(Errcode::Busy | Errcode::MinuteLimit) => TokenErrorKind::Wait,
            Code::Number(_) => TokenErrorKind::Fatal,
            Code::Name(code) => match code.class() {
                crate::Class::UnknownOutcome | crate::Class::Wait => TokenErrorKind::Wait,
                _ => TokenErrorKind::Fatal,
            },
        },
        TokenReason::Target(_) => TokenErrorKind::Fatal,
        _ => TokenErrorKind::Wait,
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0.kind {
            TokenErrorKind::Fatal => {
                "no access token, and asking again will not help: check appid, secret, address list and quota"
            }
            TokenErrorKind::Wait => "no access token for the moment: try again a little later",
        })
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, reason, after, trail } = &*self.0;
        f.debug_struct("TokenError")
            .field("kind", kind)
            .field("reason", reason)
            .field("after", after)
            .field("trail", trail)
            .finish()
    }
}

impl error::Error for TokenError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.0.reason)
    }
}

impl fmt::Display for TokenReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(_) => f.write_str("the token endpoint answered with an error"),
            Self::Send(_) => f.write_str("no answer of the token endpoint arrived"),
            Self::Deadline => f.write_str("no answer of the token endpoint came in time"),
            Self::Http { status } => write!(f, "the token endpoint answered HTTP {status} without a code"),
            Self::Undecodable => {
                f.write_str("the answer of the token endpoint holds no token with a lifetime")
            }
            Self::Target(_) => f.write_str("the token endpoint cannot be addressed"),
            Self::Abandoned => f.write_str("the task that fetched the token panicked"),
            Self::Provider(_) => f.write_str("the token provider has none"),
        }
    }
}

impl error::Error for TokenReason {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Api(error) => Some(error),
            Self::Send(error) => Some(error),
            Self::Target(error) => Some(error),
            Self::Provider(error) => Some(&**error),
            Self::Deadline | Self::Http { .. } | Self::Undecodable | Self::Abandoned => None,
        }
    }
}

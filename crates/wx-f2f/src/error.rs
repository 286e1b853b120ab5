use std::{error, fmt};

use wx_apiv3::{SealError, VerifyError};
use wx_transport::{Cause, Failure, Outcome, SendError, Trail, journal::JournalError};
use wx_types::{BusinessNumber, Violations};

use crate::{
    api_error::ApiError,
    code::Class,
    token::{TokenError, TokenErrorKind},
};

/// Why a call did not end in an answer that can be used.
///
/// Ask [`outcome`](Self::outcome) first: it says whether the platform may have acted.
///
/// | Outcome | What to do |
/// |---|---|
/// | [`Outcome::NotSent`] | nothing happened; mend the cause and send again, under the same number |
/// | [`Outcome::Answered`] | the platform refused; [`class`](Self::class) says what to do |
/// | [`Outcome::Unknown`] | it may have acted: [`Client::resolve`](crate::Client::resolve) asks by [`business_number`](Self::business_number) what became of it; never take a new number |
pub struct Error(Box<Inner>);

struct Inner {
    outcome: Outcome,
    reason: Reason,
    identity: Identity,
    trail: Option<Trail>,
}

/// The facts of a request that its errors repeat.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// Without a query.
    pub(crate) path: Box<str>,
    pub(crate) number: Option<BusinessNumber>,
}

/// What stood in the way.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The request breaks documented rules. Nothing was sent.
    Invalid(Violations),
    /// The request could not be written as JSON. Nothing was sent.
    Serialize(Box<dyn error::Error + Send + Sync>),
    /// There is no access token. Nothing was sent, unless the outcome says that a first attempt was.
    Token(TokenError),
    /// The request could not be addressed or signed. Nothing was sent.
    Seal(SealError),
    /// No answer arrived. The error knows whether anything left this machine.
    Send(SendError),
    /// The call could not be entered in the [journal](wx_transport::journal), or its number carries another body there.
    /// Nothing was sent.
    Journal(JournalError),
    /// The time for the call, or for its last attempt, ran out. Whether anything left this machine is the outcome.
    Deadline,
    /// The answer is signed, and the signature was refused.
    Verify(VerifyError),
    /// The answer is an HTTP status that is no success, without a code to go with it.
    Http {
        /// The status.
        status: u16,
    },
    /// The answer is no JSON object, or lacks what it must have.
    Undecodable,
    /// The answer belongs to another request.
    Foreign {
        /// The field whose value is another one than in the request.
        field: &'static str,
    },
    /// The platform answered with an error.
    Api(Box<ApiError>),
}

impl Error {
    pub(crate) fn not_sent(identity: Identity, reason: Reason) -> Self {
        Self::new(identity, Outcome::NotSent, reason, None)
    }

    pub(crate) fn from_failure(identity: Identity, failure: Failure<Reason>) -> Self {
        let (outcome, cause, trail) = failure.into_parts();
        let reason = match cause {
            Cause::Seal(reason) | Cause::Answer(reason) => reason,
            Cause::Send(error) => Reason::Send(error),
            Cause::Journal(error) => Reason::Journal(error),
            _ => Reason::Deadline,
        };
        Self::new(identity, outcome, reason, Some(trail))
    }

    fn new(identity: Identity, outcome: Outcome, reason: Reason, trail: Option<Trail>) -> Self {
        Self(Box::new(Inner { outcome, reason, identity, trail }))
    }

    /// The same error with the outcome and the trail of a longer call.
    pub(crate) fn with(mut self, outcome: Outcome, longer: impl FnOnce(Trail) -> Trail) -> Self {
        self.0.outcome = outcome;
        self.0.trail = Some(longer(self.0.trail.take().unwrap_or_default()));
        self
    }

    pub(crate) fn into_trail(self) -> Trail {
        self.0.trail.unwrap_or_default()
    }

    /// Whether the platform may have acted. For a query: whether it was answered.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The `out_request_no` by which the platform knows the order: query it before anything else when the outcome of a
    /// create is unknown. `None` for a query by confirm token alone.
    #[must_use]
    pub fn business_number(&self) -> Option<&BusinessNumber> {
        self.0.identity.number.as_ref()
    }

    /// The path that was called, without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.identity.path
    }

    /// What stood in the way.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.0.reason
    }

    /// What to do about the platform's error answer, also about one of the token endpoint.
    ///
    /// `None` where the platform gave no error answer: the [`outcome`](Self::outcome) says all there is.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        match &self.0.reason {
            Reason::Api(error) => Some(error.class()),
            Reason::Token(error) => match (error.kind(), error.api_error()?.class()) {
                (_, Class::Quota) => Some(Class::Quota),
                (TokenErrorKind::Wait, _) => Some(Class::Wait),
                _ => Some(Class::SetUp),
            },
            _ => None,
        }
    }

    /// Every violation of the request, if that is why.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match &self.0.reason {
            Reason::Invalid(violations) => Some(violations),
            _ => None,
        }
    }

    /// The platform's error answer, if that is why.
    #[must_use]
    pub fn api_error(&self) -> Option<&ApiError> {
        match &self.0.reason {
            Reason::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Why there is no access token, if that is why.
    #[must_use]
    pub fn token_error(&self) -> Option<&TokenError> {
        match &self.0.reason {
            Reason::Token(error) => Some(error),
            _ => None,
        }
    }

    /// Why a signed answer was refused, if that is why.
    #[must_use]
    pub fn verify_error(&self) -> Option<&VerifyError> {
        match &self.0.reason {
            Reason::Verify(error) => Some(error),
            _ => None,
        }
    }

    /// Every attempt, with host, time and result; `None` where none was made. The fetch of a token is not among them.
    #[must_use]
    pub fn trail(&self) -> Option<&Trail> {
        self.0.trail.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { outcome, identity: Identity { path, number }, .. } = &*self.0;
        write!(f, "POST {path}")?;
        if let Some(number) = number {
            write!(f, " ({number})")?;
        }
        f.write_str(match outcome {
            Outcome::NotSent => ": nothing was sent",
            Outcome::Answered => ": refused",
            Outcome::Unknown => {
                ": outcome unknown, send the same again or query it before taking a new number"
            }
        })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { outcome, reason, identity: Identity { path, number }, trail } = &*self.0;
        f.debug_struct("Error")
            .field("outcome", outcome)
            .field("reason", reason)
            .field("path", path)
            .field("number", number)
            .field("trail", trail)
            .finish()
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.0.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => write!(f, "documented rules are broken: {}", violations.len()),
            Self::Serialize(_) => f.write_str("the request could not be written as JSON"),
            Self::Token(_) => f.write_str("there is no access token"),
            Self::Seal(_) => f.write_str("the request could not be addressed or signed"),
            Self::Send(_) => f.write_str("no answer arrived"),
            Self::Journal(_) => f.write_str("the call could not be entered in the journal"),
            Self::Deadline => f.write_str("no answer came in the time that the policy allows"),
            Self::Verify(_) => f.write_str("the answer is signed and was not verified"),
            Self::Http { status } => write!(f, "the answer is HTTP {status} without a code of the platform"),
            Self::Undecodable => f.write_str("the answer lacks what it must have"),
            Self::Foreign { field } => {
                write!(f, "the answer belongs to another request: its {field} is another one")
            }
            Self::Api(_) => f.write_str("the platform answered with an error"),
        }
    }
}

impl error::Error for Reason {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            Self::Serialize(error) => Some(&**error),
            Self::Token(error) => Some(error),
            Self::Seal(error) => Some(error),
            Self::Send(error) => Some(error),
            Self::Journal(error) => Some(error),
            Self::Verify(error) => Some(error),
            Self::Api(error) => Some(&**error),
            Self::Deadline | Self::Http { .. } | Self::Undecodable | Self::Foreign { .. } => None,
        }
    }
}

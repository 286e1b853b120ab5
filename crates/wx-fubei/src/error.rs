use std::{error, fmt};

use wx_transport::{Cause, Failure, Outcome, SendError, Trail, journal::JournalError};
use wx_types::{BusinessNumber, Violations};

use crate::{api_error::ApiError, envelope::SealError, method::Method};

/// Why a call did not end in an answer that can be used.
///
/// Ask [`outcome`](Self::outcome) first: it says whether the gateway may have acted.
///
/// | Outcome | What to do |
/// |---|---|
/// | [`Outcome::NotSent`] | nothing happened; mend the cause and send again, under the same number |
/// | [`Outcome::Answered`] | the gateway refused; [`api_error`](Self::api_error) says why and what to do |
/// | [`Outcome::Unknown`] | it may have acted: [`Client::resolve`](crate::Client::resolve) asks by [`business_number`](Self::business_number) what became of it; should the request be needed again, send it under the same number |
pub struct Error(Box<Inner>);

struct Inner {
    outcome: Outcome,
    reason: Reason,
    method: &'static str,
    path: &'static str,
    number: Option<BusinessNumber>,
    trail: Option<Trail>,
}

/// What stood in the way.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The request breaks documented rules. Nothing was sent.
    Invalid(Violations),
    /// The request could not be written as JSON. Nothing was sent.
    Serialize(Box<dyn error::Error + Send + Sync>),
    /// The request could not be signed. Nothing was sent.
    Seal(SealError),
    /// No answer arrived. The error knows whether anything left this machine.
    Send(SendError),
    /// The call could not be entered in the [journal](wx_transport::journal), or its number carries another body there.
    /// Nothing was sent.
    Journal(JournalError),
    /// The time for the call, or for its last attempt, ran out. Whether anything left this machine is the outcome.
    Deadline,
    /// The answer is an HTTP status that is no success, and no result code explains it.
    Http {
        /// The status.
        status: u16,
    },
    /// The answer is no envelope, or lacks data that it must have.
    Undecodable,
    /// The answer belongs to another request.
    Foreign {
        /// The field whose value is another one than in the request.
        field: &'static str,
    },
    /// The gateway answered with an error.
    Api(Box<ApiError>),
}

impl Error {
    pub(crate) fn not_sent<E: Method>(request: &E, reason: Reason) -> Self {
        Self::new(request, Outcome::NotSent, reason, None)
    }

    pub(crate) fn from_failure<E: Method>(request: &E, failure: Failure<Reason>) -> Self {
        let (outcome, cause, trail) = failure.into_parts();
        let reason = match cause {
            Cause::Seal(reason) | Cause::Answer(reason) => reason,
            Cause::Send(error) => Reason::Send(error),
            Cause::Journal(error) => Reason::Journal(error),
            _ => Reason::Deadline,
        };
        Self::new(request, outcome, reason, Some(trail))
    }

    fn new<E: Method>(request: &E, outcome: Outcome, reason: Reason, trail: Option<Trail>) -> Self {
        let (method, path, number) = (E::METHOD, E::OPERATION.path, request.business_number());
        Self(Box::new(Inner { outcome, reason, method, path, number, trail }))
    }

    /// Whether the gateway may have acted. For a query: whether it was answered.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The number by which the gateway knows the request: query it before anything else when the outcome is unknown.
    #[must_use]
    pub fn business_number(&self) -> Option<&BusinessNumber> {
        self.0.number.as_ref()
    }

    /// The method, such as `openapi.payment.order.mina`.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.0.method
    }

    /// What stood in the way.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.0.reason
    }

    /// Every violation of the request, if that is why.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match &self.0.reason {
            Reason::Invalid(violations) => Some(violations),
            _ => None,
        }
    }

    /// The gateway's error answer, if that is why.
    #[must_use]
    pub fn api_error(&self) -> Option<&ApiError> {
        match &self.0.reason {
            Reason::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Every attempt, with host, time and result; `None` where none was made.
    #[must_use]
    pub fn trail(&self) -> Option<&Trail> {
        self.0.trail.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { outcome, method, path, number, .. } = &*self.0;
        write!(f, "{method} at {path}")?;
        if let Some(number) = number {
            write!(f, " ({number})")?;
        }
        f.write_str(match (outcome, number) {
            (Outcome::NotSent, _) => ": nothing was sent",
            (Outcome::Answered, _) => ": refused",
            (Outcome::Unknown, Some(_)) => ": outcome unknown, query it before sending anything again",
            (Outcome::Unknown, None) => ": no answer that can be used",
        })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { outcome, reason, method, path, number, trail } = &*self.0;
        f.debug_struct("Error")
            .field("outcome", outcome)
            .field("reason", reason)
            .field("method", method)
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
            Self::Seal(_) => f.write_str("the request could not be signed"),
            Self::Send(_) => f.write_str("no answer arrived"),
            Self::Journal(_) => f.write_str("the call could not be entered in the journal"),
            Self::Deadline => f.write_str("no answer came in the time that the policy allows"),
            Self::Http { status } => write!(f, "the answer is HTTP {status}, and no result code explains it"),
            Self::Undecodable => f.write_str("the answer lacks what it must have"),
            Self::Foreign { field } => {
                write!(f, "the answer belongs to another request: its {field} is another one")
            }
            Self::Api(_) => f.write_str("the gateway answered with an error"),
        }
    }
}

impl error::Error for Reason {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            Self::Serialize(error) => Some(&**error),
            Self::Seal(error) => Some(error),
            Self::Send(error) => Some(error),
            Self::Journal(error) => Some(error),
            Self::Api(error) => Some(&**error),
            Self::Deadline | Self::Http { .. } | Self::Undecodable | Self::Foreign { .. } => None,
        }
    }
}

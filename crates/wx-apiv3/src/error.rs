use std::{error, fmt};

use wx_transport::{Cause, Failure, Outcome, SendError, Trail};
use wx_types::{BusinessNumber, Method, Violations};

use crate::{api_error::ApiError, open::VerifyError, seal::SealError};

/// Why a call did not end in an answer that can be used.
///
/// Ask [`outcome`](Self::outcome) first: it says whether the platform may have acted.
///
/// | Outcome | What to do |
/// |---|---|
/// | [`Outcome::NotSent`] | nothing happened; mend the cause and send again, under the same number |
/// | [`Outcome::Answered`] | the platform refused; [`api_error`](Self::api_error) says why and what to do |
/// | [`Outcome::Unknown`] | it may have acted: query by [`business_number`](Self::business_number), or send the very same request again; never take a new number |
pub struct Error(Box<Inner>);

struct Inner {
    outcome: Outcome,
    reason: Reason,
    method: Method,
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
    Serialize(serde_json::Error),
    /// The request could not be signed. Nothing was sent.
    Seal(SealError),
    /// No answer arrived. The error knows whether anything left this machine.
    Send(SendError),
    /// The time for the call ran out.
    Deadline,
    /// The answer was refused, so that nothing is known of the outcome.
    Verify(VerifyError),
    /// The answer is signed but lacks what it must have, so that nothing is known of the outcome.
    Undecodable,
    /// The platform answered with an error.
    Api(Box<ApiError>),
}

/// The facts of a request that its errors repeat.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) number: Option<BusinessNumber>,
}

impl Error {
    pub(crate) fn not_sent(identity: Identity, reason: Reason) -> Self {
        let Identity { method, path, number } = identity;
        Self(Box::new(Inner { outcome: Outcome::NotSent, reason, method, path, number, trail: None }))
    }

    pub(crate) fn undecodable(identity: Identity, trail: Trail, reads_only: bool) -> Self {
        let Identity { method, path, number } = identity;
        // A read changes nothing, whatever its answer looked like; the answer is unusable all the same.
        let outcome = if reads_only { Outcome::Answered } else { Outcome::Unknown };
        Self(Box::new(Inner {
            outcome,
            reason: Reason::Undecodable,
            method,
            path,
            number,
            trail: Some(trail),
        }))
    }

    pub(crate) fn from_failure(identity: Identity, failure: Failure<Reason>) -> Self {
        let Identity { method, path, number } = identity;
        let (outcome, cause, trail) = failure.into_parts();
        let reason = match cause {
            Cause::Seal(reason) | Cause::Answer(reason) => reason,
            Cause::Send(error) => Reason::Send(error),
            _ => Reason::Deadline,
        };
        Self(Box::new(Inner { outcome, reason, method, path, number, trail: Some(trail) }))
    }

    /// Whether the platform may have acted.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The number by which the platform knows the request: ask for it before anything else when the outcome is unknown.
    #[must_use]
    pub fn business_number(&self) -> Option<&BusinessNumber> {
        self.0.number.as_ref()
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

    /// The platform's error answer, if that is why.
    #[must_use]
    pub fn api_error(&self) -> Option<&ApiError> {
        match &self.0.reason {
            Reason::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Why the answer was refused, if that is why.
    #[must_use]
    pub fn verify_error(&self) -> Option<&VerifyError> {
        match &self.0.reason {
            Reason::Verify(error) => Some(error),
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
        write!(f, "{} {path}", method.as_str())?;
        if let Some(number) = number {
            write!(f, " ({number})")?;
        }
        f.write_str(match outcome {
            Outcome::NotSent => ": nothing was sent",
            Outcome::Answered => ": refused",
            Outcome::Unknown => ": outcome unknown, query it before taking a new number",
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
            Self::Invalid(violations) => write!(f, "{} documented rules are broken", violations.len()),
            Self::Serialize(_) => f.write_str("the request could not be written as JSON"),
            Self::Seal(_) => f.write_str("the request could not be signed"),
            Self::Send(_) => f.write_str("no answer arrived"),
            Self::Deadline => f.write_str("the time for the call ran out"),
            Self::Verify(_) => f.write_str("the answer was not verified"),
            Self::Undecodable => f.write_str("the answer is signed but lacks what it must have"),
            Self::Api(_) => f.write_str("the platform answered with an error"),
        }
    }
}

impl error::Error for Reason {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            Self::Serialize(error) => Some(error),
            Self::Seal(error) => Some(error),
            Self::Send(error) => Some(error),
            Self::Verify(error) => Some(error),
            Self::Api(error) => Some(&**error),
            Self::Deadline | Self::Undecodable => None,
        }
    }
}

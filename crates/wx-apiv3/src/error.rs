use std::{error, fmt};

use wx_transport::{Cause, Failure, Outcome, SendError, Trail, journal::JournalError};
use wx_types::{BusinessNumber, Method, Repeat, Violations};

use wx_sign::EncryptError;

use crate::{
    api_error::ApiError,
    call::Missed,
    client::Answer,
    file::AddressError,
    open::VerifyError,
    seal::{SealError, unsealed},
};

/// Why a call did not end in an answer that can be used.
///
/// Ask [`outcome`](Self::outcome) first: it says whether the platform may have acted.
///
/// | Outcome | What to do |
/// |---|---|
/// | [`Outcome::NotSent`] | nothing happened; mend the cause and send again, under the same number |
/// | [`Outcome::Answered`] | the platform refused; [`api_error`](Self::api_error) says why and what to do |
/// | [`Outcome::Unknown`] | it may have acted: [`Client::resolve`](crate::Client::resolve) asks by [`business_number`](Self::business_number) what became of it; never take a new number |
pub struct Error(Box<Inner>);

struct Inner {
    outcome: Outcome,
    reason: Reason,
    method: Method,
    path: &'static str,
    number: Option<BusinessNumber>,
    request_id: Option<Box<str>>,
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
    /// A sensitive field could not be encrypted. Nothing was sent.
    Encrypt(EncryptError),
    /// The address of a file is not one of the platform's. Nothing was sent, and nothing was signed.
    Address(AddressError),
    /// The request could not be signed. Nothing was sent.
    Seal(SealError),
    /// No answer arrived. The error knows whether anything left this machine.
    Send(SendError),
    /// The call could not be entered in the [journal](wx_transport::journal), or its number carries another body there.
    /// Nothing was sent.
    Journal(JournalError),
    /// The time for the call, or for its last attempt, ran out. Whether anything left this machine is the outcome.
    Deadline,
    /// The answer was refused, so that nothing is known of the outcome.
    Verify(VerifyError),
    /// The answer is signed but lacks what it must have, so that nothing is known of the outcome.
    Undecodable,
    /// The answer is signed but belongs to another request, so that nothing is known of the outcome.
    Foreign {
        /// The field whose value is another one than in the request.
        field: &'static str,
    },
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
        Self::new(Outcome::NotSent, reason, identity, None, None)
    }

    /// A signed answer that cannot be used.
    pub(crate) fn unusable<T>(identity: Identity, reason: Reason, repeat: Repeat, answer: Answer<T>) -> Self {
        // A read changes nothing, whatever its answer looked like; the answer is unusable all the same.
        let outcome = if repeat == Repeat::Safe { Outcome::Answered } else { Outcome::Unknown };
        Self::new(outcome, reason, identity, answer.request_id, Some(answer.trail))
    }

    /// A download that did not arrive, or not whole.
    pub(crate) fn unanswered(identity: Identity, error: SendError) -> Self {
        let outcome = if error.may_have_been_received() { Outcome::Unknown } else { Outcome::NotSent };
        Self::new(outcome, Reason::Send(error), identity, None, None)
    }

    /// A download that was answered with an error.
    pub(crate) fn refused(identity: Identity, error: ApiError, request_id: Option<Box<str>>) -> Self {
        Self::new(Outcome::Answered, Reason::Api(Box::new(error)), identity, request_id, None)
    }

    pub(crate) fn from_failure(identity: Identity, failure: Failure<Missed>) -> Self {
        let (outcome, cause, trail) = failure.into_parts();
        let (reason, request_id) = match cause {
            Cause::Seal(missed) | Cause::Answer(missed) => (missed.reason, missed.request_id),
            Cause::Send(error) => (Reason::Send(error), None),
            Cause::Journal(error) => (Reason::Journal(error), None),
            // The executor limits the time for a signature as it limits the time for an answer.
            _ if unsealed(&trail) => (Reason::Seal(SealError::TimedOut), None),
            _ => (Reason::Deadline, None),
        };
        Self::new(outcome, reason, identity, request_id, Some(trail))
    }

    fn new(
        outcome: Outcome,
        reason: Reason,
        identity: Identity,
        request_id: Option<Box<str>>,
        trail: Option<Trail>,
    ) -> Self {
        let Identity { method, path, number } = identity;
        Self(Box::new(Inner { outcome, reason, method, path, number, request_id, trail }))
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

    /// The platform's number of the last exchange, for its support; also where the answer was not believed.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
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
        let Inner { outcome, method, path, number, request_id, .. } = &*self.0;
        write!(f, "{} {path}", method.as_str())?;
        if let Some(number) = number {
            write!(f, " ({number})")?;
        }
        f.write_str(match outcome {
            Outcome::NotSent => ": nothing was sent",
            Outcome::Answered => ": refused",
            Outcome::Unknown => ": outcome unknown, query it before taking a new number",
        })?;
        match request_id {
            Some(id) => write!(f, " (request id {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { outcome, reason, method, path, number, request_id, trail } = &*self.0;
        f.debug_struct("Error")
            .field("outcome", outcome)
            .field("reason", reason)
            .field("method", method)
            .field("path", path)
            .field("number", number)
            .field("request_id", request_id)
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
            Self::Encrypt(_) => f.write_str("a sensitive field could not be encrypted"),
            Self::Address(_) => f.write_str("the file is not fetched from there"),
            Self::Seal(_) => f.write_str("the request could not be signed"),
            Self::Send(_) => f.write_str("no answer arrived"),
            Self::Journal(_) => f.write_str("the call could not be entered in the journal"),
            Self::Deadline => f.write_str("no answer came in the time that the policy allows"),
            Self::Verify(_) => f.write_str("the answer was not verified"),
            Self::Undecodable => f.write_str("the answer is signed but lacks what it must have"),
            Self::Foreign { field } => {
                write!(f, "the answer is signed but belongs to another request: its {field} is another one")
            }
            Self::Api(error) if error.is_authenticated() => {
                f.write_str("the platform answered with an error")
            }
            Self::Api(_) => f.write_str("the answer is an error that nobody signed"),
        }
    }
}

impl error::Error for Reason {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            Self::Serialize(error) => Some(error),
            Self::Encrypt(error) => Some(error),
            Self::Address(error) => Some(error),
            Self::Seal(error) => Some(error),
            Self::Send(error) => Some(error),
            Self::Journal(error) => Some(error),
            Self::Verify(error) => Some(error),
            Self::Api(error) => Some(&**error),
            Self::Deadline | Self::Undecodable | Self::Foreign { .. } => None,
        }
    }
}

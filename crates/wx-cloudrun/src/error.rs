use std::{error, fmt};

use wx_transport::{
    Cause, Failure, Outcome, RandomError, SendError, TargetError, Trail, journal::JournalError,
};
use wx_types::{BusinessNumber, Endpoint, Method, Violations};

use crate::{api_error::ApiError, call::Missed, prepare::SerializeError, printable::printable};

/// Why a call did not end in an answer that can be used.
///
/// Ask [`outcome`](Self::outcome) first: it says whether the platform may have acted.
///
/// | Outcome | What to do |
/// |---|---|
/// | [`Outcome::NotSent`] | nothing happened; mend the cause and send again, under the same number |
/// | [`Outcome::Answered`] | nothing was done; [`reason`](Self::reason) and [`api_error`](Self::api_error) say why and what to do |
/// | [`Outcome::Unknown`] | it may have acted: [`Client::resolve`](crate::Client::resolve) asks by [`business_number`](Self::business_number) what became of it; should the request be needed again, send the same one |
pub struct Error(Box<Inner>);

struct Inner {
    outcome: Outcome,
    reason: Reason,
    method: Method,
    path: &'static str,
    number: Option<BusinessNumber>,
    seqid: Option<Box<str>>,
    trail: Option<Trail>,
}

/// What stood in the way.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The request breaks documented rules. Nothing was sent.
    Invalid(Violations),
    /// The request could not be written as JSON. Nothing was sent.
    Serialize(SerializeError),
    /// There was no randomness for a nonce. Nothing was sent.
    Nonce(RandomError),
    /// The path cannot stand in a request. Nothing was sent.
    Target(TargetError),
    /// No answer arrived. The error knows whether anything left this machine.
    Send(SendError),
    /// The call could not be entered in the [journal](wx_transport::journal), or its number carries another body there.
    /// Nothing was sent.
    Journal(JournalError),
    /// The time for the call, or for its last attempt, ran out. Whether anything left this machine is the outcome.
    Deadline,
    /// The answer lacks the header `x-openapi-seqid`: the sidecar did not handle the call.
    ///
    /// **Nothing reached the pay service** then, and the outcome is [`Outcome::Answered`]: the request carries no
    /// credentials, the sidecar is all that adds them, and without them nobody knows whose order it would be.
    ///
    /// To mend it: switch the open-interface service on in the console **and deploy the version again**; call from inside
    /// the container, over `http`, to [`host()`](crate::host), and not before the process has started.
    ///
    /// An answer without the header that claims success all the same contradicts itself; whatever acts is unknown then. A
    /// 5xx without the header is [`Reason::Http`]: the way back may have broken behind the sidecar.
    NoSidecar,
    /// The answer is an HTTP status that is no success, and no code explains it.
    ///
    /// A 502 that stays may be an endpoint that is not in the console's list of permitted interfaces.
    Http {
        /// The status.
        status: u16,
    },
    /// The answer is no envelope, or lacks what it must have: a layer, or the data that success promises. An order whose
    /// `payment` holds no prepay id is one of these.
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
    pub(crate) fn not_sent<E: Endpoint>(request: &E, reason: Reason) -> Self {
        Self::new(request, Outcome::NotSent, reason, None, None)
    }

    pub(crate) fn from_failure<E: Endpoint>(request: &E, failure: Failure<Missed>) -> Self {
        let (outcome, cause, trail) = failure.into_parts();
        let (reason, seqid) = match cause {
            Cause::Seal(missed) | Cause::Answer(missed) => (missed.reason, missed.seqid),
            Cause::Send(error) => (Reason::Send(error), None),
            Cause::Journal(error) => (Reason::Journal(error), None),
            _ => (Reason::Deadline, None),
        };
        Self::new(request, outcome, reason, seqid, Some(trail))
    }

    fn new<E: Endpoint>(
        request: &E,
        outcome: Outcome,
        reason: Reason,
        seqid: Option<Box<str>>,
        trail: Option<Trail>,
    ) -> Self {
        let (method, path) = (E::OPERATION.method, E::OPERATION.path);
        let number = request.business_number();
        Self(Box::new(Inner { outcome, reason, method, path, number, seqid, trail }))
    }

    /// Whether the platform may have acted. For a query: whether it was answered.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The number by which the platform knows the request: query it before anything else when the outcome is unknown.
    #[must_use]
    pub fn business_number(&self) -> Option<&BusinessNumber> {
        self.0.number.as_ref()
    }

    /// The path, such as `/_/pay/unifiedorder`.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.0.path
    }

    /// The sidecar's number of the last exchange, for support; `None` where it did not handle it.
    #[must_use]
    pub fn seqid(&self) -> Option<&str> {
        self.0.seqid.as_deref()
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

    /// Every attempt, with host, time and result; `None` where none was made.
    #[must_use]
    pub fn trail(&self) -> Option<&Trail> {
        self.0.trail.as_ref()
    }
}

/// How much of the sidecar's number is shown.
const SEQID: usize = 64;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { outcome, reason, method, path, number, seqid, .. } = &*self.0;
        write!(f, "{} {path}", method.as_str())?;
        if let Some(number) = number {
            write!(f, " ({number})")?;
        }
        f.write_str(match (outcome, number) {
            (Outcome::NotSent, _) => ": nothing was sent",
            (Outcome::Answered, _) if matches!(reason, Reason::NoSidecar) => {
                ": nothing reached the pay service"
            }
            (Outcome::Answered, _) => ": refused",
            (Outcome::Unknown, Some(_)) => ": outcome unknown, query it before sending anything again",
            (Outcome::Unknown, None) => ": no answer that can be used",
        })?;
        match seqid {
            Some(seqid) => write!(f, " (seqid {})", printable(seqid, SEQID)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { outcome, reason, method, path, number, seqid, trail } = &*self.0;
        f.debug_struct("Error")
            .field("outcome", outcome)
            .field("reason", reason)
            .field("method", method)
            .field("path", path)
            .field("number", number)
            .field("seqid", &seqid.as_deref().map(|seqid| printable(seqid, SEQID)))
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
            Self::Serialize(_) => f.write_str("the request could not be written"),
            Self::Nonce(_) => f.write_str("no randomness for a nonce"),
            Self::Target(_) => f.write_str("the path cannot stand in a request"),
            Self::Send(_) => f.write_str("no answer arrived"),
            Self::Journal(_) => f.write_str("the call could not be entered in the journal"),
            Self::Deadline => f.write_str("no answer came in the time that the policy allows"),
            Self::NoSidecar => f.write_str(
                "the answer has no x-openapi-seqid, so the sidecar did not handle the call; switch the open-interface \
                 service on in the console, deploy the version again, and call over http from inside the container",
            ),
            Self::Http { status: 502 } => f.write_str(
                "the answer is HTTP 502, and no code explains it; if it stays, permit the endpoint in the console",
            ),
            Self::Http { status } => write!(f, "the answer is HTTP {status}, and no code explains it"),
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
            Self::Serialize(error) => Some(error),
            Self::Nonce(error) => Some(error),
            Self::Target(error) => Some(error),
            Self::Send(error) => Some(error),
            Self::Journal(error) => Some(error),
            Self::Api(error) => Some(&**error),
            Self::Deadline
            | Self::NoSidecar
            | Self::Http { .. }
            | Self::Undecodable
            | Self::Foreign { .. } => None,
        }
    }
}

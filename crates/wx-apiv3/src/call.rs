//! One call as the executor sees it: seal for an attempt, open its answer.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header};
use wx_transport::{Attempt, Call, Host, Verdict};
use wx_types::Repeat;

use crate::{
    api_error::{ApiError, ErrorCode, Remedy},
    credentials::Credentials,
    error::Reason,
    open::{FreshnessWindow, is_signed, verify},
    seal::{Draft, SealError, Stamp, seconds},
    serial::PlatformSerial,
    trust::TrustSet,
};

/// Whether success has a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// 200 with a body.
    Body,
    /// 204 without one.
    Nothing,
    /// Either: the caller looks at it.
    Anything,
}

pub(crate) struct SignedCall<'a> {
    pub(crate) draft: Draft,
    pub(crate) repeat: Repeat,
    pub(crate) expect: Expect,
    pub(crate) credentials: &'a Credentials,
    pub(crate) trust: Arc<TrustSet>,
    pub(crate) answered_by: PlatformSerial,
    pub(crate) window: FreshnessWindow,
}

/// A verified answer, not yet decoded.
pub(crate) struct Opened {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    pub(crate) request_id: Option<Box<str>>,
}

impl Call for SignedCall<'_> {
    type Output = Opened;
    type Error = Reason;

    fn repeat(&self) -> wx_transport::Repeat {
        match self.repeat {
            Repeat::Safe => wx_transport::Repeat::Read,
            Repeat::SameKey(_) => wx_transport::Repeat::SameBody,
            Repeat::Once(_) => wx_transport::Repeat::Once,
        }
    }

    fn seal(&self, host: &Host, attempt: &Attempt<'_>) -> Result<Request<Bytes>, Reason> {
        let stamp = Stamp::draw(attempt.unix_time, attempt.random)
            .map_err(|error| Reason::Seal(SealError::Random(error)))?;
        self.draft.seal(host, &stamp, self.credentials, &self.answered_by).map_err(Reason::Seal)
    }

    /// Status first, signature next, JSON last.
    fn open(&self, response: Response<Bytes>, unix_time: Duration) -> Verdict<Opened, Reason> {
        let (head, body) = response.into_parts();
        let request_id = head.headers.get("request-id").and_then(|value| value.to_str().ok());
        let verified = verify(&self.trust, &head.headers, &body, seconds(unix_time), self.window);
        if !head.status.is_success() {
            if let (true, Err(error)) = (is_signed(&head.headers), &verified) {
                return Verdict::Unknown(Reason::Verify(error.clone()));
            }
            let error = ApiError::read(head.status.as_u16(), &body, request_id, verified.is_ok());
            return refusal(head.status, &head.headers, error);
        }
        if let Err(error) = verified {
            return Verdict::Unknown(Reason::Verify(error));
        }
        let expected = match self.expect {
            Expect::Body => head.status == StatusCode::OK && !body.is_empty(),
            Expect::Nothing => head.status == StatusCode::NO_CONTENT && body.is_empty(),
            Expect::Anything => true,
        };
        if expected {
            let request_id = request_id.map(crate::open::printable);
            return Verdict::Done(Opened { status: head.status.as_u16(), body, request_id });
        }
        // 202 with an error code, for one: "accepted" is not "done".
        let error = ApiError::read(head.status.as_u16(), &body, request_id, true);
        match error.code() {
            Some(_) => refusal(head.status, &head.headers, error),
            None => Verdict::Unknown(Reason::Undecodable),
        }
    }
}

fn refusal(status: StatusCode, headers: &HeaderMap, error: ApiError) -> Verdict<Opened, Reason> {
    let busy = status == StatusCode::TOO_MANY_REQUESTS
        || (error.remedy() == Remedy::Wait && error.code() != Some(&ErrorCode::UserPaying));
    let failed = status.is_server_error() || error.code() == Some(&ErrorCode::SystemError);
    let from_platform = error.code().is_some();
    let error = Reason::Api(Box::new(error));
    if busy {
        Verdict::Busy { retry_after: retry_after(headers), error }
    } else if failed {
        Verdict::Failed(error)
    } else if from_platform {
        Verdict::Refused(error)
    } else {
        // A redirect, or a page of something between us and the platform: it says nothing about the request.
        Verdict::Unknown(error)
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

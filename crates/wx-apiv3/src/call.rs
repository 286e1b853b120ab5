//! One call as the executor sees it: seal for an attempt, open its answer.

use std::{
    borrow::Cow,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header};
use wx_transport::{
    Attempt, BoxFuture, Call, Host, Verdict,
    journal::{Bodies, Record},
};
use wx_types::{BusinessNumber, Repeat};

use crate::{
    api_error::{ApiError, ErrorCode, Remedy},
    error::Reason,
    keyring::{Keyring, Keys},
    open::{FreshnessWindow, is_signed},
    printable::{NAME, printable},
    seal::{Draft, SealError, Stamp, seconds},
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

/// What follows *too many requests*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnBusy {
    /// Wait, and send the same again.
    Wait,
    /// Stop: something has to be asked first.
    Stop,
}

pub(crate) struct SignedCall<'a> {
    pub(crate) draft: Draft,
    pub(crate) repeat: Repeat,
    pub(crate) expect: Expect,
    pub(crate) on_busy: OnBusy,
    /// The documented path, with `{field}` where a field stands; an untyped call has the path itself.
    pub(crate) path: &'a str,
    pub(crate) number: Option<BusinessNumber>,
    /// Whether a verified answer is what was asked for.
    pub(crate) usable: &'a (dyn Fn(&Opened) -> bool + Sync),
    pub(crate) keys: &'a Keyring,
    pub(crate) window: FreshnessWindow,
    /// Whether an answer named a key that is not known here, so that the next attempt waits for it.
    pub(crate) missed_key: AtomicBool,
}

/// A verified answer, not yet decoded.
pub(crate) struct Opened {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    pub(crate) request_id: Option<Box<str>>,
}

/// Why an attempt has no answer that can be used, and what its answer was called.
pub(crate) struct Missed {
    pub(crate) reason: Reason,
    pub(crate) request_id: Option<Box<str>>,
}

impl Call for SignedCall<'_> {
    type Output = Opened;
    type Error = Missed;

    fn repeat(&self) -> wx_transport::Repeat {
        match self.repeat {
            Repeat::Safe => wx_transport::Repeat::Read,
            Repeat::SameKey(_) => wx_transport::Repeat::SameBody,
            Repeat::Once(_) => wx_transport::Repeat::Once,
        }
    }

    fn seal<'a>(
        &'a self,
        host: &'a Host,
        attempt: Attempt<'a>,
    ) -> BoxFuture<'a, Result<Request<Bytes>, Missed>> {
        Box::pin(async move {
            let sealed = self.sealed(host, attempt).await;
            sealed.map_err(|error| Missed { reason: Reason::Seal(error), request_id: None })
        })
    }

    /// Status first, signature next, JSON last.
    fn open(&self, response: Response<Bytes>, unix_time: Duration) -> Verdict<Opened, Missed> {
        let (head, body) = response.into_parts();
        let verified = self.keys.trust.verify(&head.headers, &body, seconds(unix_time), self.window);
        if verified.as_ref().is_err_and(|error| error.missing_key().is_some()) {
            self.missed_key.store(true, Ordering::Relaxed);
        }
        let authenticated = verified.is_ok();
        match verified {
            // A wrong signature is worse than none. None is usual beside an error, and never beside success.
            Err(error) if head.status.is_success() || is_signed(&head.headers) => {
                Verdict::Unknown(missed(Reason::Verify(error), &head.headers))
            }
            Ok(_) if self.is_expected(head.status, &body) => {
                let request_id = request_id(&head.headers);
                Verdict::Done(Opened { status: head.status.as_u16(), body, request_id })
            }
            _ => match refusal(head.status, &head.headers, &body, authenticated) {
                Verdict::Busy { error, .. } if self.on_busy == OnBusy::Stop => Verdict::Refused(error),
                verdict => verdict,
            },
        }
    }

    fn record(&self) -> Option<Record<'_>> {
        let number = self.number.as_ref()?;
        Some(record(self.keys.mchid().as_str(), self.path, number, self.draft.body().as_ref()))
    }

    fn settles(&self, output: &Opened) -> bool {
        (self.usable)(output)
    }
}

/// What a journal holds of a request.
pub(crate) fn record<'a>(
    mchid: &'a str,
    path: &'a str,
    number: &'a BusinessNumber,
    body: impl Into<Cow<'a, [u8]>>,
) -> Record<'a> {
    Record::new(mchid, path, number.name(), number.value(), body).with_bodies(bodies(path, number))
}

/// A number in the path is that of something which exists already, such as a service order: its amount may be changed
/// twice. One in the body is the request's own.
fn bodies(path: &str, number: &BusinessNumber) -> Bodies {
    let is_number = |segment: &str| {
        let field = segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
        field == Some(number.name()) || segment == number.value()
    };
    if path.split('/').any(is_number) { Bodies::OneAtATime } else { Bodies::One }
}

impl SignedCall<'_> {
    async fn sealed(&self, host: &Host, attempt: Attempt<'_>) -> Result<Request<Bytes>, SealError> {
        let stamp = Stamp::draw(attempt.unix_time, attempt.random).map_err(SealError::Random)?;
        if self.missed_key.swap(false, Ordering::Relaxed) {
            self.keys.trust.catch_up().await;
        }
        let Keys { credentials, answered_by, .. } = self.keys.at(stamp.timestamp)?;
        self.draft.seal_async(host, &stamp, &credentials, Some(&answered_by)).await
    }

    fn is_expected(&self, status: StatusCode, body: &[u8]) -> bool {
        match self.expect {
            Expect::Body => status == StatusCode::OK && !body.is_empty(),
            Expect::Nothing => status == StatusCode::NO_CONTENT && body.is_empty(),
            Expect::Anything => status.is_success(),
        }
    }
}

/// What an answer other than the expected one says about the request. In doubt: nothing.
fn refusal(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    authenticated: bool,
) -> Verdict<Opened, Missed> {
    let error = ApiError::read(status.as_u16(), body, request_id(headers).as_deref(), authenticated);
    let code = error.code().cloned();
    // What takes a payer's minutes or a night is not worth waiting for inside a call.
    let slow = matches!(code, Some(ErrorCode::UserPaying | ErrorCode::StatementCreating));
    let wait = error.remedy() == Remedy::Wait && !slow;
    let missed = missed(Reason::Api(Box::new(error)), headers);
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Verdict::Busy { retry_after: retry_after(headers), error: missed };
    }
    if status.is_server_error() {
        return Verdict::Failed(missed);
    }
    match code {
        Some(ErrorCode::SystemError) => Verdict::Failed(missed),
        // 202 with an error code, for one: "accepted" is not "done". A code nobody has heard of may mean either.
        Some(ErrorCode::Other(_)) if status.is_success() => Verdict::Unknown(missed),
        Some(_) if wait => Verdict::Busy { retry_after: retry_after(headers), error: missed },
        Some(_) if status.is_client_error() || status.is_success() => Verdict::Refused(missed),
        None if status.is_success() => Verdict::Unknown(Missed { reason: Reason::Undecodable, ..missed }),
        // A redirect, or a page of something between us and the platform: it says nothing about the request.
        _ => Verdict::Unknown(missed),
    }
}

fn missed(reason: Reason, headers: &HeaderMap) -> Missed {
    Missed { reason, request_id: request_id(headers) }
}

fn request_id(headers: &HeaderMap) -> Option<Box<str>> {
    headers.get("request-id")?.to_str().ok().map(|id| printable(id, NAME))
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

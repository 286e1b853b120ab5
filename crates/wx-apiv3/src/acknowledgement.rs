//! What a notification is answered with.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use wx_inbox::{Receipt, SendAgain};

use crate::notification::NotificationError;

/// What a notification is answered with. Success is said with a [`Receipt`] alone, which an inbox gives for an event that
/// was handled; everything else is one of three fixed refusals that tell the sender nothing, and the platform sends another
/// copy.
///
/// ```
/// use wx_apiv3::{Acknowledgement, EventKey, NotificationError, Receiver};
/// use wx_inbox::Inbox;
///
/// async fn answer(receiver: &Receiver, inbox: &Inbox, headers: &http::HeaderMap, body: &[u8], now: i64) -> Acknowledgement {
///     let received = receiver.verify(headers, body, now).and_then(|verified| receiver.decrypt(&verified));
///     let event = match received {
///         Ok(event) => event,
///         Err(error) => return error.into(),
///     };
///     // A provider's event has a key of its own, by the business number.
///     let Ok(key) = event.envelope().key("1900000001") else { return Acknowledgement::send_again() };
///     let handled = inbox.handle(&key, async |_claim| Ok::<(), std::io::Error>(println!("{key}")));
///     handled.await.into()
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use = "the platform repeats the notification until it is told"]
pub struct Acknowledgement {
    status: StatusCode,
    body: &'static str,
}

impl Acknowledgement {
    /// 204 without a body: the event was handled, and that is stored.
    pub fn taken(_: Receipt) -> Self {
        Self { status: StatusCode::NO_CONTENT, body: "" }
    }

    /// 503: genuine or not known to be otherwise, and not handled. Also the answer to a
    /// [`Mismatch`](wx_types::Mismatch), which is never credited.
    pub fn send_again() -> Self {
        let body = r#"{"code":"FAIL","message":"send again"}"#;
        Self { status: StatusCode::SERVICE_UNAVAILABLE, body }
    }

    /// 401 for what was not verified, 413 for what is too large. Whatever is wrong behind the signature is ours to mend,
    /// so it is [`send_again`](Self::send_again).
    pub fn refused(error: &NotificationError) -> Self {
        let (status, body) = match error {
            NotificationError::Verify(_) => {
                (StatusCode::UNAUTHORIZED, r#"{"code":"FAIL","message":"not verified"}"#)
            }
            NotificationError::TooLarge { .. } => {
                (StatusCode::PAYLOAD_TOO_LARGE, r#"{"code":"FAIL","message":"too large"}"#)
            }
            NotificationError::Envelope
            | NotificationError::Algorithm { .. }
            | NotificationError::Ciphertext
            | NotificationError::Decrypt(_)
            | NotificationError::Plaintext
            | NotificationError::UnknownEvent { .. } => return Self::send_again(),
        };
        Self { status, body }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body: empty, or JSON.
    #[must_use]
    pub fn body(&self) -> &'static str {
        self.body
    }

    /// The whole answer, for a web framework.
    pub fn into_response(self) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from_static(self.body.as_bytes()));
        *response.status_mut() = self.status;
        if !self.body.is_empty() {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        response
    }
}

impl From<NotificationError> for Acknowledgement {
    fn from(error: NotificationError) -> Self {
        Self::refused(&error)
    }
}

impl<E> From<Result<Receipt, SendAgain<E>>> for Acknowledgement {
    fn from(handled: Result<Receipt, SendAgain<E>>) -> Self {
        handled.map_or_else(|_| Self::send_again(), Self::taken)
    }
}

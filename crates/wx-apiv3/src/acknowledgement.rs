//! What a notification is answered with.

use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use wx_inbox::{Receipt, SendAgain};

use crate::{notification::NotificationError, refusal::Refusal};

/// What a notification is answered with. Success is said with a [`Receipt`] alone, which an inbox gives for an event that
/// was handled; everything else is a status with the fixed words of a [`Refusal`], which tell the sender nothing, and the platform sends another
/// copy.
///
/// ```
/// use wx_apiv3::{Acknowledgement, EventKey, NotificationError, Receiver};
/// use wx_inbox::Inbox;
///
/// async fn answer(receiver: &Receiver, inbox: &Inbox, headers: &http::HeaderMap, body: &[u8], now: i64) -> Acknowledgement {
///     let event = match receiver.receive(headers, body, now) {
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

    /// 503 with [`Refusal::BODY`]: genuine or not known to be otherwise, and not handled. Also the answer to a
    /// [`Mismatch`](wx_types::Mismatch), which is never credited.
    pub fn send_again() -> Self {
        Self { status: StatusCode::SERVICE_UNAVAILABLE, body: Refusal::BODY }
    }

    /// What a [`Refusal`] says.
    pub fn refused(refusal: &Refusal) -> Self {
        Self { status: refusal.status(), body: Refusal::BODY }
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
    pub fn into_response<B: From<&'static str>>(self) -> Response<B> {
        let mut response = Response::new(B::from(self.body));
        *response.status_mut() = self.status;
        if !self.body.is_empty() {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        response
    }
}

impl From<Refusal> for Acknowledgement {
    fn from(refusal: Refusal) -> Self {
        Self::refused(&refusal)
    }
}

impl From<NotificationError> for Acknowledgement {
    fn from(error: NotificationError) -> Self {
        Refusal::from(error).into()
    }
}

impl<E> From<Result<Receipt, SendAgain<E>>> for Acknowledgement {
    fn from(handled: Result<Receipt, SendAgain<E>>) -> Self {
        handled.map_or_else(|_| Self::send_again(), Self::taken)
    }
}

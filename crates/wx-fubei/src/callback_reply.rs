use http::StatusCode;
use wx_inbox::{Receipt, SendAgain};

use crate::callback::CallbackError;

/// What a callback is answered with, as plain text. Fubei reads `success` as the end of it and posts again after anything
/// else, so `success` is made from a [`Receipt`] alone, which an inbox gives for an event that was handled. The rest is the
/// same word with a status that tells nothing more than it has to.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "Fubei posts the callback again until it is told"]
pub struct CallbackReply {
    status: StatusCode,
    body: &'static str,
}

impl CallbackReply {
    /// 200 `success`: it was handled, and that is stored.
    pub fn taken(_: Receipt) -> Self {
        Self { status: StatusCode::OK, body: "success" }
    }

    /// 503 `fail`: not handled. Also the answer to a [`Mismatch`](wx_types::Mismatch), which is never credited.
    pub fn send_again() -> Self {
        Self::fail(StatusCode::SERVICE_UNAVAILABLE)
    }

    /// `fail` with 401 for what was not verified, 413 for what is too large, 503 for what is Fubei's and cannot be used.
    pub fn refused(error: &CallbackError) -> Self {
        Self::fail(match error {
            CallbackError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            error if error.is_verified() => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNAUTHORIZED,
        })
    }

    fn fail(status: StatusCode) -> Self {
        Self { status, body: "fail" }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The body, plain text.
    #[must_use]
    pub fn body(&self) -> &'static str {
        self.body
    }
}

impl From<CallbackError> for CallbackReply {
    fn from(error: CallbackError) -> Self {
        Self::refused(&error)
    }
}

impl<E> From<Result<Receipt, SendAgain<E>>> for CallbackReply {
    fn from(handled: Result<Receipt, SendAgain<E>>) -> Self {
        handled.map_or_else(|_| Self::send_again(), Self::taken)
    }
}

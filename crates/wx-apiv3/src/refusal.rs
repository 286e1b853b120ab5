//! What somebody is told whose notification was not taken.

use std::fmt;

use http::{HeaderValue, Response, StatusCode, header};

use crate::NotificationError;

/// Why a request was not taken as a notification. It goes into our log; the sender gets a status and fixed words.
///
/// The platform sends the notification again after each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The bytes arrived, and are no notification for us.
    Notification(NotificationError),
    /// The body broke off.
    Unreadable,
    /// The body did not end in time.
    TooSlow,
}

impl Refusal {
    /// What every refusal says, whatever the cause: nothing that helps a forger.
    pub const BODY: &'static str = r#"{"code":"FAIL","message":"not accepted"}"#;

    /// 401 unless verified, 413 over the limit, 400 for a body that broke off, 408 for one that took too long, and 500 where
    /// the signature was right and the rest is not: then it is our configuration that has to be looked at.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Notification(NotificationError::Verify(_)) => StatusCode::UNAUTHORIZED,
            Self::Notification(NotificationError::TooLarge { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Notification(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
        }
    }

    /// The whole answer: [`status`](Self::status) and [`BODY`](Self::BODY).
    #[must_use]
    pub fn response<B: From<&'static str>>(&self) -> Response<B> {
        let mut response = Response::new(B::from(Self::BODY));
        *response.status_mut() = self.status();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }
}

impl From<NotificationError> for Refusal {
    fn from(error: NotificationError) -> Self {
        Self::Notification(error)
    }
}

/// For our log. It is not what the sender is told.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Notification(_) => "notification was not taken",
            Self::Unreadable => "body of a notification broke off",
            Self::TooSlow => "body of a notification did not end in time",
        })
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Notification(error) => Some(error),
            Self::Unreadable | Self::TooSlow => None,
        }
    }
}

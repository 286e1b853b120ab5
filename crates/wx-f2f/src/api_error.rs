use std::fmt;

use wx_types::printable;

use crate::code::{Class, Code};

/// An error answer of the platform. Nobody signs it: it came over TLS, and that is all.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError {
    status: u16,
    code: Code,
    message: Box<str>,
}

impl ApiError {
    /// What of the request or its credentials the platform repeats in `message` is blotted out.
    pub(crate) fn new(status: u16, code: Code, message: &str, private: &[&str]) -> Self {
        let mut message = message.to_owned();
        for text in private.iter().filter(|text| !text.is_empty()) {
            message = message.replace(text, "[elided]");
        }
        Self { status, code, message: message.into() }
    }

    /// The HTTP status, which is 200 for most errors.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The platform's code.
    #[must_use]
    pub fn code(&self) -> &Code {
        &self.code
    }

    /// The platform's message as it was received, but for openids and tokens of the request.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The platform's number of the exchange, for its support: what follows `rid:` in the message.
    #[must_use]
    pub fn rid(&self) -> Option<&str> {
        let (_, tail) = self.message.rsplit_once("rid:")?;
        let rid = tail.split_whitespace().next()?;
        let fits = rid.len() <= 64 && rid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        fits.then_some(rid)
    }

    /// What to do about it.
    #[must_use]
    pub fn class(&self) -> Class {
        self.code.class()
    }
}

/// How much of the platform's message is shown.
const MESSAGE: usize = 200;

/// The code, the status and the platform's message without control characters, shortened.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (HTTP {})", self.code, self.status)?;
        let message = printable(&self.message, MESSAGE);
        if message.is_empty() { Ok(()) } else { write!(f, ": {message}") }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("message", &printable(&self.message, MESSAGE))
            .finish()
    }
}

impl std::error::Error for ApiError {}

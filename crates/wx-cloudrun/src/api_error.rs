use std::fmt;

use crate::{
    codes::{InnerCode, OuterCode},
    printable::printable,
};

/// What to do about an error. The list is closed: each has its own answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The request is wrong: mend the program.
    CallerBug,
    /// Account, binding, permission or the console's settings are wrong: mend the set-up.
    SetUp,
    /// Show it to the payer.
    Payer,
    /// It was done before: query, and take it as paid once that is confirmed.
    AlreadyDone,
    /// The order can no longer be paid: place another under a new number.
    DeadOrder,
    /// The number is in use, or was used with other values: query it, and take a new number where the order found is a
    /// foreign one.
    NumberClash,
    /// There is nothing under this number. Right after a lost answer that proves nothing.
    NotFound,
    /// The platform failed, so that the outcome is unknown: query, then send the same request again.
    UnknownOutcome,
    /// Too many requests: wait.
    Wait,
    /// No page says what it means, nor whether anything was done: read the message, and query.
    Unlisted,
}

impl Class {
    /// Whether it says for certain that the request did nothing.
    #[must_use]
    pub fn is_definite(self) -> bool {
        match self {
            Self::CallerBug
            | Self::SetUp
            | Self::Payer
            | Self::AlreadyDone
            | Self::DeadOrder
            | Self::NumberClash
            | Self::NotFound => true,
            // That nothing was accepted under a limit is known of the classic interface only.
            Self::UnknownOutcome | Self::Wait | Self::Unlisted => false,
        }
    }
}

/// Which of the three layers says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// `errcode`: the open-interface service.
    Service,
    /// `return_code`: the pay service, of the communication.
    Communication,
    /// `result_code`: the pay service, of the business.
    Business,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Service => "errcode",
            Self::Communication => "return_code",
            Self::Business => "result_code",
        })
    }
}

/// An answer that says no in one of its three layers.
///
/// Answers carry no signature that could be checked, and the way to the sidecar is plain HTTP inside the container: what
/// they say rests on the container alone.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError {
    pub(crate) status: u16,
    pub(crate) layer: Layer,
    pub(crate) outer: OuterCode,
    pub(crate) inner: Option<InnerCode>,
    pub(crate) message: Box<str>,
}

impl ApiError {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Which layer says no.
    #[must_use]
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// The outer code; [`OuterCode::Ok`] where an inner layer says no.
    #[must_use]
    pub fn outer(&self) -> &OuterCode {
        &self.outer
    }

    /// The inner code, if there is one. A `return_code` of `FAIL` comes without.
    #[must_use]
    pub fn inner(&self) -> Option<&InnerCode> {
        self.inner.as_ref()
    }

    /// The message of the layer that says no, as it was received.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn class(&self) -> Class {
        match (&self.inner, self.layer) {
            (_, Layer::Service) => self.outer.class(),
            (Some(code), _) => code.class(),
            (None, Layer::Communication) => class_of_message(&self.message),
            (None, Layer::Business) => Class::Unlisted,
        }
    }
}

/// A `return_code` of `FAIL` has words where the other layers have codes. Those on the page, and the one of a merchant that
/// is not linked in the console.
fn class_of_message(message: &str) -> Class {
    if message.contains("受理关系不存在") {
        Class::SetUp
    } else if message.contains("签名失败") || message.contains("参数格式校验错误") {
        Class::CallerBug
    } else {
        Class::Unlisted
    }
}

/// How much of the platform's message is shown.
const MESSAGE: usize = 200;
/// How much of a code is shown.
const CODE: usize = 64;

/// Layer, codes and the message without control characters and payers, shortened.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.layer, &self.inner) {
            (Layer::Service, _) => write!(f, "errcode {}", self.outer)?,
            (layer, Some(code)) => write!(f, "{layer} FAIL, {}", printable(code.as_str(), CODE))?,
            (layer, None) => write!(f, "{layer} FAIL")?,
        }
        write!(f, " (HTTP {})", self.status)?;
        let message = printable(&self.message, MESSAGE);
        if message.is_empty() { Ok(()) } else { write!(f, ": {message}") }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("layer", &self.layer)
            .field("outer", &self.outer)
            .field("inner", &self.inner.as_ref().map(|code| printable(code.as_str(), CODE)))
            .field("message", &printable(&self.message, MESSAGE))
            .finish()
    }
}

impl std::error::Error for ApiError {}

use wx_inbox::{Receipt, SendAgain};

/// What to answer to a callback: JSON with status 200. A cloud function returns the same object.
///
/// The platform reads `errcode` 0 as the end of it, so that is made from a [`Receipt`] alone, which an inbox gives for an
/// event that was handled; anything else tells nothing but that the callback is to come again, for about two days.
///
/// The official sample in JavaScript answers the bare word `success`; the documented object is what is made here.
///
/// ```
/// use wx_cloudrun::CallbackReply;
///
/// assert_eq!(CallbackReply::send_again().to_json(), r#"{"errcode":-1,"errmsg":"send again"}"#);
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use = "the platform calls again until it is told"]
pub struct CallbackReply(&'static str);

impl CallbackReply {
    /// The content type to answer with.
    pub const CONTENT_TYPE: &'static str = "application/json";

    /// It was handled, and that is stored: it need not come again.
    pub fn taken(_: Receipt) -> Self {
        Self(r#"{"errcode":0,"errmsg":"ok"}"#)
    }

    /// It was not handled. Also the answer to what cannot be read, what the platform does not confirm, and a
    /// [`Mismatch`](wx_types::Mismatch), none of which is ever credited.
    pub fn send_again() -> Self {
        Self(r#"{"errcode":-1,"errmsg":"send again"}"#)
    }

    /// The body of the answer.
    #[must_use]
    pub fn to_json(&self) -> &'static str {
        self.0
    }
}

impl<E> From<Result<Receipt, SendAgain<E>>> for CallbackReply {
    fn from(handled: Result<Receipt, SendAgain<E>>) -> Self {
        handled.map_or_else(|_| Self::send_again(), Self::taken)
    }
}

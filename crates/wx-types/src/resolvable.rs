//! Requests whose outcome can be asked for, when the answer was lost.

use crate::Endpoint;

/// A request that acts, and the question that tells what became of it.
///
/// A client's `resolve` asks it until the truth is known. A request type without an implementation has no question that
/// would tell its outcome: its own documentation says what to do instead.
///
/// Implementations only compare values. Whether the request may be sent again is said by
/// [`Operation::repeat`](crate::Operation::repeat), and whether an answer is to be believed by the client.
#[diagnostic::on_unimplemented(
    message = "nothing can be asked that would tell what became of a `{Self}`",
    note = "its documentation says what to do after a lost answer"
)]
pub trait Resolvable: Endpoint {
    /// The question: it only reads.
    type Query: Endpoint;

    /// Whether the state alone is proof, and no answer to the request itself.
    ///
    /// So it is with a request that closes: its success is also answered for numbers that nobody knows yet. Then every copy
    /// follows a question, and success is what a question shows.
    const PROVEN_BY_STATE_ALONE: bool = false;

    /// The question about this request's number.
    fn query(&self) -> Self::Query;

    /// What the state under the number says about this request.
    fn standing(&self, state: &<Self::Query as Endpoint>::Reply) -> Standing;
}

/// What the platform's state under a number says about one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was carried out.
    CarriedOut,
    /// It has no effect and never will have one, because of what happened instead: a close of a paid order.
    Overtaken,
    /// It was carried out, and the same request again would return a fresh answer, such as a new prepay id.
    Renewable,
    /// The number is known, and the request was not carried out, or not yet. A copy on its way may still do so.
    NotYet,
    /// The number belongs to another request: this field has another value there.
    Taken {
        /// The field as the state calls it.
        field: &'static str,
    },
}

impl Standing {
    /// The same, unless a value that was asked for differs from the one that was found: then the number is
    /// [`Taken`](Self::Taken). What one side does not say is no difference; of several differences the first one stays.
    ///
    /// ```
    /// use wx_types::{Fen, Standing};
    ///
    /// let found = Some(Fen::new(99));
    /// let standing = Standing::CarriedOut
    ///     .held_against("amount.total", Some(&Fen::new(100)), found.as_ref())
    ///     .held_against("appid", Some("wx1"), None);
    /// assert_eq!(standing, Standing::Taken { field: "amount.total" });
    /// ```
    #[must_use]
    pub fn held_against<T: PartialEq + ?Sized>(
        self,
        field: &'static str,
        asked: Option<&T>,
        found: Option<&T>,
    ) -> Self {
        match (self, asked, found) {
            (Self::Taken { .. }, _, _) => self,
            (_, Some(asked), Some(found)) if asked != found => Self::Taken { field },
            _ => self,
        }
    }
}

use std::{fmt, sync::Arc};

use wx_transport::BoxFuture;

use super::{access_token::AccessToken, error::TokenError};

/// Where access tokens come from.
///
/// There must be one source of tokens for an appid. [`StableToken`](super::StableToken) is the built-in one; implement
/// this for a token that a central service of yours keeps, above all where another program fetches from
/// `/cgi-bin/token`, whose every fetch makes the previous token invalid.
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use wx_f2f::{AccessToken, TokenError, TokenErrorKind, TokenProvider};
/// use wx_transport::BoxFuture;
///
/// /// Some other part of the program puts tokens here.
/// #[derive(Debug, Default)]
/// struct Shelf(Mutex<Option<Arc<AccessToken>>>);
///
/// impl TokenProvider for Shelf {
///     fn token(&self) -> BoxFuture<'_, Result<Arc<AccessToken>, TokenError>> {
///         let token = self.0.lock().ok().and_then(|shelf| shelf.clone());
///         Box::pin(async { token.ok_or_else(|| TokenError::new(TokenErrorKind::Wait, "the shelf is empty")) })
///     }
///
///     fn invalidate(&self, rejected: &AccessToken) {
///         if let Ok(mut shelf) = self.0.lock() {
///             shelf.take_if(|token| token.is_same_as(rejected));
///         }
///     }
/// }
/// ```
pub trait TokenProvider: fmt::Debug + Send + Sync {
    /// A token that is good for the next call.
    ///
    /// It is asked before every call, by as many tasks as there are calls: keep the token. The future may be dropped at
    /// any moment, also half-way through a fetch, and another caller must not wait for it in vain.
    fn token(&self) -> BoxFuture<'_, Result<Arc<AccessToken>, TokenError>>;

    /// The platform refused this token (40001, 40014 or 42001). If it is still the one in use, the next call of
    /// [`token`](Self::token) should find out what to use instead; if it was replaced meanwhile, nothing is to be done.
    fn invalidate(&self, rejected: &AccessToken);
}

impl<T: TokenProvider + ?Sized> TokenProvider for Arc<T> {
    fn token(&self) -> BoxFuture<'_, Result<Arc<AccessToken>, TokenError>> {
        (**self).token()
    }

    fn invalidate(&self, rejected: &AccessToken) {
        (**self).invalidate(rejected);
    }
}

use std::sync::Arc;

use crate::token::TokenProvider;

/// What lets a call through the platform's gate.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Access {
    /// An access token, over HTTPS to [`host()`](crate::host). It travels in the query, as `access_token`.
    Token(Arc<dyn TokenProvider>),
    /// Nothing: the program runs inside a hosted container, whose sidecar adds the credentials. The host is then
    /// [`hosted_host()`](crate::hosted_host), in plain HTTP.
    ///
    /// An error 41001 means that the sidecar did not act: the switch for open interfaces is off, or the version was not
    /// deployed since it was turned on, or the program called while it was still starting.
    Hosted,
}

impl Access {
    /// Tokens of `provider`.
    #[must_use]
    pub fn token(provider: impl TokenProvider + 'static) -> Self {
        Self::Token(Arc::new(provider))
    }
}

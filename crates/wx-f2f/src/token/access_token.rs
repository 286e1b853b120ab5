use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

/// The credential of a mini program's server calls, up to 512 characters and more. It travels in the query.
///
/// It is not shown by anything in this crate.
pub struct AccessToken(SecretString);

impl AccessToken {
    /// Takes a token as it was received.
    #[must_use]
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(token.into())
    }

    /// Whether both are the same text.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.secret() == other.secret()
    }

    pub(crate) fn secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken([elided])")
    }
}

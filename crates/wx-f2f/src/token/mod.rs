//! Access tokens: what they are, who provides them, and the provider that is built in.

mod access_token;
mod call;
mod error;
mod ledger;
mod provider;
mod stable;

pub use access_token::AccessToken;
pub use error::{TokenError, TokenErrorKind, TokenReason};
pub use provider::TokenProvider;
pub use stable::StableToken;

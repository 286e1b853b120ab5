//! Texts that are passed on and never shown.
//!
//! None of them is refused when it is read, whatever its length: an answer is not worth less because an openid grew. What
//! a request may hold of them is checked before it is sent.

use std::fmt;

use serde::{Deserialize, Serialize};
use wx_types::{Checker, Kind, Rule, Value, charset::Charset};

macro_rules! opaque {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes the text as it is.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into().into())
            }

            /// The text as it travels.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([elided])"))
            }
        }
    };
    ($(#[$doc:meta])* $name:ident, $rules:expr) => {
        opaque!($(#[$doc])* $name);

        impl Value for $name {
            const KIND: Kind = Kind::Text;
            const LENT: &'static [Rule] = $rules;

            fn check(&self, rules: &[Rule], checker: &mut Checker) {
                checker.text(rules, &self.0);
                checker.text(Self::LENT, &self.0);
            }

            fn wire_text(&self) -> Option<String> {
                Some(self.0.to_string())
            }
        }
    };
}

opaque!(
    /// `openid` or `sub_openid`: a user under one appid. In a request at most 128 visible characters.
    ///
    /// It is personal data and not shown by `Debug`.
    OpenId,
    &[Rule::Chars { min: 1, max: 128 }, Rule::Charset(Charset::VISIBLE)]
);

opaque!(
    /// `query_id`: what the platform hands to the page a user returns to. In a request at most 512 characters; an older
    /// page says 64.
    ///
    /// Whoever has it can ask for the order, so that it is not shown by `Debug`.
    QueryId,
    &[Rule::Chars { min: 1, max: 512 }, Rule::Charset(Charset::VISIBLE)]
);

opaque!(
    /// `package`: what the client needs to show the user the order for confirmation. The page says 1024 characters.
    ///
    /// The sources disagree on what it holds: a token that the merchant signs together with other parameters, or the
    /// finished query string, valid for five minutes. So it is passed on unread; see [`jump`](crate::jump). It is not
    /// shown by `Debug`.
    Package
);

opaque!(
    /// `apply_permissions_token`: what the client needs to show the user the authorisation. An older page says 300
    /// characters. It is not shown by `Debug`.
    PermissionsToken
);

opaque!(
    /// A part of somebody's HTTP exchange in base64. Headers among them may hold credentials, so that it is not shown by
    /// `Debug`.
    OpaqueText
);

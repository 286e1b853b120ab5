//! Identifiers of this product: texts with rules of their own.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use wx_types::{Checker, Kind, Rule, Value, Violation, charset::Charset};

/// Declares a text that obeys `RULES`, called by its name on the wire in errors.
///
/// What was deserialised is checked with the request it stands in, so that every fault is reported with its path.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $wire:literal, $rules:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// The rules a request holds the text to.
            pub const RULES: &'static [Rule] = $rules;

            /// Checks `text`.
            ///
            /// # Errors
            /// The first broken rule of [`RULES`](Self::RULES), with its limit. The text is not part of the error.
            pub fn new(text: impl Into<String>) -> Result<Self, Violation> {
                let text = text.into();
                match Self::RULES.iter().find_map(|rule| rule.fault_of_text(&text)) {
                    Some(fault) => Err(Violation::new($wire, fault)),
                    None => Ok(Self(text.into())),
                }
            }

            /// The text as it travels.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Violation;

            fn from_str(text: &str) -> Result<Self, Violation> {
                Self::new(text)
            }
        }

        impl Value for $name {
            const KIND: Kind = Kind::Text;
            const LENT: &'static [Rule] = Self::RULES;

            fn check(&self, rules: &[Rule], checker: &mut Checker) {
                checker.text(rules, &self.0);
                checker.text(Self::RULES, &self.0);
            }

            fn wire_text(&self) -> Option<String> {
                Some(self.0.to_string())
            }
        }
    };
}

identifier!(
    /// `out_request_no`: the caller's own number of an order. 1 to 32 digits, letters or `_-|*@`.
    ///
    /// Together with payer, payee and amount it stands for one order. It is what keeps a payment from being asked for
    /// twice: make it and store it before the first send, and keep it until the outcome is known.
    ///
    /// The page lists the signs as `_-|*@` without saying whether `-` is a sign or a range; every one of them is taken
    /// literally here. It gives no least length; an empty number is none.
    OutRequestNo,
    "out_request_no",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::REFUND_NUMBER)]
);

impl fmt::Display for OutRequestNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OutRequestNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OutRequestNo").field(&self.0).finish()
    }
}

identifier!(
    /// `openid`: a user under this mini program. 1 to 64 characters. It is personal data and not shown by `Debug`.
    OpenId,
    "openid",
    &[Rule::Chars { min: 1, max: 64 }]
);

impl fmt::Debug for OpenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenId([elided])")
    }
}

identifier!(
    /// `confirm_token`: what the payer's client starts the payment with. In a request 1 to 128 characters.
    ///
    /// The page does not say how long it lives. Take it for half an hour and, should it be refused, create the order
    /// again with identical parameters. A longer token than the page allows is read from an answer and passed on to the
    /// client; only a query that carries it is refused. Whoever holds it can start the payment, so that it is not shown
    /// by `Debug`.
    ConfirmToken,
    "confirm_token",
    &[Rule::Chars { min: 1, max: 128 }]
);

impl fmt::Debug for ConfirmToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConfirmToken([elided])")
    }
}

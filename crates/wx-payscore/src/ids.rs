//! The numbers of this product: texts with rules of their own, checked at the door.
//!
//! Merchant numbers of three kinds stand side by side in every request. Each is a type, so that none is put where another
//! belongs.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de};
use wx_types::{Checker, Kind, Rule, Value, Violation, charset::Charset};

/// Declares an identifier: a text that obeys `RULES`, called by its name on the wire in errors.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $wire:literal, $rules:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// The rules every value obeys.
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

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = Violation;

            fn from_str(text: &str) -> Result<Self, Violation> {
                Self::new(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
            }
        }

        impl Value for $name {
            const KIND: Kind = Kind::Text;
            const LENT: &'static [Rule] = Self::RULES;

            fn check(&self, rules: &[Rule], checker: &mut Checker) {
                checker.text(rules, &self.0);
            }

            fn wire_text(&self) -> Option<String> {
                Some(self.0.to_string())
            }
        }
    };
}

identifier!(
    /// `service_id`: the service that the platform configured for the institution. At most 32 digits and letters.
    ServiceId,
    "service_id",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset { digits: true, letters: true, also: "" })]
);

identifier!(
    /// `sub_mchid`: the merchant whose service it is. At most 32 digits.
    SubMchid,
    "sub_mchid",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::DIGITS)]
);

identifier!(
    /// `channel_id`: the channel merchant through which the institution serves the merchant. At most 32 digits.
    ChannelId,
    "channel_id",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::DIGITS)]
);

identifier!(
    /// `out_order_no`: the merchant's own number of a service order. 1 to 32 digits, letters or `_-|*`, unique per
    /// merchant.
    ///
    /// It is the only thing that keeps an order from being placed twice: make it and store it before the first send, and
    /// keep it until the outcome is known. It is no payment number; a refund does not accept it as `out_trade_no`.
    OutOrderNo,
    "out_order_no",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::ORDER_NUMBER)]
);

identifier!(
    /// `authorization_code`: the merchant's own number of an authorisation. 1 to 32 visible characters.
    AuthorizationCode,
    "authorization_code",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::VISIBLE)]
);

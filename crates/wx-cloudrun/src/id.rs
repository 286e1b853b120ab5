//! Identifiers whose rules are this interface's own, checked at the door.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wx_types::{Checker, Kind, Rule, Value, Violation, charset::Charset};

/// Declares an identifier: a text that obeys `RULES`, called by its name on the wire in errors.
///
/// What was deserialised is checked with the request it stands in, so that every fault is reported with its path.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $wire:literal, $rules:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
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

        impl TryFrom<&str> for $name {
            type Error = Violation;

            fn try_from(text: &str) -> Result<Self, Violation> {
                Self::new(text)
            }
        }

        impl FromStr for $name {
            type Err = Violation;

            fn from_str(text: &str) -> Result<Self, Violation> {
                Self::new(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|text| Self(text.into()))
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
    /// `out_trade_no`: the merchant's own order number. 6 to 32 digits, letters or `_-|*@`, unique per merchant.
    ///
    /// The page's cell ends after `_-`, where a pipe sign cut its table; the full set and the least length are those of the
    /// classic partner pages. Other interfaces allow other characters, so this is a type of its own.
    ///
    /// It is the only thing that keeps an order from being placed twice: make it and store it before the first send,
    /// and keep it until the outcome is known.
    OutTradeNo,
    "out_trade_no",
    &[Rule::Chars { min: 6, max: 32 }, Rule::Charset(Charset::REFUND_NUMBER)]
);

impl fmt::Debug for OutTradeNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OutTradeNo").field(&self.0).finish()
    }
}

impl fmt::Display for OutTradeNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

identifier!(
    /// `openid` or `sub_openid`: the payer under one appid. 1 to 128 visible ASCII characters. Inside the container it arrives
    /// in the header `X-WX-OPENID`.
    ///
    /// `Debug` does not show it.
    Openid,
    "openid",
    &[Rule::Chars { min: 1, max: 128 }, Rule::Charset(Charset::VISIBLE)]
);

impl fmt::Debug for Openid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Openid([elided])")
    }
}

/// What an answer calls a payer or a payer's account, as it was received. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PayerId(Box<str>);

impl PayerId {
    /// The text as it was received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for PayerId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for PayerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PayerId([elided])")
    }
}

//! Identifiers: texts with rules of their own, checked at the door.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wx_types::{Checker, Fault, Kind, Rule, Value, Violation};

/// Declares an identifier: a text that obeys `RULES` and [`EDGES`], called by its name on the wire in errors.
///
/// What was deserialised is checked with the request it stands in, so that every fault is reported with its path.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $wire:literal, $rules:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The rules that a table can hold. Beside them: no control characters, no blank at either end.
            pub const RULES: &'static [Rule] = $rules;

            /// Checks `text`.
            ///
            /// # Errors
            /// The first broken rule, with its limit. The text is not part of the error.
            pub fn new(text: impl Into<String>) -> Result<Self, Violation> {
                let text = text.into();
                let fault = Self::RULES.iter().find_map(|rule| rule.fault_of_text(&text));
                match fault.or_else(|| edges(&text)) {
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
                if let Some(fault) = edges(&self.0) {
                    checker.fault(fault);
                }
            }

            fn wire_text(&self) -> Option<String> {
                Some(self.0.to_string())
            }
        }
    };
}

/// An identifier that may be shown.
macro_rules! shown {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0).finish()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// An identifier of a person.
macro_rules! elided {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([elided])"))
            }
        }
    };
}

identifier!(
    /// `merchant_order_sn`: the merchant's own order number. 1 to 32 characters, no blank at either end, unique per
    /// merchant.
    ///
    /// It is the only thing that keeps an order from being placed twice: make it and store it before the first send,
    /// and keep it until the outcome is known.
    MerchantOrderSn,
    "merchant_order_sn",
    &[Rule::Chars { min: 1, max: 32 }]
);
shown!(MerchantOrderSn);

identifier!(
    /// `merchant_refund_sn`: the merchant's own refund number. No limit is documented beside that it must not be empty.
    ///
    /// Every repetition of a refund must carry it again.
    MerchantRefundSn,
    "merchant_refund_sn",
    &[Rule::Chars { min: 1, max: usize::MAX }]
);
shown!(MerchantRefundSn);

identifier!(
    /// `order_sn`: Fubei's number of an order. 1 to 32 characters.
    OrderSn,
    "order_sn",
    &[Rule::Chars { min: 1, max: 32 }]
);
shown!(OrderSn);

identifier!(
    /// `sub_openid`: the payer in the mini program, as Fubei's authorisation call answers it. 1 to 32 characters.
    ///
    /// `Debug` does not show it.
    SubOpenid,
    "sub_openid",
    &[Rule::Chars { min: 1, max: 32 }]
);
elided!(SubOpenid);

identifier!(
    /// `app_id`: what Fubei calls a merchant's application. Not a WeChat appid.
    FubeiAppId,
    "app_id",
    &[Rule::Chars { min: 1, max: usize::MAX }]
);
shown!(FubeiAppId);

identifier!(
    /// `vendor_sn`: an agent's number.
    VendorSn,
    "vendor_sn",
    &[Rule::Chars { min: 1, max: usize::MAX }]
);
shown!(VendorSn);

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

elided!(PayerId);

/// The pages forbid blanks around an order number. A control character in a number could forge a line of a log, since
/// errors name their number.
fn edges(text: &str) -> Option<Fault> {
    let hostile = text.trim().len() != text.len() || text.chars().any(char::is_control);
    hostile.then_some(Fault::Form {
        expected: "a text without control characters and without blanks before or after it",
    })
}

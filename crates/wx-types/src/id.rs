//! Identifiers: texts with rules of their own, checked at the door.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    charset::Charset,
    check::Checker,
    form::Form,
    model::Value,
    rule::{Kind, Rule},
    violation::Violation,
};

/// Declares an identifier: a text that obeys `RULES`, called by its name on the wire in errors.
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $wire:literal, $rules:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

        impl TryFrom<String> for $name {
            type Error = Violation;

            fn try_from(text: String) -> Result<Self, Violation> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = Violation;

            fn try_from(text: &str) -> Result<Self, Violation> {
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

/// The platform's own numbers carry no documented alphabet; a line feed in one would change what is signed.
const PLATFORM_NUMBER: &[Rule] = &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::VISIBLE)];

identifier!(
    /// `appid`: which app, official account or mini program the payer uses. At most 32 visible characters.
    AppId,
    "appid",
    PLATFORM_NUMBER
);

identifier!(
    /// `mchid`: the merchant's number. At most 32 digits.
    Mchid,
    "mchid",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::DIGITS)]
);

identifier!(
    /// `out_trade_no`: the merchant's own order number. 6 to 32 digits, letters or `_-|*`, unique per merchant.
    ///
    /// It is the only thing that keeps an order from being placed twice: make it and store it before the first send,
    /// and keep it until the outcome is known.
    OutTradeNo,
    "out_trade_no",
    &[Rule::Chars { min: 6, max: 32 }, Rule::Charset(Charset::ORDER_NUMBER)]
);

identifier!(
    /// `out_refund_no`: the merchant's own refund number. 1 to 64 digits, letters or `_-|*@`, unique per merchant.
    ///
    /// One number refunds once; every repetition of a refund must carry it again.
    OutRefundNo,
    "out_refund_no",
    &[Rule::Chars { min: 1, max: 64 }, Rule::Charset(Charset::REFUND_NUMBER)]
);

identifier!(
    /// `transaction_id`: the platform's number of a payment. Exists once the order is paid. At most 32 characters.
    TransactionId,
    "transaction_id",
    PLATFORM_NUMBER
);

identifier!(
    /// `refund_id`: the platform's number of a refund. At most 32 characters.
    RefundId,
    "refund_id",
    PLATFORM_NUMBER
);

identifier!(
    /// `prepay_id`: what a client starts the payment with. Valid for two hours.
    ///
    /// The pages say 64 characters. It comes from the platform, so a longer one is taken as well.
    PrepayId,
    "prepay_id",
    &[Rule::Chars { min: 1, max: 1024 }, Rule::Charset(Charset::VISIBLE)]
);

identifier!(
    /// `notify_url`: where notifications are sent. An absolute `http` or `https` address with a path and without query,
    /// fragment, user and blanks. Its greatest length differs per interface and stands beside the field.
    NotifyUrl,
    "notify_url",
    &[Rule::Form(Form::CallbackUrl)]
);

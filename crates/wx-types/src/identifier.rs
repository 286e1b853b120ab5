/// Declares an identifier: a text that obeys rules of its own, checked when it is made, and called by its name on the wire
/// in errors.
///
/// Gateways disagree about the same name, so an identifier with other rules is another type, declared by its provider.
///
/// ```
/// use wx_types::{Rule, charset::Charset};
///
/// wx_types::identifier!(
///     /// `store_id`: 1 to 10 digits.
///     StoreId,
///     "store_id",
///     &[Rule::Chars { min: 1, max: 10 }, Rule::Charset(Charset::DIGITS)]
/// );
/// wx_types::identifier!(
///     personal
///     /// `openid`: who pays. Personal data: `Debug` does not show it, and there is no `Display`.
///     OpenId,
///     "openid",
///     &[Rule::Chars { min: 1, max: 128 }]
/// );
///
/// let fault = StoreId::new("12a").unwrap_err();
/// assert_eq!(fault.to_string(), "store_id: may hold digits; character 2 is another one");
/// assert_eq!(format!("{:?}", OpenId::new("oUpF8uMuAJO").unwrap()), "OpenId([elided])");
/// ```
#[macro_export]
macro_rules! identifier {
    (personal $(#[$doc:meta])* $name:ident, $wire:literal, $rules:expr) => {
        $crate::__identifier!($(#[$doc])* #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)] $name, $wire, $rules);

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(::std::concat!(::std::stringify!($name), "([elided])"))
            }
        }
    };
    ($(#[$doc:meta])* $name:ident, $wire:literal, $rules:expr) => {
        $crate::__identifier!($(#[$doc])* #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)] $name, $wire, $rules);

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// What both kinds of [`identifier!`](crate::identifier) have in common. Not part of the API.
#[doc(hidden)]
#[macro_export]
macro_rules! __identifier {
    ($(#[$attribute:meta])* $name:ident, $wire:literal, $rules:expr) => {
        $(#[$attribute])*
        pub struct $name(::std::boxed::Box<str>);

        impl $name {
            /// The rules every value obeys.
            pub const RULES: &'static [$crate::Rule] = $rules;

            /// Checks `text`.
            ///
            /// # Errors
            /// The first broken rule of [`RULES`](Self::RULES), with its limit. The text is not part of the error.
            pub fn new(
                text: impl ::std::convert::Into<::std::string::String>,
            ) -> ::std::result::Result<Self, $crate::Violation> {
                let text = text.into();
                match Self::RULES.iter().find_map(|rule| rule.fault_of_text(&text)) {
                    ::std::option::Option::Some(fault) => {
                        ::std::result::Result::Err($crate::Violation::new($wire, fault))
                    }
                    ::std::option::Option::None => ::std::result::Result::Ok(Self(text.into())),
                }
            }

            /// The text as it travels.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::Violation;

            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::Violation> {
                Self::new(text)
            }
        }

        impl ::std::convert::TryFrom<::std::string::String> for $name {
            type Error = $crate::Violation;

            fn try_from(text: ::std::string::String) -> ::std::result::Result<Self, $crate::Violation> {
                Self::new(text)
            }
        }

        impl ::std::convert::TryFrom<&str> for $name {
            type Error = $crate::Violation;

            fn try_from(text: &str) -> ::std::result::Result<Self, $crate::Violation> {
                Self::new(text)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::string::String as $crate::__private::serde::Deserialize>::deserialize(deserializer)?;
                Self::new(text).map_err($crate::__private::serde::de::Error::custom)
            }
        }

        impl $crate::Value for $name {
            const KIND: $crate::Kind = $crate::Kind::Text;
            const LENT: &'static [$crate::Rule] = Self::RULES;

            fn check(&self, rules: &[$crate::Rule], checker: &mut $crate::Checker) {
                checker.text(rules, &self.0);
            }

            fn wire_text(&self) -> ::std::option::Option<::std::string::String> {
                ::std::option::Option::Some(self.0.to_string())
            }
        }
    };
}

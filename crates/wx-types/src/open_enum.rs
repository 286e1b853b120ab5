/// Declares an enum of wire values that keeps the values it does not know.
///
/// ```
/// wx_types::open_enum! {
///     /// Where a refund goes.
///     pub enum Channel {
///         /// Back the way it came.
///         Original = "ORIGINAL",
///         /// To the balance.
///         Balance = "BALANCE",
///     }
/// }
///
/// let channel: Channel = serde_json::from_str("\"BALANCE\"")?;
/// assert_eq!(channel, Channel::Balance);
/// let channel: Channel = serde_json::from_str("\"TO_THE_MOON\"")?;
/// assert_eq!(channel.as_str(), "TO_THE_MOON");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A field of such a type lends its documented values as a rule, so that a request with another one is refused before it
/// is sent, while an answer with another one is read.
#[macro_export]
macro_rules! open_enum {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $wire:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A value that no page described when this version was released.
            Other(::std::boxed::Box<str>),
        }

        impl $name {
            /// The documented values.
            pub const KNOWN: &'static [&'static str] = &[$($wire),+];

            /// The value as it travels.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)+
                    other => Self::Other(other.into()),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::string::String as $crate::__private::serde::Deserialize>::deserialize(deserializer)?;
                ::std::result::Result::Ok(Self::from(text.as_str()))
            }
        }

        impl $crate::Value for $name {
            const KIND: $crate::Kind = $crate::Kind::Text;
            const LENT: &'static [$crate::Rule] = &[$crate::Rule::OneOf(Self::KNOWN)];

            fn check(&self, rules: &[$crate::Rule], checker: &mut $crate::Checker) {
                checker.text(rules, self.as_str());
                // An `Other` can be made, so what the type lends does not hold for every value and is checked here.
                checker.text(Self::LENT, self.as_str());
            }

            fn wire_text(&self) -> ::std::option::Option<::std::string::String> {
                ::std::option::Option::Some(self.as_str().to_owned())
            }
        }
    };
}

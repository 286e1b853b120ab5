//! Reading what the platform writes in more than one way.

use serde::{Deserialize, Deserializer, de};
use wx_types::Fen;

/// An amount as an integer, or as a string of digits: the sources show both for the same member. `null` is absent.
///
/// There is no third way: a number with a fraction is refused.
pub(crate) fn fen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Fen>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(i64),
        Text(String),
    }

    match Option::deserialize(deserializer)? {
        None => Ok(None),
        Some(Written::Number(fen)) => Ok(Some(Fen::new(fen))),
        Some(Written::Text(text)) => match text.parse() {
            Ok(fen) => Ok(Some(Fen::new(fen))),
            Err(_) => Err(de::Error::custom("an amount is a whole number of fen")),
        },
    }
}

/// An amount that must be there.
pub(crate) fn required_fen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fen, D::Error> {
    fen(deserializer)?.ok_or_else(|| de::Error::custom("an amount is missing"))
}

/// A list; `null` is an empty one.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

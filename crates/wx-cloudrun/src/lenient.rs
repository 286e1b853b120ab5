//! Reading of what the platform writes in more than one way.
//!
//! Numbers come as texts, texts as numbers, absent values as `null` or as an empty text. An optional member that cannot
//! be read at all counts as absent: it must not hide that an order is paid. Everything goes by the text of the member, so
//! that no amount and no long number passes through a floating-point number on its way.

use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use wx_types::Fen;

/// A text that is not empty, or the digits of a number; required.
pub(crate) fn required_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer)?.ok_or_else(|| de::Error::custom("a text is required"))
}

/// A text that is not empty, or the digits of a number.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(present(&raw))
}

/// An integer.
pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(text(deserializer)?.and_then(|text| text.parse().ok()))
}

/// An amount in fen.
pub(crate) fn fen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Fen>, D::Error> {
    Ok(number(deserializer)?.map(Fen::new))
}

/// A value of an open list, or the name of a person.
pub(crate) fn known<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'a> From<&'a str>,
{
    Ok(text(deserializer)?.as_deref().map(T::from))
}

/// The texts of a list, an unreadable entry as an empty one so that lists stay side by side; empty where it is no list.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let entries: Vec<Box<RawValue>> = serde_json::from_str(raw.get()).unwrap_or_default();
    Ok(entries.iter().map(|entry| present(entry).unwrap_or_default()).collect())
}

/// A text that is not empty, or the digits of a number.
pub(crate) fn present(raw: &RawValue) -> Option<String> {
    let text = raw.get();
    let scalar = match text.as_bytes().first()? {
        b'"' => serde_json::from_str(text).ok(),
        b'-' | b'0'..=b'9' => Some(text.to_owned()),
        _ => None,
    };
    scalar.filter(|text| !text.is_empty())
}

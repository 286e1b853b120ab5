//! Reading of what the gateway writes in more than one way.
//!
//! Numbers come as texts, texts as numbers, absent values as `null` or as an empty text. An optional member that cannot
//! be read at all counts as absent: it must not hide that an order is paid. Everything goes by the text of the member, so
//! that no amount and no twenty-digit number passes through a floating-point number on its way.

use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use wx_types::Yuan;

/// A text that is not empty, or the digits of a number; required.
pub(crate) fn required_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer)?.ok_or_else(|| de::Error::custom("a text is required"))
}

/// A text, empty or not, or the digits of a number; required.
pub(crate) fn verbatim<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    scalar(&raw).ok_or_else(|| de::Error::custom("a text is required"))
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

/// The number of something, where 0 means that there is none.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(number(deserializer)?.filter(|number| *number != 0))
}

/// An amount in yuan.
pub(crate) fn yuan<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Yuan>, D::Error> {
    Ok(text(deserializer)?.and_then(|text| text.parse().ok()))
}

/// 1 for yes, 0 for no.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match text(deserializer)?.as_deref() {
        Some("1") => Some(true),
        Some("0") => Some(false),
        _ => None,
    })
}

/// A value of an open list, or the name of a person.
pub(crate) fn known<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'a> TryFrom<&'a str>,
{
    Ok(text(deserializer)?.and_then(|text| T::try_from(&text).ok()))
}

/// A list; empty where it cannot be read.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: de::DeserializeOwned,
{
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).unwrap_or_default())
}

/// A text that is not empty, or the digits of a number.
pub(crate) fn present(raw: &RawValue) -> Option<String> {
    scalar(raw).filter(|text| !text.is_empty())
}

fn scalar(raw: &RawValue) -> Option<String> {
    let text = raw.get();
    match text.as_bytes().first()? {
        b'"' => serde_json::from_str(text).ok(),
        b'-' | b'0'..=b'9' => Some(text.to_owned()),
        _ => None,
    }
}

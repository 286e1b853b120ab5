//! Reading what an answer may write in more than one way.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;
use wx_types::Fen;

use crate::ids::ConfirmToken;

/// A token that must be there. Its length is the platform's affair, so that only emptiness is refused.
pub(super) fn filled_token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ConfirmToken, D::Error> {
    let token = ConfirmToken::deserialize(deserializer)?;
    if token.as_str().is_empty() { Err(de::Error::custom("the confirm token is empty")) } else { Ok(token) }
}

/// A remark; anything that is no text is as good as none.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    optional_text(deserializer).map(Option::unwrap_or_default)
}

/// A text; anything else is absent, and no reason to leave a paid order unread.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        _ => None,
    })
}

/// An amount as an integer or as a string of digits; `null` is absent. A number with a fraction is refused, as money is
/// not guessed.
pub(super) fn fen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Fen>, D::Error> {
    let fen = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    fen.map(|fen| Some(Fen::new(fen))).ok_or_else(|| de::Error::custom("an amount is a whole number of fen"))
}

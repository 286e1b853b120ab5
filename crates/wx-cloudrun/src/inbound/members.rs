//! The members of one JSON object by name, each with its text.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::lenient;

/// An object whose members are named once each. A name that occurs twice has no single meaning.
#[derive(Clone)]
pub(super) struct Members(BTreeMap<String, Box<RawValue>>);

impl Members {
    /// The text of a member that the platform spells in one of two ways: `camel` first, then its form with underscores.
    /// Numbers count as their digits, empty texts and `null` as absent.
    pub(super) fn text(&self, camel: &str) -> Option<String> {
        let text = |name: &str| self.0.get(name).and_then(|raw| lenient::present(raw));
        text(camel).or_else(|| text(&snake(camel)))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

fn snake(camel: &str) -> String {
    camel.chars().fold(String::with_capacity(camel.len().saturating_add(4)), |mut snake, character| {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
        snake
    })
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
            if members.insert(name, value).is_some() {
                return Err(de::Error::custom("a member occurs twice"));
            }
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn names_are_spelled_in_two_ways() {
        for (camel, expected) in [
            ("appid", "appid"),
            ("outTradeNo", "out_trade_no"),
            ("subMchId", "sub_mch_id"),
            ("refundRecvAccout", "refund_recv_accout"),
        ] {
            assert_eq!(snake(camel), expected);
        }
    }
}

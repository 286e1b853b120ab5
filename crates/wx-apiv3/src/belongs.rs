//! Whether an answer belongs to its request.
//!
//! The platform's signature covers the answer alone. A genuine answer to another request verifies just as well, so the
//! numbers that it repeats are held against those that were asked for.

use std::fmt;

use serde::{
    Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;
use wx_types::Endpoint;

/// A field whose value in the answer is another one than in the request.
///
/// What is compared: the fields that travel in path and query, and the business number, as far as the answer has a text
/// of the same name.
pub(crate) fn foreign_field<E: Endpoint>(request: &E, answer: &[u8]) -> Option<&'static str> {
    let mut asked = request.addressed();
    asked.extend(request.business_number().map(|number| (number.name(), number.value().to_owned())));
    differing(&asked, answer)
}

fn differing(asked: &[(&'static str, String)], answer: &[u8]) -> Option<&'static str> {
    let mut answer = serde_json::Deserializer::from_slice(answer);
    answer.deserialize_any(Asked(asked)).ok().flatten()
}

/// Looks at the members that were asked for and skips the others.
struct Asked<'a>(&'a [(&'static str, String)]);

impl<'de> Visitor<'de> for Asked<'_> {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut differing = None;
        while let Some(name) = members.next_key::<String>()? {
            let Some((field, asked)) = self.0.iter().find(|(field, _)| *field == name) else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            if members.next_value::<Value>()?.as_str().is_some_and(|answered| answered != asked) {
                differing = differing.or(Some(*field));
            }
        }
        Ok(differing)
    }
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[track_caller]
    fn check(answer: &str, expected: Option<&str>) {
        let asked = [("out_trade_no", "A|1".to_owned()), ("mchid", "19".to_owned())];
        assert_eq!(differing(&asked, answer.as_bytes()), expected, "{answer}");
    }

    #[test]
    fn texts_of_the_same_name_are_compared() {
        check(r#"{"out_trade_no":"A|1","mchid":"19","other":{"mchid":"20"}}"#, None);
        check(r#"{"other":[1,{}],"mchid":"20"}"#, Some("mchid"));
        check(r#"{"out_trade_no":"A%7C1"}"#, Some("out_trade_no"));
        check(r#"{"mchid":"19","mchid":"20"}"#, Some("mchid"));
    }

    #[test]
    fn what_is_not_there_is_no_difference() {
        check("{}", None);
        check("null", None);
        check(r#"["mchid","20"]"#, None);
        check(r#"{"out_trade_no":null,"mchid":19}"#, None);
    }
}

//! Strict reading of `biz_content`.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::refusal::Refusal;
use crate::schema::{Fault, Kind, Rule, Schema, check};
use crate::yuan;

/// A `biz_content` that keeps the rules of its method.
pub(crate) struct Biz {
    value: Value,
    /// Amounts in fen, by name.
    amounts: BTreeMap<&'static str, i64>,
}

impl Biz {
    /// Reads the signed text. Amounts are read from their digits: a number that was parsed has forgotten how it was
    /// written.
    pub(crate) fn read(text: &str, schema: &Schema) -> Result<Self, Refusal> {
        let not_json = |_| Refusal::parameter("/biz_content must hold a JSON object");
        let value: Value = serde_json::from_str(text).map_err(not_json)?;
        let raw: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text).map_err(not_json)?;
        let mut faults = check(schema, &value);
        faults.retain(|fault| fault.rule != Rule::FourBytes);
        let mut amounts = BTreeMap::new();
        for field in schema.fields.iter().filter(|field| matches!(field.kind, Kind::Decimal)) {
            let digits = raw.get(field.name).filter(|_| value.get(field.name).is_some_and(Value::is_number));
            match digits.map(|digits| yuan::parse(digits.get())) {
                Some(Ok(fen)) => {
                    amounts.insert(field.name, fen);
                }
                Some(Err(rule)) => {
                    faults.push(Fault { pointer: format!("/{}", field.name), rule: Rule::Cross(rule) });
                }
                None => {}
            }
        }
        if faults.is_empty() {
            Ok(Self { value, amounts })
        } else {
            Err(Refusal::faults("biz_content", &faults))
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.value.get(name).and_then(Value::as_str)
    }

    /// An integer, also if it came as a string.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        let value = self.value.get(name)?;
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    }

    /// An amount in fen.
    pub(crate) fn fen(&self, name: &str) -> Option<i64> {
        self.amounts.get(name).copied()
    }

    /// Refuses unless one of these members is there.
    pub(crate) fn one_of(&self, names: &[&str]) -> Result<(), Refusal> {
        if names.iter().any(|name| self.value.get(name).is_some()) {
            Ok(())
        } else {
            Err(Refusal::parameter(format!("biz_content: one of {} is required", names.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Biz;
    use crate::schema::{Kind, Schema, optional, required, text};

    const SCHEMA: Schema = Schema {
        fields: &[
            required("total_fee", Kind::Decimal),
            optional("cashier_id", Kind::Id { max: 99 }),
            optional("body", text(1, 4)),
        ],
    };

    #[track_caller]
    fn check(text: &str, expected: Result<i64, &str>) {
        let found = Biz::read(text, &SCHEMA).map(|biz| biz.fen("total_fee").unwrap());
        assert_eq!(found.map_err(|refusal| refusal.issue), expected.map_err(str::to_owned), "{text}");
    }

    #[test]
    fn every_fault_is_told() {
        check(r#"{"total_fee":0.10,"cashier_id":"34","body":"🥜"}"#, Ok(10));
        check(
            r#"{"total_fee":1e-2,"cashier_id":100,"note":1,"body":null}"#,
            Err("biz_content: /cashier_id must be 0 to 99; /body must not be null; leave it out; \
                 /note is not a member of this request; /total_fee must be written without an exponent"),
        );
        check(r#"{"total_fee":"1"}"#, Err("biz_content: /total_fee must be of type number, found string"));
        check("[1]", Err("/biz_content must hold a JSON object"));
        check("", Err("/biz_content must hold a JSON object"));
    }
}

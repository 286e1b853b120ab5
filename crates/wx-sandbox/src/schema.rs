//! Strict JSON: what a body may hold, as tables, and one function that reports every fault.

mod form;

use std::fmt;

use serde_json::{Map, Value};

pub(crate) use form::Form;

/// The members of one object.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) fields: &'static [FieldSpec],
}

/// One member of an object.
#[derive(Debug)]
pub(crate) struct FieldSpec {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) kind: Kind,
}

/// What a value must be.
#[derive(Debug)]
pub(crate) enum Kind {
    /// A string of so many characters, in a form.
    Text {
        min: usize,
        max: usize,
        form: Form,
    },
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A JSON integer; `1.0` and `1e2` are not.
    Int {
        min: i64,
        max: i64,
    },
    /// A JSON number of any kind, for rules over its digits that stand elsewhere.
    Decimal,
    /// A JSON integer, or a string of its digits.
    Id {
        max: i64,
    },
    /// `true` or `false`.
    Flag,
    Object(Schema),
    /// So many items of one kind.
    List {
        min: usize,
        max: usize,
        item: &'static Kind,
    },
}

pub(crate) const fn required(name: &'static str, kind: Kind) -> FieldSpec {
    FieldSpec { name, required: true, kind }
}

pub(crate) const fn optional(name: &'static str, kind: Kind) -> FieldSpec {
    FieldSpec { name, required: false, kind }
}

pub(crate) const fn text(min: usize, max: usize) -> Kind {
    Kind::Text { min, max, form: Form::Any }
}

pub(crate) const fn formed(min: usize, max: usize, form: Form) -> Kind {
    Kind::Text { min, max, form }
}

pub(crate) const fn object(fields: &'static [FieldSpec]) -> Kind {
    Kind::Object(Schema { fields })
}

/// A broken rule, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// JSON pointer.
    pub(crate) pointer: String,
    pub(crate) rule: Rule,
}

/// The rule that was broken, with limits and sizes, never with the value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Unknown,
    Null,
    Missing,
    Type {
        wanted: &'static str,
        found: &'static str,
    },
    Length {
        min: usize,
        max: usize,
        found: usize,
    },
    Range {
        min: i64,
        max: i64,
    },
    Count {
        min: usize,
        max: usize,
        found: usize,
    },
    Choice(&'static [&'static str]),
    Form(Form),
    /// A character that UTF-8 writes in four bytes.
    FourBytes,
    /// A rule between fields, in words.
    Cross(&'static str),
}

/// Every fault of `value`, in the order of the table, unknown members last.
pub(crate) fn check(schema: &Schema, value: &Value) -> Vec<Fault> {
    let mut checker = Checker { pointer: String::new(), faults: Vec::new() };
    match value {
        Value::Object(members) => checker.members(schema, members),
        other => checker.fault(Rule::Type { wanted: "object", found: type_name(other) }),
    }
    checker.faults
}

struct Checker {
    pointer: String,
    faults: Vec<Fault>,
}

impl Checker {
    fn fault(&mut self, rule: Rule) {
        self.faults.push(Fault { pointer: self.pointer.clone(), rule });
    }

    /// Runs `check` one level deeper.
    fn at(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        check(self);
        self.pointer.truncate(length);
    }

    fn members(&mut self, schema: &Schema, members: &Map<String, Value>) {
        for field in schema.fields {
            match members.get(field.name) {
                Some(value) => self.at(field.name, |checker| checker.value(&field.kind, value)),
                None if field.required => self.at(field.name, |checker| checker.fault(Rule::Missing)),
                None => {}
            }
        }
        for name in members.keys() {
            if !schema.fields.iter().any(|field| field.name == name) {
                self.at(name, |checker| checker.fault(Rule::Unknown));
            }
        }
    }

    fn value(&mut self, kind: &Kind, value: &Value) {
        match (kind, value) {
            (_, Value::Null) => self.fault(Rule::Null),
            (Kind::Text { min, max, form }, Value::String(text)) => self.text(text, *min, *max, *form),
            (Kind::Choice(choices), Value::String(text)) => {
                if !choices.contains(&text.as_str()) {
                    self.fault(Rule::Choice(choices));
                }
            }
            (Kind::Int { min, max }, Value::Number(number)) if !number.is_f64() => {
                if !number.as_i64().is_some_and(|n| (*min..=*max).contains(&n)) {
                    self.fault(Rule::Range { min: *min, max: *max });
                }
            }
            (Kind::Flag, Value::Bool(_)) | (Kind::Decimal, Value::Number(_)) => {}
            (Kind::Id { max }, Value::Number(number)) if !number.is_f64() => {
                if !number.as_i64().is_some_and(|n| (0..=*max).contains(&n)) {
                    self.fault(Rule::Range { min: 0, max: *max });
                }
            }
            (Kind::Id { max }, Value::String(digits)) => {
                let plain = Form::Digits.accepts(digits);
                if !digits.parse::<i64>().is_ok_and(|n| plain && n <= *max) {
                    self.fault(Rule::Range { min: 0, max: *max });
                }
            }
            (Kind::Object(schema), Value::Object(members)) => self.members(schema, members),
            (Kind::List { min, max, item }, Value::Array(items)) => self.items(items, *min, *max, item),
            (_, other) => self.fault(Rule::Type { wanted: kind.name(), found: type_name(other) }),
        }
    }

    fn text(&mut self, text: &str, min: usize, max: usize, form: Form) {
        let found = text.chars().count();
        if !(min..=max).contains(&found) {
            self.fault(Rule::Length { min, max, found });
        }
        if text.chars().any(|c| c.len_utf8() == 4) {
            self.fault(Rule::FourBytes);
        } else if found > 0 && !form.accepts(text) {
            self.fault(Rule::Form(form));
        }
    }

    fn items(&mut self, items: &[Value], min: usize, max: usize, item: &Kind) {
        let found = items.len();
        if !(min..=max).contains(&found) {
            self.fault(Rule::Count { min, max, found });
        }
        for (index, value) in items.iter().enumerate() {
            self.at(&index.to_string(), |checker| checker.value(item, value));
        }
    }
}

impl Kind {
    fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } | Self::Choice(_) => "string",
            Self::Int { .. } => "integer",
            Self::Decimal => "number",
            Self::Id { .. } => "integer or string of digits",
            Self::Flag => "boolean",
            Self::Object(_) => "object",
            Self::List { .. } => "array",
        }
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number with a fraction or an exponent",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("is not a member of this request"),
            Self::Null => f.write_str("must not be null; leave it out"),
            Self::Missing => f.write_str("is required"),
            Self::Type { wanted, found } => write!(f, "must be of type {wanted}, found {found}"),
            Self::Length { min, max, found } => {
                write!(f, "must have {min} to {max} characters, found {found}")
            }
            Self::Range { min, max } if *max == i64::MAX => write!(f, "must be at least {min}"),
            Self::Range { min, max } => write!(f, "must be {min} to {max}"),
            Self::Count { min, max, found } => write!(f, "must have {min} to {max} items, found {found}"),
            Self::Choice(choices) => write!(f, "must be one of {}", choices.join(", ")),
            Self::Form(form) => write!(f, "must be {form}"),
            Self::FourBytes => f.write_str("must not hold a character that takes four bytes of UTF-8"),
            Self::Cross(rule) => f.write_str(rule),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "the body" } else { &self.pointer };
        write!(f, "{pointer} {}", self.rule)
    }
}

#[cfg(test)]
mod tests;

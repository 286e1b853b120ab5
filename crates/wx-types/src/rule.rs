//! Rules and fields as constant data: what the derives write, and what everything else reads.

use std::fmt;

use crate::{
    charset::Charset,
    form::Form,
    model::ModelInfo,
    violation::{Fault, Limits, Unit},
};

/// One documented constraint of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Length in Unicode characters.
    Chars {
        /// The least count.
        min: usize,
        /// The greatest count.
        max: usize,
    },
    /// Length in bytes of UTF-8.
    Bytes {
        /// The least count.
        min: usize,
        /// The greatest count.
        max: usize,
    },
    /// Value of a number; an amount in yuan is measured in fen.
    Range {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
    },
    /// Number of entries of a list.
    Items {
        /// The least count.
        min: usize,
        /// The greatest count.
        max: usize,
    },
    /// Length of the whole value as compact JSON, in bytes.
    JsonBytes {
        /// The greatest count.
        max: usize,
    },
    /// Allowed characters.
    Charset(Charset),
    /// Allowed values.
    OneOf(&'static [&'static str]),
    /// A form such as an address or a time.
    Form(Form),
    /// Characters of one to three UTF-8 bytes only.
    BasicPlane,
}

impl Rule {
    /// The fault of `text`, if this rule concerns texts and is broken.
    #[must_use]
    pub fn fault_of_text(&self, text: &str) -> Option<Fault> {
        match *self {
            Self::Chars { min, max } => length(Unit::Characters, min, max, text.chars().count()),
            Self::Bytes { min, max } => length(Unit::Bytes, min, max, text.len()),
            Self::Charset(allowed) => text
                .chars()
                .position(|character| !allowed.contains(character))
                .map(|position| Fault::Charset { allowed, position }),
            Self::OneOf(allowed) => (!allowed.contains(&text)).then_some(Fault::OneOf { allowed }),
            Self::Form(form) => (!form.accepts(text)).then_some(Fault::Form { expected: form.words() }),
            Self::BasicPlane => text
                .chars()
                .position(|character| character.len_utf8() > 3)
                .map(|position| Fault::FourByteCharacter { position }),
            Self::Range { .. } | Self::Items { .. } | Self::JsonBytes { .. } => None,
        }
    }

    /// The fault of `number`, if this rule concerns numbers and is broken.
    #[must_use]
    pub fn fault_of_number(&self, number: i64) -> Option<Fault> {
        match *self {
            Self::Range { min, max } if number < min || number > max => {
                Some(Fault::Range { min, max, found: number })
            }
            _ => None,
        }
    }

    /// The fault of a list of `count` entries, if this rule concerns lists and is broken.
    #[must_use]
    pub fn fault_of_count(&self, count: usize) -> Option<Fault> {
        match *self {
            Self::Items { min, max } => length(Unit::Entries, min, max, count),
            _ => None,
        }
    }

    /// The fault of a value whose compact JSON has `bytes` bytes, if this rule limits that and is broken.
    #[must_use]
    pub fn fault_of_json(&self, bytes: usize) -> Option<Fault> {
        match *self {
            Self::JsonBytes { max } => length(Unit::JsonBytes, 0, max, bytes),
            _ => None,
        }
    }
}

fn length(unit: Unit, min: usize, max: usize, found: usize) -> Option<Fault> {
    (found < min || found > max).then_some(Fault::Length { unit, min, max, found })
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Chars { min, max } => write!(f, "{} {}", Limits::of_count(min, max), Unit::Characters),
            Self::Bytes { min, max } => write!(f, "{} {}", Limits::of_count(min, max), Unit::Bytes),
            Self::Range { min, max } => Limits::of_number(min, max).fmt(f),
            Self::Items { min, max } => write!(f, "{} {}", Limits::of_count(min, max), Unit::Entries),
            Self::JsonBytes { max } => write!(f, "at most {max} bytes of JSON"),
            Self::Charset(charset) => charset.fmt(f),
            Self::OneOf(allowed) => write!(f, "one of {}", allowed.join(", ")),
            Self::Form(form) => f.write_str(form.words()),
            Self::BasicPlane => f.write_str("characters of one to three bytes"),
        }
    }
}

/// One row of a model's table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it travels.
    pub place: Place,
    /// Whether it must be present.
    pub required: bool,
    /// Its type on the wire.
    pub kind: Kind,
    /// The rules written beside the field.
    pub rules: &'static [Rule],
    /// The rules that its Rust type brings along; they hold for every value of that type.
    pub lent: &'static [Rule],
}

impl Field {
    /// Every rule of the field: its own and those of its type.
    pub fn all_rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.rules.iter().chain(self.lent)
    }
}

/// Where a field travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the JSON body.
    Body,
    /// In the path.
    Path,
    /// In the query.
    Query,
}

/// A field's type on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string.
    Text,
    /// An integer.
    Integer,
    /// An amount in yuan: a number with at most two decimals.
    Decimal,
    /// `true` or `false`.
    Boolean,
    /// An object with a table of its own.
    Object(&'static ModelInfo),
    /// A list of equal entries.
    List(&'static Kind),
}

impl Kind {
    /// The kind in words, as error messages use it.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Integer => "an integer",
            Self::Decimal => "a number with at most two decimals",
            Self::Boolean => "a boolean",
            Self::Object(_) => "an object",
            Self::List(_) => "a list",
        }
    }
}

#[doc(inline)]
pub use crate::form::Form as TextForm;

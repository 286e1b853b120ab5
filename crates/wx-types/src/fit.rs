//! What the derives ask of a field's type while the model compiles, so that no rule stands beside a field it never checks.

use crate::{
    model::Value,
    rule::{Kind, Place},
};

/// Whether rules about texts are heard: a text, or a list of them.
#[must_use]
pub const fn is_text<T: Value>() -> bool {
    matches!(innermost(T::KIND), Kind::Text)
}

/// Whether rules about numbers are heard: a number, or a list of them.
#[must_use]
pub const fn is_number<T: Value>() -> bool {
    matches!(innermost(T::KIND), Kind::Integer | Kind::Decimal)
}

/// Whether rules about the number of entries are heard.
#[must_use]
pub const fn is_list<T: Value>() -> bool {
    matches!(T::KIND, Kind::List(_))
}

/// Whether it is a model that travels in a body, or a list of them.
#[must_use]
pub const fn is_model<T: Value>() -> bool {
    let Kind::Object(model) = innermost(T::KIND) else {
        return false;
    };
    let mut fields = model.fields;
    while let [field, rest @ ..] = fields {
        if !matches!(field.place, Place::Body) {
            return false;
        }
        fields = rest;
    }
    true
}

/// Whether it can stand in a path or a query.
#[must_use]
pub const fn is_scalar<T: Value>() -> bool {
    !matches!(T::KIND, Kind::Object(_) | Kind::List(_))
}

/// Whether the type brings rules along.
#[must_use]
pub const fn lends<T: Value>() -> bool {
    !T::LENT.is_empty()
}

/// Whether every value of it is present: not an option.
#[must_use]
pub const fn is_present<T: Value>() -> bool {
    T::REQUIRED
}

const fn innermost(kind: Kind) -> Kind {
    match kind {
        Kind::List(entry) => innermost(*entry),
        other => other,
    }
}

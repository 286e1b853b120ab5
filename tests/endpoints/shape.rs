//! What both sides are brought to before they are compared: names, required flags, kinds and values.

use std::collections::{BTreeMap, BTreeSet};

/// A request: one object for each place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) path: Shape,
    pub(crate) query: Shape,
    pub(crate) body: Shape,
}

/// A value, as far as both sides describe one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Its kind; `None` where that is not said.
    pub(crate) kind: Option<Kind>,
    /// The values it may have; empty where they are not listed.
    pub(crate) values: BTreeSet<String>,
    /// The members of an object.
    pub(crate) members: BTreeMap<String, Self>,
    /// The members that must be there.
    pub(crate) required: BTreeSet<String>,
    /// What an entry of a list is.
    pub(crate) entry: Option<Box<Self>>,
}

/// The type on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Object,
    List,
}

impl Kind {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Object => "an object",
            Self::List => "a list",
        }
    }
}

impl Shape {
    /// Adds a member to an object.
    pub(crate) fn insert(&mut self, name: &str, required: bool, shape: Self) {
        self.members.insert(name.to_owned(), shape);
        if required {
            self.required.insert(name.to_owned());
        }
    }

    /// Describes the same value further, as `allOf` does.
    pub(crate) fn merge(&mut self, other: Self) {
        self.kind = self.kind.or(other.kind);
        let common: BTreeSet<String> = &self.values & &other.values;
        // Lists that share nothing would allow nothing: there the second adds to the first. A side without a list leaves
        // the other's.
        self.values = if common.is_empty() { &self.values | &other.values } else { common };
        for (name, shape) in other.members {
            self.members.entry(name).or_default().merge(shape);
        }
        self.required.extend(other.required);
        match (&mut self.entry, other.entry) {
            (Some(mine), Some(theirs)) => mine.merge(*theirs),
            (mine @ None, theirs) => *mine = theirs,
            (Some(_), None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: &[&str], second: &[&str], expected: &[&str]) {
        let set = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<BTreeSet<_>>();
        let shape = |values| Shape { values: set(values), ..Shape::default() };
        let mut merged = shape(first);
        merged.merge(shape(second));
        assert_eq!(merged.values, set(expected), "{first:?} and {second:?}");
    }

    #[test]
    fn values_that_are_listed_twice_must_be_in_both_lists() {
        check(&["A", "B"], &["B", "C"], &["B"]);
        check(&["A"], &[], &["A"]);
        check(&[], &["A"], &["A"]);
        check(&[], &[], &[]);
    }

    #[test]
    fn lists_that_share_nothing_are_added() {
        check(&["A", "B"], &["C"], &["A", "B", "C"]);
    }
}

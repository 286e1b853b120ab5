//! Every way to break one rule of a request.

use std::fmt;

use serde_json::Value as Json;
use wx_types::{Kind, ModelInfo, Rule, rule::TextForm};

use super::{
    spoil::{another_choice, near, spoiled},
    walk::{At, members, walk},
};

/// What is wrong with one member. It is displayed as `chars high`, `missing`, `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A rule of the member is broken on this side.
    Limit(Rule, Side),
    /// It is not there.
    Missing,
    /// It is of another type.
    Type,
}

/// Which of two ways to break a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Too little; of characters and forms: nearly right.
    Low,
    /// Too much; of characters and forms: far off.
    High,
}

/// A request with one fault.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The request.
    pub body: Json,
    /// The member's row in the table.
    pub row: String,
    /// The member's path, as a violation names it.
    pub path: String,
    /// The member's JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// Every fault that the table knows, by row.
pub fn faults_of(model: &'static ModelInfo) -> Vec<(String, Wrong)> {
    let mut all = Vec::new();
    walk(model, None, &At::default(), &mut |at, _, wrong| all.push((at.row.clone(), wrong)));
    all
}

/// `body` with each fault that its members can have, one at a time. Of a list it is the last entry.
pub fn broken(model: &'static ModelInfo, body: &Json) -> Vec<Broken> {
    let mut all = Vec::new();
    walk(model, Some(body), &At::default(), &mut |at, kind, wrong| {
        all.push(Broken::new(body, at.clone(), kind, wrong));
    });
    all
}

impl Broken {
    /// `body` with the member of this row broken in a way that its table does not know.
    pub fn by(model: &'static ModelInfo, body: &Json, row: &str, wrong: Wrong) -> Option<Self> {
        let mut found = None;
        members(model, Some(body), &At::default(), &mut |at, field, kind| {
            if at.row == row {
                let mut broken = Self::new(body, at.clone(), kind, wrong);
                if let Some(other) = another_choice(field, wrong) {
                    *broken.body.pointer_mut(&at.pointer).unwrap() = other.into();
                }
                found = Some(broken);
            }
        });
        found
    }

    fn new(body: &Json, at: At, kind: &Kind, wrong: Wrong) -> Self {
        let mut body = body.clone();
        let At { row, path, pointer } = at;
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        if wrong == Wrong::Missing {
            body.pointer_mut(parent).and_then(Json::as_object_mut).unwrap().remove(name);
        } else {
            let member = body.pointer_mut(&pointer).unwrap();
            *member = spoiled(member, kind, wrong);
        }
        Self { body, row, path, pointer, wrong }
    }
}

/// Both sides of a rule on which it can be broken.
pub fn sides(rule: &Rule) -> Vec<Side> {
    let both = |low: bool, high: bool| {
        [(low, Side::Low), (high, Side::High)]
            .into_iter()
            .filter_map(|(is, side)| is.then_some(side))
            .collect()
    };
    match rule {
        Rule::Chars { min, max } | Rule::Bytes { min, max } | Rule::Items { min, max } => {
            both(*min > 0, *max < usize::MAX)
        }
        Rule::Range { min, max } => both(*min > i64::MIN, *max < i64::MAX),
        Rule::Charset(charset) => both(near(charset).is_some(), true),
        // What cannot stand in a path cannot be sent in one.
        Rule::Form(TextForm::PathSegment) => both(false, false),
        Rule::Form(_) => both(true, true),
        _ => both(false, true),
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Limit(rule, side) = self else {
            return f.write_str(if *self == Self::Missing { "missing" } else { "type" });
        };
        let rule = match rule {
            Rule::Chars { .. } => "chars",
            Rule::Bytes { .. } => "bytes",
            Rule::Range { .. } => "range",
            Rule::Items { .. } => "items",
            Rule::JsonBytes { .. } => "json",
            Rule::Charset(_) => "charset",
            Rule::OneOf(_) => "choice",
            Rule::Form(_) => "form",
            Rule::BasicPlane => "plane",
            _ => "other",
        };
        write!(f, "{rule} {}", if *side == Side::Low { "low" } else { "high" })
    }
}

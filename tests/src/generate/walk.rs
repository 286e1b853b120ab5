//! The members of a table and of a request, one after the other.

use serde_json::Value as Json;
use wx_types::{Field, Kind, ModelInfo, Place, Rule};

use super::{
    broken::{Wrong, sides},
    join,
};

/// Whether `body` has a member of this row.
pub fn has(model: &'static ModelInfo, body: &Json, row: &str) -> bool {
    let mut found = false;
    members(model, Some(body), &At::default(), &mut |at, _, _| found |= at.row == row);
    found
}

/// Where a member is.
#[derive(Clone, Debug, Default)]
pub(super) struct At {
    pub(super) row: String,
    pub(super) path: String,
    pub(super) pointer: String,
}

impl At {
    fn member(&self, name: &str) -> Self {
        let pointer = format!("{}/{name}", self.pointer);
        Self { row: join(&self.row, name), path: join(&self.path, name), pointer }
    }

    fn entry(&self, index: usize) -> Self {
        let Self { row, path, pointer } = self;
        Self {
            row: format!("{row}[]"),
            path: format!("{path}[{index}]"),
            pointer: format!("{pointer}/{index}"),
        }
    }
}

/// Visits every fault of the members that `value` has; without a value, of all members.
pub(super) fn walk(
    model: &'static ModelInfo,
    value: Option<&Json>,
    at: &At,
    visit: &mut dyn FnMut(&At, &'static Kind, Wrong),
) {
    members(model, value, at, &mut |at, field, kind| {
        let is_entry = at.row.ends_with("[]");
        if field.required && field.place != Place::Path && !is_entry {
            visit(at, kind, Wrong::Missing);
        }
        if field.place == Place::Body {
            visit(at, kind, Wrong::Type);
        }
        let of_whole = |rule: &&Rule| matches!(rule, Rule::Items { .. } | Rule::JsonBytes { .. });
        let is_whole = matches!(kind, Kind::List(_) | Kind::Object(_));
        for rule in field.all_rules().filter(|rule| of_whole(rule) == is_whole) {
            for side in sides(rule) {
                visit(at, kind, Wrong::Limit(*rule, side));
            }
        }
    });
}

/// Visits every member that `value` has, and the last entry of every list.
pub(super) fn members(
    model: &'static ModelInfo,
    value: Option<&Json>,
    at: &At,
    visit: &mut dyn FnMut(&At, &'static Field, &'static Kind),
) {
    for field in model.fields {
        let member = value.map(|value| value.get(field.name));
        if member == Some(None) {
            continue;
        }
        let (member, at) = (member.flatten(), at.member(field.name));
        visit(&at, field, &field.kind);
        match &field.kind {
            Kind::Object(model) => members(model, member, &at, visit),
            Kind::List(kind) => {
                let entries = member.map(|list| list.as_array().map_or(0, Vec::len));
                if entries == Some(0) {
                    continue;
                }
                let last = entries.map_or(0, |count| count.saturating_sub(1));
                let (entry, at) = (member.and_then(|list| list.get(last)), at.entry(last));
                match kind {
                    Kind::Object(model) => members(model, entry, &at, visit),
                    kind => visit(&at, field, kind),
                }
            }
            _ => {}
        }
    }
}

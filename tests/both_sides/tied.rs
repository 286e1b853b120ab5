//! What most ties do to drawn members.

use serde_json::Value as Json;

use super::Turn;

impl Turn {
    /// Makes the drawn number in `name` one that was never used, without changing what it looks like.
    pub(super) fn number(self, members: &mut Json, name: &str) -> String {
        let drawn = members[name].as_str().unwrap_or_default();
        let length = drawn.chars().count();
        let kept: String = drawn.chars().take(length.saturating_sub(6)).collect();
        let number = format!("{kept}{:06}", self.number);
        members[name] = number.as_str().into();
        number
    }

    /// Keeps one of the members `names` and removes the others; by turns, another one each time.
    pub(super) fn keep_one<'a>(self, members: &mut Json, names: &[&'a str]) -> &'a str {
        let kept = names[self.turn as usize % names.len()];
        for name in names.iter().filter(|name| **name != kept) {
            remove(members, name);
        }
        kept
    }
}

/// Removes the member `name`, if there is one.
pub(super) fn remove(members: &mut Json, name: &str) {
    members.as_object_mut().unwrap().remove(name);
}

/// Gives the member `name` a value, if it is there at all.
pub(super) fn replace(members: &mut Json, name: &str, value: impl Into<Json>) {
    if let Some(member) = members.get_mut(name) {
        *member = value.into();
    }
}

/// A copy of these members, those of them that are there.
pub(super) fn some_of(members: &Json, names: &[&str]) -> Json {
    let there = names.iter().filter_map(|name| Some(((*name).to_owned(), members.get(*name)?.clone())));
    Json::Object(there.collect())
}

//! The same rules, run over a JSON value instead of a Rust one.

use serde_json::Value as Json;

use crate::{
    model::ModelInfo,
    money::Yuan,
    rule::{Field, Kind, Place, Rule},
    violation::{Fault, Violation, Violations},
};

/// Which fields of the outermost model are members of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those of the body: the value is what travels.
    Body,
    /// All of them: the value describes the whole request.
    Request,
}

pub(crate) fn check(model: &ModelInfo, value: &Json, scope: Scope) -> Result<(), Violations> {
    let mut found = Vec::new();
    object(model, value, scope, "", &mut found);
    Violations::none(found)
}

fn object(model: &ModelInfo, value: &Json, scope: Scope, path: &str, found: &mut Vec<Violation>) {
    let Json::Object(members) = value else {
        return wrong_type("an object", value, path, found);
    };
    let is_member = |field: &&Field| scope == Scope::Request || field.place == Place::Body;
    for field in model.fields.iter().filter(is_member) {
        let path = join(path, field.name);
        match members.get(field.name) {
            Some(member) => member_of(field, member, &path, found),
            None if field.required => found.push(Violation::new(path, Fault::Missing)),
            None => {}
        }
    }
    for name in members.keys().filter(|name| !model.fields.iter().filter(is_member).any(|f| f.name == **name))
    {
        found.push(Violation::new(join(path, name), Fault::UnknownMember));
    }
}

fn member_of(field: &'static Field, value: &Json, path: &str, found: &mut Vec<Violation>) {
    any(field, &field.kind, value, path, found);
    for rule in field.all_rules().filter(|rule| matches!(rule, Rule::JsonBytes { .. })) {
        let bytes = serde_json::to_vec(value).map_or(usize::MAX, |json| json.len());
        found.extend(rule.fault_of_json(bytes).map(|fault| Violation::new(path, fault)));
    }
}

fn any(field: &'static Field, kind: &Kind, value: &Json, path: &str, found: &mut Vec<Violation>) {
    let faults: Vec<Fault> = match (kind, value) {
        (_, Json::Null) => vec![Fault::Null],
        (Kind::Text, Json::String(text)) => {
            field.all_rules().filter_map(|rule| rule.fault_of_text(text)).collect()
        }
        (Kind::Integer, Json::Number(number)) if number.is_i64() => {
            let number = number.as_i64().unwrap_or_default();
            field.all_rules().filter_map(|rule| rule.fault_of_number(number)).collect()
        }
        (Kind::Decimal, Json::Number(number)) => match number.to_string().parse::<Yuan>() {
            // Fifteen digits are what a JSON number surely kept on its way here.
            Ok(yuan) if yuan.to_fen().get().unsigned_abs() < 1_000_000_000_000_000 => {
                field.all_rules().filter_map(|rule| rule.fault_of_number(yuan.to_fen().get())).collect()
            }
            _ => return wrong_type(kind.words(), value, path, found),
        },
        (Kind::Boolean, Json::Bool(_)) => Vec::new(),
        (Kind::Object(model), _) => return object(model, value, Scope::Body, path, found),
        (Kind::List(entry), Json::Array(entries)) => {
            let count = entries.len();
            found.extend(
                field
                    .all_rules()
                    .filter_map(|rule| rule.fault_of_count(count))
                    .map(|f| Violation::new(path, f)),
            );
            for (index, value) in entries.iter().enumerate() {
                any(field, entry, value, &format!("{path}[{index}]"), found);
            }
            return;
        }
        _ => return wrong_type(kind.words(), value, path, found),
    };
    found.extend(faults.into_iter().map(|fault| Violation::new(path, fault)));
}

fn wrong_type(expected: &'static str, value: &Json, path: &str, found: &mut Vec<Violation>) {
    let is = match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(number) if number.is_i64() => "an integer",
        Json::Number(_) => "another number",
        Json::String(_) => "a string",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    };
    found.push(Violation::new(path, Fault::Type { expected, found: is }));
}

/// The path of the member `name`. A name may be the sender's text: unless it looks like a name, it is shown quoted,
/// escaped and shortened, so that it can neither fill a log line nor pass for another path.
pub(crate) fn join(path: &str, name: &str) -> String {
    const SHOWN: usize = 64;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let name = if !name.is_empty() && name.len() <= SHOWN && name.bytes().all(plain) {
        name.to_owned()
    } else {
        let mut characters = name.chars();
        let shown: String = characters.by_ref().take(SHOWN).collect();
        let more = if characters.next().is_some() { ".." } else { "" };
        format!("{shown:?}{more}")
    };
    if path.is_empty() { name } else { format!("{path}.{name}") }
}

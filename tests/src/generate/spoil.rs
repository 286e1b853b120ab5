//! The values that break a rule.

use serde_json::{Map, Value as Json};
use wx_types::{Field, Kind, Rule, charset::Charset, rule::TextForm};

use super::{
    broken::{Side, Wrong},
    yuan,
};

pub(super) fn spoiled(member: &Json, kind: &Kind, wrong: Wrong) -> Json {
    let text = || member.as_str().unwrap_or_default();
    let Wrong::Limit(rule, side) = wrong else {
        return match kind {
            Kind::Text => Json::from(1),
            Kind::List(_) => Json::Object(Map::new()),
            _ => Json::from("1"),
        };
    };
    match (rule, side) {
        (Rule::Chars { min, .. } | Rule::Bytes { min, .. }, Side::Low) => {
            text().chars().take(min.saturating_sub(1)).collect::<String>().into()
        }
        (Rule::Chars { max, .. } | Rule::Bytes { max, .. }, Side::High) => longer(text(), max).into(),
        (Rule::Range { min, .. }, Side::Low) => amount(kind, min.saturating_sub(1)),
        (Rule::Range { max, .. }, Side::High) => amount(kind, max.saturating_add(1)),
        (Rule::Items { min, .. }, Side::Low) => Json::Array(vec![least(member, kind); min.saturating_sub(1)]),
        (Rule::Items { max, .. }, Side::High) => {
            Json::Array(vec![least(member, kind); max.saturating_add(1)])
        }
        (Rule::JsonBytes { max }, _) => heavier(member, max),
        (Rule::Charset(charset), Side::Low) => ending(text(), near(&charset).unwrap_or('无')).into(),
        (Rule::Charset(_), Side::High) => ending(text(), '无').into(),
        (Rule::BasicPlane, _) => ending(text(), '\u{1f600}').into(),
        (Rule::Form(form), side) => misshapen(text(), form, side).into(),
        _ => "no such thing, 无".into(),
    }
}

fn amount(kind: &Kind, number: i64) -> Json {
    if matches!(kind, Kind::Decimal) { yuan(number) } else { number.into() }
}

/// A character outside the set that a careless eye may let pass.
pub(super) fn near(charset: &Charset) -> Option<char> {
    ['x', '@', '#', ' '].into_iter().find(|character| !charset.contains(*character))
}

/// The text with its last character repeated until it is one too long.
fn longer(text: &str, max: usize) -> String {
    let last = text.chars().last().unwrap_or('a');
    let missing = max.saturating_add(1).saturating_sub(text.chars().count());
    text.chars().chain(std::iter::repeat_n(last, missing)).collect()
}

fn ending(text: &str, last: char) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    characters.pop();
    characters.push(last);
    characters.into_iter().collect()
}

fn misshapen(text: &str, form: TextForm, side: Side) -> String {
    match (form, side) {
        (TextForm::Trimmed, Side::Low) => ending(text, ' '),
        (TextForm::Trimmed, Side::High) => ending(text, '\u{1b}'),
        (TextForm::CallbackUrl, Side::Low) => format!("https://a.cn/?{}", text.len()),
        (TextForm::WebAddress, Side::Low) => format!("{text}#x"),
        (TextForm::RootPath, Side::Low) => text.trim_start_matches('/').to_owned() + "x",
        // The thirteenth month has no days.
        (TextForm::CompactDate | TextForm::ServiceStart | TextForm::ServiceEnd, Side::Low) => {
            "20301399".to_owned()
        }
        (TextForm::CompactTime, Side::Low) => "20301399000000".to_owned(),
        (TextForm::Date, Side::Low) => "2030-13-99".to_owned(),
        (TextForm::IpAddress, Side::Low) => format!("{text}x"),
        (_, Side::Low) => ending(text, 'x'),
        (_, Side::High) => "no such thing, 无".to_owned(),
    }
}

/// A value that the field's own list has and the one of `wrong` has not.
pub(super) fn another_choice(field: &Field, wrong: Wrong) -> Option<&'static str> {
    let Wrong::Limit(Rule::OneOf(fewer), _) = wrong else { return None };
    let own = field.all_rules().find_map(|rule| if let Rule::OneOf(own) = rule { Some(*own) } else { None });
    own?.iter().copied().find(|value| !fewer.contains(value))
}

/// The first entry of a list without what it can do without: many of it must fit into a request.
fn least(list: &Json, kind: &Kind) -> Json {
    let mut entry = list.get(0).cloned().unwrap_or_default();
    if let (Kind::List(Kind::Object(model)), Some(members)) = (kind, entry.as_object_mut()) {
        members.retain(|name, _| model.field(name).is_some_and(|field| field.required));
    }
    entry
}

/// The object with the first entry of a list of its repeated until it is too heavy.
fn heavier(object: &Json, max: usize) -> Json {
    let mut object = object.clone();
    let list = object.as_object_mut().unwrap().values_mut().find(|member| member.is_array()).unwrap();
    let entry = list[0].clone();
    let count = max / entry.to_string().len() + 1;
    *list = Json::Array(vec![entry; count]);
    object
}

//! Requests drawn from the tables of rules: valid ones, and ones with exactly one field over its limit.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value as Json};
use wx_types::{Field, Kind, ModelInfo, Place, Rule, charset::Charset, rule::TextForm};

/// Lists are kept this short where no rule wants more.
const ENTRIES: usize = 3;

/// Body members that obey every rule of the table; optional ones come and go.
pub fn body(model: &'static ModelInfo) -> BoxedStrategy<Json> {
    let members: Vec<_> = model
        .fields
        .iter()
        .filter(|field| field.place == Place::Body)
        .map(|field| {
            let name = field.name;
            let present = if field.required { Just(true).boxed() } else { any::<bool>().boxed() };
            (present, value(field, &field.kind))
                .prop_map(move |(present, value)| present.then_some((name, value)))
        })
        .collect();
    members
        .prop_map(|members| {
            Json::Object(
                members.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect(),
            )
        })
        .boxed()
}

fn value(field: &'static Field, kind: &'static Kind) -> BoxedStrategy<Json> {
    match kind {
        Kind::Text => text(field).prop_map(Json::String).boxed(),
        Kind::Integer => {
            let (min, max) = range(field);
            (min..=max).prop_map(Json::from).boxed()
        }
        Kind::Boolean => any::<bool>().prop_map(Json::Bool).boxed(),
        Kind::Object(model) => body(model),
        Kind::List(entry) => vec(value(field, entry), 1..=ENTRIES).prop_map(Json::Array).boxed(),
        Kind::Decimal => unreachable!("no interface in these tests writes yuan"),
    }
}

/// The bounds of a number; where no page gives an upper one, what fits an amount.
fn range(field: &Field) -> (i64, i64) {
    let bounds = field.all_rules().find_map(|rule| match rule {
        Rule::Range { min, max } => Some((*min, (*max).min(1_000_000))),
        _ => None,
    });
    bounds.unwrap_or((0, 1_000_000))
}

fn text(field: &'static Field) -> BoxedStrategy<String> {
    let rules: Vec<&'static Rule> = field.all_rules().collect();
    for rule in &rules {
        match rule {
            Rule::OneOf(values) => return select(*values).prop_map(str::to_owned).boxed(),
            Rule::Form(form) => return formed(*form),
            _ => {}
        }
    }
    let (min, max) = length(&rules);
    let charset = rules.iter().find_map(|rule| match rule {
        Rule::Charset(charset) => Some(*charset),
        _ => None,
    });
    let character = match charset {
        Some(charset) => select(charset.members().collect::<Vec<_>>()).boxed(),
        None => prop_oneof![
            proptest::char::range('a', 'z'),
            proptest::char::range('一', '龥'),
            Just('"'),
            Just('|')
        ]
        .boxed(),
    };
    vec(character, min..=max).prop_map(|characters| characters.into_iter().collect()).boxed()
}

fn length(rules: &[&'static Rule]) -> (usize, usize) {
    rules
        .iter()
        .filter_map(|rule| match rule {
            Rule::Chars { min, max } => Some((*min, *max)),
            Rule::Bytes { min, max } => Some(((*min).div_ceil(3), *max / 3)),
            _ => None,
        })
        .reduce(|a, b| (a.0.max(b.0), a.1.min(b.1)))
        .unwrap_or((1, 32))
}

fn formed(form: TextForm) -> BoxedStrategy<String> {
    match form {
        TextForm::IpAddress => any::<std::net::IpAddr>().prop_map(|address| address.to_string()).boxed(),
        TextForm::CallbackUrl => "https://[a-z]{1,20}\\.cn/[a-z/]{0,40}".boxed(),
        TextForm::CompactTime => {
            select(vec!["20300102030405", "20991231235959"]).prop_map(str::to_owned).boxed()
        }
        TextForm::Rfc3339 => {
            select(vec!["2030-01-02T03:04:05+08:00", "2099-12-31T23:59:59Z"]).prop_map(str::to_owned).boxed()
        }
        other => panic!("no generator for {other:?}"),
    }
}

/// A field pushed over one of its limits.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The body with the broken member.
    pub body: Json,
    /// The member's path, as a violation names it.
    pub path: String,
    /// The rule that is broken.
    pub rule: &'static Rule,
}

/// Pushes one random member of `body` over one random limit of its own.
pub fn broken(model: &'static ModelInfo, body: Json) -> BoxedStrategy<Broken> {
    let mut places = Vec::new();
    collect(model, &body, String::new(), String::new(), &mut places);
    (select(places), any::<bool>())
        .prop_map(move |(place, low)| {
            let mut body = body.clone();
            if let Some(member) = body.pointer_mut(&place.pointer) {
                *member = over(place.field, place.rule, low);
            }
            Broken { body, path: place.path, rule: place.rule }
        })
        .boxed()
}

#[derive(Clone, Debug)]
struct Breakable {
    pointer: String,
    path: String,
    field: &'static Field,
    rule: &'static Rule,
}

fn collect(model: &'static ModelInfo, body: &Json, pointer: String, path: String, into: &mut Vec<Breakable>) {
    let empty = Map::new();
    for (name, value) in body.as_object().unwrap_or(&empty) {
        let Some(field) = model.field(name) else { continue };
        let pointer = format!("{pointer}/{name}");
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match (&field.kind, value) {
            (Kind::Object(model), _) => collect(model, value, pointer, path, into),
            (Kind::List(Kind::Object(model)), Json::Array(entries)) => {
                for (index, entry) in entries.iter().enumerate() {
                    collect(model, entry, format!("{pointer}/{index}"), format!("{path}[{index}]"), into);
                }
            }
            _ => into.extend(field.all_rules().filter(|rule| can_be_broken(rule)).map(|rule| Breakable {
                pointer: pointer.clone(),
                path: path.clone(),
                field,
                rule,
            })),
        }
    }
}

fn can_be_broken(rule: &Rule) -> bool {
    !matches!(rule, Rule::Items { .. } | Rule::JsonBytes { .. })
}

fn over(field: &'static Field, rule: &'static Rule, low: bool) -> Json {
    let filler = || {
        let letter = |charset: &Charset| charset.members().next().unwrap_or('a');
        field.all_rules().find_map(|rule| match rule {
            Rule::Charset(charset) => Some(letter(charset)),
            _ => None,
        })
    };
    match rule {
        Rule::Chars { min, max } | Rule::Bytes { min, max } => {
            let count = if low && *min > 0 { min.saturating_sub(1) } else { max.saturating_add(1) };
            Json::String(filler().unwrap_or('a').to_string().repeat(count))
        }
        Rule::Range { min, max } => {
            Json::from(if low || *max == i64::MAX { min.saturating_sub(1) } else { max.saturating_add(1) })
        }
        Rule::BasicPlane => Json::String("\u{1f600}".repeat(3)),
        _ => Json::String("no such thing, 无".to_owned()),
    }
}

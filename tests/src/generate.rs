//! Requests drawn from the tables of rules: valid ones, and every way to break one rule of theirs.

mod broken;
mod spoil;
mod walk;

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::Value as Json;
use wx_types::{Field, Kind, ModelInfo, Rule, charset::Charset, rule::TextForm};

use crate::difference::{self, Differences};

pub use broken::{Broken, Side, Wrong, broken, faults_of, sides};
pub use walk::has;

/// Lists are kept this short where no rule wants more.
const ENTRIES: usize = 3;
/// Texts and numbers are kept this small where no rule gives a limit.
const TEXT: usize = 32;
const NUMBER: i64 = 1_000_000;

/// Which optional members are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optional {
    /// They come and go.
    Drawn,
    /// All of them.
    Present,
}

/// Members that obey every rule of the table and what the gateway wants beyond it, those of path and query included.
/// Rules across members are the caller's.
pub fn request(
    model: &'static ModelInfo,
    optional: Optional,
    differences: Differences,
) -> BoxedStrategy<Json> {
    Drawer { optional, differences }.object(model, "")
}

/// The row of a member in the table.
fn join(row: &str, name: &str) -> String {
    if row.is_empty() { name.to_owned() } else { format!("{row}.{name}") }
}

#[derive(Clone, Copy)]
struct Drawer {
    optional: Optional,
    differences: Differences,
}

impl Drawer {
    fn object(self, model: &'static ModelInfo, row: &str) -> BoxedStrategy<Json> {
        let fields = model.fields.iter().map(|field| (field, join(row, field.name)));
        let members: Vec<_> = fields.map(|(field, row)| self.member(field, &row)).collect();
        members.prop_map(|members| Json::Object(members.into_iter().flatten().collect())).boxed()
    }

    fn member(self, field: &'static Field, row: &str) -> BoxedStrategy<Option<(String, Json)>> {
        let present = field.required || self.optional == Optional::Present;
        let present = if present { Just(true).boxed() } else { any::<bool>().boxed() };
        let name = field.name;
        (present, self.value(field, &field.kind, row))
            .prop_map(move |(present, value)| present.then(|| (name.to_owned(), value)))
            .boxed()
    }

    fn value(self, field: &'static Field, kind: &'static Kind, row: &str) -> BoxedStrategy<Json> {
        let rules = self.rules(field, row);
        match kind {
            Kind::Text => text(rules).prop_map(Json::String).boxed(),
            Kind::Integer => number(&rules).prop_map(Json::from).boxed(),
            Kind::Decimal => number(&rules).prop_map(yuan).boxed(),
            Kind::Boolean => any::<bool>().prop_map(Json::Bool).boxed(),
            Kind::Object(model) => self.object(model, row),
            Kind::List(entry) => {
                let entries = self.value(field, entry, &format!("{row}[]"));
                vec(entries, entry_count(&rules, self.optional)).prop_map(Json::Array).boxed()
            }
        }
    }

    fn rules(self, field: &'static Field, row: &str) -> Vec<Rule> {
        let more = difference::at(self.differences, row).filter_map(|kind| match kind {
            difference::Kind::OnlyGateway(rule) => Some(rule),
            _ => None,
        });
        field.all_rules().copied().chain(more).collect()
    }
}

/// An amount of fen as a number of yuan.
pub(crate) fn yuan(fen: i64) -> Json {
    serde_json::from_str(&format!("{}.{:02}", fen / 100, fen % 100)).unwrap()
}

/// How many entries; where all members are wanted, one at least.
fn entry_count(rules: &[Rule], optional: Optional) -> std::ops::RangeInclusive<usize> {
    let (min, max) = rules
        .iter()
        .filter_map(|rule| match rule {
            Rule::Items { min, max } => Some((*min, *max)),
            _ => None,
        })
        .fold((0, usize::MAX), |a, b| (a.0.max(b.0), a.1.min(b.1)));
    let least = if optional == Optional::Present { min.max(1) } else { min };
    least..=max.min(least.max(ENTRIES))
}

/// Numbers between the bounds, the bounds themselves more often than chance would have it.
fn number(rules: &[Rule]) -> BoxedStrategy<i64> {
    let (min, max) = rules
        .iter()
        .filter_map(|rule| match rule {
            Rule::Range { min, max } => Some((*min, *max)),
            _ => None,
        })
        .fold((0, i64::MAX), |a, b| (a.0.max(b.0), a.1.min(b.1)));
    let last = if max == i64::MAX { NUMBER } else { max };
    prop_oneof![6 => min..=max.min(NUMBER), 1 => Just(min), 1 => Just(last)].boxed()
}

fn text(rules: Vec<Rule>) -> BoxedStrategy<String> {
    let drawn = match rules.iter().find_map(choice) {
        Some(values) => values,
        None => characters(&rules),
    };
    drawn
        .prop_filter("every rule holds", move |text| {
            rules.iter().all(|rule| rule.fault_of_text(text).is_none())
        })
        .boxed()
}

/// The values of rules that leave little choice.
fn choice(rule: &Rule) -> Option<BoxedStrategy<String>> {
    match rule {
        Rule::OneOf(values) => Some(select(*values).prop_map(str::to_owned).boxed()),
        Rule::Form(TextForm::Trimmed | TextForm::PathSegment) => None,
        Rule::Form(form) => Some(formed(*form)),
        _ => None,
    }
}

fn formed(form: TextForm) -> BoxedStrategy<String> {
    let examples = |texts: &[&'static str]| select(texts.to_vec()).prop_map(str::to_owned).boxed();
    match form {
        TextForm::IpAddress => any::<std::net::IpAddr>().prop_map(|address| address.to_string()).boxed(),
        TextForm::CallbackUrl => "https://[a-z]{1,20}\\.cn/[a-z/]{0,40}".boxed(),
        TextForm::CompactTime => examples(&["20300102030405", "20991231235959"]),
        TextForm::WebAddress => "https://[a-z]{1,20}\\.cn(/[a-z/]{0,20}(\\?[a-z]{1,9}=[0-9]{1,9})?)?".boxed(),
        TextForm::RootPath => "/([a-z]{1,9}(/[a-z]{1,9})?)?".boxed(),
        TextForm::CompactDate => examples(&["20300102", "20991231"]),
        TextForm::Date => examples(&["2030-01-02", "2099-12-31"]),
        TextForm::Rfc3339 => examples(&["2030-01-02T03:04:05+08:00", "2099-12-31T23:59:59Z"]),
        TextForm::ServiceStart => examples(&["20300102030405", "20300102", "OnAccept"]),
        TextForm::ServiceEnd => examples(&["20310102030405", "20310102"]),
        other => panic!("no generator for {other:?}"),
    }
}

/// Texts of allowed characters, the shortest and the longest more often than chance would have it.
fn characters(rules: &[Rule]) -> BoxedStrategy<String> {
    let charsets: Vec<Charset> = rules
        .iter()
        .filter_map(|rule| match rule {
            Rule::Charset(charset) => Some(*charset),
            _ => None,
        })
        .collect();
    let (min, max) = length(rules, !charsets.is_empty());
    let count = prop_oneof![6 => min..=max, 1 => Just(min), 1 => Just(max)];
    let character = match charsets.split_first() {
        Some((first, others)) => {
            let all = first.members().filter(|character| others.iter().all(|set| set.contains(*character)));
            select(all.collect::<Vec<_>>()).boxed()
        }
        None => prop_oneof![
            proptest::char::range('a', 'z'),
            proptest::char::range('一', '龥'),
            select(vec!['"', '|', ' ', '&', '\\'])
        ]
        .boxed(),
    };
    count
        .prop_flat_map(move |count| vec(character.clone(), count))
        .prop_map(|characters| characters.into_iter().collect())
        .boxed()
}

fn length(rules: &[Rule], ascii: bool) -> (usize, usize) {
    let widest = if ascii { 1 } else { 3 };
    let (min, max) = rules
        .iter()
        .filter_map(|rule| match rule {
            Rule::Chars { min, max } => Some((*min, *max)),
            Rule::Bytes { min, max } => Some((*min, *max / widest)),
            _ => None,
        })
        .fold((0, usize::MAX), |a, b| (a.0.max(b.0), a.1.min(b.1)));
    (min, if max == usize::MAX { min.max(TEXT) } else { max })
}

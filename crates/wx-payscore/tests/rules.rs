//! Every rule of every field, driven by the tables: just inside passes, just outside is reported with its path.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use wx_types::{Fault, Field, Kind, ModelInfo, Rule, charset::Charset, rule::TextForm};

use crate::subjects::{self, Subject};

/// A place in a request.
#[derive(Clone, Debug)]
struct Spot {
    field: &'static Field,
    /// As violations write it.
    path: String,
    /// As JSON pointers write it.
    pointer: String,
    /// Whether the field itself is meant, or each of its entries.
    is_entry: bool,
}

/// Every field of the request, at any depth.
fn spots(subject: &Subject) -> Vec<Spot> {
    let mut found = Vec::new();
    walk(subject.operation.model, "", "", &mut found);
    found
}

fn walk(model: &'static ModelInfo, path: &str, pointer: &str, found: &mut Vec<Spot>) {
    for field in model.fields {
        let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        let pointer = format!("{pointer}/{}", field.name);
        found.push(Spot { field, path: path.clone(), pointer: pointer.clone(), is_entry: false });
        match field.kind {
            Kind::Object(model) => walk(model, &path, &pointer, found),
            Kind::List(Kind::Object(model)) => {
                walk(model, &format!("{path}[0]"), &format!("{pointer}/0"), found)
            }
            Kind::List(_) => {
                let (path, pointer) = (format!("{path}[0]"), format!("{pointer}/0"));
                found.push(Spot { field, path, pointer, is_entry: true });
            }
            _ => {}
        }
    }
}

/// The request with another value at the spot.
fn with(request: &Value, pointer: &str, value: Option<Value>) -> Value {
    let mut request = request.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = request.pointer_mut(parent).unwrap_or_else(|| panic!("the fixture lacks {parent}"));
    match (parent, value) {
        (Value::Array(entries), Some(value)) => entries[0] = value,
        (Value::Object(members), Some(value)) => drop(members.insert(name.to_owned(), value)),
        (Value::Object(members), None) => drop(members.remove(name)),
        _ => panic!("no place at {pointer}"),
    }
    request
}

/// Values on both sides of a rule, `by` steps from its limits.
struct Sides {
    inside: Vec<Value>,
    outside: Vec<Value>,
}

fn sides(rule: &Rule, spot: &Spot, request: &Value, by: usize) -> Sides {
    let charset = spot.field.all_rules().find_map(|rule| match rule {
        Rule::Charset(charset) => Some(*charset),
        _ => None,
    });
    let text = |count: usize| {
        let member = charset.map_or('中', |charset| charset.members().next().unwrap());
        Value::from(member.to_string().repeat(count))
    };
    let step = i64::try_from(by).unwrap();
    match *rule {
        Rule::Chars { min, max } => Sides {
            inside: vec![text(min), text(max)],
            outside: min.checked_sub(by).into_iter().chain([max + by]).map(text).collect(),
        },
        Rule::Range { min, max } => Sides {
            inside: vec![min.into(), max.into()],
            outside: [min.checked_sub(step), max.checked_add(step)]
                .into_iter()
                .flatten()
                .map(Into::into)
                .collect(),
        },
        Rule::Items { min, max } => {
            let entry = &request.pointer(&spot.pointer).unwrap()[0];
            let list = |count: usize| Value::from(vec![entry.clone(); count]);
            Sides {
                inside: vec![list(min), list(max)],
                outside: min.checked_sub(by).into_iter().chain([max + by]).map(list).collect(),
            }
        }
        Rule::Charset(charset) => Sides {
            inside: charset.members().map(|member| member.to_string().repeat(8).into()).collect(),
            outside: strangers(charset).map(|stranger| format!("1234567{stranger}").into()).collect(),
        },
        Rule::OneOf(values) => Sides {
            inside: values.iter().map(|value| (*value).into()).collect(),
            outside: vec!["".into(), "NONE_OF_THEM".into(), values[0].to_lowercase().into()],
        },
        Rule::Form(form) => in_form(form),
        Rule::BasicPlane => {
            Sides { inside: vec!["é中".into()], outside: vec!["a😀".into(), "😀".into()] }
        }
        ref other => panic!("no values for {other:?}"),
    }
}

const NO_SERVICE_TIMES: &[&str] = &[
    "",
    "2009122",
    "200912250",
    "2009122509",
    "200912251210100",
    "20091325",
    "20230229",
    "20091225 91010",
    "onaccept",
    "2019-11-11T16:24:05+08:00",
];

fn in_form(form: TextForm) -> Sides {
    let (inside, outside): (&[&str], &[&str]) = match form {
        TextForm::Rfc3339 => (&["2019-11-11T16:24:05+08:00"], &["20091225091010", "2019-11-11", ""]),
        TextForm::CompactTime => (&["20091225091210"], &["2019-11-11T16:24:05+08:00", "20091325091210", ""]),
        TextForm::CallbackUrl => {
            (&["https://a.cn/n"], &["https://a.cn/n?x=1", "https://a.cn", " https://a.cn/n"])
        }
        TextForm::ServiceStart => (&["20091225091010", "20091225", "20240229", "OnAccept"], NO_SERVICE_TIMES),
        TextForm::ServiceEnd => (&["20091225121010", "20091225", "20240229"], NO_SERVICE_TIMES),
        TextForm::PathSegment => (&["A1"], &[".", ".."]),
        other => panic!("no values for {other:?}"),
    };
    let values = |texts: &[&str]| texts.iter().map(|text| (*text).into()).collect();
    Sides { inside: values(inside), outside: values(outside) }
}

fn strangers(charset: Charset) -> impl Iterator<Item = char> {
    ['@', '/', '.', 'a', 'Z', '0', ' ', '\n', '中', '\u{7f}']
        .into_iter()
        .filter(move |c| !charset.contains(*c))
}

fn is_of(fault: &Fault, rule: &Rule) -> bool {
    match (fault, rule) {
        (
            Fault::Length { min, max, .. },
            Rule::Chars { min: least, max: most } | Rule::Items { min: least, max: most },
        ) => (min, max) == (least, most),
        (Fault::Range { min, max, .. }, Rule::Range { min: least, max: most }) => (min, max) == (least, most),
        (Fault::Charset { .. }, Rule::Charset(_))
        | (Fault::OneOf { .. }, Rule::OneOf(_))
        | (Fault::FourByteCharacter { .. }, Rule::BasicPlane) => true,
        (Fault::Form { expected }, Rule::Form(form)) => *expected == form.words(),
        _ => false,
    }
}

/// Whether the rule is one about the spot: of a list's entries it speaks of texts and numbers, of the list of its count.
fn concerns(rule: &Rule, spot: &Spot) -> bool {
    let of_count = matches!(rule, Rule::Items { .. });
    let is_list = matches!(spot.field.kind, Kind::List(_)) && !spot.is_entry;
    of_count == is_list
}

#[track_caller]
fn check_rules(subject: &Subject, by: usize) -> usize {
    let mut checked = 0;
    for spot in spots(subject) {
        for rule in spot.field.all_rules().filter(|rule| concerns(rule, &spot)) {
            let Sides { inside, outside } = sides(rule, &spot, &subject.full, by);
            for value in inside {
                let faults = subject.faults(&with(&subject.full, &spot.pointer, Some(value.clone())));
                let this_one = faults.iter().find(|v| v.path() == spot.path && is_of(v.fault(), rule));
                assert!(this_one.is_none(), "{} {rule}: {value} was refused: {this_one:?}", spot.path);
            }
            for value in outside {
                let faults = subject.faults(&with(&subject.full, &spot.pointer, Some(value.clone())));
                let found = faults.iter().any(|v| v.path() == spot.path && is_of(v.fault(), rule));
                assert!(found, "{} {rule}: {value} was accepted: {faults:?}", spot.path);
                checked += 1;
            }
        }
    }
    checked
}

#[track_caller]
fn check_presence(subject: &Subject) {
    for spot in spots(subject).iter().filter(|spot| !spot.is_entry) {
        let faults = subject.faults(&with(&subject.full, &spot.pointer, None));
        let missing = faults.iter().any(|v| v.path() == spot.path && *v.fault() == Fault::Missing);
        assert_eq!(missing, spot.field.required, "{} left out: {faults:?}", spot.path);

        let faults = subject.faults(&with(&subject.full, &spot.pointer, Some(Value::Null)));
        assert!(
            faults.iter().any(|v| v.path() == spot.path && *v.fault() == Fault::Null),
            "{} null",
            spot.path
        );

        let other = if matches!(spot.field.kind, Kind::Text) { json!(7) } else { json!("7") };
        let faults = subject.faults(&with(&subject.full, &spot.pointer, Some(other)));
        let wrong = faults.iter().any(|v| v.path() == spot.path && matches!(v.fault(), Fault::Type { .. }));
        assert!(wrong, "{} of another type: {faults:?}", spot.path);
    }
}

#[track_caller]
fn check(subject: &Subject, at_least: usize) {
    let faults = subject.faults(&subject.full);
    assert!(faults.is_empty(), "{faults:?}");
    assert!(check_rules(subject, 1) >= at_least);
    check_presence(subject);

    let strange = with(&subject.full, "/mchid", Some("1230000109".into()));
    let faults = subject.faults(&strange);
    assert!(faults.iter().any(|v| v.path() == "mchid" && *v.fault() == Fault::UnknownMember), "{faults:?}");
}

#[test]
fn create_order() {
    check(&subjects::create_order(), 60);
}

#[test]
fn create_pay_on_delivery() {
    check(&subjects::create_pay_on_delivery(), 70);
}

#[test]
fn query_order() {
    check(&subjects::query_order(), 10);
}

#[test]
fn cancel_order() {
    check(&subjects::cancel_order(), 10);
}

#[test]
fn complete_order() {
    check(&subjects::complete_order(), 50);
}

#[test]
fn modify_order() {
    check(&subjects::modify_order(), 40);
}

#[test]
fn register_deduction() {
    check(&subjects::register_deduction(), 15);
}

#[test]
fn query_deduction() {
    check(&subjects::query_deduction(), 15);
}

#[test]
fn sync_order() {
    check(&subjects::sync_order(), 15);
}

#[test]
fn preauthorize() {
    check(&subjects::preauthorize(), 15);
}

#[test]
fn query_authorization() {
    check(&subjects::query_authorization(), 10);
}

#[test]
fn terminate_authorization() {
    check(&subjects::terminate_authorization(), 10);
}

#[test]
fn every_endpoint_of_the_table_is_a_subject() {
    let subjects = [
        subjects::create_order(),
        subjects::create_pay_on_delivery(),
        subjects::query_order(),
        subjects::cancel_order(),
        subjects::complete_order(),
        subjects::modify_order(),
        subjects::register_deduction(),
        subjects::query_deduction(),
        subjects::sync_order(),
        subjects::preauthorize(),
        subjects::query_authorization(),
        subjects::terminate_authorization(),
    ];
    let paths = |operations: Vec<wx_types::Operation>| {
        operations.iter().map(|o| (o.method.as_str(), o.path)).collect::<Vec<_>>()
    };
    let table = paths(wx_payscore::tables::ENDPOINTS.to_vec());
    assert_eq!(paths(subjects.iter().map(|subject| subject.operation).collect()), table);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Further out is out as well.
    #[test]
    fn far_outside_is_outside(by in 2_usize..40) {
        check_rules(&subjects::create_order(), by);
        check_rules(&subjects::complete_order(), by);
        check_rules(&subjects::query_order(), by);
    }

    /// Whatever is read, it is either refused with a path or passes; it never panics.
    #[test]
    fn any_text_in_any_field(text in ".{0,40}", pick in any::<prop::sample::Index>()) {
        let subject = subjects::create_order();
        let spots = spots(&subject);
        let spot = pick.get(&spots);
        let request = with(&subject.full, &spot.pointer, Some(text.into()));
        for violation in subject.faults(&request) {
            prop_assert!(!violation.path().is_empty());
        }
    }

    /// Whole requests of nonsense are refused.
    #[test]
    fn any_members(names in prop::collection::vec("[a-z_]{1,20}", 0..8)) {
        let members: Map<String, Value> = names.into_iter().map(|name| (name, json!({}))).collect();
        prop_assert!(!subjects::create_order().faults(&members.into()).is_empty());
    }
}

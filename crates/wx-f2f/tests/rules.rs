//! Every rule of every field, from the tables: values just inside pass, values just outside are reported with exactly
//! that path, rule and limit, through the JSON door and through the typed one.

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wx_f2f::{CreateOrder, QueryOrder};
use wx_types::{Endpoint, Fault, Field, Kind, ModelInfo, Rule, Unit, Violations};

use crate::documents;

/// A request and the two doors to it.
struct Subject {
    model: &'static ModelInfo,
    whole: Value,
    from_json: fn(&[u8]) -> Result<(), Violations>,
    typed: fn(Value) -> Result<(), Violations>,
}

fn subject<E: Endpoint + DeserializeOwned>(whole: Value) -> Subject {
    Subject {
        model: E::INFO,
        whole,
        from_json: |text| E::from_json(text).map(|_| ()),
        typed: |value| serde_json::from_value::<E>(value).unwrap().check(),
    }
}

fn subjects() -> Vec<Subject> {
    vec![subject::<CreateOrder>(documents::create()), subject::<QueryOrder>(documents::query())]
}

impl Subject {
    /// The request with another value in this field.
    fn with(&self, field: &Field, value: Value) -> Value {
        let mut request = self.whole.clone();
        request[field.name] = value;
        request
    }
}

/// A value, and the fault it is to be reported with; without one it is to pass.
struct Case {
    value: Value,
    fault: Option<Fault>,
}

/// A case of `rule`, for a size and a place that may lie on either side of it. `None` where there is no such value.
fn case(field: &Field, rule: Rule, size: i64, at: usize) -> Option<Case> {
    Some(match rule {
        Rule::Chars { min, max } => {
            let found = usize::try_from(size).ok()?;
            let fault = !(min..=max).contains(&found);
            let fault = fault.then_some(Fault::Length { unit: Unit::Characters, min, max, found });
            Case { value: text_of(field, found).into(), fault }
        }
        Rule::Range { min, max } => {
            let fault = (size < min || size > max).then_some(Fault::Range { min, max, found: size });
            Case { value: size.into(), fault }
        }
        Rule::Charset(allowed) => {
            let mut text: Vec<char> = text_of(field, 30).chars().collect();
            let position = at % text.len();
            let drawn: Vec<char> = allowed.members().chain(" \n中\"/🐤\0.,~+".chars()).collect();
            text[position] = drawn[at % drawn.len()];
            let fault = !allowed.contains(text[position]);
            let fault = fault.then_some(Fault::Charset { allowed, position });
            Case { value: text.into_iter().collect::<String>().into(), fault }
        }
        _ => return None,
    })
}

/// A text of `count` characters that obeys every rule of the field except those about length.
fn text_of(field: &Field, count: usize) -> String {
    let charset = field.all_rules().find_map(|rule| match rule {
        Rule::Charset(charset) => Some(charset.members().collect::<Vec<char>>()),
        _ => None,
    });
    // Characters of one to four bytes: what is counted are characters.
    let members = charset.unwrap_or_else(|| "aé中🐤".chars().collect());
    members.into_iter().cycle().take(count).collect()
}

#[track_caller]
fn check(subject: &Subject, field: &Field, rule: Rule, case: Case) {
    let request = subject.with(field, case.value);
    let told = format!("{} {}: {rule} with {}", subject.model.name, field.name, request[field.name]);
    for checked in [(subject.from_json)(request.to_string().as_bytes()), (subject.typed)(request)] {
        let found: Vec<_> =
            checked.err().into_iter().flatten().map(|v| (v.path().to_owned(), v.fault().clone())).collect();
        let expected: Vec<_> =
            case.fault.iter().map(|fault| (field.name.to_owned(), fault.clone())).collect();
        assert_eq!(found, expected, "{told}");
    }
}

/// The sizes on both sides of each limit, and every place in a text.
#[test]
fn every_rule_holds_at_its_limits() {
    for subject in subjects() {
        (subject.from_json)(subject.whole.to_string().as_bytes()).unwrap();
        for field in subject.model.fields {
            assert!(field.all_rules().next().is_some(), "{} has a limit", field.name);
            for rule in field.all_rules().copied() {
                let sizes: Vec<i64> = match rule {
                    Rule::Chars { min, max } => {
                        [min.checked_sub(1), Some(min), Some(max), max.checked_add(1)]
                            .into_iter()
                            .flatten()
                            .map(|size| size.try_into().unwrap())
                            .collect()
                    }
                    Rule::Range { min, max } => {
                        [min.checked_sub(1), Some(min), Some(max), max.checked_add(1)]
                            .into_iter()
                            .flatten()
                            .collect()
                    }
                    _ => vec![0],
                };
                let mut cases = 0;
                for size in sizes {
                    for at in 0..80 {
                        if let Some(case) = case(field, rule, size, at) {
                            check(&subject, field, rule, case);
                            cases += 1;
                        }
                    }
                }
                assert!(cases > 0, "{} is not tested against {rule}", field.name);
            }
        }
    }
}

/// The limits themselves, as the page gives them.
#[test]
fn the_limits_are_those_of_the_page() {
    let rules = |name: &str| -> String {
        let field = subjects().iter().find_map(|subject| subject.model.field(name)).unwrap();
        field.all_rules().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(rules("payer_openid"), "1 to 64 characters");
    assert_eq!(rules("payee_openid"), "1 to 64 characters");
    assert_eq!(rules("out_request_no"), "1 to 32 characters; digits, letters and _-|*@");
    assert_eq!(rules("amount"), "at least 1");
    assert_eq!(rules("discount_amount"), "at least 0");
    assert_eq!(rules("attach"), "1 to 127 characters");
    assert_eq!(rules("confirm_token"), "1 to 128 characters");
}

#[test]
fn every_field_that_must_be_there_is_missed_and_none_may_be_null() {
    for subject in subjects() {
        for field in subject.model.fields {
            let refused = |request: &Value| (subject.from_json)(request.to_string().as_bytes()).err();
            let mut request = subject.whole.clone();
            request.as_object_mut().unwrap().remove(field.name);
            match field.required {
                true => only(field, refused(&request), &Fault::Missing),
                false => assert!(refused(&request).is_none(), "{} is optional", field.name),
            }
            only(field, refused(&subject.with(field, Value::Null)), &Fault::Null);
            let expected = field.kind.words();
            let wrong = Fault::Type { expected, found: "a boolean" };
            only(field, refused(&subject.with(field, json!(true))), &wrong);
            if matches!(field.kind, Kind::Integer) {
                for (value, found) in [(json!(1.5), "another number"), (json!("100"), "a string")] {
                    only(field, refused(&subject.with(field, value)), &Fault::Type { expected, found });
                }
            }
        }
    }
}

#[track_caller]
fn only(field: &Field, violations: Option<Violations>, fault: &Fault) {
    let violations = violations.unwrap_or_else(|| panic!("{} passes", field.name));
    let found: Vec<_> = violations.iter().map(|violation| (violation.path(), violation.fault())).collect();
    assert_eq!(found, [(field.name, fault)]);
}

#[test]
fn a_member_that_no_page_has_is_refused() {
    for subject in subjects() {
        let mut request = subject.whole.clone();
        request["access_token"] = json!("T");
        let violations = (subject.from_json)(request.to_string().as_bytes()).unwrap_err();
        let found: Vec<_> =
            violations.iter().map(|violation| (violation.path(), violation.fault())).collect();
        assert_eq!(found, [("access_token", &Fault::UnknownMember)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// The same for any size and any place in the text.
    #[test]
    fn every_rule_holds_everywhere(
        subject in any::<prop::sample::Index>(),
        field in any::<prop::sample::Index>(),
        rule in any::<prop::sample::Index>(),
        small in -2_i64..300,
        large in any::<i64>(),
        at in 0..4000_usize,
    ) {
        let subjects = subjects();
        let subject = subject.get(&subjects);
        let field = field.get(subject.model.fields);
        let rules: Vec<Rule> = field.all_rules().copied().collect();
        let rule = *rule.get(&rules);
        let size = if matches!(rule, Rule::Range { .. }) && at % 2 == 0 { large } else { small };
        if let Some(case) = case(field, rule, size, at) {
            check(subject, field, rule, case);
        }
    }
}

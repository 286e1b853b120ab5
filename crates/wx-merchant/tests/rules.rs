//! Every rule of every field, from the tables: values just inside pass, values just outside are reported with exactly
//! that path, rule and limit, through the JSON door and through the typed one.

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wx_merchant::{
    AppPrepay, Close, CombineAppPrepay, CombineClose, CombineH5Prepay, CombineJsapiPrepay,
    CombineNativePrepay, CombineQueryByOutTradeNo, CombineQueryByTransactionId, H5Prepay, JsapiPrepay,
    NativePrepay, PartnerAppPrepay, PartnerClose, PartnerH5Prepay, PartnerJsapiPrepay, PartnerNativePrepay,
    PartnerQueryByOutTradeNo, PartnerQueryByTransactionId, PartnerQueryRefund, PartnerRefund,
    QueryByOutTradeNo, QueryByTransactionId, QueryRefund, Refund,
};
use wx_merchant::{
    bills::{FundFlowBill, TradeBill},
    refunds::EncryptedAbnormalRefund,
};
use wx_types::{Endpoint, Fault, Field, Kind, ModelInfo, Rule, Unit, Violations, rule::TextForm};

use crate::documents;

/// A request and the two doors to it.
struct Subject {
    model: &'static ModelInfo,
    whole: Value,
    from_json: fn(&[u8]) -> Result<(), Violations>,
    /// `None` where the Rust type cannot hold such a value.
    typed: fn(Value) -> Option<Result<(), Violations>>,
}

fn subject<E: Endpoint + DeserializeOwned>(whole: Value) -> Subject {
    Subject {
        model: E::INFO,
        whole,
        from_json: |text| E::from_json(text).map(|_| ()),
        typed: |value| serde_json::from_value::<E>(value).ok().map(|request| request.check()),
    }
}

fn subjects() -> Vec<Subject> {
    vec![
        subject::<AppPrepay>(documents::order()),
        subject::<Refund>(documents::refund()),
        subject::<Refund>(documents::refund_of_order()),
        subject::<Close>(documents::close()),
        subject::<QueryByOutTradeNo>(documents::query_by_out_trade_no()),
        subject::<QueryByTransactionId>(documents::query_by_transaction_id()),
        subject::<QueryRefund>(documents::query_refund()),
        subject::<EncryptedAbnormalRefund>(documents::abnormal_refund()),
        subject::<TradeBill>(documents::trade_bill()),
        subject::<FundFlowBill>(documents::fund_flow_bill()),
        subject::<JsapiPrepay>(documents::jsapi()),
        subject::<H5Prepay>(documents::h5()),
        subject::<NativePrepay>(documents::order()),
        subject::<PartnerAppPrepay>(documents::partner_order()),
        subject::<PartnerJsapiPrepay>(documents::partner_jsapi()),
        subject::<PartnerJsapiPrepay>(documents::partner_jsapi_of_provider()),
        subject::<PartnerH5Prepay>(documents::partner_h5()),
        subject::<PartnerNativePrepay>(documents::partner_order()),
        subject::<PartnerQueryByOutTradeNo>(documents::partner_query_by_out_trade_no()),
        subject::<PartnerQueryByTransactionId>(documents::partner_query_by_transaction_id()),
        subject::<PartnerClose>(documents::partner_close()),
        subject::<PartnerRefund>(documents::partner_refund()),
        subject::<PartnerRefund>(documents::partner_refund_of_order()),
        subject::<PartnerQueryRefund>(documents::partner_query_refund()),
        subject::<CombineAppPrepay>(documents::combine()),
        subject::<CombineJsapiPrepay>(documents::combine_with_payer()),
        subject::<CombineH5Prepay>(documents::combine_h5()),
        subject::<CombineNativePrepay>(documents::combine_with_payer()),
        subject::<CombineQueryByOutTradeNo>(documents::combine_query_by_out_trade_no()),
        subject::<CombineQueryByTransactionId>(documents::combine_query_by_transaction_id()),
        subject::<CombineClose>(documents::combine_close()),
    ]
}

/// A field where it stands: in the JSON, and in the words of a violation.
#[derive(Clone)]
struct Spot {
    pointer: String,
    path: String,
    field: &'static Field,
}

impl Subject {
    fn spots(&self) -> Vec<Spot> {
        let mut spots = Vec::new();
        walk(self.model, "", "", &mut spots);
        spots.retain(|spot| self.whole.pointer(&spot.pointer).is_some());
        spots
    }

    /// The request with another value at this spot.
    fn with(&self, spot: &Spot, value: Value) -> Value {
        let mut request = self.whole.clone();
        *request.pointer_mut(&spot.pointer).unwrap() = value;
        request
    }
}

fn walk(model: &'static ModelInfo, pointer: &str, path: &str, spots: &mut Vec<Spot>) {
    for field in model.fields {
        let pointer = format!("{pointer}/{}", field.name);
        let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        spots.push(Spot { pointer: pointer.clone(), path: path.clone(), field });
        match field.kind {
            Kind::Object(model) => walk(model, &pointer, &path, spots),
            Kind::List(Kind::Object(model)) => {
                walk(model, &format!("{pointer}/0"), &format!("{path}[0]"), spots)
            }
            _ => {}
        }
    }
}

/// A value, and the fault it is to be reported with; without one it is to pass.
struct Case {
    value: Value,
    fault: Option<Fault>,
}

/// A case of `rule`, for a size and a place that may lie on either side of it. `None` where the field's other rules leave
/// no such value.
fn case(subject: &Subject, spot: &Spot, rule: Rule, size: i64, at: usize) -> Option<Case> {
    let count = usize::try_from(size).ok();
    Some(match rule {
        Rule::Chars { min, max } => {
            let found = count?;
            let text = text_of(spot.field, found);
            if (min..=max).contains(&found) {
                Case { value: text?.into(), fault: None }
            } else {
                let value = text.unwrap_or_else(|| "x".repeat(found)).into();
                Case { value, fault: Some(Fault::Length { unit: Unit::Characters, min, max, found }) }
            }
        }
        Rule::Range { min, max } => {
            let fault = (size < min || size > max).then_some(Fault::Range { min, max, found: size });
            Case { value: size.into(), fault }
        }
        Rule::Items { min, max } => {
            let found = count?;
            let entry = subject.whole.pointer(&format!("{}/0", spot.pointer)).unwrap().clone();
            let fault = !(min..=max).contains(&found);
            let fault = fault.then_some(Fault::Length { unit: Unit::Entries, min, max, found });
            Case { value: vec![entry; found].into(), fault }
        }
        Rule::JsonBytes { max } => {
            let found = count?;
            let fault = (found > max).then_some(Fault::Length { unit: Unit::JsonBytes, min: 0, max, found });
            Case { value: detail_of(found)?, fault }
        }
        Rule::Charset(allowed) => {
            let stranger =
                [' ', '\n', '中', '"', '/', '🐤', '\0'].into_iter().find(|c| !allowed.contains(*c))?;
            let (value, position) = with_character(spot.field, stranger, at)?;
            Case { value, fault: Some(Fault::Charset { allowed, position }) }
        }
        Rule::BasicPlane if at.is_multiple_of(2) => {
            let (value, _) = with_character(spot.field, '\u{FFFD}', at)?;
            Case { value, fault: None }
        }
        Rule::BasicPlane => {
            let (value, position) = with_character(spot.field, '🐤', at)?;
            Case { value, fault: Some(Fault::FourByteCharacter { position }) }
        }
        Rule::OneOf(allowed) if at.is_multiple_of(2) => {
            Case { value: allowed[at / 2 % allowed.len()].into(), fault: None }
        }
        Rule::OneOf(allowed) => {
            let value = format!("{}x", allowed[at / 2 % allowed.len()]).into();
            Case { value, fault: Some(Fault::OneOf { allowed }) }
        }
        Rule::Form(form) if at.is_multiple_of(2) => Case { value: good(form, at / 2)?.into(), fault: None },
        Rule::Form(form) => {
            Case { value: bad(form, at / 2)?.into(), fault: Some(Fault::Form { expected: form.words() }) }
        }
        _ => return None,
    })
}

/// A text of `count` characters that obeys every rule of the field except those about length.
fn text_of(field: &Field, count: usize) -> Option<String> {
    for rule in field.all_rules() {
        match *rule {
            Rule::Charset(charset) => {
                let members: Vec<char> = charset.members().collect();
                return Some(members.into_iter().cycle().take(count).collect());
            }
            Rule::Form(TextForm::CallbackUrl) => {
                const BASE: &str = "https://a.cn/";
                return Some(format!("{BASE}{}", "n".repeat(count.checked_sub(BASE.len())?)));
            }
            Rule::Form(TextForm::IpAddress) => {
                let addresses =
                    ["::", "1.1.1.1", "14.23.150.211", "0000:0000:0000:0000:0000:ffff:255.255.255.255"];
                return addresses.into_iter().find(|address| address.len() == count).map(ToOwned::to_owned);
            }
            Rule::Form(TextForm::Rfc3339) => {
                let digits = "1".repeat(count.checked_sub(26)?);
                let fits = (1..=9).contains(&digits.len());
                return fits.then(|| format!("2018-06-08T10:34:56.{digits}+08:00"));
            }
            Rule::OneOf(_) => return None,
            _ => {}
        }
    }
    // Characters of one, two and three bytes: what is counted are characters.
    Some("aé中".chars().cycle().take(count).collect())
}

/// A valid text with one character put in the place of another; and where.
fn with_character(field: &Field, character: char, at: usize) -> Option<(Value, usize)> {
    let length = field.all_rules().find_map(|rule| match *rule {
        Rule::Chars { max, .. } => Some(max.min(40)),
        _ => None,
    });
    let length = length.unwrap_or(40);
    let mut text: Vec<char> = text_of(field, length)?.chars().collect();
    let position = at % length;
    text[position] = character;
    Some((text.into_iter().collect::<String>().into(), position))
}

/// A `detail` of exactly this many bytes as compact JSON.
fn detail_of(bytes: usize) -> Option<Value> {
    let goods = |name: usize| json!({ "merchant_goods_id": "1", "goods_name": "n".repeat(name), "quantity": 1, "unit_price": 1 });
    let size = |value: &Value| value.to_string().len();
    let mut entries = Vec::new();
    let detail = |entries: &[Value]| json!({ "goods_detail": entries });
    while size(&detail(&entries)) + size(&goods(256)) + 200 < bytes {
        entries.push(goods(256));
    }
    // Two more, so that the rest always fits into their names.
    entries.extend([goods(1), goods(1)]);
    let mut missing = bytes.checked_sub(size(&detail(&entries)))?;
    for index in [entries.len() - 2, entries.len() - 1] {
        let add = missing.min(255);
        entries[index] = goods(1 + add);
        missing -= add;
    }
    (missing == 0).then(|| detail(&entries))
}

fn good(form: TextForm, at: usize) -> Option<&'static str> {
    let texts: &[&str] = match form {
        TextForm::Rfc3339 => {
            &["2018-06-08T10:34:56+08:00", "2018-06-08T02:34:56Z", "2018-06-08T10:34:56.120+08:00"]
        }
        TextForm::Date => &["2019-06-11", "2024-02-29"],
        TextForm::IpAddress => &["14.23.150.211", "::1", "2001:db8::ff00:42:8329"],
        TextForm::CallbackUrl => {
            &["https://www.weixin.qq.com/wxpay/pay.php", "http://127.0.0.1:8080/n", "https://a.cn/"]
        }
        _ => return None,
    };
    Some(texts[at % texts.len()])
}

fn bad(form: TextForm, at: usize) -> Option<&'static str> {
    let texts: &[&str] = match form {
        TextForm::Rfc3339 => &["2018-06-08 10:34:56+08:00", "20180608103456", "2018-02-30T10:34:56+08:00"],
        TextForm::Date => &["2019-6-11", "20190611", "2019-02-29"],
        TextForm::IpAddress => &["14.23.150", "localhost", "14.23.150.999", "14.23.150.211 "],
        TextForm::CallbackUrl => {
            &[" https://a.cn/n", "https://a.cn", "https://a.cn/n?x=1", "ftp://a.cn/n", "/notify"]
        }
        _ => return None,
    };
    Some(texts[at % texts.len()])
}

#[track_caller]
fn check(subject: &Subject, spot: &Spot, rule: Rule, case: Case) {
    let request = subject.with(spot, case.value);
    let told = format!(
        "{} {}: {rule} with {}",
        subject.model.name,
        spot.path,
        request.pointer(&spot.pointer).unwrap()
    );
    judge(spot, case.fault.as_ref(), (subject.from_json)(request.to_string().as_bytes()), &told);
    match (subject.typed)(request.clone()) {
        Some(checked) => judge(spot, case.fault.as_ref(), checked, &told),
        // The type itself keeps the rules that it lends: what breaks one does not become a value.
        None => {
            let text = request.pointer(&spot.pointer).and_then(Value::as_str).expect("a text");
            let kept = spot.field.lent.iter().any(|rule| rule.fault_of_text(text).is_some());
            assert!(kept && case.fault.is_some(), "typed: {told}");
        }
    }
}

/// Exactly this spot is to blame, or nothing.
#[track_caller]
fn judge(spot: &Spot, fault: Option<&Fault>, checked: Result<(), Violations>, told: &str) {
    let mut blamed = false;
    for violation in checked.err().into_iter().flatten() {
        let here = violation.path() == spot.path;
        blamed |= here && Some(violation.fault()) == fault;
        // What is wrong in one way may be wrong in another; and a value that is right by itself may not fit the others, or
        // make too large what it stands in.
        let excused = match violation.fault() {
            Fault::Across { .. } => true,
            Fault::Length { unit: Unit::JsonBytes, .. } if !here => true,
            _ => here && fault.is_some(),
        };
        assert!(excused, "{told}: {violation}");
    }
    assert_eq!(blamed, fault.is_some(), "{told}");
}

/// The sizes on both sides of each limit, and everything that a rule without a size can be asked.
#[test]
fn every_rule_holds_at_its_limits() {
    let mut cases = 0;
    for subject in subjects() {
        (subject.from_json)(subject.whole.to_string().as_bytes()).unwrap();
        for spot in subject.spots() {
            for rule in spot.field.all_rules().copied() {
                let sizes: Vec<i64> = match rule {
                    Rule::Chars { min, max } | Rule::Items { min, max } => {
                        [min.checked_sub(1), Some(min), Some(max), max.checked_add(1)]
                            .into_iter()
                            .flatten()
                            .filter_map(|size| size.try_into().ok())
                            .collect()
                    }
                    Rule::Range { min, max } => {
                        [min.checked_sub(1), Some(min), Some(max), max.checked_add(1)]
                            .into_iter()
                            .flatten()
                            .collect()
                    }
                    Rule::JsonBytes { max } => {
                        let max = i64::try_from(max).unwrap();
                        vec![200, max - 1, max, max + 1]
                    }
                    _ => vec![0],
                };
                let before = cases;
                for size in sizes {
                    let sized = size_matters(rule);
                    for at in 0..if sized { 1 } else { 8 } {
                        if let Some(case) = case(&subject, &spot, rule, size, at) {
                            check(&subject, &spot, rule, case);
                            cases += 1;
                        }
                    }
                }
                let exempt = matches!(rule, Rule::Form(form) if good(form, 0).is_none());
                assert!(cases > before || exempt, "{} is not tested against {rule}", spot.path);
            }
        }
    }
    assert!(cases > 500, "{cases}");
}

fn size_matters(rule: Rule) -> bool {
    matches!(rule, Rule::Chars { .. } | Rule::Range { .. } | Rule::Items { .. } | Rule::JsonBytes { .. })
}

#[test]
fn every_field_that_must_be_there_is_missed_and_none_may_be_null() {
    for subject in subjects() {
        for spot in subject.spots() {
            let refused = |request: &Value| (subject.from_json)(request.to_string().as_bytes()).err();
            let mut request = subject.whole.clone();
            let (parent, name) = spot.pointer.rsplit_once('/').unwrap();
            request.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
            let violations = refused(&request);
            match spot.field.required {
                true => only(&spot, violations, &Fault::Missing),
                false => assert!(
                    violations.iter().flatten().all(|v| matches!(v.fault(), Fault::Across { .. })),
                    "{} is optional",
                    spot.path
                ),
            }
            only(&spot, refused(&subject.with(&spot, Value::Null)), &Fault::Null);
            let (other, found) = match spot.field.kind {
                Kind::Boolean => (json!("true"), "a string"),
                _ => (json!(true), "a boolean"),
            };
            let expected = spot.field.kind.words();
            only(&spot, refused(&subject.with(&spot, other)), &Fault::Type { expected, found });
        }
    }
}

#[track_caller]
fn only(spot: &Spot, violations: Option<Violations>, fault: &Fault) {
    let violations = violations.unwrap_or_else(|| panic!("{} passes", spot.path));
    let found: Vec<_> = violations.iter().map(|violation| (violation.path(), violation.fault())).collect();
    assert_eq!(found, [(spot.path.as_str(), fault)]);
}

#[test]
fn a_member_that_no_page_has_is_refused_at_every_level() {
    for subject in subjects() {
        let objects = subject.spots().into_iter().filter_map(|spot| match spot.field.kind {
            Kind::Object(_) => Some((spot.pointer, spot.path)),
            Kind::List(Kind::Object(_)) => Some((format!("{}/0", spot.pointer), format!("{}[0]", spot.path))),
            _ => None,
        });
        for (pointer, path) in objects.chain([(String::new(), String::new())]) {
            let mut request = subject.whole.clone();
            request.pointer_mut(&pointer).unwrap()["extra"] = json!(1);
            let violations = (subject.from_json)(request.to_string().as_bytes()).unwrap_err();
            let path = if path.is_empty() { "extra".to_owned() } else { format!("{path}.extra") };
            let found: Vec<_> =
                violations.iter().map(|violation| (violation.path(), violation.fault())).collect();
            assert_eq!(found, [(path.as_str(), &Fault::UnknownMember)]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// The same for any size and any place in the text.
    #[test]
    fn every_rule_holds_everywhere(
        subject in any::<prop::sample::Index>(),
        spot in any::<prop::sample::Index>(),
        rule in any::<prop::sample::Index>(),
        small in -2_i64..600,
        large in any::<i64>(),
        at in 0..80_usize,
    ) {
        let subjects = subjects();
        let subject = subject.get(&subjects);
        let spots = subject.spots();
        let spot = spot.get(&spots);
        let rules: Vec<Rule> = spot.field.all_rules().copied().collect();
        prop_assume!(!rules.is_empty());
        let rule = *rule.get(&rules);
        let size = if matches!(rule, Rule::Range { .. }) && at % 2 == 0 { large } else { small };
        if let Some(case) = case(subject, spot, rule, size, at) {
            check(subject, spot, rule, case);
        }
    }
}

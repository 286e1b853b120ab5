//! Driven by the tables: for every field and rule, what lies just inside passes, and what lies just outside is reported
//! with its path, rule and limit.

use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Map, Value, json};
use wx_cloudrun::{
    CallbackType, CloseOrder, DownloadBill, Openid, OutTradeNo, QueryOrder, QueryRefund, Refund, SceneInfo,
    StoreInfo, UnifiedOrder, warnings,
};
use wx_types::{
    CompactTime, Endpoint, Fault, Fen, Field, Kind, Model, ModelInfo, Rule, Unit, Violation, Violations,
    charset::Charset, rule::TextForm,
};

use crate::world::{MERCHANT, OPENID, ORDER, REFUND, order};

fn with(base: &Value, path: &str, value: Value) -> Value {
    let mut changed = base.clone();
    *changed.pointer_mut(&pointer(path)).expect(path) = value;
    changed
}

fn and(base: &Value, members: &Value) -> Value {
    let mut all = base.as_object().unwrap().clone();
    all.extend(members.as_object().unwrap().clone());
    Value::Object(all)
}

fn pointer(path: &str) -> String {
    format!("/{}", path.replace('.', "/"))
}

fn callbacks() -> [Value; 2] {
    [
        json!({"callback_type": 2, "env_id": "e", "container": {"service": "pay", "path": "/"}}),
        json!({"callback_type": 1, "env_id": "e", "function_name": "f"}),
    ]
}

/// For each model requests that hold every field between them.
fn bases(model: &str) -> Vec<Value> {
    let merchant = json!({"sub_mch_id": MERCHANT, "nonce_str": "n"});
    let numbers =
        |names: &[&str]| names.iter().map(|name| and(&merchant, &json!({*name: ORDER}))).collect::<Vec<_>>();
    match model {
        "UnifiedOrder" => {
            let rest = json!({
                "device_info": "d", "body": "茶", "detail": "d", "attach": "a", "out_trade_no": ORDER, "fee_type": "CNY",
                "total_fee": 1, "spbill_create_ip": "::1", "time_start": "20091225091010",
                "time_expire": "20091225091110", "goods_tag": "g", "trade_type": "JSAPI", "limit_pay": "no_credit",
                "receipt": "Y", "scene_info": r#"{"store_info":{"id":"1"},"other":[1]}"#,
            });
            let rest = and(&merchant, &rest);
            let [container, function] = callbacks();
            vec![
                and(&and(&container, &rest), &json!({"openid": OPENID})),
                and(&and(&function, &rest), &json!({"sub_appid": "wx1", "sub_openid": OPENID})),
            ]
        }
        "QueryOrder" => numbers(&["out_trade_no", "transaction_id"]),
        "CloseOrder" => numbers(&["out_trade_no"]),
        "Refund" => {
            let rest = json!({
                "out_refund_no": REFUND, "total_fee": i64::MAX, "refund_fee": 1, "refund_desc": "r", "refund_account": "a",
            });
            let numbers = numbers(&["out_trade_no", "transaction_id"]);
            numbers
                .iter()
                .zip(callbacks())
                .map(|(number, callback)| and(&and(&callback, number), &rest))
                .collect()
        }
        "QueryRefund" => numbers(&["transaction_id", "out_trade_no", "out_refund_no", "refund_id"])
            .iter()
            .map(|base| and(base, &json!({"offset": 0})))
            .collect(),
        "DownloadBill" => {
            vec![and(&merchant, &json!({"bill_date": "20220321", "bill_type": "ALL", "tar_type": "GZIP"}))]
        }
        other => panic!("no base for {other}"),
    }
}

fn read<E: Endpoint + serde::de::DeserializeOwned>(value: &Value) -> Result<(), Violations> {
    E::from_json(&serde_json::to_vec(value).unwrap()).map(drop)
}

/// Every rule of every field, missing, `null`, of another type and unknown members.
#[track_caller]
fn check<E: Endpoint + serde::de::DeserializeOwned>() {
    let model = E::OPERATION.model;
    let bases = bases(model.name);
    for base in &bases {
        assert_eq!(read::<E>(base), Ok(()), "{base}");
    }
    check_fields::<E>(model, "", &bases);
    let mut unknown = bases[0].clone();
    unknown["sign"] = json!("x");
    refused::<E>(&unknown, "sign", &Fault::UnknownMember);
}

fn check_fields<E: Endpoint + serde::de::DeserializeOwned>(model: &ModelInfo, above: &str, bases: &[Value]) {
    for field in model.fields {
        let path = format!("{above}{}", field.name);
        let base = bases.iter().find(|base| base.pointer(&pointer(&path)).is_some()).expect(&path);
        check_presence::<E>(field, &path, base);
        for rule in field.all_rules() {
            check_rule::<E>(field, &path, rule, base);
        }
        if let Kind::Object(inner) = field.kind {
            check_fields::<E>(inner, &format!("{path}."), bases);
        }
    }
}

#[track_caller]
fn refused<E: Endpoint + serde::de::DeserializeOwned>(value: &Value, path: &str, fault: &Fault) {
    let violations = read::<E>(value).expect_err(path);
    let found: Vec<_> = violations.iter().filter(|violation| violation.path() == path).collect();
    assert!(
        found.iter().any(|violation| violation.fault() == fault),
        "{path}: {found:?}, expected {fault:?}"
    );
}

fn check_presence<E: Endpoint + serde::de::DeserializeOwned>(field: &Field, path: &str, base: &Value) {
    if field.required {
        let mut without = base.clone();
        let owner = match path.rsplit_once('.') {
            Some((above, _)) => without.pointer_mut(&pointer(above)).unwrap(),
            None => &mut without,
        };
        let members: &mut Map<_, _> = owner.as_object_mut().unwrap();
        members.remove(field.name);
        refused::<E>(&without, path, &Fault::Missing);
    }
    refused::<E>(&with(base, path, Value::Null), path, &Fault::Null);
    refused::<E>(
        &with(base, path, json!(true)),
        path,
        &Fault::Type { expected: field.kind.words(), found: "a boolean" },
    );
}

/// What the other rules of the field leave of a text of any characters.
fn letters(field: &Field) -> BoxedStrategy<char> {
    let charset = field.all_rules().find_map(|rule| match rule {
        Rule::Charset(charset) => Some(*charset),
        _ => None,
    });
    match charset {
        Some(charset) => proptest::sample::select(charset.members().collect::<Vec<_>>()).boxed(),
        None => proptest::char::range('!', '\u{9FFF}').boxed(),
    }
}

/// Whether only a form says what the field may hold, so that not every text within its length passes.
fn is_formed(field: &Field) -> bool {
    field.name == "scene_info" || field.all_rules().any(|rule| matches!(rule, Rule::Form(_)))
}

fn check_rule<E: Endpoint + serde::de::DeserializeOwned>(
    field: &Field,
    path: &str,
    rule: &Rule,
    base: &Value,
) {
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    match *rule {
        Rule::Chars { min, max } => {
            let longest = max.min(min + 200);
            let inside = prop_oneof![Just(min), Just(max.min(10_000)), min..=longest];
            let outside = if max == usize::MAX {
                (0..min).boxed()
            } else {
                prop_oneof![0..min, Just(max + 1), max + 1..max + 200].boxed()
            };
            let drawn = (inside, outside, letters(field));
            runner
                .run(&drawn, |(inside, outside, letter)| {
                    let text = |count| json!(letter.to_string().repeat(count));
                    if !is_formed(field) {
                        assert_eq!(read::<E>(&with(base, path, text(inside))), Ok(()), "{path}");
                    }
                    let fault = Fault::Length { unit: Unit::Characters, min, max, found: outside };
                    refused::<E>(&with(base, path, text(outside)), path, &fault);
                    Ok(())
                })
                .unwrap();
        }
        Rule::Range { min, max } => {
            let inside = prop_oneof![Just(min), Just(max.min(1 << 40)), min..=max.min(1 << 40)];
            let outside = if max == i64::MAX {
                prop_oneof![Just(min - 1), -1_000_000..min].boxed()
            } else {
                prop_oneof![Just(min - 1), Just(max + 1), -1_000_000..min, max + 1..=max * 2].boxed()
            };
            runner
                .run(&(inside, outside), |(inside, outside)| {
                    // The kind of callback is tied to other fields, the kinds themselves are tested beside them.
                    if path != "callback_type" {
                        assert_eq!(read::<E>(&with(base, path, json!(inside))), Ok(()), "{path}");
                    }
                    let fault = Fault::Range { min, max, found: outside };
                    refused::<E>(&with(base, path, json!(outside)), path, &fault);
                    Ok(())
                })
                .unwrap();
        }
        Rule::Charset(allowed) => {
            let held = base.pointer(&pointer(path)).unwrap().as_str().unwrap().to_owned();
            let stranger = proptest::char::range('\u{1}', '\u{300}')
                .prop_filter("a stranger", move |letter| !allowed.contains(*letter));
            runner
                .run(&(stranger, 0..held.len()), |(letter, position)| {
                    let text: String = held
                        .chars()
                        .enumerate()
                        .map(|(at, other)| if at == position { letter } else { other })
                        .collect();
                    refused::<E>(&with(base, path, json!(text)), path, &Fault::Charset { allowed, position });
                    Ok(())
                })
                .unwrap();
        }
        Rule::OneOf(allowed) => {
            for value in allowed {
                assert_eq!(read::<E>(&with(base, path, json!(value))), Ok(()), "{path}");
                let other = format!("{value}x");
                refused::<E>(&with(base, path, json!(other)), path, &Fault::OneOf { allowed });
            }
            refused::<E>(&with(base, path, json!("")), path, &Fault::OneOf { allowed });
        }
        Rule::Form(form) => {
            let (good, bad): (&[&str], &[&str]) = match form {
                TextForm::IpAddress => {
                    (&["59.37.125.120", "2001:db8::1"], &["59.37.125", "localhost", "1.1.1.1:80", " ::1"])
                }
                // Which time passes depends on the other time; each base holds one that does.
                TextForm::CompactTime => (&[], &["2009-12-25", "20091325091010", "200912250910101"]),
                TextForm::CompactDate => (
                    &["20220321", "20240229"],
                    &["20301399", "20230229", "2022-03-21", "2022032", "20220321000000", "OnAccept", ""],
                ),
                TextForm::RootPath => (&["/", "/wx/paid"], &["paid", "", "/a?b", "/a b", "https://a.cn/n"]),
                other => panic!("{path}: no texts for {other:?}"),
            };
            for text in good {
                assert_eq!(read::<E>(&with(base, path, json!(text))), Ok(()), "{path}");
            }
            for text in bad {
                refused::<E>(&with(base, path, json!(text)), path, &Fault::Form { expected: form.words() });
            }
        }
        ref other => panic!("{path}: no test draws values for {other:?}"),
    }
}

#[test]
fn order_fields() {
    check::<UnifiedOrder>();
}

#[test]
fn query_fields() {
    check::<QueryOrder>();
}

#[test]
fn close_fields() {
    check::<CloseOrder>();
}

#[test]
fn refund_fields() {
    check::<Refund>();
}

#[test]
fn refund_query_fields() {
    check::<QueryRefund>();
}

#[test]
fn bill_fields() {
    check::<DownloadBill>();
}

#[test]
fn store_fields() {
    for (field, max) in StoreInfo::INFO.fields.iter().zip([32, 64, 6, 128]) {
        let path = format!("scene_info.store_info.{}", field.name);
        let scene = |count: usize| {
            let text = json!({"store_info": {field.name: "店".repeat(count)}}).to_string();
            read::<UnifiedOrder>(&with(&bases("UnifiedOrder")[0], "scene_info", json!(text)))
        };
        assert_eq!((scene(1), scene(max)), (Ok(()), Ok(())), "{path}");
        for found in [0, max + 1] {
            let fault = Fault::Length { unit: Unit::Characters, min: 1, max, found };
            assert_eq!(scene(found).unwrap_err(), Violation::new(path.as_str(), fault).into());
        }
    }
    assert!(StoreInfo::new().with_id("x".repeat(33)).validate().unwrap_err().names("id"));
}

#[test]
fn a_scene_is_json_in_a_text() {
    let scene = |text: &str| order().with_scene_info(SceneInfo::from_json_text(text)).check();
    for good in ["{}", r#"{"mine":1}"#, r#" {"store_info":{"id":"1","more":2}}"#] {
        assert_eq!(scene(good), Ok(()), "{good}");
    }
    for bad in
        ["Y", "", "[]", r#"["a"]"#, "null", "1", r#"{"store_info":"Y"}"#, r#"{"store_info":{"id":1}}"#, "{"]
    {
        let violations = scene(bad).unwrap_err();
        assert!(violations.names("scene_info"), "{bad}");
        assert!(
            violations
                .to_string()
                .ends_with("must be a JSON object in a text, its store_info an object of texts"),
            "{bad}"
        );
    }
    // An object in the place of the text is not what the table says.
    let object = with(&bases("UnifiedOrder")[0], "scene_info", json!({"store_info": {}}));
    refused::<UnifiedOrder>(&object, "scene_info", &Fault::Type { expected: "a string", found: "an object" });
}

#[test]
fn identifiers_are_checked_at_the_door() {
    let number = |text: &str| OutTradeNo::new(text).map(drop);
    for good in ["123456", "a_-|*@", &"Z".repeat(32)] {
        assert_eq!(number(good), Ok(()));
    }
    assert_eq!(
        number("12345").unwrap_err().to_string(),
        "out_trade_no: must be 6 to 32 characters (found 5)"
    );
    assert_eq!(
        number(&"1".repeat(33)).unwrap_err().to_string(),
        "out_trade_no: must be 6 to 32 characters (found 33)"
    );
    let fault = Fault::Charset { allowed: Charset::REFUND_NUMBER, position: 5 };
    for bad in ["12345/", "12345 ", "12345\n", "12345单", "12345+"] {
        assert_eq!(number(bad).unwrap_err().fault(), &fault, "{bad:?}");
    }
    assert!(Openid::new("").is_err() && Openid::new("o".repeat(129)).is_err() && Openid::new("o o").is_err());
    assert!(Openid::new("o".repeat(128)).is_ok());
}

#[test]
fn every_fault_of_a_typed_order_is_reported() {
    let mut order = order()
        .with_device_info("")
        .with_nonce_str("n".repeat(33))
        .with_detail("d".repeat(6001))
        .with_attach("说".repeat(128))
        .with_fee_type("USD".into())
        .with_time_start(CompactTime::new("20091225091010").unwrap())
        .with_time_expire(CompactTime::new("20091225091109").unwrap())
        .with_goods_tag("g".repeat(33))
        .with_trade_type("APP".into())
        .with_limit_pay("credit".into())
        .with_receipt("N".into())
        .with_scene_info(SceneInfo::from_json_text("Y"));
    order.callback_type = CallbackType::Other(3);
    order.env_id = String::new();
    order.body = String::new();
    order.total_fee = Fen::new(0);
    order.spbill_create_ip = "x".to_owned();
    order.openid = None;
    order.container.as_mut().unwrap().path = "p".repeat(65);
    let violations = order.check().unwrap_err();
    let paths: Vec<_> = violations.iter().map(Violation::path).collect();
    assert_eq!(
        paths,
        [
            "callback_type",
            "env_id",
            "container.path",
            "container.path",
            "device_info",
            "nonce_str",
            "body",
            "detail",
            "attach",
            "fee_type",
            "total_fee",
            "spbill_create_ip",
            "goods_tag",
            "trade_type",
            "limit_pay",
            "receipt",
            "scene_info",
            "openid",
            "time_expire",
        ]
    );
}

#[test]
fn amounts_are_integers_of_fen() {
    let base = &bases("UnifiedOrder")[0];
    for (total_fee, found) in
        [(json!("1"), "a string"), (json!(0.01), "another number"), (json!(1.0), "another number")]
    {
        let fault = Fault::Type { expected: "an integer", found };
        refused::<UnifiedOrder>(&with(base, "total_fee", total_fee), "total_fee", &fault);
    }
}

#[test]
fn what_might_fail_is_worth_a_warning() {
    assert_eq!(warnings(&order()), []);
    let mut doubtful = order().with_attach("说".repeat(43)).with_goods_tag("说".repeat(10));
    doubtful.container.as_mut().unwrap().path = format!("/{}", "p".repeat(20));
    assert_eq!(doubtful.check(), Ok(()));
    let found: Vec<_> = warnings(&doubtful).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "container.path: must be 1 to 20 characters (found 21)",
            "attach: must be 1 to 127 bytes (found 129)",
        ]
    );
}

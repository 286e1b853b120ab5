//! Driven by the tables: for every field and rule, what lies just inside passes, and what lies just outside is reported
//! with its path, rule and limit.

use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Map, Value, json};
use wx_fubei::{
    CloseOrder, FubeiAppId, MerchantOrderSn, MerchantRefundSn, MinaOrder, OrderSn, QueryOrder, QueryRefund,
    Refund, SubOpenid, VendorSn, byte_warnings, fbpay::FbpayQuery,
};
use wx_types::{Endpoint, Fault, Fen, Field, Kind, Rule, Unit, Violation, Violations, rule::TextForm};

use crate::world::{OPENID, ORDER, REFUND, mina};

/// For each method requests that hold every field between them.
fn bases(model: &str) -> Vec<Value> {
    let order = || json!({"merchant_order_sn": ORDER});
    let numbers = ["merchant_order_sn", "order_sn", "trade_no"];
    match model {
        "MinaOrder" => vec![json!({
            "merchant_order_sn": ORDER, "sub_openid": OPENID, "total_fee": 0.01, "store_id": 1001, "cashier_id": 34566,
            "call_back_url": "https://shop.example.com/fubei", "body": "茶", "attach": "订单:1",
        })],
        "QueryOrder" => numbers.map(|name| json!({name: "1", "device_no": "D-1"})).to_vec(),
        "CloseOrder" => vec![order()],
        "Refund" => numbers
            .map(|name| json!({name: "1", "merchant_refund_sn": REFUND, "refund_money": 0.01}))
            .to_vec(),
        "QueryRefund" => numbers
            .iter()
            .flat_map(|name| {
                ["refund_sn", "merchant_refund_sn"].map(|refund| json!({*name: "1", refund: "2"}))
            })
            .collect(),
        "FbpayQuery" => vec![json!({
            "merchant_id": 100_001, "order_sn": "1", "ins_order_sn": "2", "merchant_order_sn": ORDER,
        })],
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
    for field in model.fields {
        let base = bases.iter().find(|base| base.get(field.name).is_some()).expect("a base with the field");
        check_presence::<E>(field, base);
        for rule in field.all_rules() {
            check_rule::<E>(field, rule, base);
        }
    }
    let mut unknown = bases[0].clone();
    unknown["call_back"] = json!("x");
    refused::<E>(&unknown, "call_back", &Fault::UnknownMember);
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

fn with(base: &Value, name: &str, value: Value) -> Value {
    let mut changed = base.clone();
    changed[name] = value;
    changed
}

fn check_presence<E: Endpoint + serde::de::DeserializeOwned>(field: &Field, base: &Value) {
    let mut without: Map<_, _> = base.as_object().unwrap().clone();
    without.remove(field.name);
    let without = Value::Object(without);
    if field.required {
        refused::<E>(&without, field.name, &Fault::Missing);
    }
    refused::<E>(&with(base, field.name, Value::Null), field.name, &Fault::Null);
    refused::<E>(
        &with(base, field.name, json!(true)),
        field.name,
        &Fault::Type { expected: field.kind.words(), found: "a boolean" },
    );
}

fn check_rule<E: Endpoint + serde::de::DeserializeOwned>(field: &Field, rule: &Rule, base: &Value) {
    let mut runner = TestRunner::deterministic();
    match *rule {
        Rule::Chars { min, max } => {
            let longest = max.min(min + 200);
            let inside = prop_oneof![Just(min), Just(longest), min..=longest];
            let outside = if max == usize::MAX {
                (0..min).boxed()
            } else {
                prop_oneof![0..min, Just(max + 1), max + 1..max + 200].boxed()
            };
            runner
                .run(
                    &(inside, outside, proptest::char::range('!', '\u{9FFF}')),
                    |(inside, outside, letter)| {
                        let letter =
                            if letter.is_whitespace() || letter.is_control() { '茶' } else { letter };
                        let text = |count| json!(letter.to_string().repeat(count));
                        if !is_address(field) {
                            assert_eq!(read::<E>(&with(base, field.name, text(inside))), Ok(()));
                        }
                        let fault = Fault::Length { unit: Unit::Characters, min, max, found: outside };
                        refused::<E>(&with(base, field.name, text(outside)), field.name, &fault);
                        Ok(())
                    },
                )
                .unwrap();
        }
        Rule::Range { min, max } => {
            let largest = max.min(999_999_999_999);
            let inside = prop_oneof![Just(min), Just(largest), min..=largest];
            let outside = if max == i64::MAX {
                prop_oneof![Just(min - 1), -1_000_000..min].boxed()
            } else {
                prop_oneof![Just(min - 1), Just(max + 1), -1_000_000..min, max + 1..=max * 2].boxed()
            };
            runner
                .run(&(inside, outside), |(inside, outside)| {
                    assert_eq!(read::<E>(&with(base, field.name, number(&field.kind, inside))), Ok(()));
                    let fault = Fault::Range { min, max, found: outside };
                    refused::<E>(&with(base, field.name, number(&field.kind, outside)), field.name, &fault);
                    Ok(())
                })
                .unwrap();
        }
        Rule::Form(form) => {
            let (good, bad): (&[&str], &[&str]) = match form {
                TextForm::Trimmed => (&["a b", "单\u{3000}号", "\"", "T1"], &HOSTILE),
                TextForm::WebAddress => (
                    &["https://a.cn", "http://127.0.0.1:1/n?a=1&b=2"],
                    &[
                        "/n",
                        "a.cn/n",
                        "ftp://a.cn/",
                        "https://a.cn/#a",
                        "https://u@a.cn/",
                        " https://a.cn/",
                        "https:///",
                    ],
                ),
                other => panic!("{}: no texts for {other:?}", field.name),
            };
            for inside in good {
                assert_eq!(read::<E>(&with(base, field.name, json!(inside))), Ok(()), "{inside:?}");
            }
            let fault = Fault::Form { expected: form.words() };
            for outside in bad {
                refused::<E>(&with(base, field.name, json!(outside)), field.name, &fault);
            }
        }
        ref other => panic!("{}: no test draws values for {other:?}", field.name),
    }
}

/// What no text of one repeated letter is.
fn is_address(field: &Field) -> bool {
    field.all_rules().any(|rule| *rule == Rule::Form(TextForm::WebAddress))
}

/// An integer, or an amount of so many fen.
fn number(kind: &Kind, number: i64) -> Value {
    match kind {
        Kind::Decimal => serde_json::from_str(&Fen::new(number).to_yuan().to_string()).unwrap(),
        _ => json!(number),
    }
}

#[test]
fn mina_fields() {
    check::<MinaOrder>();
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
fn fbpay_query_fields() {
    check::<FbpayQuery>();
}

/// Blanks at the ends and control characters.
const HOSTILE: [&str; 6] = [" T1", "T1 ", "T1\u{3000}", "T\n1", "T\u{1b}[31m1", "\u{7f}"];

#[test]
fn identifiers_are_checked_at_the_door() {
    let door = |text: &str| MerchantOrderSn::new(text).map(drop);
    assert_eq!(door(&"单".repeat(32)), Ok(()));
    assert_eq!(door("a b"), Ok(()));
    assert_eq!(door("").unwrap_err().to_string(), "merchant_order_sn: must be 1 to 32 characters (found 0)");
    assert_eq!(
        door(&"a".repeat(33)).unwrap_err().to_string(),
        "merchant_order_sn: must be 1 to 32 characters (found 33)"
    );
    for text in HOSTILE {
        for refused in [
            door(text),
            MerchantRefundSn::new(text).map(drop),
            OrderSn::new(text).map(drop),
            SubOpenid::new(text).map(drop),
            FubeiAppId::new(text).map(drop),
            VendorSn::new(text).map(drop),
        ] {
            assert!(matches!(refused.unwrap_err().fault(), Fault::Form { .. }), "{text:?}");
        }
    }
}

#[test]
fn identifiers_are_checked_when_they_are_read() {
    for text in HOSTILE.into_iter().chain(["", &"a".repeat(33)]) {
        let json = json!({ "merchant_order_sn": text });
        assert!(serde_json::from_value::<MerchantOrderSn>(json!(text)).is_err(), "{text:?}");
        assert!(serde_json::from_value::<CloseOrder>(json).is_err(), "{text:?}");
    }
}

#[test]
fn every_fault_of_a_read_order_is_reported() {
    let order = json!({
        "merchant_order_sn": " T1", "sub_openid": format!("{}\n", "o".repeat(32)), "total_fee": 0, "store_id": "1001",
        "body": "", "call_back": "x",
    });
    let violations: Vec<_> = read::<MinaOrder>(&order).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        [
            "merchant_order_sn: must be a text without control characters and without blanks before or after it",
            "sub_openid: must be 1 to 32 characters (found 33)",
            "sub_openid: must be a text without control characters and without blanks before or after it",
            "total_fee: must be 1 to 999999999 (found 0)",
            "store_id: must be an integer (found a string)",
            "body: must be 1 to 128 characters (found 0)",
            "call_back: is not a documented member",
        ]
    );
}

#[test]
fn blanks_around_a_number_are_reported_with_their_path() {
    let value = with(&bases("MinaOrder")[0], "merchant_order_sn", json!(" T1"));
    let violations = read::<MinaOrder>(&value).unwrap_err();
    assert_eq!(
        violations.to_string(),
        "merchant_order_sn: must be a text without control characters and without blanks before or after it"
    );
}

#[test]
fn every_fault_of_a_typed_order_is_reported() {
    let mut order = mina()
        .with_cashier_id(0)
        .with_call_back_url("")
        .with_body("x".repeat(129))
        .with_attach("订".repeat(128));
    order.total_fee = Fen::new(1_000_000_000).to_yuan();
    order.store_id = 10_000_000_000;
    let violations = order.check().unwrap_err();
    let paths: Vec<_> = violations.iter().map(Violation::path).collect();
    assert_eq!(
        paths,
        ["total_fee", "store_id", "cashier_id", "call_back_url", "call_back_url", "body", "attach"]
    );
}

#[test]
fn amounts_are_positive_and_fit_ten_characters() {
    let placed = |fen| {
        let mut order = mina();
        order.total_fee = Fen::new(fen).to_yuan();
        order.check().map(|()| serde_json::to_string(&order).unwrap())
    };
    for (fen, written) in [(1, "0.01"), (10, "0.10"), (100, "1.00"), (999_999_999, "9999999.99")] {
        assert!(placed(fen).unwrap().contains(&format!("\"total_fee\":{written},")), "{fen}");
        assert!(written.len() <= 10);
    }
    for fen in [0, -1, 1_000_000_000, i64::MAX, i64::MIN] {
        assert!(placed(fen).unwrap_err().names("total_fee"), "{fen}");
    }
    // No exponent, no third decimal, no text.
    for total_fee in ["1e2", "0.001", "\"0.01\"", "-0.01", "0"] {
        let json = format!(
            r#"{{"merchant_order_sn":"{ORDER}","sub_openid":"{OPENID}","total_fee":{total_fee},"store_id":1}}"#
        );
        let read = MinaOrder::from_json(json.as_bytes());
        // A number such as 1e2 has lost its text before it is looked at; it goes out as 100.00.
        assert_eq!(read.is_ok(), total_fee == "1e2", "{total_fee}");
    }
}

proptest! {
    #[test]
    fn every_amount_goes_out_exactly(fen in 1_i64..=999_999_999) {
        let mut order = mina();
        order.total_fee = Fen::new(fen).to_yuan();
        let expected = format!("\"total_fee\":{}.{:02},", fen / 100, fen % 100);
        prop_assert!(serde_json::to_string(&order).unwrap().contains(&expected));
    }
}

#[test]
fn bytes_are_worth_a_warning() {
    let order = mina().with_body("茶".repeat(43)).with_attach("茶".repeat(42));
    assert_eq!(order.check(), Ok(()));
    let warnings: Vec<_> = byte_warnings(&order).iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["body: must be 1 to 128 bytes (found 129)"]);
    assert_eq!(byte_warnings(&mina()), []);
}

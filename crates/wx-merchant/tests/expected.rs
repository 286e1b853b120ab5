//! What a genuine message must say before anything is credited: every field by itself, and the key of the event.

use proptest::prelude::*;
use serde_json::{Value, json};
use wx_merchant::{
    CombineOutTradeNo, Event, ExpectedCombinePayment, ExpectedPart, ExpectedPartnerPayment,
    ExpectedPartnerRefund, ExpectedPayment, ExpectedRefund, SubMchid,
};
use wx_types::{AppId, Fen, Mchid, Mismatch, OutRefundNo, OutTradeNo};

const PAYMENT: &str = include_str!("fixtures/payment_notice/plaintext.json");
const REFUND: &str = include_str!("fixtures/refund_notice/plaintext.json");
const PARTNER_PAYMENT: &str = include_str!("fixtures/partner_payment_notice/plaintext.json");
const PARTNER_REFUND: &str = include_str!("fixtures/partner_refund_notice/plaintext.json");
const COMBINE_PAYMENT: &str = include_str!("fixtures/combine_payment_notice/plaintext.json");

fn app(text: &str) -> AppId {
    AppId::new(text).unwrap()
}

fn merchant() -> Mchid {
    Mchid::new("1900000001").unwrap()
}

fn sub(text: &str) -> SubMchid {
    SubMchid::new(text).unwrap()
}

fn order(text: &str) -> OutTradeNo {
    OutTradeNo::new(text).unwrap()
}

fn refund() -> OutRefundNo {
    OutRefundNo::new("R-1217752501201407033233368018@1").unwrap()
}

/// A notification with each field that counts, by its JSON pointer and its name in a mismatch.
struct Shape {
    plaintext: &'static str,
    event_type: &'static str,
    fields: &'static [(&'static str, &'static str)],
    matches: fn(Value) -> Option<Result<(), Mismatch>>,
}

/// `None` where the content cannot be read at all, which is as good a refusal.
fn read<T: serde::de::DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}

fn shapes() -> [Shape; 5] {
    [payment(), partner_payment(), combine_payment(), refund_notice(), partner_refund_notice()]
}

fn payment() -> Shape {
    Shape {
        plaintext: PAYMENT,
        event_type: "TRANSACTION.SUCCESS",
        fields: &[
            ("/appid", "appid"),
            ("/mchid", "mchid"),
            ("/out_trade_no", "out_trade_no"),
            ("/amount/total", "amount.total"),
            ("/amount/currency", "amount.currency"),
        ],
        matches: |value| {
            let expected =
                ExpectedPayment::new(app("wxd678efh567hg6787"), merchant(), order("A|10001*"), Fen::new(100));
            read(value).map(|told| expected.matches(&told))
        },
    }
}

fn partner_payment() -> Shape {
    Shape {
        plaintext: PARTNER_PAYMENT,
        event_type: "TRANSACTION.SUCCESS",
        fields: &[
            ("/sp_appid", "sp_appid"),
            ("/sp_mchid", "sp_mchid"),
            ("/sub_mchid", "sub_mchid"),
            ("/sub_appid", "sub_appid"),
            ("/out_trade_no", "out_trade_no"),
            ("/amount/total", "amount.total"),
            ("/amount/currency", "amount.currency"),
        ],
        matches: |value| {
            let (number, total) = (order("A|10001*"), Fen::new(100));
            let expected = ExpectedPartnerPayment::new(
                app("wx8888888888888888"),
                merchant(),
                sub("1900000109"),
                number,
                total,
            )
            .with_sub_appid(app("wxd678efh567hg6999"));
            read(value).map(|told| expected.matches(&told))
        },
    }
}

fn combine_payment() -> Shape {
    Shape {
        plaintext: COMBINE_PAYMENT,
        event_type: "TRANSACTION.SUCCESS",
        fields: &[
            ("/combine_appid", "combine_appid"),
            ("/combine_mchid", "combine_mchid"),
            ("/combine_out_trade_no", "combine_out_trade_no"),
            ("/sub_orders/0/mchid", "sub_orders[0].mchid"),
            ("/sub_orders/0/sub_mchid", "sub_orders[0].sub_mchid"),
            ("/sub_orders/0/out_trade_no", "sub_orders[0].out_trade_no"),
            ("/sub_orders/0/amount/total_amount", "sub_orders[0].amount.total_amount"),
            ("/sub_orders/0/amount/currency", "sub_orders[0].amount.currency"),
            ("/sub_orders/1/sub_mchid", "sub_orders[1].sub_mchid"),
            ("/sub_orders/1/out_trade_no", "sub_orders[1].out_trade_no"),
            ("/sub_orders/1/amount/total_amount", "sub_orders[1].amount.total_amount"),
        ],
        matches: |value| {
            let part = |number, sub_mchid, total| {
                ExpectedPart::new(merchant(), order(number), Fen::new(total)).with_sub_mchid(sub(sub_mchid))
            };
            let expected = ExpectedCombinePayment::new(
                app("wxd678efh567hg6787"),
                merchant(),
                CombineOutTradeNo::new("P20150806125346").unwrap(),
                vec![part("20150806125346", "1900000109", 100), part("A|10001*", "1900000110", 50)],
            );
            read(value).map(|told| expected.matches(&told))
        },
    }
}

fn refund_notice() -> Shape {
    Shape {
        plaintext: REFUND,
        event_type: "REFUND.SUCCESS",
        fields: &[
            ("/mchid", "mchid"),
            ("/out_trade_no", "out_trade_no"),
            ("/out_refund_no", "out_refund_no"),
            ("/amount/refund", "amount.refund"),
            ("/amount/total", "amount.total"),
        ],
        matches: |value| {
            let (number, sum) = (order("1217752501201407033233368018"), Fen::new(888));
            let expected = ExpectedRefund::new(merchant(), number, refund(), sum, sum);
            read(value).map(|told| expected.matches(&told))
        },
    }
}

fn partner_refund_notice() -> Shape {
    Shape {
        plaintext: PARTNER_REFUND,
        event_type: "REFUND.SUCCESS",
        fields: &[
            ("/sp_mchid", "sp_mchid"),
            ("/sub_mchid", "sub_mchid"),
            ("/out_trade_no", "out_trade_no"),
            ("/out_refund_no", "out_refund_no"),
            ("/amount/refund", "amount.refund"),
            ("/amount/total", "amount.total"),
        ],
        matches: |value| {
            let (number, sum) = (order("1217752501201407033233368018"), Fen::new(888));
            let expected =
                ExpectedPartnerRefund::new(merchant(), sub("1900000109"), number, refund(), sum, sum);
            read(value).map(|told| expected.matches(&told))
        },
    }
}

fn genuine(shape: &Shape) -> Value {
    serde_json::from_str(shape.plaintext).unwrap()
}

fn remove(value: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    value.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
}

#[test]
fn the_order_in_the_books_matches() {
    for shape in shapes() {
        assert_eq!((shape.matches)(genuine(&shape)), Some(Ok(())), "{}", shape.plaintext);
    }
}

#[test]
fn each_field_that_differs_is_named_alone() {
    for shape in shapes() {
        for (pointer, name) in shape.fields {
            let mut value = genuine(&shape);
            let field = value.pointer_mut(pointer).unwrap();
            *field = if field.is_string() { json!("another1") } else { json!(1) };
            let mismatch = (shape.matches)(value).unwrap().unwrap_err();
            assert_eq!(mismatch.fields().collect::<Vec<_>>(), [*name], "{pointer}");
            assert_eq!(mismatch.to_string(), format!("not what was expected: {name}"));
        }
    }
}

#[test]
fn what_is_missing_does_not_pass() {
    for shape in shapes() {
        for (pointer, name) in shape.fields {
            let mut value = genuine(&shape);
            remove(&mut value, pointer);
            let matched = (shape.matches)(value);
            assert!(matched.is_none_or(|matched| matched.is_err_and(|m| m.names(name))), "{pointer}");
        }
    }
    let mut value = genuine(&payment());
    remove(&mut value, "/amount");
    let mismatch = (payment().matches)(value).unwrap().unwrap_err();
    assert_eq!(mismatch.fields().collect::<Vec<_>>(), ["amount.total", "amount.currency"]);
}

#[test]
fn all_that_differs_is_named_at_once() {
    for shape in shapes() {
        let mut value = genuine(&shape);
        let of_the_whole = shape.fields.iter().filter(|(pointer, _)| !pointer.ends_with("/out_trade_no"));
        let names: Vec<_> = of_the_whole
            .map(|(pointer, name)| {
                let field = value.pointer_mut(pointer).unwrap();
                *field = if field.is_string() { json!("another1") } else { json!(1) };
                *name
            })
            .collect();
        let mismatch = (shape.matches)(value).unwrap().unwrap_err();
        assert_eq!(mismatch.fields().collect::<Vec<_>>(), names);
    }
}

#[test]
fn parts_may_come_in_any_order_but_all_of_them_and_no_more() {
    let shape = combine_payment();
    let with = |parts: &[usize]| {
        let mut value = genuine(&shape);
        value["sub_orders"] = parts.iter().map(|index| value["sub_orders"][*index].clone()).collect();
        (shape.matches)(value).unwrap()
    };
    assert_eq!(with(&[1, 0]), Ok(()));
    let fields = |parts: &[usize]| with(parts).unwrap_err().fields().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(fields(&[0]), ["sub_orders", "sub_orders[1].out_trade_no"]);
    assert_eq!(fields(&[0, 0]), ["sub_orders[0].out_trade_no", "sub_orders[1].out_trade_no"]);
    assert_eq!(fields(&[0, 1, 1]), ["sub_orders", "sub_orders[1].out_trade_no"]);
}

#[test]
fn an_event_has_a_key_of_its_own() {
    let keys: Vec<_> = shapes()
        .iter()
        .map(|shape| {
            let value = genuine(shape);
            let event = match shape.plaintext {
                PAYMENT => Event::Payment(read(value).unwrap()),
                PARTNER_PAYMENT => Event::PartnerPayment(read(value).unwrap()),
                COMBINE_PAYMENT => Event::CombinePayment(read(value).unwrap()),
                REFUND => Event::Refund(read(value).unwrap()),
                _ => Event::PartnerRefund(read(value).unwrap()),
            };
            let key = event.key().unwrap();
            assert!(key.kind().starts_with(shape.event_type));
            key.to_string()
        })
        .collect();
    let expected = [
        "1900000001 TRANSACTION.SUCCESS A|10001*",
        "1900000001/1900000109 TRANSACTION.SUCCESS A|10001*",
        "1900000001 TRANSACTION.SUCCESS/combine P20150806125346",
        "1900000001 REFUND.SUCCESS R-1217752501201407033233368018@1",
        "1900000001/1900000109 REFUND.SUCCESS R-1217752501201407033233368018@1",
    ];
    assert_eq!(keys, expected);
}

proptest! {
    /// Whatever one field is changed into, it is named, and nothing else is.
    #[test]
    fn one_changed_field_is_always_named(
        shape in 0_usize..5,
        field in any::<prop::sample::Index>(),
        text in "[0-9A-Za-z_|*-]{6,32}",
        number in any::<i64>(),
    ) {
        let shape = &shapes()[shape];
        let (pointer, name) = shape.fields[field.index(shape.fields.len())];
        let mut value = genuine(shape);
        let changed = value.pointer_mut(pointer).unwrap();
        let new = if changed.is_string() { json!(text) } else { json!(number) };
        prop_assume!(*changed != new);
        *changed = new;
        let mismatch = (shape.matches)(value).unwrap().unwrap_err();
        prop_assert!(mismatch.names(name), "{mismatch}");
    }
}

use serde_json::{Value, json};

use super::{Form, Kind, Schema, check, formed, object, optional, required, text};

const SCHEMA: Schema = Schema {
    fields: &[
        required("number", formed(2, 4, Form::OrderNumber)),
        optional("note", text(0, 3)),
        optional("yes", Kind::Flag),
        required("amount", object(&[required("total", Kind::Int { min: 1, max: i64::MAX })])),
        optional("kind", Kind::Choice(&["A", "B"])),
        optional("items", Kind::List { min: 1, max: 2, item: &object(&[required("id", text(1, 2))]) }),
    ],
};

#[track_caller]
fn faults(value: Value, expected: &[&str]) {
    let found: Vec<String> = check(&SCHEMA, &value).iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
}

fn with(name: &str, value: Value) -> Value {
    let mut body = json!({ "number": "A1", "amount": { "total": 1 } });
    body.as_object_mut().unwrap().insert(name.to_owned(), value);
    body
}

#[test]
fn a_good_body_has_no_fault() {
    faults(with("note", json!("单号!")), &[]);
    faults(with("items", json!([{ "id": "1" }, { "id": "22" }])), &[]);
    faults(with("kind", json!("B")), &[]);
    faults(with("yes", json!(false)), &[]);
}

#[test]
fn every_fault_is_reported_at_once() {
    faults(
        json!({ "note": "four", "amount": { "total": 0, "fee": 1 }, "extra": null }),
        &[
            "/number is required",
            "/note must have 0 to 3 characters, found 4",
            "/amount/total must be at least 1",
            "/amount/fee is not a member of this request",
            "/extra is not a member of this request",
        ],
    );
}

#[test]
fn null_is_refused_everywhere() {
    faults(with("note", Value::Null), &["/note must not be null; leave it out"]);
    faults(with("items", json!([null])), &["/items/0 must not be null; leave it out"]);
    faults(Value::Null, &["the body must be of type object, found null"]);
}

#[test]
fn types_are_strict() {
    let integer = "/amount/total must be of type integer, found";
    faults(with("amount", json!({ "total": "1" })), &[&format!("{integer} string")]);
    faults(
        with("amount", json!({ "total": 1.0 })),
        &[&format!("{integer} number with a fraction or an exponent")],
    );
    faults(with("yes", json!(0)), &["/yes must be of type boolean, found integer"]);
    faults(with("kind", json!(true)), &["/kind must be of type string, found boolean"]);
    faults(with("items", json!({})), &["/items must be of type array, found object"]);
    faults(json!([]), &["the body must be of type object, found array"]);
}

#[test]
fn limits_are_inclusive() {
    faults(with("number", json!("A")), &["/number must have 2 to 4 characters, found 1"]);
    faults(with("number", json!("A234")), &[]);
    faults(with("number", json!("A2345")), &["/number must have 2 to 4 characters, found 5"]);
    faults(with("items", json!([])), &["/items must have 1 to 2 items, found 0"]);
    faults(with("amount", json!({ "total": i64::MAX })), &[]);
    faults(with("amount", json!({ "total": u64::MAX })), &["/amount/total must be at least 1"]);
}

#[test]
fn characters_are_checked() {
    faults(with("number", json!("A B")), &["/number must be letters, digits and _-|*"]);
    faults(with("note", json!("🙂")), &["/note must not hold a character that takes four bytes of UTF-8"]);
    faults(with("kind", json!("C")), &["/kind must be one of A, B"]);
}

#[test]
fn pointers_are_escaped() {
    faults(with("a/b~c", json!(1)), &["/a~1b~0c is not a member of this request"]);
}

//! Many faults at once, faults between fields, faults at the door, and faults of shape.

use serde_json::json;
use wx_f2f::{ConfirmToken, CreateOrder, Error, OpenId, OutRequestNo, QueryOrder, Reason};
use wx_transport::Outcome;
use wx_types::{Endpoint, Fault, Fen, Violations};

use crate::{
    documents::{self, create_order},
    world::{World, run, story},
};

#[track_caller]
fn lines(checked: Result<(), Violations>, expected: &[&str]) {
    let found: Vec<_> = checked.err().into_iter().flatten().map(|violation| violation.to_string()).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_query_names_a_token_or_a_number() {
    const RULE: &str = "confirm_token: at least one of confirm_token and out_request_no must be given";
    lines(QueryOrder::new().check(), &[RULE]);
    lines(QueryOrder::from_json(b"{}").map(|_| ()), &[RULE]);
    for name in ["confirm_token", "out_request_no"] {
        let mut query = documents::query();
        query.as_object_mut().unwrap().remove(name);
        lines(QueryOrder::from_json(query.to_string().as_bytes()).map(|_| ()), &[]);
    }
    lines(documents::query_order().check(), &[]);
}

#[test]
fn an_order_reports_all_its_faults_at_once() {
    let mut order = documents::create();
    order["payer_openid"] = json!("");
    order["payee_openid"] = json!("o".repeat(65));
    order["out_request_no"] = json!("no blanks");
    order["amount"] = json!(0);
    order["discount_amount"] = json!(-1);
    order["attach"] = json!("数".repeat(128));
    let expected = [
        "payer_openid: must be 1 to 64 characters (found 0)",
        "payee_openid: must be 1 to 64 characters (found 65)",
        "out_request_no: may hold digits, letters and _-|*@; character 2 is another one",
        "amount: must be at least 1 (found 0)",
        "discount_amount: must be at least 0 (found -1)",
        "attach: must be 1 to 127 characters (found 128)",
    ];
    lines(CreateOrder::from_json(order.to_string().as_bytes()).map(|_| ()), &expected);
    let order: CreateOrder = serde_json::from_value(order).unwrap();
    lines(order.check(), &expected);

    let world = World::new([]);
    let error = run(world.client().send(&order)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.violations().unwrap().len(), 6);
    assert!(world.sent().is_empty());
}

#[test]
fn no_violation_repeats_a_value() {
    let mut order = documents::create();
    for field in ["payer_openid", "payee_openid", "out_request_no", "attach"] {
        order[field] = json!("canary 🐤 ".repeat(40));
    }
    order["amount"] = json!("canary");
    let violations = CreateOrder::from_json(order.to_string().as_bytes()).unwrap_err();
    assert!(violations.len() >= 6);
    assert!(!format!("{violations} {violations:?}").contains("canary"));
}

#[test]
fn a_text_that_is_no_order_is_refused_as_a_whole() {
    for text in ["", "{", "[]", "null", "7", "\u{feff}{}", "{\"amount\":}"] {
        assert_eq!(CreateOrder::from_json(text.as_bytes()).unwrap_err().len(), 1, "{text:?}");
    }
    let twice = documents::create().to_string().replacen('{', "{\"amount\":1,", 1);
    let violations = CreateOrder::from_json(twice.as_bytes()).unwrap_err();
    let found: Vec<_> = violations.iter().map(|violation| (violation.path(), violation.fault())).collect();
    assert_eq!(found, [("amount", &Fault::Duplicate)]);
}

#[test]
fn identifiers_are_checked_at_the_door() {
    let told = |violation: wx_types::Violation| violation.to_string();
    assert_eq!(told(OpenId::new("").unwrap_err()), "openid: must be 1 to 64 characters (found 0)");
    assert_eq!(
        told(OpenId::new("o".repeat(65)).unwrap_err()),
        "openid: must be 1 to 64 characters (found 65)"
    );
    assert_eq!(
        told(OutRequestNo::new("A1+").unwrap_err()),
        "out_request_no: may hold digits, letters and _-|*@; character 2 is another one"
    );
    assert_eq!("A-1".parse::<OutRequestNo>().unwrap().to_string(), "A-1");
    assert_eq!(
        told(ConfirmToken::new("t".repeat(129)).unwrap_err()),
        "confirm_token: must be 1 to 128 characters (found 129)"
    );
}

/// The day on which the platform takes what the tables refuse.
#[test]
fn danger_sends_what_breaks_a_rule() {
    let world = World::new([crate::world::created()]);
    let order = create_order().with_attach("数".repeat(500));
    assert!(order.check().is_err());
    run(wx_f2f::danger::send_unchecked(&world.client(), &order)).unwrap();
    assert_eq!(world.sent().len(), 1);
}

#[test]
fn an_error_of_a_query_names_its_number() {
    let world = World::new([crate::world::errcode(48_001)]);
    let error: Error = run(world.client().send(&documents::query_order())).unwrap_err();
    assert!(matches!(error.reason(), Reason::Api(_)));
    assert_eq!(
        error.to_string(),
        format!("POST /wxa/business/f2f/queryorderinfo (out_request_no {}): refused", documents::NUMBER)
    );
    assert!(story(&error).contains("48001 (HTTP 200): scripted rid: 5f1c-72e2"));
    assert_eq!(error.api_error().unwrap().rid(), Some("5f1c-72e2"));
    let order = create_order();
    let world = World::new([]);
    let invalid = CreateOrder::new(order.payer_openid, order.payee_openid, order.out_request_no, Fen::new(0));
    let error = run(world.client().send(&invalid)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "POST /wxa/business/f2f/createorderinfo (out_request_no {}): nothing was sent",
            documents::NUMBER
        )
    );
}

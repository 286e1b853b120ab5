//! What each state says about each request that acts.

use serde_json::{Value, json};
use wx_payscore::{CancelOrder, CreateOrder};
use wx_types::{
    Endpoint, Resolvable,
    Standing::{self, CarriedOut, NotYet, Overtaken, Renewable},
};

use crate::{replies::least, requests};

fn taken(field: &'static str) -> Standing {
    Standing::Taken { field }
}

#[track_caller]
fn check<E: Resolvable>(request: &E, state: Value, expected: Standing) {
    let found = serde_json::from_value(state.clone()).unwrap();
    assert_eq!(request.standing(&found), expected, "{state}");
}

/// An order of the requests' appid, in a state with its description.
fn order(state: &str, description: &str) -> Value {
    let mut order = least();
    order["appid"] = requests::create_order().appid.as_str().into();
    order["state"] = state.into();
    if !description.is_empty() {
        order["state_description"] = description.into();
    }
    order
}

/// The same with what is due.
fn due(state: &str, description: &str, total: i64) -> Value {
    let mut order = order(state, description);
    order["total_amount"] = total.into();
    order
}

/// Each stage of an order: waiting for the user, in service, waiting for money, done, revoked, expired, unheard of.
#[track_caller]
fn stages<E: Resolvable>(request: &E, total: i64, expected: [Standing; 7]) {
    let stages = [
        ("CREATED", ""),
        ("DOING", "USER_CONFIRM"),
        ("DOING", "MCH_COMPLETE"),
        ("DONE", ""),
        ("REVOKED", ""),
        ("EXPIRED", ""),
        ("PONDERING", ""),
    ];
    for ((state, description), expected) in stages.into_iter().zip(expected) {
        check(request, due(state, description, total), expected);
    }
}

#[test]
fn an_order_that_is_there_was_created() {
    let expected = [Renewable, CarriedOut, CarriedOut, CarriedOut, CarriedOut, CarriedOut, CarriedOut];
    stages(&requests::create_order(), 1, expected);
    stages(&requests::create_pay_on_delivery(), 1, expected);
}

#[test]
fn a_number_with_another_risk_or_app_is_taken() {
    let mut other = order("CREATED", "");
    other["risk_fund"] = json!({ "amount": 1 });
    check(&requests::create_order(), other.clone(), taken("risk_fund.amount"));
    other["appid"] = "wx0".into();
    check(&requests::create_order(), other, taken("appid"));
}

#[test]
fn a_completion_shows_in_the_stage() {
    let complete = requests::complete_order();
    let total = complete.total_amount.get();
    let expected = [NotYet, NotYet, CarriedOut, CarriedOut, Overtaken, Overtaken, NotYet];
    stages(&complete, total, expected);
    check(&complete, due("DOING", "MCH_COMPLETE", total - 1), CarriedOut);
    check(&complete, due("DOING", "MCH_COMPLETE", total + 1), taken("total_amount"));
}

#[test]
fn a_modification_shows_in_the_amount() {
    let modify = requests::modify_order();
    let total = modify.total_amount.get();
    stages(&modify, total, [NotYet, NotYet, CarriedOut, CarriedOut, Overtaken, Overtaken, NotYet]);
    stages(&modify, total + 1, [NotYet, NotYet, NotYet, Overtaken, Overtaken, Overtaken, NotYet]);
    stages(&modify, total - 1, [NotYet, NotYet, Overtaken, Overtaken, Overtaken, Overtaken, NotYet]);
    check(&modify, order("DOING", "MCH_COMPLETE"), NotYet);
}

#[test]
fn a_cancellation_is_proven_by_the_state_alone() {
    stages(&requests::cancel_order(), 1, [NotYet, NotYet, NotYet, Overtaken, CarriedOut, Overtaken, NotYet]);
    let proven = [CancelOrder::PROVEN_BY_STATE_ALONE, CreateOrder::PROVEN_BY_STATE_ALONE];
    assert_eq!(proven, [true, false]);
}

#[test]
fn a_sync_shows_in_what_came_in() {
    let sync = requests::sync_order();
    stages(&sync, 1, [NotYet, NotYet, NotYet, Overtaken, Overtaken, Overtaken, NotYet]);
    let with = |state: &str, collection: Value| {
        let mut order = order(state, "MCH_COMPLETE");
        order["collection"] = collection;
        order
    };
    check(
        &sync,
        with("DONE", json!({ "state": "USER_PAID", "details": [{ "paid_type": "MCH" }] })),
        CarriedOut,
    );
    check(
        &sync,
        with("DONE", json!({ "state": "USER_PAID", "details": [{ "paid_type": "NEWTON" }] })),
        Overtaken,
    );
    check(&sync, with("DONE", json!({ "state": "USER_PAID" })), CarriedOut);
    check(
        &sync,
        with("DOING", json!({ "state": "USER_PAYING", "details": [{ "paid_type": "NEWTON" }] })),
        NotYet,
    );
}

#[test]
fn a_registration_is_the_number_that_is_registered() {
    let register = requests::register_deduction();
    check(&register, json!({ "out_trade_no": register.out_trade_no }), CarriedOut);
    check(&register, json!({ "out_trade_no": "other" }), taken("out_trade_no"));
}

#[test]
fn an_authorisation_that_is_there_was_prepared() {
    let prepare = requests::preauthorize();
    for state in ["AVAILABLE", "UNAVAILABLE", "UNBINDUSER", "BRAND_NEW"] {
        let found = |appid: &str| {
            json!({
                "service_id": "1", "appid": appid, "mchid": "2", "sub_mchid": "3",
                "authorization_code": prepare.authorization_code.as_str(), "authorization_state": state,
            })
        };
        check(&prepare, found(prepare.appid.as_str()), CarriedOut);
        check(&prepare, found("wx0"), taken("appid"));
    }
}

#[test]
fn each_request_asks_for_its_own_number() {
    let target = "/v3/payscore/acquiringbank/serviceorder?service_id=2002000000000558128851361561536\
                  &sub_mchid=1900000109&channel_id=1230000109&out_order_no=1234323JKHDFE%7C1243252";
    assert_eq!(Resolvable::query(&requests::create_order()).target(), target);
    assert_eq!(
        Resolvable::query(&requests::preauthorize()).authorization_code,
        requests::preauthorize().authorization_code
    );
    assert_eq!(
        Resolvable::query(&requests::register_deduction()).out_order_no,
        requests::register_deduction().out_order_no
    );
}

//! What is read from answers: whatever the platform adds, leaves out or makes longer.

use serde_json::{Value, json};
use wx_payscore::{
    AuthorizationNotice, ServiceOrder, Stage, State,
    orders::{CollectionState, StateDescription},
    permissions::{Authorization, AuthorizationState, ServiceStatus},
};
use wx_types::Fen;

use crate::exchanges::fixture;

/// An order with only what every source agrees on.
pub fn least() -> Value {
    json!({
        "out_order_no": "1", "service_id": "2", "appid": "3", "mchid": "4", "sub_mchid": "5",
        "service_introduction": "6", "state": "CREATED",
    })
}

#[track_caller]
fn order(value: Value) -> ServiceOrder {
    serde_json::from_value(value).unwrap()
}

#[test]
fn the_least_is_enough() {
    let order = order(least());
    assert_eq!(order.stage(), Stage::WaitingForUser);
    assert_eq!((order.package, order.channel_id, order.post_payments.len()), (None, None, 0));
}

#[test]
fn less_is_not_enough() {
    for name in least().as_object().unwrap().keys() {
        let mut value = least();
        value.as_object_mut().unwrap().remove(name);
        assert!(serde_json::from_value::<ServiceOrder>(value).is_err(), "{name}");
    }
}

#[test]
fn null_is_as_good_as_absent() {
    let names = [
        "sub_appid",
        "channel_id",
        "state_description",
        "post_payments",
        "post_discounts",
        "risk_fund",
        "time_range",
        "location",
        "attach",
        "notify_url",
        "order_id",
        "package",
        "total_amount",
        "need_collection",
        "collection",
        "openid",
        "sub_openid",
        "out_trade_no",
        "shopping_info",
    ];
    let mut value = least();
    for name in names {
        value[name] = Value::Null;
    }
    assert_eq!(order(value), order(least()));
}

#[test]
fn unknown_members_and_values_are_read() {
    let mut value = least();
    value["brand_new"] = json!({ "a": [1, 2.5, null] });
    value["state"] = "PONDERING".into();
    value["state_description"] = "DEEPLY".into();
    value["collection"] = json!({ "state": "WAIT_PAY", "brand_new": 1 });
    let order = order(value);
    assert_eq!(order.state.as_str(), "PONDERING");
    assert_eq!(order.stage(), Stage::Unknown);
    assert!(!order.state.is_final());
    assert_eq!(order.collection.unwrap().state, CollectionState::from("WAIT_PAY"));
}

#[test]
fn no_answer_is_refused_for_a_limit() {
    let mut value: Value = serde_json::from_str(fixture!("create_order").answer).unwrap();
    for name in ["out_order_no", "service_introduction", "openid", "sub_openid", "package", "attach"] {
        value[name] = "中😀".repeat(2000).into();
    }
    value["post_payments"] = vec![json!({}); 200].into();
    value["time_range"] = json!({ "start_time": "tomorrow" });
    value["risk_fund"] = json!({ "name": "押金", "amount": -1 });
    let order = order(value);
    assert_eq!(order.post_payments.len(), 200);
    assert_eq!(order.risk_fund.unwrap().name.as_deref(), Some("押金"));
}

#[test]
fn an_amount_is_a_number_or_a_string() {
    for (written, expected) in [
        (json!(40000), Some(Some(40000))),
        (json!("40000"), Some(Some(40000))),
        (json!("0"), Some(Some(0))),
        (json!(null), Some(None)),
        (json!(400.5), None),
        (json!(600.0), None),
        (json!("400.00"), None),
        (json!("many"), None),
        (json!(true), None),
        (json!(u64::MAX), None),
        (json!("9223372036854775808"), None),
    ] {
        let mut value = least();
        value["total_amount"] = written.clone();
        let read = serde_json::from_value::<ServiceOrder>(value).ok().map(|order| order.total_amount);
        assert_eq!(read, expected.map(|fen| fen.map(Fen::new)), "{written}");
    }
}

#[test]
fn stages() {
    for (state, description, stage, is_final) in [
        ("CREATED", None, Stage::WaitingForUser, false),
        ("DOING", Some("USER_CONFIRM"), Stage::InService, false),
        ("DOING", Some("MCH_COMPLETE"), Stage::WaitingForMoney, false),
        ("DOING", None, Stage::Unknown, false),
        ("DOING", Some("OTHER"), Stage::Unknown, false),
        ("DONE", None, Stage::Done, true),
        ("REVOKED", None, Stage::Revoked, true),
        ("EXPIRED", None, Stage::Expired, true),
    ] {
        let mut value = least();
        value["state"] = state.into();
        value["state_description"] = description.into();
        let order = order(value);
        assert_eq!((order.stage(), order.state.is_final()), (stage, is_final), "{state} {description:?}");
        assert_eq!(order.state_description, description.map(StateDescription::from));
        assert_eq!(order.state, State::from(state));
    }
}

#[test]
fn authorisations_need_little() {
    let value = json!({
        "service_id": "1", "appid": "2", "mchid": "3", "sub_mchid": "4", "authorization_code": "5",
        "authorization_state": "NEW",
    });
    let read: Authorization = serde_json::from_value(value).unwrap();
    assert_eq!(read.authorization_state, AuthorizationState::from("NEW"));
}

#[test]
fn both_spellings_of_the_merchants_are_read() {
    for (value, mchid, sub_mchid) in [
        (json!({ "service_id": "1", "mchid": "a", "sub_mchid": "b" }), Some("a"), Some("b")),
        (json!({ "service_id": "1", "mch_id": "a", "sub_mch_id": "b" }), Some("a"), Some("b")),
        (
            json!({ "service_id": "1", "mchid": "a", "mch_id": "c", "sub_mchid": null, "sub_mch_id": "b" }),
            Some("a"),
            Some("b"),
        ),
        (json!({ "service_id": "1" }), None, None),
    ] {
        let notice: AuthorizationNotice = serde_json::from_value(value).unwrap();
        assert_eq!((notice.mchid.as_deref(), notice.sub_mchid.as_deref()), (mchid, sub_mchid));
    }
    let opened = json!({ "service_id": "1", "user_service_status": "USER_OPEN_SERVICE" });
    let notice: AuthorizationNotice = serde_json::from_value(opened).unwrap();
    assert_eq!(notice.user_service_status, Some(ServiceStatus::Opened));
}

//! Orders and authorisations that drawn requests speak of.

use serde_json::{Value as Json, json};
use wx_payscore::{CompleteOrder, CreateOrder, Preauthorize, RegisterDeduction};

use crate::both_sides::{Turn, apiv3::Apiv3, tied::some_of};

/// The members by which an order is known to be the same one.
const WHOSE: &[&str] = &["service_id", "sub_mchid", "channel_id"];

/// Makes the drawn order one that the gateway can create.
pub(super) fn new_order(door: &Apiv3, turn: Turn, members: &mut Json) {
    members["appid"] = door.merchant.sandbox.credentials().appid().into();
    turn.number(members, "out_order_no");
    user(turn, members);
    for list in ["post_payments", "post_discounts"] {
        name_apart(members, list);
    }
    if members["location"].get("start_location").is_none() {
        members["location"] = json!({ "start_location": "嗨客时尚主题展餐厅" });
    }
}

/// Names the user in one of the ways: confirmed later, or known by one openid.
fn user(turn: Turn, members: &mut Json) {
    members["need_user_confirm"] = (turn.turn % 8 > 3).into();
    match turn.keep_one(members, &["openid", "sub_openid"]) {
        "openid" => members["openid"] = drawn_or(members, "openid", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"),
        _ => {
            members["sub_openid"] = drawn_or(members, "sub_openid", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o");
            members["sub_appid"] = drawn_or(members, "sub_appid", "wxd678efh567hg6999");
        }
    }
}

fn drawn_or(members: &Json, name: &str, other: &str) -> Json {
    members.get(name).cloned().unwrap_or_else(|| other.into())
}

/// Gives each entry a name of its own.
fn name_apart(members: &mut Json, list: &str) {
    let entries = members.get_mut(list).and_then(Json::as_array_mut);
    let mut seen = Vec::new();
    for (index, entry) in entries.into_iter().flatten().enumerate() {
        if seen.contains(&entry["name"]) {
            entry["name"] = format!("第{index}项").into();
        }
        seen.push(entry["name"].clone());
    }
}

/// Creates the order that the drawn members speak of, with a total of its own once it is completed.
pub(super) fn order(door: &Apiv3, turn: Turn, members: &mut Json) -> String {
    let number = turn.number(members, "out_order_no");
    place(door, members, &number, false);
    number
}

fn place(door: &Apiv3, members: &Json, number: &str, confirm: bool) {
    let mut order = some_of(members, WHOSE);
    if let Some(sub_appid) = members.get("sub_appid") {
        order["sub_appid"] = sub_appid.clone();
    }
    order["appid"] = door.merchant.sandbox.credentials().appid().into();
    order["out_order_no"] = number.into();
    order["service_introduction"] = "XX充电宝".into();
    order["risk_fund"] = json!({ "name": "ESTIMATE_ORDER_COST", "amount": 1 });
    order["time_range"] = json!({ "start_time": "OnAccept", "end_time": "20320101" });
    order["need_user_confirm"] = confirm.into();
    order["openid"] = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".into();
    order["notify_url"] = "http://127.0.0.1:9/".into();
    door.done::<CreateOrder>(&order);
}

/// Creates that order and completes it with a total of 900,000.
pub(super) fn completed(door: &Apiv3, turn: Turn, members: &mut Json) -> String {
    let number = order(door, turn, members);
    let mut complete = some_of(members, WHOSE);
    complete["out_order_no"] = number.as_str().into();
    complete["post_payments"] = json!([{ "name": "租金", "amount": 900_000 }]);
    complete["total_amount"] = 900_000.into();
    door.done::<CompleteOrder>(&complete);
    number
}

/// Makes the total what the payments and discounts add up to, below 900,000.
fn add_up(members: &mut Json) {
    name_apart(members, "post_payments");
    name_apart(members, "post_discounts");
    let mut total = 0;
    for (list, sign) in [("post_payments", 1), ("post_discounts", -1)] {
        let entries = members.get_mut(list).and_then(Json::as_array_mut);
        for entry in entries.into_iter().flatten() {
            let drawn = entry.get("amount").and_then(Json::as_i64).unwrap_or_default();
            let amount = if sign > 0 { 3_000 + drawn % 200_000 } else { drawn % 1_000 };
            // A payment may leave its amount out; then the client cannot add up, and the gateway adds nothing.
            entry["amount"] = amount.into();
            total += sign * amount;
        }
    }
    members["total_amount"] = total.into();
}

pub(super) fn end(door: &Apiv3, turn: Turn, members: &mut Json) {
    order(door, turn, members);
    add_up(members);
}

pub(super) fn lower(door: &Apiv3, turn: Turn, members: &mut Json) {
    completed(door, turn, members);
    add_up(members);
}

pub(super) fn query(door: &Apiv3, turn: Turn, members: &mut Json) {
    let number = turn.number(members, "out_order_no");
    place(door, members, &number, true);
    let query_id = door.merchant.sandbox.confirm_service_order(&number).unwrap();
    members["query_id"] = query_id.into();
    turn.keep_one(members, &["out_order_no", "query_id"]);
}

pub(super) fn deduction(door: &Apiv3, turn: Turn, members: &mut Json) {
    members["appid"] = door.merchant.sandbox.credentials().appid().into();
    completed(door, turn, members);
}

pub(super) fn registered(door: &Apiv3, turn: Turn, members: &mut Json) {
    deduction(door, turn, members);
    let mut register = members.clone();
    register["out_trade_no"] = "DEDUCTION-1".into();
    door.done::<RegisterDeduction>(&register);
}

pub(super) fn authorisation(door: &Apiv3, turn: Turn, members: &mut Json) {
    members["appid"] = door.merchant.sandbox.credentials().appid().into();
    turn.number(members, "authorization_code");
}

/// Asks for the authorisation that the drawn members speak of.
pub(super) fn asked_for(door: &Apiv3, turn: Turn, members: &mut Json) {
    let code = turn.number(members, "authorization_code");
    let mut apply = some_of(members, WHOSE);
    apply["appid"] = door.merchant.sandbox.credentials().appid().into();
    apply["authorization_code"] = code.into();
    if apply.get("channel_id").is_none() {
        apply["channel_id"] = "1230000109".into();
    }
    door.done::<Preauthorize>(&apply);
}

pub(super) fn given(door: &Apiv3, turn: Turn, members: &mut Json) {
    asked_for(door, turn, members);
    door.merchant.sandbox.open_permission(members["authorization_code"].as_str().unwrap()).unwrap();
}

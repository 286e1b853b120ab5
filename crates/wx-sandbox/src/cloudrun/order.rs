//! `unifiedorder`: creates an order, or finds it again.

use std::sync::Arc;

use serde_json::{Value, json};

use super::answer::{Answer, Failure, payment};
use super::book::{Order, State};
use super::rules::{
    CALLBACK_TYPE, CONTAINER, NONCE, OUT_TRADE_NO, SUB_MCH_ID, callback_faults, cross, obey, text_of,
};
use crate::clock::{compact, parse_compact};
use crate::gateway::Gateway;
use crate::schema::{Fault, Form, Kind, Schema, check, formed, object, optional, required, text};

/// `nonce_str` and `trade_type` are required by the table and absent from the samples.
const ORDER: Schema = Schema {
    fields: &[
        required("callback_type", CALLBACK_TYPE),
        optional("env_id", text(1, 128)),
        optional("function_name", text(1, 128)),
        optional("container", CONTAINER),
        SUB_MCH_ID,
        optional("sub_appid", text(1, 32)),
        optional("device_info", text(1, 32)),
        NONCE,
        required("body", text(1, 128)),
        optional("detail", text(0, 6000)),
        optional("attach", text(0, 127)),
        required("out_trade_no", OUT_TRADE_NO),
        optional("fee_type", Kind::Choice(&["CNY"])),
        required("total_fee", Kind::Int { min: 1, max: i64::MAX }),
        required("spbill_create_ip", formed(1, 64, Form::IpAddress)),
        optional("time_start", formed(14, 14, Form::CompactTime)),
        optional("time_expire", formed(14, 14, Form::CompactTime)),
        optional("goods_tag", text(0, 32)),
        optional("trade_type", Kind::Choice(&["JSAPI"])),
        optional("limit_pay", Kind::Choice(&["no_credit"])),
        optional("openid", text(1, 128)),
        optional("sub_openid", text(1, 128)),
        optional("receipt", Kind::Choice(&["Y"])),
        optional("scene_info", text(1, 256)),
    ],
};

/// What the text of `scene_info` holds.
const SCENE: Schema = Schema {
    fields: &[required(
        "store_info",
        object(&[
            optional("id", text(1, 32)),
            optional("name", text(0, 64)),
            optional("area_code", text(0, 6)),
            optional("address", text(0, 128)),
        ]),
    )],
};

/// How long a `prepay_id` lives, in seconds.
const PREPAY_LIFETIME: i64 = 7_200;

pub(crate) fn create(gateway: &Arc<Gateway>, body: &Value) -> Result<Answer, Failure> {
    let now = gateway.clock.now();
    obey(gateway, &ORDER, body, |body| faults_between(body, now))?;
    match text_of(body, "sub_appid") {
        Some(appid) if appid != gateway.credentials.mini_program_appid() => {
            return Err(Failure::inner("APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"));
        }
        Some(_) | None => {}
    }
    let request = without_nonce(body);
    let number = text_of(body, "out_trade_no").unwrap_or_default();
    let fresh = format!("wx{}{}", compact(now), gateway.random.hex(20).to_ascii_lowercase());
    let mut book = gateway.cloud_book();
    let prepay_id = match book.order(number, now) {
        Some(order) => again(order, &request, fresh, now)?,
        None => {
            book.add(Order::new(request, fresh.clone(), now));
            fresh
        }
    };
    drop(book);
    Ok(Answer::new(json!({
        "trade_type": "JSAPI",
        "prepay_id": prepay_id,
        "payment": payment(gateway, &prepay_id),
    })))
}

/// A body without the one member that differs between two attempts.
pub(crate) fn without_nonce(body: &Value) -> Value {
    let mut body = body.clone();
    if let Value::Object(members) = &mut body {
        members.remove("nonce_str");
    }
    body
}

/// The same number again: the same parameters get a `prepay_id` that is valid, others are refused.
fn again(order: &mut Order, request: &Value, fresh: String, now: i64) -> Result<String, Failure> {
    match order.state {
        State::Paid(_) => return Err(Failure::inner("ORDERPAID", "商户订单已支付")),
        State::Closed => return Err(Failure::inner("ORDERCLOSED", "当前订单已关闭")),
        State::Open => {}
    }
    if order.request != *request {
        return Err(Failure::inner("INVALID_REQUEST", "/out_trade_no was used with other parameters"));
    }
    if order.expired(now) {
        return Err(Failure::inner("ORDERCLOSED", "/time_expire has passed"));
    }
    if now.saturating_sub(order.prepay_at) >= PREPAY_LIFETIME {
        order.prepay_id = fresh;
        order.prepay_at = now;
    }
    Ok(order.prepay_id.clone())
}

fn faults_between(body: &Value, now: i64) -> Vec<Fault> {
    let mut faults = callback_faults(body);
    let has = |name| body.get(name).is_some();
    if has("openid") == has("sub_openid") {
        faults.push(cross("", "must have exactly one of /openid and /sub_openid"));
    }
    if has("sub_openid") && !has("sub_appid") {
        faults.push(cross("/sub_appid", "is required with sub_openid"));
    }
    let time = |name| text_of(body, name).and_then(parse_compact);
    let start = time("time_start").unwrap_or(now);
    if time("time_expire").is_some_and(|end| end.saturating_sub(start) < 60) {
        faults.push(cross("/time_expire", "must be at least a minute after time_start, or from now"));
    }
    if let Some(scene) = text_of(body, "scene_info") {
        faults.extend(scene_faults(scene));
    }
    faults
}

/// The member is a string that holds JSON; the `Y` of the page's sample is not.
fn scene_faults(scene: &str) -> Vec<Fault> {
    let Ok(scene) = serde_json::from_str(scene) else {
        return vec![cross("/scene_info", "must be the text of a JSON object")];
    };
    let mut faults = check(&SCENE, &scene);
    for fault in &mut faults {
        fault.pointer.insert_str(0, "/scene_info");
    }
    faults
}

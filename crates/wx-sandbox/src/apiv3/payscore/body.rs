//! What the bodies of PayScore may hold, and the rules between their members.

use serde_json::Value;

use crate::apiv3::refusal::Refusal;
use crate::clock::parse_compact;
use crate::schema::{FieldSpec, Form, Kind, Schema, formed, object, optional, required, text};

/// The most that a service order of this sandbox's services may cost, in fen.
pub(super) const SERVICE_CAP: i64 = 1_000_000;

const FEN: Kind = Kind::Int { min: 0, max: i64::MAX };
const COUNT: FieldSpec = optional("count", Kind::Int { min: 1, max: 100 });
const SERVICE_ID: FieldSpec = required("service_id", formed(1, 32, Form::Digits));
const SUB_MCHID: FieldSpec = required("sub_mchid", formed(1, 32, Form::Digits));
const CHANNEL_ID: FieldSpec = required("channel_id", formed(1, 32, Form::Digits));
const APPID: FieldSpec = required("appid", text(1, 32));
const SUB_APPID: FieldSpec = optional("sub_appid", text(1, 32));
const REASON: FieldSpec = required("reason", text(1, 50));

const PAYMENTS: Kind = Kind::List {
    min: 1,
    max: 100,
    item: &object(&[
        required("name", text(1, 20)),
        optional("amount", FEN),
        optional("description", text(0, 30)),
        COUNT,
    ]),
};
const DISCOUNTS: Kind = Kind::List {
    min: 1,
    max: 30,
    item: &object(&[
        required("name", text(1, 20)),
        required("description", text(1, 30)),
        optional("amount", FEN),
        COUNT,
    ]),
};
/// Once there is a total, every discount has its amount.
const FINAL_DISCOUNTS: Kind = Kind::List {
    min: 1,
    max: 30,
    item: &object(&[
        required("name", text(1, 20)),
        required("description", text(1, 30)),
        required("amount", FEN),
        COUNT,
    ]),
};
const RISK_FUND: Kind = object(&[
    required("name", Kind::Choice(&["DEPOSIT", "ADVANCE", "CASH_DEPOSIT", "ESTIMATE_ORDER_COST"])),
    required("amount", Kind::Int { min: 1, max: SERVICE_CAP }),
    optional("description", text(0, 30)),
]);
const TIME_RANGE: Kind = object(&[
    required("start_time", formed(1, 14, Form::ServiceStart)),
    optional("start_time_remark", text(0, 20)),
    optional("end_time", formed(1, 14, Form::ServiceEnd)),
    optional("end_time_remark", text(0, 20)),
]);
const LOCATION: Kind =
    object(&[optional("start_location", text(1, 50)), optional("end_location", text(1, 50))]);

macro_rules! service_order {
    ($($particular:expr),+ $(,)?) => {
        Schema {
            fields: &[
                SERVICE_ID,
                APPID,
                SUB_MCHID,
                SUB_APPID,
                CHANNEL_ID,
                required("out_order_no", formed(1, 32, Form::OrderNumber)),
                required("service_introduction", text(1, 20)),
                optional("post_payments", PAYMENTS),
                optional("post_discounts", DISCOUNTS),
                required("time_range", TIME_RANGE),
                optional("location", LOCATION),
                optional("openid", text(1, 128)),
                optional("sub_openid", text(1, 128)),
                optional("need_user_confirm", Kind::Flag),
                required("notify_url", formed(1, 256, Form::NotifyUrl)),
                optional("attach", text(0, 256)),
                $($particular),+
            ],
        }
    };
}

pub(super) const SERVICE: Schema = service_order!(required("risk_fund", RISK_FUND));
pub(super) const PAY_ON_DELIVERY: Schema =
    service_order!(optional("risk_fund", RISK_FUND), optional("shopping_info", SHOPPING));

/// No page says what is required here or how long it may be. Asked for is what direct merchants' request of the same kind
/// asks for; lengths are not limited.
const SHOPPING: Kind = object(&[
    optional("real_merchant_appid", text(1, 32)),
    required(
        "jump_link",
        object(&[
            required("jump_link_type", Kind::Choice(&["JUMP_LINK_MINI_PROGRAM"])),
            optional("appid", text(1, 32)),
            optional("path", UNLIMITED),
        ]),
    ),
    required("goods", Kind::List { min: 0, max: usize::MAX, item: &GOODS }),
]);
const GOODS: Kind = object(&[
    required("name", UNLIMITED),
    required("picture", UNLIMITED),
    required("amount", FEN),
    required("count", Kind::Int { min: 1, max: i64::MAX }),
    optional("category_id", Kind::List { min: 0, max: usize::MAX, item: &UNLIMITED }),
]);
const UNLIMITED: Kind = text(0, usize::MAX);

pub(super) const CANCEL: Schema = Schema { fields: &[SERVICE_ID, SUB_MCHID, CHANNEL_ID, REASON] };
pub(super) const COMPLETE: Schema = Schema {
    fields: &[
        SERVICE_ID,
        SUB_MCHID,
        CHANNEL_ID,
        required("post_payments", PAYMENTS),
        optional("post_discounts", FINAL_DISCOUNTS),
        required("total_amount", FEN),
        optional("time_range", TIME_RANGE),
        optional("location", LOCATION),
        optional("profit_sharing", Kind::Flag),
        optional("complete_time", formed(1, 64, Form::Time)),
        optional("goods_tag", text(0, 32)),
    ],
};
pub(super) const MODIFY: Schema = Schema {
    fields: &[
        SERVICE_ID,
        SUB_MCHID,
        CHANNEL_ID,
        required("post_payments", PAYMENTS),
        optional("post_discounts", FINAL_DISCOUNTS),
        required("total_amount", FEN),
        REASON,
    ],
};
pub(super) const SYNC: Schema = Schema {
    fields: &[
        SERVICE_ID,
        SUB_MCHID,
        CHANNEL_ID,
        required("type", Kind::Choice(&["Order_Paid"])),
        required("detail", object(&[required("paid_time", formed(14, 14, Form::CompactTime))])),
    ],
};
pub(super) const REGISTER: Schema = Schema {
    fields: &[
        SERVICE_ID,
        APPID,
        SUB_MCHID,
        SUB_APPID,
        CHANNEL_ID,
        required("out_trade_no", formed(1, 32, Form::OrderNumber)),
    ],
};
pub(super) const PERMISSION: Schema = Schema {
    fields: &[
        SERVICE_ID,
        CHANNEL_ID,
        APPID,
        SUB_APPID,
        SUB_MCHID,
        required("authorization_code", formed(1, 32, Form::OrderNumber)),
        optional("notify_url", formed(1, 256, Form::NotifyUrl)),
    ],
};
pub(super) const TERMINATE: Schema =
    Schema { fields: &[SERVICE_ID, SUB_MCHID, optional("channel_id", formed(1, 32, Form::Digits)), REASON] };

/// Names in a list of payments or discounts stand once each; only goods may share theirs.
pub(super) fn check_names(body: &Value) -> Result<(), Refusal> {
    for (pointer, shared) in [("/post_payments", Some("商品信息")), ("/post_discounts", None)] {
        let names: Vec<&str> = items(body, pointer)
            .filter_map(|item| item.get("name").and_then(Value::as_str))
            .filter(|name| Some(*name) != shared)
            .collect();
        if names.iter().any(|name| names.iter().filter(|other| *other == name).count() > 1) {
            return Err(Refusal::cross(pointer, "must not have two items of one name"));
        }
    }
    Ok(())
}

/// The total is what the payments add up to, less the discounts.
pub(super) fn check_total(body: &Value) -> Result<(), Refusal> {
    let sum = |pointer| {
        let mut amounts = items(body, pointer).filter_map(|item| item.get("amount").and_then(Value::as_i64));
        amounts.try_fold(0_i64, i64::checked_add)
    };
    let due =
        sum("/post_payments").zip(sum("/post_discounts")).and_then(|(plus, minus)| plus.checked_sub(minus));
    if due.is_some() && due == body.get("total_amount").and_then(Value::as_i64) {
        return Ok(());
    }
    Err(Refusal::cross("/total_amount", "must be the sum of post_payments less that of post_discounts"))
}

fn items<'a>(body: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    body.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// A start is not over yet, and an end is later than the start. A day lasts until its end; `OnAccept` is now.
pub(super) fn check_times(time_range: Option<&Value>, now: Option<i64>) -> Result<(), Refusal> {
    let text = |name| time_range.and_then(|range| range.get(name)).and_then(Value::as_str);
    let start = text("start_time");
    let too_early = |now: i64| start.and_then(last_second).is_some_and(|last| last < now);
    if now.is_some_and(too_early) {
        return Err(Refusal::cross("/time_range/start_time", "must not be earlier than now; use OnAccept"));
    }
    let begins = start.and_then(first_second).or(now);
    match text("end_time").and_then(last_second).zip(begins) {
        Some((end, start)) if end <= start => {
            Err(Refusal::cross("/time_range/end_time", "must be later than start_time"))
        }
        _ => Ok(()),
    }
}

fn first_second(text: &str) -> Option<i64> {
    parse_compact(&format!("{text:0<14}"))
}

fn last_second(text: &str) -> Option<i64> {
    let rest_of_day = if text.len() == 8 { 86_399 } else { 0 };
    first_second(text).map(|first| first.saturating_add(rest_of_day))
}

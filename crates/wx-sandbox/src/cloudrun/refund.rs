//! `refund` and `queryrefund`.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::answer::{Answer, Failure};
use super::book::{Book, CloudRefundResult, Order, Refund};
use super::order::without_nonce;
use super::query::{one_order, unknown_order};
use super::rules::{
    CALLBACK_TYPE, CONTAINER, NONCE, OUT_TRADE_NO, SUB_MCH_ID, TRANSACTION_ID, callback_faults, cross,
    int_of, obey, one_of, text_of,
};
use crate::clock::{compact, rfc3339};
use crate::gateway::Gateway;
use crate::schema::{Fault, Form, Kind, Schema, formed, optional, required, text};

/// How long after the payment money can go back, in seconds.
const WINDOW: i64 = 365 * 86_400;
/// The most refunds of one order.
const MOST: usize = 50;
/// Refunds on a page of `queryrefund`.
const PAGE: usize = 10;

const OUT_REFUND_NO: Kind = formed(1, 64, Form::RefundNumber);

const REFUND: Schema = Schema {
    fields: &[
        optional("out_trade_no", OUT_TRADE_NO),
        TRANSACTION_ID,
        required("out_refund_no", OUT_REFUND_NO),
        required("total_fee", Kind::Int { min: 1, max: i64::MAX }),
        required("refund_fee", Kind::Int { min: 1, max: i64::MAX }),
        SUB_MCH_ID,
        NONCE,
        optional("refund_desc", text(0, 80)),
        optional("refund_account", text(1, 30)),
        optional("callback_type", CALLBACK_TYPE),
        optional("env_id", text(1, 128)),
        optional("function_name", text(1, 128)),
        optional("container", CONTAINER),
    ],
};

const QUERY: Schema = Schema {
    fields: &[
        optional("refund_id", text(1, 32)),
        optional("out_refund_no", OUT_REFUND_NO),
        TRANSACTION_ID,
        optional("out_trade_no", OUT_TRADE_NO),
        optional("offset", Kind::Int { min: 0, max: i64::MAX }),
        SUB_MCH_ID,
        NONCE,
    ],
};

pub(crate) fn refund(gateway: &Arc<Gateway>, body: &Value) -> Result<Answer, Failure> {
    obey(gateway, &REFUND, body, faults_between)?;
    let now = gateway.clock.now();
    let mut book = gateway.cloud_book();
    let number = text_of(body, "out_refund_no").unwrap_or_default();
    let request = without_nonce(body);
    let order = book.named(body, now).ok_or_else(unknown_order)?.out_trade_no.clone();
    match book.refunds.get(number) {
        Some(refund) if refund.request != request => {
            return Err(Failure::inner("INVALID_REQUEST", "/out_refund_no was used with other parameters"));
        }
        Some(_) => {}
        None => {
            check_allowed(&book, book.get(&order).ok_or_else(unknown_order)?, body, now)?;
            let settled = gateway.settings.auto_settle.then_some((CloudRefundResult::Success, now));
            let refund = Refund {
                request,
                out_refund_no: number.to_owned(),
                refund_id: format!("5030000{}{}", compact(now), gateway.random.digits(7)),
                out_trade_no: order.clone(),
                fee: int_of(body, "refund_fee"),
                created: now,
                settled,
            };
            book.refunds.insert(number.to_owned(), refund);
            if let Some(order) = book.order(&order, now) {
                order.refunds.push(number.to_owned());
            }
        }
    }
    let (order, refund) = book.get(&order).zip(book.refunds.get(number)).ok_or_else(unknown_order)?;
    Ok(accepted(order, refund))
}

fn faults_between(body: &Value) -> Vec<Fault> {
    let mut faults = one_order(body);
    faults.extend(callback_faults(body));
    let loose = ["env_id", "function_name", "container"].iter().any(|name| body.get(name).is_some());
    if loose && body.get("callback_type").is_none() {
        faults.push(cross("/callback_type", "is required with env_id, function_name and container"));
    }
    faults
}

fn check_allowed(book: &Book, order: &Order, body: &Value, now: i64) -> Result<(), Failure> {
    let payment = order
        .payment()
        .ok_or_else(|| Failure::inner("INVALID_REQUEST", "only a paid order can be refunded"))?;
    if int_of(body, "total_fee") != order.total {
        return Err(Failure::inner("INVALID_REQUEST", "/total_fee is not that of the order"));
    }
    if now.saturating_sub(payment.at) > WINDOW {
        return Err(Failure::inner("TRADE_OVERDUE", "the payment is more than a year ago"));
    }
    if order.refunds.len() >= MOST {
        return Err(Failure::inner("INVALID_REQUEST", "an order can be refunded 50 times"));
    }
    let gone = book.refunds_of(order).filter(|refund| refund.counts()).map(|refund| refund.fee);
    let sum = gone.fold(int_of(body, "refund_fee"), i64::saturating_add);
    if sum > order.total {
        return Err(Failure::inner("INVALID_REQUEST", "/refund_fee is more than what is left of the order"));
    }
    Ok(())
}

/// Success means that the refund was accepted, not that it was made.
fn accepted(order: &Order, refund: &Refund) -> Answer {
    Answer::new(json!({
        "transaction_id": order.payment().map(|payment| payment.transaction_id.as_str()).unwrap_or_default(),
        "out_trade_no": order.out_trade_no,
        "out_refund_no": refund.out_refund_no,
        "refund_id": refund.refund_id,
        "refund_fee": refund.fee,
        "total_fee": order.total,
        "cash_fee": order.total,
        "cash_refund_fee": refund.fee,
        "coupon_refund_fee": 0,
        "coupon_refund_count": 0,
        "coupon_type_list": [],
        "coupon_refund_id_list": [],
        "coupon_refund_fee_list": [],
    }))
}

/// Tells the refunds of an order: how many there are and, unless the lists are asked for, nothing else about them.
pub(crate) fn query(gateway: &Arc<Gateway>, body: &Value) -> Result<Answer, Failure> {
    const NAMES: [&str; 4] = ["refund_id", "out_refund_no", "transaction_id", "out_trade_no"];
    obey(gateway, &QUERY, body, |body| {
        one_of(body, &NAMES, "must have one of /refund_id, /out_refund_no, /transaction_id and /out_trade_no")
    })?;
    let mut book = gateway.cloud_book();
    let unknown = || Failure::inner("REFUNDNOTEXIST", "退款订单查询失败");
    let by_refund = ["refund_id", "out_refund_no"].into_iter().find(|name| body.get(name).is_some());
    let number = match by_refund {
        Some(name) => {
            let wanted = text_of(body, name).unwrap_or_default();
            let by = |refund: &&Refund| match name {
                "refund_id" => refund.refund_id == wanted,
                _ => refund.out_refund_no == wanted,
            };
            book.refunds.values().find(by).ok_or_else(unknown)?.out_trade_no.clone()
        }
        None => book.named(body, gateway.clock.now()).ok_or_else(unknown_order)?.out_trade_no.clone(),
    };
    let order = book.get(&number).ok_or_else(unknown_order)?;
    let all: Vec<&Refund> = book
        .refunds_of(order)
        .filter(|refund| match by_refund {
            Some("refund_id") => text_of(body, "refund_id") == Some(&refund.refund_id),
            Some(_) => text_of(body, "out_refund_no") == Some(&refund.out_refund_no),
            None => true,
        })
        .collect();
    if all.is_empty() {
        return Err(unknown());
    }
    let offset = usize::try_from(int_of(body, "offset")).unwrap_or(usize::MAX);
    let page: Vec<&Refund> = all.iter().copied().skip(offset).take(PAGE).collect();
    if page.is_empty() {
        return Err(Failure::inner("PARAM_ERROR", "/offset is beyond the last refund"));
    }
    let mut members = lists(if book.shape.refund_lists { &page } else { &[] });
    for (name, value) in [
        ("out_trade_no", json!(order.out_trade_no)),
        ("transaction_id", json!(order.payment().map(|p| p.transaction_id.as_str()).unwrap_or_default())),
        ("total_fee", json!(order.total)),
        ("fee_type", json!("CNY")),
        ("cash_fee", json!(order.total)),
        ("total_refund_count", json!(all.len())),
        ("refund_count", json!(page.len())),
    ] {
        members.insert(name.to_owned(), value);
    }
    Ok(Answer(members))
}

fn lists(refunds: &[&Refund]) -> Map<String, Value> {
    let list =
        |value: fn(&Refund) -> Value| Value::Array(refunds.iter().map(|refund| value(refund)).collect());
    let filled: [(&str, Value); 9] = [
        ("out_refund_no_list", list(|refund| json!(refund.out_refund_no))),
        ("refund_id_list", list(|refund| json!(refund.refund_id))),
        ("refund_channel", list(|_| json!("ORIGINAL"))),
        ("refund_fee_list", list(|refund| json!(refund.fee))),
        ("settlement_refund_fee_list", list(|refund| json!(refund.fee))),
        ("refund_status_list", list(|refund| json!(refund.status()))),
        ("refund_account_list", list(|_| json!("REFUND_SOURCE_UNSETTLED_FUNDS"))),
        ("refund_recv_accout_list", list(|_| json!(RECEIVED_BY))),
        ("refund_success_time_list", list(|refund| json!(success_time(refund)))),
    ];
    let empty = [
        "coupon_type_array",
        "coupon_refund_fee_list",
        "coupon_refund_count_list",
        "coupon_refund_id_array",
        "coupon_refund_fee_array",
    ];
    let empty = empty.into_iter().map(|name| (name, json!([])));
    filled.into_iter().chain(empty).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Where the money went.
pub(crate) const RECEIVED_BY: &str = "支付用户零钱";

/// `2026-01-02 03:04:05`, or nothing while there is no success.
pub(crate) fn success_time(refund: &Refund) -> String {
    match refund.settled {
        Some((CloudRefundResult::Success, at)) => {
            rfc3339(at).chars().take(19).collect::<String>().replace('T', " ")
        }
        Some(_) | None => String::new(),
    }
}

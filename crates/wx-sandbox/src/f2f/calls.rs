//! `POST /wxa/business/f2f/createorderinfo` and `/wxa/business/f2f/queryorderinfo`.

use serde_json::{Value, json};

use super::book::{Book, CONFIRM_LIFETIME, Key, Order, State};
use super::refusal::{Code, Refusal, read};
use crate::gateway::Gateway;
use crate::router::Request;
use crate::schema::{Form, Kind, Schema, formed, optional, required, text};

const CREATE: Schema = Schema {
    fields: &[
        required("payer_openid", text(1, 64)),
        required("payee_openid", text(1, 64)),
        required("out_request_no", formed(1, 32, Form::RefundNumber)),
        required("amount", Kind::Int { min: 1, max: i64::MAX }),
        optional("discount_amount", Kind::Int { min: 0, max: i64::MAX }),
        optional("attach", text(0, 127)),
    ],
};

const QUERY: Schema = Schema {
    fields: &[
        optional("confirm_token", text(1, 128)),
        optional("out_request_no", formed(1, 32, Form::RefundNumber)),
    ],
};

/// Creates an order, or finds it again.
pub(crate) fn create(gateway: &Gateway, request: &Request) -> Result<Value, Refusal> {
    let body = read(&request.body, &CREATE, Code::BadParameter)?;
    let text = |name| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let key = Key {
        payer_openid: text("payer_openid").unwrap_or_default(),
        payee_openid: text("payee_openid").unwrap_or_default(),
        amount: body.get("amount").and_then(Value::as_i64).unwrap_or_default(),
    };
    if key.payer_openid == key.payee_openid {
        return Err(Refusal::new(Code::BadParameter, "/payee_openid must differ from /payer_openid"));
    }
    let now = gateway.clock.now();
    let number = text("out_request_no").unwrap_or_default();
    let fresh = gateway.random.text(64);
    let mut book = gateway.f2f_book();
    let confirm_token = match book.order(&number, now) {
        Some(order) => {
            let confirm_token = again(order, &key, fresh, now)?;
            book.remember(&confirm_token, &number);
            confirm_token
        }
        None => {
            book.add(Order {
                out_request_no: number,
                key,
                attach: text("attach"),
                created: now,
                confirm_token: fresh.clone(),
                confirm_at: now,
                state: State::Open,
            });
            fresh
        }
    };
    Ok(json!({ "errcode": 0, "errmsg": "ok", "confirm_token": confirm_token }))
}

/// The same number again: with the same payer, payee and amount it gets a token that serves.
fn again(order: &mut Order, key: &Key, fresh: String, now: i64) -> Result<String, Refusal> {
    if order.key != *key {
        return Err(Refusal::new(
            Code::NumberUsed,
            "/out_request_no was used with another payer, payee or amount",
        ));
    }
    match order.state {
        State::Paid(_) | State::Refunded(_) => {
            Err(Refusal::new(Code::AlreadyPaid, "/out_request_no is that of a paid order"))
        }
        State::Closed => Err(Refusal::new(Code::OrderClosed, "/out_request_no is that of a closed order")),
        State::Open | State::Failed => {
            if now.saturating_sub(order.confirm_at) >= CONFIRM_LIFETIME {
                order.confirm_token = fresh;
                order.confirm_at = now;
            }
            Ok(order.confirm_token.clone())
        }
    }
}

/// Tells the state of an order, by either of its numbers.
pub(crate) fn query(gateway: &Gateway, request: &Request) -> Result<Value, Refusal> {
    let body = read(&request.body, &QUERY, Code::BadParameter)?;
    let text = |name| body.get(name).and_then(Value::as_str);
    let now = gateway.clock.now();
    let mut book = gateway.f2f_book();
    let number = number(&book, text("confirm_token"), text("out_request_no"))?;
    let order = book
        .order(&number, now)
        .ok_or_else(|| Refusal::new(Code::BadParameter, "no order has this /out_request_no"))?;
    let mut answer = json!({
        "errcode": 0,
        "errmsg": "ok",
        "state": order.state_name(),
        "amount": order.key.amount,
    });
    if let Value::Object(members) = &mut answer {
        if let Some(order_id) = order.order_id() {
            members.insert("order_id".to_owned(), json!(order_id));
        }
        if let Some(attach) = &order.attach {
            members.insert("attach".to_owned(), json!(attach));
        }
    }
    Ok(answer)
}

fn number(book: &Book, confirm_token: Option<&str>, out_request_no: Option<&str>) -> Result<String, Refusal> {
    let bad = |issue: &str| Refusal::new(Code::BadParameter, issue);
    match (confirm_token.map(|token| book.number_of(token)), out_request_no) {
        (None, None) => Err(bad("one of /confirm_token and /out_request_no is required")),
        (Some(None), _) => Err(bad("no order has this /confirm_token")),
        (Some(Some(known)), Some(given)) if known != given => {
            Err(bad("/confirm_token is not that of /out_request_no"))
        }
        (Some(Some(known)), _) => Ok(known.to_owned()),
        (None, Some(given)) => Ok(given.to_owned()),
    }
}

/// All orders, for the control endpoint.
pub(crate) fn orders(gateway: &Gateway) -> Value {
    let now = gateway.clock.now();
    let mut book = gateway.f2f_book();
    let list = book.orders(now).map(|order| {
        json!({
            "out_request_no": order.out_request_no,
            "state": order.state_name(),
            "amount": order.key.amount,
            "order_id": order.order_id(),
        })
    });
    list.collect()
}

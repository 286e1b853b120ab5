//! Several orders that are paid at once: a combination and its parts, which are orders of the ledger.

use serde_json::{Map, Value, json};

use super::channel::{Channel, Entrance};
use super::ledger::Ledger;
use super::order::{Order, TradeState};
use super::party::Party;
use crate::clock::rfc3339;

pub(crate) struct Combination {
    /// The body that created it; a repetition must equal it.
    pub(crate) request: Value,
    pub(crate) entrance: Entrance,
    /// `out_trade_no` of its parts, as they were listed.
    pub(crate) parts: Vec<String>,
    /// The number of the whole, once it is paid.
    pub(crate) transaction_id: Option<String>,
}

impl Combination {
    /// A new one from a body that keeps the rules, and its parts.
    pub(crate) fn new(request: Value, entrance: Entrance, deadline: i64, now: i64) -> (Self, Vec<Order>) {
        let channel = entrance.channel();
        let parts: Vec<Order> = sub_orders(&request)
            .map(|part| Order::part(part.clone(), party_of(part), channel, deadline, now))
            .collect();
        let numbers = parts.iter().map(|part| part.out_trade_no.clone()).collect();
        (Self { request, entrance, parts: numbers, transaction_id: None }, parts)
    }

    pub(crate) fn channel(&self) -> Channel {
        self.entrance.channel()
    }

    pub(crate) fn number(&self) -> &str {
        self.request.get("combine_out_trade_no").and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn notify_url(&self) -> &str {
        self.request.get("notify_url").and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn named_payer(&self) -> Option<&str> {
        self.request.pointer("/combine_payer_info/openid").and_then(Value::as_str)
    }

    /// Whether these are exactly its parts, in any order.
    pub(crate) fn consists_of(&self, listed: &Value) -> bool {
        let key = |part: &Value| ["mchid", "sub_mchid", "out_trade_no"].map(|name| part.get(name).cloned());
        let mut missing: Vec<_> = sub_orders(&self.request).map(key).collect();
        let known = sub_orders(listed).all(|part| {
            let place = missing.iter().position(|wanted| *wanted == key(part));
            place.map(|at| missing.swap_remove(at)).is_some()
        });
        known && missing.is_empty()
    }

    /// The whole as a query and a notification tell it. `ledger` has its parts.
    pub(crate) fn describe(&self, ledger: &Ledger, payer_openid: &str) -> Value {
        let parts: Vec<&Order> = self.parts.iter().filter_map(|number| ledger.peek(number)).collect();
        let copied = ["combine_appid", "combine_mchid", "combine_out_trade_no"];
        let mut members: Map<String, Value> = copied
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), self.request.get(*name)?.clone())))
            .collect();
        if let Some(device) = self.request.pointer("/scene_info/device_id") {
            members.insert("scene_info".to_owned(), json!({ "device_id": device }));
        }
        if self.transaction_id.is_some() {
            let openid = self.named_payer().unwrap_or(payer_openid);
            members.insert("combine_payer_info".to_owned(), json!({ "openid": openid }));
        }
        members.insert("sub_orders".to_owned(), parts.into_iter().map(describe_part).collect());
        Value::Object(members)
    }
}

/// The parts that a body lists.
pub(crate) fn sub_orders(body: &Value) -> impl Iterator<Item = &Value> {
    body.get("sub_orders").and_then(Value::as_array).into_iter().flatten()
}

fn party_of(part: &Value) -> Party {
    Party::of(part.get("sub_mchid").and_then(Value::as_str))
}

fn describe_part(order: &Order) -> Value {
    let mut members = Map::new();
    for name in ["mchid", "sub_mchid", "sub_appid", "out_trade_no", "attach"] {
        if let Some(value) = order.request.get(name) {
            members.insert(name.to_owned(), value.clone());
        }
    }
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("trade_state", json!(order.trade_state().as_str()));
    match order.payment() {
        None => {
            add("amount", json!({ "total_amount": order.total, "currency": "CNY" }));
        }
        Some(payment) => {
            add("transaction_id", json!(payment.transaction_id));
            add("trade_type", json!(order.channel.trade_type()));
            add("bank_type", json!("OTHERS"));
            // The documents show this one time with milliseconds.
            add("success_time", json!(rfc3339(payment.at).replace("+08:00", ".000+08:00")));
            add(
                "amount",
                json!({
                    "total_amount": order.total,
                    "payer_amount": order.total,
                    "currency": "CNY",
                    "payer_currency": "CNY",
                }),
            );
        }
    }
    Value::Object(members)
}

/// The state that all parts share until one of them is refunded.
pub(crate) fn state(parts: &[TradeState]) -> TradeState {
    parts.iter().copied().find(|state| *state != TradeState::Refund).unwrap_or(TradeState::Refund)
}

//! The user pays or a refund ends, and the container is told.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::answer::{APPID, MCH_ID};
use super::book::{CloudRefundResult, Order, Payment, Refund};
use super::query::paid_members;
use super::refund::{RECEIVED_BY, success_time};
use super::rules::text_of;
use crate::ActError;
use crate::clock::compact;
use crate::gateway::Gateway;
use crate::log::{Delivery, LogEntry, NotificationEntry};
use crate::notify::{Manner, Parcel, Reply, Wrapped};
use crate::spoil::Spoil;

const CALLBACK: Manner = Manner {
    content_type: "application/json",
    accepts,
    ladder: |settings| &settings.cloud_ladder,
    // Nothing in a callback is signed.
    can_be_spoiled: false,
};

/// The user pays. Returns the `transaction_id`.
pub(crate) fn pay(gateway: &Arc<Gateway>, out_trade_no: &str) -> Result<String, ActError> {
    let now = gateway.clock.now();
    let transaction_id = format!("4200000{}{}", compact(now), gateway.random.digits(7));
    let payment = Payment { transaction_id: transaction_id.clone(), at: now };
    let mut book = gateway.cloud_book();
    let order = book.order(out_trade_no, now).ok_or(ActError::Unknown)?;
    order.pay(payment.clone())?;
    let mut members = common(gateway);
    members.insert("result_code".to_owned(), json!("SUCCESS"));
    members.insert("out_trade_no".to_owned(), json!(order.out_trade_no));
    if let Some(attach) = order.request.get("attach") {
        members.insert("attach".to_owned(), attach.clone());
    }
    members.extend(paid_members(gateway, order, &payment));
    let address = order.request.clone();
    drop(book);
    send(gateway, Event { name: "CLOUD.PAY", number: out_trade_no, address: &address, members });
    Ok(transaction_id)
}

/// A refund ends. Returns the `refund_id`.
pub(crate) fn settle_refund(
    gateway: &Arc<Gateway>,
    out_refund_no: &str,
    result: CloudRefundResult,
) -> Result<String, ActError> {
    let mut book = gateway.cloud_book();
    let refund = book.refunds.get_mut(out_refund_no).ok_or(ActError::Unknown)?;
    if refund.settled.is_some() {
        return Err(ActError::WrongState(refund.status()));
    }
    refund.settled = Some((result, gateway.clock.now()));
    let refund = &*refund;
    let (refund_id, address) = (refund.refund_id.clone(), refund.request.clone());
    let number = refund.out_trade_no.clone();
    let members = book
        .get(&number)
        .zip(book.refunds.get(out_refund_no))
        .map(|(order, refund)| refund_members(gateway, order, refund));
    drop(book);
    if let (true, Some(members)) = (address.get("callback_type").is_some(), members) {
        send(gateway, Event { name: "CLOUD.REFUND", number: out_refund_no, address: &address, members });
    }
    Ok(refund_id)
}

fn common(gateway: &Gateway) -> Map<String, Value> {
    [
        ("return_code", "SUCCESS".to_owned()),
        ("appid", APPID.to_owned()),
        ("mch_id", MCH_ID.to_owned()),
        ("sub_appid", gateway.credentials.mini_program_appid().to_owned()),
        ("sub_mch_id", gateway.credentials.mchid().to_owned()),
        ("nonce_str", gateway.random.text(32)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), Value::String(value)))
    .collect()
}

/// No page tells what a refund's callback holds; these are the members of APIv2.
fn refund_members(gateway: &Gateway, order: &Order, refund: &Refund) -> Map<String, Value> {
    let mut members = common(gateway);
    for (name, value) in [
        ("transaction_id", json!(order.payment().map(|payment| payment.transaction_id.as_str()))),
        ("out_trade_no", json!(order.out_trade_no)),
        ("refund_id", json!(refund.refund_id)),
        ("out_refund_no", json!(refund.out_refund_no)),
        ("total_fee", json!(order.total)),
        ("settlement_total_fee", json!(order.total)),
        ("refund_fee", json!(refund.fee)),
        ("settlement_refund_fee", json!(refund.fee)),
        ("refund_status", json!(refund.status())),
        ("success_time", json!(success_time(refund))),
        ("refund_recv_accout", json!(RECEIVED_BY)),
        ("refund_account", json!("REFUND_SOURCE_UNSETTLED_FUNDS")),
        ("refund_request_source", json!("API")),
    ] {
        members.insert(name.to_owned(), value);
    }
    members
}

struct Event<'a> {
    name: &'static str,
    number: &'a str,
    /// The body whose `callback_type`, `env_id` and `container` say where to.
    address: &'a Value,
    members: Map<String, Value>,
}

fn send(gateway: &Arc<Gateway>, event: Event<'_>) {
    let Event { name, number, address, members } = event;
    let book = gateway.cloud_book();
    let url = container_url(&book.containers, address);
    let snake = book.shape.snake_case_callbacks;
    drop(book);
    let id = gateway.random.hex(32).to_ascii_lowercase();
    let url = match url {
        Ok(url) => url,
        Err(why) => {
            gateway.log.push(LogEntry::Notification(NotificationEntry {
                at: gateway.clock.now(),
                id,
                event_type: name.to_owned(),
                number: number.to_owned(),
                attempt: 1,
                delivery: Delivery::Impossible(why),
                spoiled: None,
                faults: Vec::new(),
            }));
            return;
        }
    };
    let members = if snake { members } else { members.into_iter().map(|(n, v)| (camel(&n), v)).collect() };
    let body = Value::Object(members).to_string().into();
    let parcel = Parcel { id, event_type: name.to_owned(), number: number.to_owned(), url, body, wrap };
    gateway.courier.deliver_in(Arc::clone(gateway), parcel, CALLBACK);
}

fn container_url(
    containers: &std::collections::HashMap<String, String>,
    address: &Value,
) -> Result<String, &'static str> {
    let container = address.get("container").ok_or("cloud functions are out of the sandbox's reach")?;
    let base = text_of(container, "service")
        .and_then(|service| containers.get(service))
        .ok_or("no address was given for the container's service")?;
    let path = text_of(container, "path").unwrap_or("/");
    Ok(format!("{}{path}", base.trim_end_matches('/')))
}

/// The documented reply: 200 and `errcode` 0.
fn accepts(reply: &Reply) -> bool {
    let said = serde_json::from_slice::<Value>(&reply.body).unwrap_or_default();
    reply.status == 200 && said.get("errcode").and_then(Value::as_i64) == Some(0)
}

/// Containers know the platform by this header.
fn wrap(_: &Gateway, body: Bytes, _: Option<Spoil>) -> Wrapped {
    Wrapped { headers: vec![("x-wx-source", "wx_paycallback".to_owned())], body }
}

/// `outTradeNo` of `out_trade_no`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::{Reply, accepts, camel};

    #[test]
    fn names() {
        assert_eq!(camel("out_trade_no"), "outTradeNo");
        assert_eq!(camel("appid"), "appid");
        assert_eq!(camel("sub_is_subscribe"), "subIsSubscribe");
    }

    #[test]
    fn only_an_errcode_of_zero_is_accepted() {
        let said = |status, body: &'static str| accepts(&Reply { status, body: body.into() });
        assert!(said(200, r#"{"errcode":0,"errmsg":"ok"}"#));
        assert!(!said(200, "success"));
        assert!(!said(200, r#"{"errcode":1}"#));
        assert!(!said(200, r#"{"errcode":"0"}"#));
        assert!(!said(200, ""));
        assert!(!said(204, ""));
        assert!(!said(500, r#"{"errcode":0}"#));
    }
}

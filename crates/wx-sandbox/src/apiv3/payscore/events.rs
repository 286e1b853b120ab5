//! What the user and the clearing house do, and what the institution is told of it.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::order::{Collected, ServiceOrder, State};
use super::permissions::GrantState;
use crate::ActError;
use crate::apiv3::events::transaction_id;
use crate::apiv3::tell::{Event, send};
use crate::clock::compact;
use crate::gateway::Gateway;

/// Who brings the money of a completed PayScore order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Collector {
    /// The user pays; the institution is told.
    User,
    /// The clearing house carries out the registered deduction, which it can do once and within 24 hours. It tells the
    /// institution by its own means, which are no part of this gateway.
    ClearingHouse,
}

impl Collector {
    const ALL: [Self; 2] = [Self::User, Self::ClearingHouse];

    /// The name used by the control endpoints.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::ClearingHouse => "CLEARING_HOUSE",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collector| collector.as_str() == name)
    }
}

impl fmt::Display for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The user confirms an order. Returns its `query_id`.
pub(crate) fn confirm(gateway: &Arc<Gateway>, out_order_no: &str) -> Result<String, ActError> {
    let mut ledger = gateway.ledger();
    let order = ledger.payscore.order(out_order_no, gateway.clock.now()).ok_or(ActError::Unknown)?;
    match order.state {
        State::Created => order.confirm(&gateway.payer_openid),
        State::Expired => return Err(ActError::Expired),
        state => return Err(ActError::WrongState(state.name())),
    }
    let (query_id, url) = (order.query_id.clone(), order.notify_url());
    let plaintext = order.describe_for_notification(gateway.credentials.mchid()).into();
    drop(ledger);
    tell(gateway, "PAYSCORE.USER_CONFIRM", "用户确认", plaintext, out_order_no, url);
    Ok(query_id)
}

/// The money of a completed order comes. Returns the `transaction_id`.
pub(crate) fn collect(
    gateway: &Arc<Gateway>,
    out_order_no: &str,
    collector: Collector,
) -> Result<String, ActError> {
    let now = gateway.clock.now();
    let mut ledger = gateway.ledger();
    let order = ledger.payscore.order(out_order_no, now).ok_or(ActError::Unknown)?;
    if order.state != State::Completed {
        return Err(ActError::WrongState(order.state.name()));
    }
    if collector == Collector::ClearingHouse {
        deduct(order, now)?;
    }
    let transaction_id = transaction_id(gateway, now);
    order.collect(Collected { transaction_id: Some(transaction_id.clone()), paid_time: compact(now) });
    let url = order.notify_url();
    let mut told = order.describe_for_notification(gateway.credentials.mchid());
    let registered = order.deductions.last().map(|deduction| deduction.out_trade_no.clone());
    drop(ledger);
    if collector == Collector::User {
        let out_trade_no = registered.unwrap_or_else(|| gateway.random.digits(28));
        told.insert("out_trade_no".to_owned(), json!(out_trade_no));
        tell(gateway, "PAYSCORE.USER_PAID", "用户支付成功", told.into(), out_order_no, url);
    }
    Ok(transaction_id)
}

fn deduct(order: &mut ServiceOrder, now: i64) -> Result<(), ActError> {
    match order.deductions.last_mut() {
        None => Err(ActError::WrongState("DOING (MCH_COMPLETE), without a registered deduction")),
        Some(deduction) if !deduction.alive(now) => Err(ActError::Expired),
        Some(deduction) => {
            deduction.used = true;
            Ok(())
        }
    }
}

/// The user agrees to a service. Returns the user's openid.
pub(crate) fn open_permission(gateway: &Arc<Gateway>, code: &str) -> Result<String, ActError> {
    move_grant(gateway, code, GrantState::UnbindUser)
}

/// The user takes the agreement back. Returns the user's openid.
pub(crate) fn close_permission(gateway: &Arc<Gateway>, code: &str) -> Result<String, ActError> {
    move_grant(gateway, code, GrantState::Available)
}

/// Moves a grant on from a state, and tells of it.
fn move_grant(gateway: &Arc<Gateway>, code: &str, from: GrantState) -> Result<String, ActError> {
    let (now, openid) = (gateway.clock.now(), gateway.payer_openid.clone());
    let mut ledger = gateway.ledger();
    let grant = ledger.payscore.grants.get_mut(code).ok_or(ActError::Unknown)?;
    if grant.state != from {
        return Err(ActError::WrongState(grant.state.as_str()));
    }
    let (event, status) = if from == GrantState::Available {
        grant.close(now);
        ("PAYSCORE.USER_CLOSE_SERVICE", "USER_CLOSE_SERVICE")
    } else {
        grant.open(&openid, now);
        ("PAYSCORE.USER_OPEN_SERVICE", "USER_OPEN_SERVICE")
    };
    let url = grant.notify_url().map(str::to_owned);
    let mut told = grant.describe(gateway.credentials.mchid());
    drop(ledger);
    told.insert("user_service_status".to_owned(), json!(status));
    told.insert("openorclose_time".to_owned(), json!(compact(now)));
    if let Some(url) = url {
        tell(gateway, event, "授权状态变更", told.into(), code, url);
    }
    Ok(openid)
}

fn tell(
    gateway: &Arc<Gateway>,
    name: &'static str,
    summary: &'static str,
    plaintext: Value,
    number: &str,
    url: String,
) {
    send(gateway, &Event { name, about: "payscore", summary, plaintext }, number, url);
}

/// All service orders and authorisations, for the control endpoint.
pub(crate) fn book(gateway: &Gateway) -> Value {
    let now = gateway.clock.now();
    let mut ledger = gateway.ledger();
    let numbers: Vec<String> = ledger.payscore.orders.keys().cloned().collect();
    let orders: Vec<Value> = numbers
        .iter()
        .filter_map(|number| {
            let order = ledger.payscore.order(number, now)?;
            let (state, description) = order.state.words();
            Some(json!({
                "out_order_no": number,
                "order_id": order.order_id,
                "query_id": order.query_id,
                "state": state,
                "state_description": description,
                "total_amount": order.total,
            }))
        })
        .collect();
    let grants: Vec<Value> = (ledger.payscore.grants.iter())
        .map(|(code, grant)| json!({ "authorization_code": code, "authorization_state": grant.state.as_str() }))
        .collect();
    json!({ "orders": orders, "permissions": grants })
}

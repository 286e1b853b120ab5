//! All orders and refunds of cloud hosting in one sandbox, and their states.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::rules::{int_of, text_of};
use super::shape::{CloudShape, Sidecar};
use crate::ActError;
use crate::clock::parse_compact;

const DAY: i64 = 86_400;

/// How a refund of cloud hosting ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloudRefundResult {
    /// The money went back.
    Success,
    /// The user's account did not take the money.
    Change,
    /// The refund was called off; its amount can be refunded again.
    Closed,
}

impl CloudRefundResult {
    /// The value of `refund_status`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Change => "CHANGE",
            Self::Closed => "REFUNDCLOSE",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Success, Self::Change, Self::Closed].into_iter().find(|result| result.as_str() == name)
    }
}

pub(crate) struct Order {
    /// The body that created it, without `nonce_str`; a repetition must equal it.
    pub(crate) request: Value,
    pub(crate) out_trade_no: String,
    pub(crate) total: i64,
    created: i64,
    deadline: i64,
    pub(crate) prepay_id: String,
    pub(crate) prepay_at: i64,
    pub(crate) state: State,
    /// `out_refund_no` of its refunds, oldest first.
    pub(crate) refunds: Vec<String>,
}

pub(crate) enum State {
    Open,
    Closed,
    Paid(Payment),
}

#[derive(Clone)]
pub(crate) struct Payment {
    pub(crate) transaction_id: String,
    /// Unix seconds.
    pub(crate) at: i64,
}

impl Order {
    /// A new order from a body that keeps the rules.
    pub(crate) fn new(request: Value, prepay_id: String, now: i64) -> Self {
        let deadline = text_of(&request, "time_expire").and_then(parse_compact);
        Self {
            out_trade_no: text_of(&request, "out_trade_no").unwrap_or_default().to_owned(),
            total: int_of(&request, "total_fee"),
            created: now,
            deadline: deadline.unwrap_or_else(|| now.saturating_add(7 * DAY)),
            prepay_id,
            prepay_at: now,
            state: State::Open,
            refunds: Vec::new(),
            request,
        }
    }

    /// `trade_state` and its description.
    pub(crate) fn state_facts(&self) -> (&'static str, &'static str) {
        match &self.state {
            State::Open => ("NOTPAY", "订单未支付"),
            State::Closed => ("CLOSED", "订单已关闭"),
            State::Paid(_) if self.refunds.is_empty() => ("SUCCESS", "支付成功"),
            State::Paid(_) => ("REFUND", "订单发生过退款"),
        }
    }

    pub(crate) fn payment(&self) -> Option<&Payment> {
        match &self.state {
            State::Paid(payment) => Some(payment),
            State::Open | State::Closed => None,
        }
    }

    pub(crate) fn expired(&self, now: i64) -> bool {
        now > self.deadline
    }

    pub(crate) fn pay(&mut self, payment: Payment) -> Result<(), ActError> {
        match self.state {
            State::Open if self.expired(payment.at) => Err(ActError::Expired),
            State::Open => {
                self.state = State::Paid(payment);
                Ok(())
            }
            State::Closed | State::Paid(_) => Err(ActError::WrongState(self.state_facts().0)),
        }
    }

    /// An order unpaid for seven days closes by itself, unless its deadline is later.
    fn close_if_abandoned(&mut self, now: i64) {
        let end = self.created.saturating_add(7 * DAY).max(self.deadline);
        if matches!(self.state, State::Open) && now > end {
            self.state = State::Closed;
        }
    }
}

pub(crate) struct Refund {
    /// The body that asked for it, without `nonce_str`; a repetition must equal it.
    pub(crate) request: Value,
    pub(crate) out_refund_no: String,
    pub(crate) refund_id: String,
    pub(crate) out_trade_no: String,
    pub(crate) fee: i64,
    /// Unix seconds.
    pub(crate) created: i64,
    /// How it ended and when; `None` while it is processed.
    pub(crate) settled: Option<(CloudRefundResult, i64)>,
}

impl Refund {
    pub(crate) fn status(&self) -> &'static str {
        self.settled.map_or("PROCESSING", |(result, _)| result.as_str())
    }

    /// Whether its amount is gone from the order.
    pub(crate) fn counts(&self) -> bool {
        !matches!(self.settled, Some((CloudRefundResult::Closed, _)))
    }
}

pub(crate) struct Book {
    pub(crate) sidecar: Sidecar,
    pub(crate) shape: CloudShape,
    /// From the name of a service to the address of its container.
    pub(crate) containers: HashMap<String, String>,
    /// By `out_trade_no`.
    orders: BTreeMap<String, Order>,
    /// By `out_refund_no`.
    pub(crate) refunds: BTreeMap<String, Refund>,
}

impl Book {
    pub(crate) fn new(
        sidecar: Sidecar,
        shape: CloudShape,
        containers: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let containers = containers.into_iter().collect();
        Self { sidecar, shape, containers, orders: BTreeMap::new(), refunds: BTreeMap::new() }
    }

    /// The order of this number, as it stands at this moment.
    pub(crate) fn order(&mut self, out_trade_no: &str, now: i64) -> Option<&mut Order> {
        let order = self.orders.get_mut(out_trade_no)?;
        order.close_if_abandoned(now);
        Some(order)
    }

    /// The order that a body names: by `transaction_id` if it has one, by `out_trade_no` otherwise.
    pub(crate) fn named(&mut self, body: &Value, now: i64) -> Option<&mut Order> {
        let number = match text_of(body, "transaction_id") {
            Some(id) => {
                let paid = |order: &&Order| order.payment().is_some_and(|p| p.transaction_id == id);
                self.orders.values().find(paid)?.out_trade_no.clone()
            }
            None => text_of(body, "out_trade_no")?.to_owned(),
        };
        self.order(&number, now)
    }

    /// The order of this number, as it was last looked at.
    pub(crate) fn get(&self, out_trade_no: &str) -> Option<&Order> {
        self.orders.get(out_trade_no)
    }

    pub(crate) fn add(&mut self, order: Order) {
        self.orders.insert(order.out_trade_no.clone(), order);
    }

    /// All orders, as they were last looked at.
    pub(crate) fn peek(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }

    /// Looks at all orders.
    pub(crate) fn refresh(&mut self, now: i64) {
        for order in self.orders.values_mut() {
            order.close_if_abandoned(now);
        }
    }

    /// The refunds of one order, oldest first.
    pub(crate) fn refunds_of<'a>(&'a self, order: &'a Order) -> impl Iterator<Item = &'a Refund> {
        order.refunds.iter().filter_map(|number| self.refunds.get(number))
    }
}

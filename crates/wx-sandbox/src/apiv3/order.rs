//! One order and its state machine: unpaid, then paid or closed; paid, then refunded.

use std::fmt;

use serde_json::Value;

use super::channel::{Channel, Entrance};
use super::party::Party;
use crate::clock::parse_rfc3339;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// The state of an order, in the words of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TradeState {
    /// `NOTPAY`: not paid yet.
    NotPay,
    /// `SUCCESS`: paid.
    Success,
    /// `REFUND`: paid, and at least one refund was asked for, whatever became of it.
    Refund,
    /// `CLOSED`: by the merchant, or unpaid for seven days.
    Closed,
}

impl TradeState {
    /// The value of `trade_state`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotPay => "NOTPAY",
            Self::Success => "SUCCESS",
            Self::Refund => "REFUND",
            Self::Closed => "CLOSED",
        }
    }

    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::NotPay => "订单未支付",
            Self::Success => "支付成功",
            Self::Refund => "订单发生过退款，退款详情请查询退款单",
            Self::Closed => "订单已关闭",
        }
    }
}

impl fmt::Display for TradeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a user could not pay.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayError {
    /// No order has this number.
    UnknownOrder,
    /// The order is not waiting for payment.
    WrongState(TradeState),
    /// The order is unpaid, but its `time_expire` has passed.
    Expired,
    /// No order can be paid at this `code_url` or `h5_url`: it was replaced, it is too old, or it never was one.
    DeadUrl,
}

impl fmt::Display for PayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOrder => f.write_str("no order has this out_trade_no"),
            Self::WrongState(state) => write!(f, "the order is {state}; only NOTPAY can be paid"),
            Self::Expired => f.write_str("the order is NOTPAY and its time_expire has passed"),
            Self::DeadUrl => f.write_str("no order can be paid at this address (any more)"),
        }
    }
}

impl std::error::Error for PayError {}

/// What a payment leaves behind.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) transaction_id: String,
    pub(crate) openid: String,
    /// Unix seconds.
    pub(crate) at: i64,
}

pub(crate) struct Order {
    /// The body that created it, or the part of a body; a repetition must equal it.
    pub(crate) request: Value,
    pub(crate) party: Party,
    pub(crate) channel: Channel,
    pub(crate) out_trade_no: String,
    pub(crate) total: i64,
    /// Of a single order; a part of a combination has none.
    pub(crate) entrance: Option<Entrance>,
    created: i64,
    /// Until when the user can pay.
    deadline: i64,
    state: State,
    /// `out_refund_no` of its refunds, oldest first.
    pub(crate) refunds: Vec<String>,
}

enum State {
    Open,
    Closed,
    Paid(Payment),
}

impl Order {
    /// A new order from a body that keeps the rules.
    pub(crate) fn new(request: Value, party: Party, entrance: Entrance, now: i64) -> Self {
        let deadline = deadline(request.get("time_expire").and_then(Value::as_str), now);
        let channel = entrance.channel();
        Self {
            entrance: Some(entrance),
            ..Self::bare(request, "/amount/total", (party, channel), deadline, now)
        }
    }

    /// A part of a combination, which has the deadline and the entrance for all of them.
    pub(crate) fn part(request: Value, party: Party, channel: Channel, deadline: i64, now: i64) -> Self {
        Self::bare(request, "/amount/total_amount", (party, channel), deadline, now)
    }

    fn bare(request: Value, total: &str, whose: (Party, Channel), deadline: i64, now: i64) -> Self {
        let number = request.get("out_trade_no").and_then(Value::as_str).unwrap_or_default();
        Self {
            out_trade_no: number.to_owned(),
            party: whose.0,
            channel: whose.1,
            total: request.pointer(total).and_then(Value::as_i64).unwrap_or_default(),
            entrance: None,
            created: now,
            deadline,
            state: State::Open,
            refunds: Vec::new(),
            request,
        }
    }

    pub(crate) fn is_part(&self) -> bool {
        self.entrance.is_none()
    }

    pub(crate) fn notify_url(&self) -> &str {
        self.request.get("notify_url").and_then(Value::as_str).unwrap_or_default()
    }

    /// The payer whom the merchant named, if the channel has it name one.
    pub(crate) fn named_payer(&self) -> Option<&str> {
        let payer = self.request.get("payer")?;
        payer.get("openid").or_else(|| payer.get("sp_openid")).and_then(Value::as_str)
    }

    pub(crate) fn trade_state(&self) -> TradeState {
        match &self.state {
            State::Open => TradeState::NotPay,
            State::Closed => TradeState::Closed,
            State::Paid(_) if self.refunds.is_empty() => TradeState::Success,
            State::Paid(_) => TradeState::Refund,
        }
    }

    pub(crate) fn payment(&self) -> Option<&Payment> {
        match &self.state {
            State::Paid(payment) => Some(payment),
            State::Open | State::Closed => None,
        }
    }

    /// Whether its deadline has passed.
    pub(crate) fn expired(&self, now: i64) -> bool {
        now > self.deadline
    }

    pub(crate) fn pay(&mut self, payment: Payment) -> Result<(), PayError> {
        match self.trade_state() {
            TradeState::NotPay if self.expired(payment.at) => Err(PayError::Expired),
            TradeState::NotPay => {
                self.state = State::Paid(payment);
                Ok(())
            }
            state @ (TradeState::Success | TradeState::Refund | TradeState::Closed) => {
                Err(PayError::WrongState(state))
            }
        }
    }

    /// Closes it; `false` if it is paid. Closing twice is fine.
    pub(crate) fn close(&mut self) -> bool {
        let open = self.payment().is_none();
        if open {
            self.state = State::Closed;
        }
        open
    }

    /// An order unpaid for seven days closes by itself, unless its deadline is later.
    pub(crate) fn close_if_abandoned(&mut self, now: i64) {
        let end = self.created.saturating_add(7 * DAY).max(self.deadline);
        if matches!(self.state, State::Open) && now > end {
            self.state = State::Closed;
        }
    }
}

/// `time_expire`, raised to one minute from now and cut at ninety days; seven days without one.
pub(crate) fn deadline(time_expire: Option<&str>, now: i64) -> i64 {
    match time_expire.and_then(parse_rfc3339) {
        Some(asked) => asked.clamp(now.saturating_add(MINUTE), now.saturating_add(90 * DAY)),
        None => now.saturating_add(7 * DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::{Channel, DAY, Order, Party, PayError, Payment, TradeState, deadline};
    use crate::clock::rfc3339;
    use serde_json::json;

    fn order() -> Order {
        let body = json!({ "out_trade_no": "A-00001", "amount": { "total_amount": 5 } });
        Order::part(body, Party::Merchant, Channel::App, 1000 + 7 * DAY, 1000)
    }

    fn payment(at: i64) -> Payment {
        Payment { transaction_id: "42".to_owned(), openid: "o".to_owned(), at }
    }

    #[test]
    fn an_order_is_paid_once() {
        let mut order = order();
        assert_eq!(order.trade_state(), TradeState::NotPay);
        order.pay(payment(1001)).unwrap();
        assert_eq!(order.trade_state(), TradeState::Success);
        assert_eq!(order.pay(payment(1002)), Err(PayError::WrongState(TradeState::Success)));
        assert!(!order.close(), "a paid order cannot be closed");
        order.refunds.push("R".to_owned());
        assert_eq!(order.trade_state(), TradeState::Refund);
        assert_eq!(order.pay(payment(1002)), Err(PayError::WrongState(TradeState::Refund)));
    }

    #[test]
    fn a_closed_order_stays_closed() {
        let mut order = order();
        assert!(order.close() && order.close());
        assert_eq!(order.pay(payment(1001)), Err(PayError::WrongState(TradeState::Closed)));
    }

    #[test]
    fn an_order_expires_and_is_closed_after_seven_days() {
        let mut order = order();
        order.close_if_abandoned(1000 + 7 * DAY);
        assert_eq!(order.trade_state(), TradeState::NotPay);
        assert_eq!(order.pay(payment(1001 + 7 * DAY)), Err(PayError::Expired));
        order.close_if_abandoned(1001 + 7 * DAY);
        assert_eq!(order.trade_state(), TradeState::Closed);
    }

    #[test]
    fn deadlines_are_raised_and_cut() {
        let now = 1_700_000_000;
        assert_eq!(deadline(None, now), now + 7 * DAY);
        assert_eq!(deadline(Some("2018-06-08T10:34:56+08:00"), now), now + 60);
        assert_eq!(deadline(Some(&rfc3339(now + 120)), now), now + 120);
        assert_eq!(deadline(Some(&rfc3339(now + 91 * DAY)), now), now + 90 * DAY);
    }

    #[test]
    fn errors_name_the_state() {
        let text = PayError::WrongState(TradeState::Closed).to_string();
        assert_eq!(text, "the order is CLOSED; only NOTPAY can be paid");
    }
}

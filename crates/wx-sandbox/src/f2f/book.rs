//! All person-to-person orders of one sandbox, and their state machine.

use std::collections::{BTreeMap, HashMap};

use crate::ActError;

/// How long an order can be paid, in seconds: half an hour until the payer begins, and half an hour to finish.
const ORDER_LIFETIME: i64 = 3_600;
/// How long a `confirm_token` serves, in seconds.
pub(crate) const CONFIRM_LIFETIME: i64 = 1_800;

/// What can happen to an order after it was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum F2fEvent {
    Pay,
    Fail,
    Close,
    Refund,
}

/// What makes two requests of one number the same.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) payer_openid: String,
    pub(crate) payee_openid: String,
    pub(crate) amount: i64,
}

pub(crate) struct Order {
    pub(crate) out_request_no: String,
    pub(crate) key: Key,
    pub(crate) attach: Option<String>,
    pub(crate) created: i64,
    pub(crate) confirm_token: String,
    pub(crate) confirm_at: i64,
    pub(crate) state: State,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Failed,
    Closed,
    Paid(String),
    Refunded(String),
}

impl Order {
    pub(crate) fn state_name(&self) -> &'static str {
        match self.state {
            State::Open => "NOTPAY",
            State::Failed => "PAYERROR",
            State::Closed => "CLOSED",
            State::Paid(_) => "SUCCESS",
            State::Refunded(_) => "REFUND",
        }
    }

    pub(crate) fn order_id(&self) -> Option<&str> {
        match &self.state {
            State::Paid(order_id) | State::Refunded(order_id) => Some(order_id),
            State::Open | State::Failed | State::Closed => None,
        }
    }

    /// A failed attempt to pay is not the end: the payer can try again.
    pub(crate) fn happen(&mut self, event: F2fEvent, order_id: String) -> Result<(), ActError> {
        let next = match (&self.state, event) {
            (State::Open | State::Failed, F2fEvent::Pay) => State::Paid(order_id),
            (State::Open | State::Failed, F2fEvent::Fail) => State::Failed,
            (State::Open | State::Failed, F2fEvent::Close) => State::Closed,
            (State::Paid(order_id), F2fEvent::Refund) => State::Refunded(order_id.clone()),
            (State::Open | State::Failed, F2fEvent::Refund)
            | (State::Paid(_), F2fEvent::Pay | F2fEvent::Fail | F2fEvent::Close)
            | (State::Closed | State::Refunded(_), _) => return Err(ActError::WrongState(self.state_name())),
        };
        self.state = next;
        Ok(())
    }

    fn close_if_late(&mut self, now: i64) {
        let open = matches!(self.state, State::Open | State::Failed);
        if open && now > self.created.saturating_add(ORDER_LIFETIME) {
            self.state = State::Closed;
        }
    }
}

#[derive(Default)]
pub(crate) struct Book {
    /// By `out_request_no`.
    orders: BTreeMap<String, Order>,
    /// From every `confirm_token` to its `out_request_no`.
    confirm_tokens: HashMap<String, String>,
}

impl Book {
    /// The order of this number, as it stands at this moment.
    pub(crate) fn order(&mut self, out_request_no: &str, now: i64) -> Option<&mut Order> {
        let order = self.orders.get_mut(out_request_no)?;
        order.close_if_late(now);
        Some(order)
    }

    /// The number of the order that this token is or was for.
    pub(crate) fn number_of(&self, confirm_token: &str) -> Option<&str> {
        self.confirm_tokens.get(confirm_token).map(String::as_str)
    }

    pub(crate) fn add(&mut self, order: Order) {
        self.remember(&order.confirm_token, &order.out_request_no);
        self.orders.insert(order.out_request_no.clone(), order);
    }

    pub(crate) fn remember(&mut self, confirm_token: &str, out_request_no: &str) {
        self.confirm_tokens.insert(confirm_token.to_owned(), out_request_no.to_owned());
    }

    pub(crate) fn orders(&mut self, now: i64) -> impl Iterator<Item = &Order> {
        self.orders.values_mut().map(move |order| {
            order.close_if_late(now);
            &*order
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{ActError, Book, F2fEvent, Key, ORDER_LIFETIME, Order, State};

    fn order() -> Order {
        let key = Key { payer_openid: "a".to_owned(), payee_openid: "b".to_owned(), amount: 1 };
        Order {
            out_request_no: "N".to_owned(),
            key,
            attach: None,
            created: 0,
            confirm_token: "t".to_owned(),
            confirm_at: 0,
            state: State::Open,
        }
    }

    #[track_caller]
    fn check(events: &[F2fEvent], expected: Result<&str, &'static str>) {
        let mut order = order();
        let mut act = |event: &F2fEvent| order.happen(*event, "1".to_owned());
        let outcome = events.iter().try_for_each(&mut act);
        let expected_outcome = expected.map(drop).map_err(ActError::WrongState);
        assert_eq!(outcome, expected_outcome, "{events:?}");
        assert_eq!(order.state_name(), expected.unwrap_or_else(|state| state));
    }

    #[test]
    fn states() {
        use F2fEvent::{Close, Fail, Pay, Refund};
        check(&[], Ok("NOTPAY"));
        check(&[Fail], Ok("PAYERROR"));
        check(&[Fail, Pay], Ok("SUCCESS"));
        check(&[Pay, Refund], Ok("REFUND"));
        check(&[Close], Ok("CLOSED"));
        check(&[Pay, Pay], Err("SUCCESS"));
        check(&[Pay, Close], Err("SUCCESS"));
        check(&[Refund], Err("NOTPAY"));
        check(&[Close, Pay], Err("CLOSED"));
        check(&[Pay, Refund, Refund], Err("REFUND"));
    }

    #[test]
    fn an_order_can_be_paid_for_an_hour() {
        let mut book = Book::default();
        book.add(order());
        assert_eq!(book.order("N", ORDER_LIFETIME).unwrap().state_name(), "NOTPAY");
        assert_eq!(book.order("N", ORDER_LIFETIME + 1).unwrap().state_name(), "CLOSED");
        assert_eq!(book.number_of("t"), Some("N"));
    }
}

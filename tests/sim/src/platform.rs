//! The model of WeChat Pay: orders and refunds by number, each with its state machine, and nothing of a network.
//!
//! It is what the run takes for the truth, so it is written from the documents and shares nothing with the client.

use std::collections::BTreeMap;

use crate::{
    asked::Asked,
    number::{OrderNo, RefundNo},
    violation::Violation,
};

/// The merchant and the app of every order.
pub(crate) const MCHID: &str = "1900000001";
/// The app of every order.
pub(crate) const APPID: &str = "wxd678efh567hg6787";

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TradeState {
    /// Can be paid.
    NotPay,
    /// Paid.
    Success,
    /// Cannot be paid any more.
    Closed,
}

#[derive(Clone, Copy, Debug)]
struct Order {
    total: i64,
    state: TradeState,
    /// The payer is entering the password: it cannot be closed now.
    is_paying: bool,
    refunded: i64,
}

#[derive(Clone, Copy, Debug)]
struct Payout {
    order: OrderNo,
    refund: i64,
}

/// An answer before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// Orders and refunds as they really are.
#[derive(Debug, Default)]
pub(crate) struct Platform {
    orders: BTreeMap<OrderNo, Order>,
    refunds: BTreeMap<RefundNo, Payout>,
}

impl Platform {
    /// Carries out one request. What it must never be led to do is added to `violations`.
    pub(crate) fn serve(&mut self, asked: Asked, violations: &mut Vec<Violation>) -> Said {
        match asked {
            Asked::Place(number, total) => self.place(number, total, violations),
            Asked::Query(number) => match self.orders.get(&number) {
                Some(order) => transaction(number, *order),
                None => refusal(404, "ORDER_NOT_EXIST"),
            },
            Asked::Close(number) => self.close(number),
            Asked::Refund(number, order, refund, total) => {
                self.refund(number, order, (refund, total), violations)
            }
            Asked::QueryRefund(number) => match self.refunds.get(&number) {
                Some(payout) => self.tell_refund(number, *payout),
                None => refusal(404, "RESOURCE_NOT_EXISTS"),
            },
        }
    }

    /// The payer begins to pay; whether the order can be paid.
    pub(crate) fn begin_payment(&mut self, number: OrderNo) -> bool {
        let order = self.orders.get_mut(&number).filter(|order| order.state == TradeState::NotPay);
        order.map(|order| order.is_paying = true).is_some()
    }

    /// The payer has entered the password. What the notification tells, if that was a payment.
    pub(crate) fn pay(&mut self, number: OrderNo, violations: &mut Vec<Violation>) -> Option<String> {
        let order = self.orders.get_mut(&number)?;
        order.is_paying = false;
        if order.state != TradeState::NotPay {
            return None;
        }
        order.state = TradeState::Success;
        let told = transaction(number, *order).body;
        if self.of(number.intent).filter(|(_, order)| order.state == TradeState::Success).count() > 1 {
            violations.push(Violation::ChargedTwice { intent: number.intent });
        }
        Some(told)
    }

    /// Where an order really stands; `None` if there is none.
    #[must_use]
    pub(crate) fn state(&self, number: OrderNo) -> Option<TradeState> {
        self.orders.get(&number).map(|order| order.state)
    }

    /// Whether money was paid for it.
    #[must_use]
    pub(crate) fn is_paid(&self, number: OrderNo) -> bool {
        self.state(number) == Some(TradeState::Success)
    }

    /// How much was paid back under this number.
    #[must_use]
    pub(crate) fn paid_back(&self, number: RefundNo) -> Option<i64> {
        self.refunds.get(&number).map(|payout| payout.refund)
    }

    /// Every order that was paid, with how much of it went back.
    pub(crate) fn paid(&self) -> impl Iterator<Item = OrderNo> {
        self.orders.iter().filter(|(_, order)| order.state == TradeState::Success).map(|(number, _)| *number)
    }

    /// How many orders and refunds there are.
    #[must_use]
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.orders.len(), self.refunds.len())
    }

    fn of(&self, intent: u32) -> impl Iterator<Item = (&OrderNo, &Order)> {
        self.orders.range(OrderNo { intent, turn: 0 }..=OrderNo { intent, turn: u32::MAX })
    }

    /// The same order again is the same prepay id, whatever happened in between; with another amount it is refused.
    fn place(&mut self, number: OrderNo, total: i64, violations: &mut Vec<Violation>) -> Said {
        match self.orders.get(&number) {
            Some(order) if order.total != total => return refusal(400, "INVALID_REQUEST"),
            Some(Order { state: TradeState::Success, .. }) => return refusal(403, "OUT_TRADE_NO_USED"),
            Some(Order { state: TradeState::Closed, .. }) => return refusal(400, "ORDER_CLOSED"),
            Some(_) => {}
            None => {
                if self.of(number.intent).any(|(_, order)| order.state != TradeState::Closed) {
                    violations.push(Violation::PayableTwice { intent: number.intent });
                }
                let order = Order { total, state: TradeState::NotPay, is_paying: false, refunded: 0 };
                self.orders.insert(number, order);
            }
        }
        Said { status: 200, body: format!(r#"{{"prepay_id":"wx{number}"}}"#) }
    }

    /// A number without an order is closed in the same words: 204 proves nothing.
    fn close(&mut self, number: OrderNo) -> Said {
        let Some(order) = self.orders.get_mut(&number) else {
            return Said { status: 204, body: String::new() };
        };
        match order.state {
            TradeState::Success => refusal(400, "ORDERPAID"),
            TradeState::NotPay if order.is_paying => refusal(202, "USER_PAYING"),
            TradeState::NotPay | TradeState::Closed => {
                order.state = TradeState::Closed;
                Said { status: 204, body: String::new() }
            }
        }
    }

    fn refund(
        &mut self,
        number: RefundNo,
        order_no: OrderNo,
        (refund, total): (i64, i64),
        violations: &mut Vec<Violation>,
    ) -> Said {
        if let Some(payout) = self.refunds.get(&number) {
            return if (payout.order, payout.refund) == (order_no, refund) {
                self.tell_refund(number, *payout)
            } else {
                refusal(400, "INVALID_REQUEST")
            };
        }
        let Some(order) = self.orders.get_mut(&order_no).filter(|order| order.state == TradeState::Success)
        else {
            return refusal(404, "RESOURCE_NOT_EXISTS");
        };
        if order.total != total {
            return refusal(400, "INVALID_REQUEST");
        }
        if refund > order.total - order.refunded {
            return refusal(403, "NOT_ENOUGH");
        }
        order.refunded += refund;
        let payout = Payout { order: order_no, refund };
        let RefundNo { intent, part, .. } = number;
        let turns = RefundNo { intent, part, turn: 0 }..=RefundNo { intent, part, turn: u32::MAX };
        if self.refunds.range(turns).next().is_some() {
            violations.push(Violation::PaidBackTwice { intent, part });
        }
        self.refunds.insert(number, payout);
        self.tell_refund(number, payout)
    }

    /// Held against the payouts one by one, and not against the sum that admitted them.
    pub(crate) fn audit(&self, violations: &mut Vec<Violation>) {
        let mut sums = BTreeMap::<OrderNo, i64>::new();
        for payout in self.refunds.values() {
            *sums.entry(payout.order).or_default() += payout.refund;
        }
        for (number, sum) in sums {
            if self.orders.get(&number).is_none_or(|order| sum > order.total || !self.is_paid(number)) {
                violations.push(Violation::PaidBackTooMuch { number });
            }
        }
    }

    fn tell_refund(&self, number: RefundNo, Payout { order, refund }: Payout) -> Said {
        let total = self.orders.get(&order).map_or(0, |order| order.total);
        let body = format!(
            r#"{{"refund_id":"50{number}","out_refund_no":"{number}","transaction_id":"42{order}","out_trade_no":"{order}","channel":"ORIGINAL","status":"SUCCESS","amount":{{"total":{total},"refund":{refund}}}}}"#
        );
        Said { status: 200, body }
    }
}

fn transaction(number: OrderNo, Order { total, state, refunded, .. }: Order) -> Said {
    let state = match state {
        TradeState::NotPay => "NOTPAY",
        TradeState::Success if refunded > 0 => "REFUND",
        TradeState::Success => "SUCCESS",
        TradeState::Closed => "CLOSED",
    };
    let body = format!(
        r#"{{"appid":"{APPID}","mchid":"{MCHID}","out_trade_no":"{number}","transaction_id":"42{number}","trade_state":"{state}","amount":{{"total":{total}}}}}"#
    );
    Said { status: 200, body }
}

/// An error answer with this code.
#[must_use]
pub(crate) fn refusal(status: u16, code: &str) -> Said {
    Said { status, body: format!(r#"{{"code":"{code}","message":"-"}}"#) }
}

#[cfg(test)]
mod tests;

//! All that APIv3 keeps: orders, combinations, refunds, bills on offer, PayScore and used nonces.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::bill::Counter;
use super::combination::Combination;
use super::order::{Order, TradeState};
use super::party::Party;
use super::payscore::Book;
use super::refund_state::Refund;

#[derive(Default)]
pub(crate) struct Ledger {
    orders: BTreeMap<String, Order>,
    /// From `transaction_id` to `out_trade_no`.
    paid: HashMap<String, String>,
    pub(crate) combinations: BTreeMap<String, Combination>,
    pub(crate) refunds: BTreeMap<String, Refund>,
    pub(crate) bills: Counter,
    pub(crate) payscore: Book,
    pub(crate) nonces: Nonces,
}

impl Ledger {
    /// The order of this number, as it stands at this moment: one that was left unpaid too long is closed by then.
    pub(crate) fn order(&mut self, out_trade_no: &str, now: i64) -> Option<&mut Order> {
        let order = self.orders.get_mut(out_trade_no)?;
        order.close_if_abandoned(now);
        Some(order)
    }

    /// The order of this number, as it was last looked at.
    pub(crate) fn peek(&self, out_trade_no: &str) -> Option<&Order> {
        self.orders.get(out_trade_no)
    }

    /// The order of this party; a part of a combination is not found by its number.
    pub(crate) fn single(&mut self, out_trade_no: &str, party: &Party, now: i64) -> Option<&mut Order> {
        self.order(out_trade_no, now).filter(|order| order.party == *party && !order.is_part())
    }

    pub(crate) fn order_by_transaction(
        &mut self,
        transaction_id: &str,
        party: &Party,
        now: i64,
    ) -> Option<&mut Order> {
        let out_trade_no = self.paid.get(transaction_id)?.clone();
        self.order(&out_trade_no, now).filter(|order| order.party == *party)
    }

    /// The number of the unpaid order or combination whose user has this address before them.
    pub(crate) fn number_at(&mut self, url: &str, now: i64) -> Option<String> {
        let single = self.orders(now).find(|order| {
            let entrance = order.entrance.as_ref();
            order.trade_state() == TradeState::NotPay
                && entrance.is_some_and(|entrance| entrance.is_at(url) && entrance.usable(now))
        });
        if let Some(order) = single {
            return Some(order.out_trade_no.clone());
        }
        let mut all = self.combinations.iter();
        all.find(|(_, whole)| whole.entrance.is_at(url) && whole.entrance.usable(now))
            .map(|(number, _)| number.clone())
    }

    pub(crate) fn add_order(&mut self, order: Order) {
        self.orders.insert(order.out_trade_no.clone(), order);
    }

    pub(crate) fn mark_paid(&mut self, transaction_id: &str, out_trade_no: &str) {
        self.paid.insert(transaction_id.to_owned(), out_trade_no.to_owned());
    }

    pub(crate) fn orders(&mut self, now: i64) -> impl Iterator<Item = &Order> {
        self.orders.values_mut().map(move |order| {
            order.close_if_abandoned(now);
            &*order
        })
    }

    /// All orders as they were last looked at.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }

    /// The refunds of one order, oldest first.
    pub(crate) fn refunds_of<'a>(&'a self, order: &'a Order) -> impl Iterator<Item = &'a Refund> {
        order.refunds.iter().filter_map(|number| self.refunds.get(number))
    }
}

/// Nonces of requests that a replay could still use.
#[derive(Default)]
pub(crate) struct Nonces {
    used: HashSet<String>,
    order: VecDeque<(i64, String)>,
}

impl Nonces {
    /// Twice the window of the timestamp: what is older is refused for its age.
    const KEPT: i64 = 600;

    /// Whether the nonce is new; it no longer is afterwards.
    pub(crate) fn use_up(&mut self, nonce: &str, now: i64) -> bool {
        while self.order.front().is_some_and(|(at, _)| now.saturating_sub(*at) > Self::KEPT) {
            if let Some((_, old)) = self.order.pop_front() {
                self.used.remove(&old);
            }
        }
        let new = self.used.insert(nonce.to_owned());
        if new {
            self.order.push_back((now, nonce.to_owned()));
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::Nonces;

    #[test]
    fn a_nonce_serves_once_until_its_timestamp_is_too_old() {
        let mut nonces = Nonces::default();
        assert!(nonces.use_up("a", 0));
        assert!(!nonces.use_up("a", 300));
        assert!(nonces.use_up("b", 600));
        assert!(!nonces.use_up("a", 600));
        assert!(nonces.use_up("a", 601));
        assert!(!nonces.use_up("b", 601));
    }
}

//! The merchant's database: the one thing that survives a crash. What is in it was stored before it was acted upon.

use std::collections::BTreeMap;

use crate::{
    asked::Act,
    number::{OrderNo, RefundNo},
};

/// How far a purchase has come, as far as the merchant knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The number is stored. It may have been sent.
    Placing,
    /// The platform has the order; the payer can pay.
    Placed,
    /// It is to be closed.
    Closing,
    /// Paid.
    Paid,
    /// Closed and seen closed, and not tried again.
    GivenUp,
}

/// One purchase.
#[derive(Clone, Debug)]
pub(crate) struct Purchase {
    /// The number of the present try.
    pub number: OrderNo,
    /// What it costs.
    pub total: i64,
    /// How far it has come.
    pub stage: Stage,
    /// Orders that the merchant knows to be paid.
    pub paid: Vec<OrderNo>,
    /// What is to go back.
    pub refunds: Vec<Refund>,
    /// Whether the refunds were decided upon.
    pub refunds_planned: bool,
}

impl Purchase {
    /// Whether there is nothing left to do or to learn.
    pub(crate) fn is_done(&self) -> bool {
        match self.stage {
            Stage::GivenUp => true,
            Stage::Paid => {
                self.refunds_planned && self.refunds.iter().all(|refund| refund.accepted.is_some())
            }
            Stage::Placing | Stage::Placed | Stage::Closing => false,
        }
    }
}

/// One refund.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refund {
    /// Its present number.
    pub number: RefundNo,
    /// How much.
    pub amount: i64,
    /// What became of it; `None` while that is unknown.
    pub accepted: Option<bool>,
}

/// All purchases.
#[derive(Debug, Default)]
pub(crate) struct Books {
    purchases: BTreeMap<u32, Purchase>,
}

impl Books {
    /// The purchase, stored now if it was not yet. Two workers get the same one.
    pub(crate) fn open(&mut self, intent: u32, total: i64) -> Purchase {
        let number = OrderNo { intent, turn: 0 };
        let fresh = || Purchase {
            number,
            total,
            stage: Stage::Placing,
            paid: Vec::new(),
            refunds: Vec::new(),
            refunds_planned: false,
        };
        self.purchases.entry(intent).or_insert_with(fresh).clone()
    }

    /// The purchase as it stands.
    #[must_use]
    pub(crate) fn get(&self, intent: u32) -> Option<&Purchase> {
        self.purchases.get(&intent)
    }

    /// Whether this act is one of a purchase that is stored, under a number that it has or had.
    pub(crate) fn knows(&self, act: Act) -> bool {
        let Some(purchase) = self.purchases.get(&act.intent()) else { return false };
        match act {
            Act::Place(number) | Act::Close(number) => number.turn <= purchase.number.turn,
            Act::Refund(number) => purchase
                .refunds
                .iter()
                .any(|refund| refund.number.part == number.part && number.turn <= refund.number.turn),
        }
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &Purchase)> {
        self.purchases.iter().map(|(intent, purchase)| (*intent, purchase))
    }

    /// Moves the present try on, unless another worker has moved it further or on to another number.
    pub(crate) fn advance(&mut self, number: OrderNo, from: &[Stage], to: Stage) {
        if let Some(purchase) = self.purchases.get_mut(&number.intent)
            && purchase.number == number
            && from.contains(&purchase.stage)
        {
            purchase.stage = to;
        }
    }

    /// Takes a new number in the place of this one, unless another worker has done so or it is paid. Whether it did.
    pub(crate) fn renumber(&mut self, number: OrderNo) -> bool {
        let purchase = self.purchases.get_mut(&number.intent);
        let present = purchase.filter(|purchase| purchase.number == number && purchase.stage != Stage::Paid);
        let Some(purchase) = present else { return false };
        purchase.number = OrderNo { turn: number.turn + 1, ..number };
        purchase.stage = Stage::Placing;
        true
    }

    /// The order is paid: the goods go out. Whether that is news.
    pub(crate) fn settle(&mut self, number: OrderNo) -> bool {
        let Some(purchase) = self.purchases.get_mut(&number.intent) else { return false };
        purchase.stage = Stage::Paid;
        let news = !purchase.paid.contains(&number);
        if news {
            purchase.paid.push(number);
        }
        news
    }

    /// Stores what is to go back, with its numbers, once.
    pub(crate) fn plan_refunds(&mut self, intent: u32, amounts: &[i64]) {
        let Some(purchase) = self.purchases.get_mut(&intent).filter(|purchase| !purchase.refunds_planned)
        else {
            return;
        };
        purchase.refunds_planned = true;
        for (part, amount) in (0..).zip(amounts) {
            let number = RefundNo { intent, part, turn: 0 };
            purchase.refunds.push(Refund { number, amount: *amount, accepted: None });
        }
    }

    /// What became of a refund.
    pub(crate) fn settle_refund(&mut self, number: RefundNo, accepted: bool) {
        if let Some(refund) = self.refund(number) {
            refund.accepted = Some(accepted);
        }
    }

    /// Takes a new number for a refund in the place of this one.
    pub(crate) fn renumber_refund(&mut self, number: RefundNo) {
        if let Some(refund) = self.refund(number) {
            refund.number = RefundNo { turn: number.turn + 1, ..number };
        }
    }

    fn refund(&mut self, number: RefundNo) -> Option<&mut Refund> {
        let purchase = self.purchases.get_mut(&number.intent)?;
        purchase.refunds.iter_mut().find(|refund| refund.number == number && refund.accepted.is_none())
    }
}

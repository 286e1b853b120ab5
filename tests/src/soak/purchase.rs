//! One purchase of the merchant, from its first order to the end.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep};
use wx_apiv3::Outcome;

use super::{payer, shop::Shop};
use crate::forge::Dice;

/// The longest pause between two looks at the same thing.
const PAUSE: Duration = Duration::from_millis(400);

/// A purchase under way.
#[derive(Debug)]
pub(super) struct Purchase {
    index: u32,
    /// Which order of this purchase: another one only when the one before was seen closed.
    turn: u32,
    total: i64,
    closes: bool,
    refunds: bool,
    dice: Dice,
    step: Step,
    pause: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Place,
    Await,
    Close,
    Refund,
    Over,
}

/// What became known of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Placed,
    Paid,
    Closed,
    /// Nothing yet.
    Nothing,
}

impl Purchase {
    pub(super) fn new(index: u32, shop: &Shop) -> Self {
        let mut dice = Dice::of(shop.soak.seed, index.into());
        let kind = dice.below(10);
        let total = 100 + i64::try_from(dice.below(900)).unwrap_or_default();
        Self {
            index,
            turn: 1,
            total,
            closes: kind < 2,
            refunds: (2..4).contains(&kind),
            dice,
            step: Step::Place,
            pause: Duration::ZERO,
        }
    }

    /// The number of its present order.
    pub(super) fn number(&self) -> String {
        format!("SOAK-{:08}-{}", self.index, self.turn)
    }

    pub(super) fn is_over(&self) -> bool {
        self.step == Step::Over
    }

    /// Goes on until it is over or `until` has come.
    pub(super) async fn go(&mut self, shop: &Arc<Shop>, until: Instant) {
        while !self.is_over() && Instant::now() < until {
            let before = (self.step, self.turn);
            self.step = match self.step {
                Step::Place => self.place(shop).await,
                Step::Await => self.wait(shop).await,
                Step::Close => self.close(shop).await,
                Step::Refund => self.refund(shop).await,
                Step::Over => Step::Over,
            };
            if before == (self.step, self.turn) {
                self.pause = (self.pause * 2).clamp(Duration::from_millis(20), PAUSE);
                sleep(self.pause).await;
            } else {
                self.pause = Duration::ZERO;
            }
        }
    }

    async fn place(&mut self, shop: &Arc<Shop>) -> Step {
        let order = shop.order(&self.number(), self.total);
        let known = match shop.send("place", &order).await {
            Ok(_) => Known::Placed,
            Err(Outcome::Unknown) => shop.resolve_order(&order).await,
            Err(Outcome::NotSent | Outcome::Answered) => Known::Nothing,
        };
        match known {
            Known::Placed => self.hand(shop),
            Known::Nothing => Step::Place,
            Known::Paid | Known::Closed => {
                shop.lies(format!("{} is {known:?}, and no payer has it", self.number()));
                Step::Over
            }
        }
    }

    /// The payer gets it; of those that are closed, half of the payers are quick.
    fn hand(&mut self, shop: &Arc<Shop>) -> Step {
        if self.turn > 1 {
            payer::try_the_old_one(shop, &format!("SOAK-{:08}-{}", self.index, self.turn - 1));
        }
        let closes = self.closes && self.turn == 1;
        if !closes || self.dice.below(2) == 0 {
            let dice = Dice::of(self.dice.throw(), 0);
            tokio::spawn(payer::pay(Arc::clone(shop), self.number(), dice));
        }
        if closes { Step::Close } else { Step::Await }
    }

    /// A notification tells, or else a question.
    async fn wait(&mut self, shop: &Arc<Shop>) -> Step {
        let number = self.number();
        if !shop.is_told(&number).await && shop.look(&number).await != Known::Paid {
            return Step::Await;
        }
        if self.refunds { Step::Refund } else { Step::Over }
    }

    /// It is given up, unless the payer was quicker.
    async fn close(&mut self, shop: &Arc<Shop>) -> Step {
        match shop.resolve_close(&shop.order(&self.number(), self.total)).await {
            Known::Closed => {
                self.turn += 1;
                Step::Place
            }
            Known::Paid => Step::Over,
            Known::Placed | Known::Nothing => Step::Close,
        }
    }

    async fn refund(&mut self, shop: &Arc<Shop>) -> Step {
        let number = self.number();
        let back = self.total / 2;
        if shop.refund(&number, back, self.total).await { Step::Over } else { Step::Refund }
    }
}

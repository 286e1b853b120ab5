//! What the merchant does about one purchase: the strategy that is under test, and the two wrong ones.
//!
//! A worker may stop anywhere and begin again from the database, and two may work on one purchase at the same time.

use std::sync::Arc;

use wx_apiv3::ErrorCode;

use crate::{
    books::{Purchase, Refund, Stage},
    dice::Dice,
    number::OrderNo,
    payer,
    plan::Strategy,
    shop::{Found, Shop, Trouble},
    trace::Event,
    world::{Luck, MACHINES},
};

/// How often one thing may be sold anew after its order was closed.
const TURNS: u32 = 3;

/// Sees to a purchase until it is paid and paid back, or given up.
pub(crate) async fn see_to(shop: Arc<Shop>, intent: u32, boot: u32) {
    let dice = shop.world.dice(Luck::Worker, intent, boot * MACHINES + shop.machine);
    let mut work = Work { dice, shop, intent, rounds: 0 };
    loop {
        // Stored before anything is sent.
        let total = work.shop.world.price(intent);
        let purchase = work.shop.world.state().books.open(intent, total);
        match purchase.stage {
            Stage::Placing => work.place(&purchase).await,
            Stage::Placed => work.await_payment(&purchase).await,
            Stage::Closing => work.close(&purchase).await,
            Stage::GivenUp => return,
            Stage::Paid => {
                if work.pay_back(&purchase).await {
                    return;
                }
            }
        }
    }
}

struct Work {
    shop: Arc<Shop>,
    intent: u32,
    dice: Dice,
    /// How often the present stage was tried.
    rounds: u32,
}

impl Work {
    async fn place(&mut self, purchase: &Purchase) {
        let number = purchase.number;
        let found = match self.shop.place(number, purchase.total).await {
            Ok(()) => Some(Found::Placed),
            Err(Trouble::NotSent) => None,
            Err(Trouble::Refused(_)) => self.shop.resolve_order(number, purchase.total).await,
            Err(Trouble::Unknown) => match self.shop.world.plan.strategy {
                Strategy::SameNumber => self.shop.resolve_order(number, purchase.total).await,
                Strategy::NewNumberWhenUnknown => return self.renumber(number),
                Strategy::NewNumberWhenMissing => self.shop.look(number).await,
            },
        };
        match found {
            Some(Found::Placed) => {
                payer::hand(&self.shop.world, number);
                self.advance(number, &[Stage::Placing], Stage::Placed);
            }
            Some(Found::Closed) => self.seen_closed(number),
            Some(Found::Missing) if self.shop.world.plan.strategy == Strategy::NewNumberWhenMissing => {
                self.renumber(number);
            }
            Some(Found::Missing | Found::Open) | None => self.lose_patience(number).await,
            Some(Found::Paid) => {}
        }
    }

    /// Some shoppers leave while their order is still being placed. It must not become payable behind their back.
    async fn lose_patience(&mut self, number: OrderNo) {
        self.rounds += 1;
        if self.dice.chance(200 * self.rounds) {
            self.advance(number, &[Stage::Placing], Stage::Closing);
        } else {
            self.pause(1, 10).await;
        }
    }

    async fn await_payment(&mut self, purchase: &Purchase) {
        let number = purchase.number;
        self.pause(20, 60).await;
        let stage = self.shop.world.state().books.get(self.intent).map(|purchase| purchase.stage);
        if stage != Some(Stage::Placed) {
            return;
        }
        match self.shop.look(number).await {
            Some(Found::Closed) => self.seen_closed(number),
            Some(Found::Open) => {
                self.rounds += 1;
                if self.rounds >= 2 {
                    self.advance(number, &[Stage::Placed], Stage::Closing);
                }
            }
            Some(Found::Paid | Found::Missing | Found::Placed) | None => {}
        }
    }

    async fn close(&mut self, purchase: &Purchase) {
        let number = purchase.number;
        match self.shop.resolve_close(number, purchase.total).await {
            Some(Found::Closed) => self.seen_closed(number),
            // A number without an order cannot be closed for good: a late request would open it. So it gets its order.
            Some(Found::Missing) => drop(self.shop.place(number, purchase.total).await),
            Some(Found::Open | Found::Placed) | None => self.pause(2, 20).await,
            Some(Found::Paid) => {}
        }
    }

    /// The only way to another number.
    fn seen_closed(&mut self, number: OrderNo) {
        self.shop.world.tell(Event::SeenClosed(number));
        if number.turn + 1 < TURNS && self.dice.chance(300) {
            self.renumber(number);
        } else {
            let any = [Stage::Placing, Stage::Placed, Stage::Closing];
            self.advance(number, &any, Stage::GivenUp);
        }
    }

    /// Whether all that is to go back has gone back or was refused.
    async fn pay_back(&mut self, purchase: &Purchase) -> bool {
        let world = self.shop.world.clone();
        let amounts = plan_refunds(world.dice(Luck::Refund, self.intent, 0), purchase.total);
        world.state().books.plan_refunds(self.intent, &amounts);
        let refunds = world.state().books.get(self.intent).map(|stored| stored.refunds.clone());
        // With a wrong strategy there may be several paid orders; the first one pays back.
        let order = purchase.paid.first().copied().unwrap_or(purchase.number);
        let open = refunds.unwrap_or_default().into_iter().find(|refund| refund.accepted.is_none());
        let Some(refund) = open else { return true };
        self.pay_part_back(order, refund, purchase.total).await;
        false
    }

    async fn pay_part_back(&mut self, order: OrderNo, refund: Refund, total: i64) {
        let settle = |accepted| self.shop.world.state().books.settle_refund(refund.number, accepted);
        match self.shop.refund(order, refund, total).await {
            Ok(()) => return settle(true),
            Err(Trouble::Refused(ErrorCode::NotEnough)) => return settle(false),
            Err(Trouble::Unknown) if self.shop.world.plan.strategy == Strategy::NewNumberWhenUnknown => {
                self.shop.world.tell(Event::RefundRenumbered(refund.number));
                return self.shop.world.state().books.renumber_refund(refund.number);
            }
            Err(_) => {}
        }
        match self.shop.resolve_refund(order, refund, total).await {
            Some(accepted) => settle(accepted),
            None => self.pause(1, 10).await,
        }
    }

    fn advance(&mut self, number: OrderNo, from: &[Stage], to: Stage) {
        self.rounds = 0;
        self.shop.world.state().books.advance(number, from, to);
    }

    fn renumber(&mut self, number: OrderNo) {
        self.rounds = 0;
        let renumbered = self.shop.world.state().books.renumber(number);
        if renumbered {
            self.shop.world.tell(Event::Renumbered(number));
        }
    }

    async fn pause(&mut self, low: u64, high: u64) {
        let time = self.dice.seconds(low, high);
        self.shop.world.hub.nap(time).await;
    }
}

/// Up to three parts. Together they may be more than was paid; then the platform must refuse one.
fn plan_refunds(mut dice: Dice, total: i64) -> Vec<i64> {
    let parts = match dice.below(100) {
        0..35 => 0,
        35..75 => 1,
        75..95 => 2,
        _ => 3,
    };
    let mut part = || i64::try_from(dice.below(u64::try_from(total).unwrap_or(1))).unwrap_or(0) + 1;
    (0..parts).map(|_| part()).collect()
}

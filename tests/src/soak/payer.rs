//! The payer: pays at once, late or while the order is being closed, and always tries twice.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;
use wx_sandbox::{PayError, TradeState};

use super::shop::Shop;
use crate::forge::Dice;

/// The payer has what it takes to pay this order.
pub(super) async fn pay(shop: Arc<Shop>, number: String, mut dice: Dice) {
    let hesitates = u64::try_from(dice.below(30)).unwrap_or_default();
    sleep(Duration::from_millis(hesitates)).await;
    match shop.sandbox.pay(&number) {
        Ok(_) => shop.count("payer", "paid"),
        Err(PayError::WrongState(TradeState::Closed)) => shop.count("payer", "came too late"),
        Err(error) => shop.lies(format!("{number} was placed, and its payer is told: {error}")),
    }
    if shop.sandbox.pay(&number).is_ok() {
        shop.lies(format!("{number} was paid twice"));
    }
}

/// The payer still has the order before, which must have no use.
pub(super) fn try_the_old_one(shop: &Shop, number: &str) {
    let refused = Err(PayError::WrongState(TradeState::Closed));
    match shop.sandbox.pay(number) {
        told if told == refused => shop.count("payer", "an old order, refused"),
        told => shop.lies(format!("{number} was given up, and its payer is told: {told:?}")),
    }
}

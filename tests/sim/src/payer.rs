//! The payer, and the notifications that follow a payment.

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use wx_sign::encode_base64;

use crate::{
    answer,
    dice::Dice,
    fault::Mishap,
    keyed_hash::KeyedHash,
    network::OUTSIDE,
    number::OrderNo,
    platform::Said,
    trace::Event,
    world::{Luck, MACHINES, World},
};

/// After how many seconds a notification that was not acknowledged is sent again, as the documents list it.
const LADDER: [u64; 9] = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800];

/// The payer's phone has what it takes to pay this order. The second time is no news to it.
pub(crate) fn hand(world: &Arc<World>, number: OrderNo) {
    if !world.state().handed.insert(number) {
        return;
    }
    world.tell(Event::Handed(number));
    let mut dice = world.dice(Luck::Payer, number.intent, number.turn);
    if dice.chance(20) {
        world.hub.spawn(OUTSIDE, forge(world.clone(), number, dice.clone()));
    }
    if dice.chance(750) {
        world.hub.spawn(OUTSIDE, pay(world.clone(), number, dice));
    }
}

/// At once, after a while, or so late that the order is being closed or is closed already.
async fn pay(world: Arc<World>, number: OrderNo, mut dice: Dice) {
    let hesitates = match dice.below(100) {
        0..60 => dice.seconds(2, 40),
        60..85 => dice.seconds(40, 120),
        _ => dice.seconds(120, 900),
    };
    world.hub.nap(hesitates).await;
    if !world.state().platform.begin_payment(number) {
        return;
    }
    world.hub.nap(dice.seconds(1, 8)).await;
    let mut violations = Vec::new();
    let told = world.state().platform.pay(number, &mut violations);
    let now = world.hub.now();
    for violation in violations {
        world.state().violate(now, violation);
    }
    if let Some(told) = told {
        world.tell(Event::Charged(number));
        notify(&world, number, &told, dice).await;
    }
}

/// Sends until somebody acknowledges, or the ladder ends.
async fn notify(world: &Arc<World>, number: OrderNo, told: &str, mut dice: Dice) {
    for pause in LADDER {
        world.hub.nap(dice.millis(5, 3_000)).await;
        let nth = world.begin_notification(number.intent);
        let mut luck = world.dice(Luck::Notification, number.intent, nth);
        let kind = luck.below(1_000);
        let spoils = kind < 350 && world.befalls(Mishap::Notification(number.intent, nth));
        let acknowledged = match kind {
            0..150 if spoils => lost(world, number),
            150..250 if spoils => {
                // So late that others overtake it, and now and then that it is refused as an old one.
                world.hub.nap(luck.seconds(20, 400)).await;
                deliver(world, number, &notification(world, told, &mut luck), "late")
            }
            250..300 if spoils => {
                let twice = notification(world, told, &mut luck);
                deliver(world, number, &twice, "once") & deliver(world, number, &twice, "and again")
            }
            300..350 if spoils => {
                let spoiled = broken(notification(world, told, &mut luck), &mut luck);
                deliver(world, number, &spoiled, "altered")
            }
            _ => deliver(world, number, &notification(world, told, &mut luck), "whole"),
        };
        if acknowledged {
            return;
        }
        world.hub.nap(std::time::Duration::from_secs(pause)).await;
    }
}

fn lost(world: &World, number: OrderNo) -> bool {
    world.tell(Event::Notified(number, "lost"));
    false
}

/// Hands a notification to the machine that has this purchase, if it is up. Whether it was acknowledged.
fn deliver(world: &World, number: OrderNo, message: &Response<Bytes>, how: &'static str) -> bool {
    let shop = world.state().shops.get(&(number.intent % MACHINES)).cloned();
    let acknowledged = shop.is_some_and(|shop| shop.receive(message.headers(), message.body()));
    world.tell(Event::Notified(number, how));
    world.tell(Event::Notified(number, if acknowledged { "acknowledged" } else { "not acknowledged" }));
    acknowledged
}

pub(crate) fn notification(world: &World, told: &str, dice: &mut Dice) -> Response<Bytes> {
    answer::signed(world, &envelope(world, told, dice), std::time::Duration::ZERO, dice)
}

fn envelope(world: &World, told: &str, dice: &mut Dice) -> Said {
    let nonce = format!("{:012X}", dice.throw() >> 16);
    let ciphertext = world.apiv3_key.encrypt(nonce.as_bytes(), b"transaction", told.as_bytes());
    let ciphertext = encode_base64(&ciphertext.expect("it fits"));
    let body = format!(
        r#"{{"id":"EV-{nonce}","create_time":"","resource_type":"encrypt-resource","event_type":"TRANSACTION.SUCCESS","summary":"","resource":{{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"{ciphertext}","associated_data":"transaction","nonce":"{nonce}"}}}}"#
    );
    Said { status: 200, body }
}

fn broken(mut message: Response<Bytes>, dice: &mut Dice) -> Response<Bytes> {
    let mut body = message.body().to_vec();
    let place = usize::try_from(dice.below(u64::try_from(body.len()).unwrap_or(1))).unwrap_or(0);
    body[place] ^= 1;
    *message.body_mut() = body.into();
    message
}

/// Somebody who would like goods for nothing, and who has even got hold of the APIv3 key, but not of the platform's.
async fn forge(world: Arc<World>, number: OrderNo, mut dice: Dice) {
    world.hub.nap(dice.seconds(1, 60)).await;
    let nth = world.begin_notification(number.intent);
    if !world.befalls(Mishap::Notification(number.intent, nth)) {
        return;
    }
    let told = format!(
        r#"{{"appid":"-","mchid":"-","out_trade_no":"{number}","trade_state":"SUCCESS","amount":{{"total":1}}}}"#
    );
    let said = envelope(&world, &told, &mut dice);
    let message = answer::signed_by(&KeyedHash::new(dice.throw()), world.unix_seconds(), &said, &mut dice);
    deliver(&world, number, &message, "forged");
}

//! Storms of forged messages: genuine ones with one thing altered, thrown by a seed so that each can be had again.

mod alteration;
mod dice;
mod parameters;

use bytes::Bytes;
use http::HeaderMap;
use wx_apiv3::{NotificationError, Receiver};
use wx_sign::AwsLc;

pub use alteration::Alteration;
pub use dice::Dice;
pub use parameters::{FubeiStorm, V2Storm};

use crate::{Inbox, Merchant};

/// A genuine notification as it was delivered.
#[derive(Clone, Debug)]
pub struct Genuine {
    /// The headers.
    pub headers: HeaderMap,
    /// The raw body.
    pub body: Bytes,
}

/// Genuine notifications, and what forges more of them.
#[derive(Debug)]
pub struct Storm {
    letters: Vec<Genuine>,
    /// When they were delivered.
    now: i64,
}

/// What became of the forged ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sent.
    pub forged: u64,
    /// Refused, each with an error that fits what was altered.
    pub refused: u64,
    /// Believed.
    pub accepted: u64,
    /// Refused for a reason that has nothing to do with what was altered.
    pub misnamed: u64,
}

impl Storm {
    /// Collects notifications of paid orders from a gateway.
    pub async fn gather() -> (Self, Merchant) {
        let merchant = Merchant::new().await;
        let mut inbox = Inbox::start(merchant.receiver.clone()).await;
        let mut letters = Vec::new();
        for index in 0..8 {
            let number = format!("STORM-{index}");
            merchant.client.send(&merchant.order(&number, &inbox.url)).await.unwrap();
            merchant.sandbox.pay(&number).unwrap();
            let letter = inbox.next().await;
            letter.event.unwrap();
            let mut headers = HeaderMap::new();
            for name in alteration::NAMES {
                headers.insert(name, letter.headers[name].clone());
            }
            letters.push(Genuine { headers, body: letter.body });
        }
        let stamp = letters[0].headers["wechatpay-timestamp"].to_str().unwrap();
        let now = stamp.parse().unwrap();
        (Self { letters, now }, merchant)
    }

    /// How many of the genuine ones are taken; the storm means nothing unless it is all.
    pub fn taken(&self, receiver: &Receiver) -> (usize, usize) {
        let is_taken = |letter: &&Genuine| receiver.verify(&letter.headers, &letter.body, self.now).is_ok();
        (self.letters.iter().filter(is_taken).count(), self.letters.len())
    }

    /// Throws so many, of every kind in turn, from this seed on.
    pub fn throw(&self, receiver: &Receiver, count: u64, seed: u64) -> Tally {
        let mut tally = Tally::default();
        for index in 0..count {
            let kind = Alteration::ALL[usize::try_from(index).unwrap() % Alteration::ALL.len()];
            tally.add(kind, self.one(receiver, kind, Dice::of(seed, index)));
        }
        tally
    }

    /// Throws so many of one kind.
    pub fn throw_only(&self, receiver: &Receiver, kind: Alteration, count: u64, seed: u64) -> Tally {
        let mut tally = Tally::default();
        for index in 0..count {
            tally.add(kind, self.one(receiver, kind, Dice::of(seed, index)));
        }
        tally
    }

    fn one(&self, receiver: &Receiver, kind: Alteration, mut dice: Dice) -> Option<NotificationError> {
        let at = dice.below(self.letters.len());
        let (letter, other) = (&self.letters[at], &self.letters[(at + 1) % self.letters.len()]);
        let mut forged = letter.clone();
        let now = self.now + kind.alter(&mut forged, other, &mut dice);
        receiver.verify(&forged.headers, &forged.body, now).err()
    }
}

impl Tally {
    fn add(&mut self, kind: Alteration, refusal: Option<NotificationError>) {
        self.forged += 1;
        match refusal {
            None => self.accepted += 1,
            Some(NotificationError::Verify(error)) if kind.fits(&error) => self.refused += 1,
            Some(_) => self.misnamed += 1,
        }
    }
}

/// The other side's signature over a text, by a key that nobody trusts.
fn stranger() -> std::sync::Arc<dyn wx_sign::Sign> {
    use wx_sign::Backend as _;
    let key = include_str!("../../crates/wx-sign/tests/fixtures/other_pkcs8.pem");
    AwsLc.signer(&wx_sign::PrivateKey::from_pem(key).unwrap()).unwrap()
}

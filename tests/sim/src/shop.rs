//! One machine of the merchant: its client and its receiver. All of it is lost in a crash.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::HeaderMap;
use wx_apiv3::{Client, Credentials, ErrorCode, MerchantSerial, Outcome, Receiver, hosts};
use wx_merchant::{Amount, AppPrepay, Close, Event, QueryByOutTradeNo, QueryRefund, RefundAmount};
use wx_sign::ApiV3Key;
use wx_transport::{Environment, Executor, Policy, Random, RandomError};
use wx_types::{AppId, Endpoint, Fen, Mchid, NotifyUrl, OutRefundNo, OutTradeNo};

use crate::{
    books,
    dice::Dice,
    drop_at::DropAt,
    fault::Mishap,
    network::Network,
    number::{OrderNo, RefundNo},
    platform::{APPID, MCHID, TradeState},
    trace,
    violation::Violation,
    world::{APIV3_KEY, Luck, World},
};

/// A client with what it stands in.
pub(crate) struct Shop {
    pub(crate) world: Arc<World>,
    pub(crate) machine: u32,
    client: Client,
    receiver: Receiver,
    mchid: Mchid,
    appid: AppId,
    notify_url: NotifyUrl,
}

/// Why a call brought no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing happened.
    NotSent,
    /// The platform refused, and signed that.
    Refused(ErrorCode),
    /// It may have been carried out.
    Unknown,
}

/// What the platform knows of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Open,
    Paid,
    Closed,
    /// No such order, so far.
    Missing,
}

impl Shop {
    /// A machine that has just started.
    pub(crate) fn open(world: &Arc<World>, machine: u32, boot: u32) -> Arc<Self> {
        let random = Arc::new(Seeded(world.dice(Luck::Random, machine, boot).into()));
        let environment = Environment::new(world.hub.clone(), world.hub.clone(), random);
        let network = Arc::new(Network { world: world.clone(), machine });
        let policy = Policy::default().with_attempts(world.plan.attempts);
        let executor = Executor::new(network, hosts(), environment).with_policy(policy);
        let mchid = Mchid::new(MCHID).expect("of its form");
        let serial = MerchantSerial::new("F4E1C2A9385B7D604C1E9F2A83B5D7061E4C9A28").expect("of its form");
        let credentials = Credentials::new(mchid.clone(), serial, Arc::new(world.merchant_key));
        Arc::new(Self {
            world: world.clone(),
            machine,
            client: Client::new(credentials, world.trust.clone(), executor).expect("it trusts the platform"),
            receiver: Receiver::new(world.trust.clone(), ApiV3Key::new(APIV3_KEY).expect("32 bytes")),
            mchid,
            appid: AppId::new(APPID).expect("of its form"),
            notify_url: NotifyUrl::new("https://shop.example.com/paid").expect("of its form"),
        })
    }

    /// Places an order, or places it again: the same number is the same request.
    pub(crate) async fn place(&self, number: OrderNo, total: i64) -> Result<(), Trouble> {
        let order = AppPrepay::new(
            self.appid.clone(),
            self.mchid.clone(),
            "one of them",
            out_trade_no(number),
            self.notify_url.clone(),
            Amount::new(Fen::new(total)),
        );
        let reply = self.ask("place", number.intent, &order).await?;
        self.is_true(number, |found| found.is_some());
        if reply.prepay_id.as_str() != format!("wx{number}") {
            self.violate(Violation::NotTheTruth { number });
        }
        Ok(())
    }

    /// Asks what became of an order; `None` where nobody said.
    pub(crate) async fn look(&self, number: OrderNo) -> Option<Found> {
        let query = QueryByOutTradeNo::new(out_trade_no(number), self.mchid.clone());
        let found = match self.ask("query", number.intent, &query).await {
            Ok(order) if order.is_paid() => Found::Paid,
            Ok(order) if order.trade_state == wx_merchant::TradeState::Closed => Found::Closed,
            Ok(_) => Found::Open,
            Err(Trouble::Refused(ErrorCode::OrderNotExist)) => return Some(Found::Missing),
            Err(_) => return None,
        };
        match found {
            Found::Paid => self.learn_paid(number),
            Found::Closed => self.is_true(number, |state| state == Some(TradeState::Closed)),
            _ => self.is_true(number, |state| state.is_some()),
        }
        Some(found)
    }

    /// Closes an order. Whether it is closed, only [`look`](Self::look) tells.
    pub(crate) async fn close(&self, number: OrderNo) {
        let close = Close::new(out_trade_no(number), self.mchid.clone());
        // Whatever it says, the order is looked at afterwards.
        let _ = self.ask("close", number.intent, &close).await;
    }

    /// Pays a part back. Whether the platform has accepted that.
    pub(crate) async fn refund(
        &self,
        order: OrderNo,
        refund: books::Refund,
        total: i64,
    ) -> Result<(), Trouble> {
        let amount = RefundAmount::cny(Fen::new(refund.amount), Fen::new(total));
        let number = out_refund_no(refund.number);
        let request = wx_merchant::Refund::of_order(out_trade_no(order), number, amount);
        let reply = self.ask("refund", order.intent, &request).await?;
        self.is_true_of_refund(refund, reply.amount.refund);
        Ok(())
    }

    /// Asks what became of a refund.
    pub(crate) async fn look_at_refund(&self, refund: books::Refund) -> Result<(), Trouble> {
        let query = QueryRefund::new(out_refund_no(refund.number));
        let reply = self.ask("query refund", refund.number.intent, &query).await?;
        self.is_true_of_refund(refund, reply.amount.refund);
        Ok(())
    }

    /// A notification has arrived. Whether it is acknowledged.
    pub(crate) fn receive(&self, headers: &HeaderMap, body: &Bytes) -> bool {
        let verified = self.receiver.verify(headers, body, self.world.unix_seconds());
        let event = verified.and_then(|verified| Event::read(&self.receiver.decrypt(&verified)?));
        match event {
            Ok(Event::Payment(order)) if order.is_paid() => match OrderNo::parse(&order.out_trade_no) {
                Some(number) => self.learn_paid(number),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    /// What an order of ours is worth to know: it is paid, and the goods go out.
    fn learn_paid(&self, number: OrderNo) {
        let now = self.world.hub.now();
        let mut state = self.world.state();
        if !state.platform.is_paid(number) {
            state.violate(now, Violation::FalselyPaid { number });
        }
        if state.books.settle(number) {
            state.trace.tell(now, &trace::Event::Settled(number));
        }
    }

    fn is_true(&self, number: OrderNo, holds: impl Fn(Option<TradeState>) -> bool) {
        let now = self.world.hub.now();
        let mut state = self.world.state();
        if !holds(state.platform.state(number)) {
            state.violate(now, Violation::NotTheTruth { number });
        }
    }

    fn is_true_of_refund(&self, refund: books::Refund, told: Fen) {
        let now = self.world.hub.now();
        let mut state = self.world.state();
        let truth = state.platform.paid_back(refund.number);
        if truth != Some(refund.amount) || Fen::new(refund.amount) != told {
            state.violate(now, Violation::NotTheTruthOfRefund { number: refund.number });
        }
    }

    fn violate(&self, violation: Violation) {
        self.world.state().violate(self.world.hub.now(), violation);
    }

    /// One call through the client. Now and then its future is dropped while it waits.
    async fn ask<E: Endpoint>(
        &self,
        call: &'static str,
        intent: u32,
        request: &E,
    ) -> Result<E::Reply, Trouble> {
        let nth = self.world.begin_call(intent);
        let mut dice = self.world.dice(Luck::Drop, intent, nth);
        let drops = dice.chance(20) && self.world.befalls(Mishap::Dropped(intent, nth));
        let polls = if drops { 1 + dice.below(6) } else { u64::MAX };
        let (how, result) = match DropAt::new(self.client.send(request), polls).await {
            Some(Ok(answer)) => ("done", Ok(answer.reply)),
            Some(Err(error)) => self.trouble(intent, &error),
            None => {
                self.world.state().tally.dropped += 1;
                ("dropped while it waited", Err(Trouble::Unknown))
            }
        };
        self.world.tell(trace::Event::Ended { machine: self.machine, call, how });
        result
    }

    fn trouble<T>(&self, intent: u32, error: &wx_apiv3::Error) -> (&'static str, Result<T, Trouble>) {
        if error.trail().is_some_and(|trail| trail.attempts.len() > self.world.plan.attempts as usize) {
            self.violate(Violation::TooManyAttempts { intent });
        }
        let signed = error.api_error().filter(|error| error.is_authenticated());
        let code = signed.and_then(wx_apiv3::ApiError::code);
        match (error.outcome(), code) {
            (Outcome::NotSent, _) => ("nothing was sent", Err(Trouble::NotSent)),
            (Outcome::Answered, Some(ErrorCode::FrequencyLimited)) => ("too often", Err(Trouble::NotSent)),
            (Outcome::Answered, Some(code)) => ("refused", Err(Trouble::Refused(code.clone()))),
            _ => ("outcome unknown", Err(Trouble::Unknown)),
        }
    }
}

impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shop").field("machine", &self.machine).finish_non_exhaustive()
    }
}

fn out_trade_no(number: OrderNo) -> OutTradeNo {
    OutTradeNo::new(number.to_string()).expect("of its form")
}

fn out_refund_no(number: RefundNo) -> OutRefundNo {
    OutRefundNo::new(number.to_string()).expect("of its form")
}

/// The client's randomness, out of the seed.
#[derive(Debug)]
struct Seeded(std::sync::Mutex<Dice>);

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        let mut dice = self.0.lock().expect("nobody panics with it");
        for chunk in bytes.chunks_mut(8) {
            let throw = dice.throw().to_le_bytes();
            chunk.copy_from_slice(&throw[..chunk.len()]);
        }
        Ok(())
    }
}

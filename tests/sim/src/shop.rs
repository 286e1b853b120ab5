//! One machine of the merchant: its client and its receiver. All of it is lost in a crash.

use std::{fmt, future::Future, sync::Arc};

use bytes::Bytes;
use http::HeaderMap;
use wx_apiv3::{
    Answer, Client, Credentials, ErrorCode, MerchantSerial, Outcome, Patience, Receiver, Resolution,
    Resolved, hosts,
};
use wx_merchant::{
    Amount, AppPrepay, Event, PrepayReply, QueryByOutTradeNo, Refund, RefundAmount, Transaction,
};
use wx_sign::ApiV3Key;
use wx_transport::{Environment, Executor, Policy, Random, RandomError, Trail};
use wx_types::{AppId, Endpoint, Fen, Mchid, NotifyUrl, OutRefundNo, OutTradeNo, Resolvable};

use crate::{
    books,
    dice::Dice,
    drop_at::DropAt,
    fault::Mishap,
    journal::Desk,
    network::Network,
    number::{OrderNo, RefundNo},
    platform::{APPID, MCHID, TradeState},
    trace,
    violation::Violation,
    world::{APIV3_KEY, Luck, World},
};

/// More calls than one inquiry makes within its patience.
const QUESTIONS: u32 = 30;

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
    /// Placed just now, with what it takes to pay.
    Placed,
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
        let executor = Executor::new(network, hosts(), environment)
            .with_policy(policy)
            .with_journal(Arc::new(Desk(world.clone())));
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
        let reply = self.send("place", number.intent, &self.order(number, total)).await?;
        self.is_placed(number, &reply);
        Ok(())
    }

    /// Finds out what became of an order that may have been placed.
    pub(crate) async fn resolve_order(&self, number: OrderNo, total: i64) -> Option<Found> {
        match self.resolve("ask for the order", number.intent, &self.order(number, total)).await? {
            Resolution::Done(answer) => {
                self.is_placed(number, &answer.reply);
                Some(Found::Placed)
            }
            Resolution::Found(state) | Resolution::Overtaken(state) => Some(self.learn(number, &state)),
            Resolution::StillUnknown(unknown) => unknown.state.map(|state| self.learn(number, &state)),
            // Every request here is right and has its own number, so these would not be so.
            Resolution::Taken { .. } | Resolution::Refused(_) => {
                self.violate(Violation::NotTheTruth { number });
                None
            }
        }
    }

    /// Closes an order and finds out whether it is closed, which only a question can tell.
    pub(crate) async fn resolve_close(&self, number: OrderNo, total: i64) -> Option<Found> {
        let close = self.order(number, total).close();
        match self.resolve("close and ask", number.intent, &close).await? {
            Resolution::Found(state) | Resolution::Overtaken(state) => Some(self.learn(number, &state)),
            Resolution::StillUnknown(unknown) => {
                Some(unknown.state.map_or(Found::Missing, |state| self.learn(number, &state)))
            }
            Resolution::Done(_) | Resolution::Taken { .. } | Resolution::Refused(_) => {
                self.violate(Violation::NotTheTruth { number });
                None
            }
        }
    }

    /// Asks how an order stands; `None` where nobody said.
    pub(crate) async fn look(&self, number: OrderNo) -> Option<Found> {
        let query = QueryByOutTradeNo::new(out_trade_no(number), self.mchid.clone());
        match self.send("query", number.intent, &query).await {
            Ok(state) => Some(self.learn(number, &state)),
            Err(Trouble::Refused(ErrorCode::OrderNotExist)) => Some(Found::Missing),
            Err(_) => None,
        }
    }

    /// Pays a part back. `Ok` where the platform has accepted that.
    pub(crate) async fn refund(
        &self,
        order: OrderNo,
        refund: books::Refund,
        total: i64,
    ) -> Result<(), Trouble> {
        let reply = self.send("refund", order.intent, &refund_of(order, refund, total)).await?;
        self.is_true_of_refund(refund, reply.amount.refund);
        Ok(())
    }

    /// Finds out what became of a refund. Whether it was accepted, if that is known.
    pub(crate) async fn resolve_refund(
        &self,
        order: OrderNo,
        refund: books::Refund,
        total: i64,
    ) -> Option<bool> {
        let request = refund_of(order, refund, total);
        match self.resolve("ask for the refund", order.intent, &request).await? {
            Resolution::Done(Answer { reply: state, .. }) | Resolution::Found(state) => {
                self.is_true_of_refund(refund, state.amount.refund);
                Some(true)
            }
            Resolution::StillUnknown(_) => None,
            Resolution::Overtaken(_) | Resolution::Taken { .. } | Resolution::Refused(_) => {
                self.violate(Violation::NotTheTruthOfRefund { number: refund.number });
                None
            }
        }
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

    fn is_placed(&self, number: OrderNo, reply: &PrepayReply) {
        self.is_true(number, |state| state.is_some());
        if reply.prepay_id.as_str() != format!("wx{number}") {
            self.violate(Violation::NotTheTruth { number });
        }
    }

    /// Takes a state for the truth, and holds it against the truth.
    fn learn(&self, number: OrderNo, state: &Transaction) -> Found {
        if state.is_paid() {
            self.learn_paid(number);
            return Found::Paid;
        }
        if state.trade_state == wx_merchant::TradeState::Closed {
            self.is_true(number, |state| state == Some(TradeState::Closed));
            return Found::Closed;
        }
        self.is_true(number, |state| state.is_some());
        Found::Open
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

    /// One call through the client.
    async fn send<E: Endpoint>(
        &self,
        call: &'static str,
        intent: u32,
        request: &E,
    ) -> Result<E::Reply, Trouble> {
        let (how, result) = match self.until_dropped(intent, 1, self.client.send(request)).await {
            Some(Ok(answer)) => {
                self.is_within_attempts(intent, &answer.trail);
                ("done", Ok(answer.reply))
            }
            Some(Err(error)) => self.trouble(intent, &error),
            None => ("dropped while it waited", Err(Trouble::Unknown)),
        };
        self.world.tell(trace::Event::Ended { machine: self.machine, intent, call, how });
        result
    }

    /// One inquiry through the client; `None` where it was dropped.
    async fn resolve<E>(&self, call: &'static str, intent: u32, request: &E) -> Option<Resolved<E>>
    where
        E: Resolvable<Reply: Send, Query: Endpoint<Reply: Send>>,
    {
        let patience = Patience::default();
        let resolved = self.until_dropped(intent, QUESTIONS, self.client.resolve(request, &patience)).await;
        let how = match &resolved {
            Some(Resolution::Done(_)) => "done",
            Some(Resolution::Found(_)) => "found",
            Some(Resolution::Overtaken(_)) => "overtaken",
            Some(Resolution::Taken { .. }) => "the number is another one's",
            Some(Resolution::Refused(_)) => "refused",
            Some(Resolution::StillUnknown(_)) => "still unknown",
            None => "dropped while it waited",
        };
        self.world.tell(trace::Event::Ended { machine: self.machine, intent, call, how });
        resolved
    }

    /// Now and then a future is dropped while it waits.
    async fn until_dropped<F: Future>(&self, intent: u32, calls: u32, future: F) -> Option<F::Output> {
        let nth = self.world.begin_call(intent, calls);
        let mut dice = self.world.dice(Luck::Drop, intent, nth);
        let drops = dice.chance(20) && self.world.befalls(Mishap::Dropped(intent, nth));
        let polls = if drops { 1 + dice.below(6) } else { u64::MAX };
        let output = DropAt::new(future, polls).await;
        if output.is_none() {
            self.world.state().tally.dropped += 1;
        }
        output
    }

    fn is_within_attempts(&self, intent: u32, trail: &Trail) {
        if trail.attempts.len() > self.world.plan.attempts as usize {
            self.violate(Violation::TooManyAttempts { intent });
        }
    }

    fn order(&self, number: OrderNo, total: i64) -> AppPrepay {
        AppPrepay::new(
            self.appid.clone(),
            self.mchid.clone(),
            "one of them",
            out_trade_no(number),
            self.notify_url.clone(),
            Amount::new(Fen::new(total)),
        )
    }

    fn trouble<T>(&self, intent: u32, error: &wx_apiv3::Error) -> (&'static str, Result<T, Trouble>) {
        if let Some(trail) = error.trail() {
            self.is_within_attempts(intent, trail);
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

fn refund_of(order: OrderNo, refund: books::Refund, total: i64) -> Refund {
    let amount = RefundAmount::cny(Fen::new(refund.amount), Fen::new(total));
    Refund::of_order(out_trade_no(order), out_refund_no(refund.number), amount)
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

//! The merchant: its calls, what it is told, and what it believes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use serde_json::Value as Json;
use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{Instant, timeout},
};
use wx_apiv3::{Client, Outcome, Patience, Resolution, Resolved};
use wx_merchant::{
    Amount, AppPrepay, Event, QueryByOutTradeNo, Refund, RefundAmount, TradeState, Transaction,
};
use wx_sandbox::Sandbox;
use wx_types::{AppId, Endpoint, Fen, Mchid, NotifyUrl, OutRefundNo, OutTradeNo, Resolvable};

use super::{
    Soak,
    audit::{Beliefs, Broken},
    purchase::{Known, Purchase},
    stand,
    tally::Tally,
};
use crate::Letter;

/// How long a notification is waited for before the order is asked for.
const NEWS: Duration = Duration::from_millis(300);
/// What a purchase may take when nothing goes wrong any more.
const LAST: Duration = Duration::from_secs(20);

/// A merchant with its client, and the gateway.
pub(super) struct Shop {
    pub(super) soak: Soak,
    pub(super) sandbox: Sandbox,
    pub(super) client: Client,
    pub(super) notify_url: NotifyUrl,
    pub(super) tally: Mutex<Tally>,
    pub(super) broken: Mutex<Vec<Broken>>,
    /// Purchases that were not settled in their time.
    pub(super) left: Mutex<Vec<Purchase>>,
    pub(super) next: AtomicU32,
    pub(super) paid: Mutex<BTreeSet<String>>,
    pub(super) refunded: Mutex<BTreeMap<String, i64>>,
    pub(super) news: Notify,
    /// What runs beside the purchases; it ends with the shop.
    pub(super) beside: Mutex<JoinSet<()>>,
}

impl Shop {
    pub(super) async fn open(soak: Soak) -> Arc<Self> {
        stand::open(soak).await
    }

    /// The index of the next purchase.
    pub(super) fn next(&self) -> Option<u32> {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        (index < self.soak.orders).then_some(index)
    }

    pub(super) fn order(&self, number: &str, total: i64) -> AppPrepay {
        AppPrepay::new(
            AppId::new(self.sandbox.credentials().appid()).unwrap(),
            self.mchid(),
            "one of them",
            OutTradeNo::new(number).unwrap(),
            self.notify_url.clone(),
            Amount::new(Fen::new(total)),
        )
    }

    fn mchid(&self) -> Mchid {
        self.client.mchid().clone()
    }

    /// One call. A signed refusal would be wrong: every request here is right.
    pub(super) async fn send<E: Endpoint>(
        &self,
        kind: &'static str,
        request: &E,
    ) -> Result<E::Reply, Outcome> {
        let start = Instant::now();
        let result = self.client.send(request).await;
        self.time(kind, start);
        match result {
            Ok(answer) => {
                self.count(kind, "done");
                Ok(answer.reply)
            }
            Err(error) => {
                let outcome = error.outcome();
                let refused = error.api_error().filter(|error| error.is_authenticated());
                if let (Outcome::Answered, Some(refused)) = (outcome, refused) {
                    self.lies(format!("{kind} was refused: {refused}"));
                }
                self.count(kind, format!("{outcome:?}"));
                Err(outcome)
            }
        }
    }

    async fn resolve<E>(&self, kind: &'static str, request: &E) -> Resolved<E>
    where
        E: Resolvable<Reply: Send, Query: Endpoint<Reply: Send>>,
    {
        let patience = Patience::default().with_total(Duration::from_secs(5));
        let patience = patience.with_waits(Duration::from_millis(30), Duration::from_millis(500));
        let start = Instant::now();
        let resolved = self.client.resolve(request, &patience).await;
        self.time(kind, start);
        let outcome = match &resolved {
            Resolution::Done(_) => "Done",
            Resolution::Found(_) => "Found",
            Resolution::Overtaken(_) => "Overtaken",
            Resolution::Taken { .. } => "Taken",
            Resolution::Refused(_) => "Refused",
            Resolution::StillUnknown(_) => "StillUnknown",
        };
        self.count(kind, outcome);
        if let Resolution::Taken { .. } | Resolution::Refused(_) = resolved {
            self.lies(format!("{kind} is said to be {outcome}"));
        }
        resolved
    }

    pub(super) async fn resolve_order(&self, order: &AppPrepay) -> Known {
        match self.resolve("resolve place", order).await {
            Resolution::Done(_) => Known::Placed,
            Resolution::Found(state) if state.trade_state == TradeState::NotPay => Known::Nothing,
            Resolution::Found(state) => self.learn(&state),
            _ => Known::Nothing,
        }
    }

    pub(super) async fn resolve_close(&self, order: &AppPrepay) -> Known {
        match self.resolve("resolve close", &order.close()).await {
            Resolution::Found(state) | Resolution::Overtaken(state) => self.learn(&state),
            _ => Known::Nothing,
        }
    }

    /// How the order stands, by a question.
    pub(super) async fn look(&self, number: &str) -> Known {
        let query = QueryByOutTradeNo::new(OutTradeNo::new(number).unwrap(), self.mchid());
        self.send("query", &query).await.map_or(Known::Nothing, |state| self.learn(&state))
    }

    /// Pays a part back; whether that is known to be accepted.
    pub(super) async fn refund(&self, number: &str, back: i64, total: i64) -> bool {
        let amount = RefundAmount::cny(Fen::new(back), Fen::new(total));
        let refund_no = OutRefundNo::new(format!("R{number}")).unwrap();
        let refund = Refund::of_order(OutTradeNo::new(number).unwrap(), refund_no, amount)
            .with_notify_url(self.notify_url.clone());
        let told = match self.send("refund", &refund).await {
            Ok(reply) => Some(reply),
            Err(Outcome::Unknown) => match self.resolve("resolve refund", &refund).await {
                Resolution::Done(answer) => Some(answer.reply),
                Resolution::Found(state) => Some(state),
                _ => None,
            },
            Err(Outcome::NotSent | Outcome::Answered) => None,
        };
        if let Some(reply) = &told {
            self.refunded.lock().unwrap().insert(reply.out_trade_no.clone(), reply.amount.refund.get());
        }
        told.is_some()
    }

    /// Waits a while for a notification of this payment.
    pub(super) async fn is_told(&self, number: &str) -> bool {
        let until = Instant::now() + NEWS;
        loop {
            let mut news = std::pin::pin!(self.news.notified());
            news.as_mut().enable();
            if self.paid.lock().unwrap().contains(number) {
                return true;
            }
            let rest = until.saturating_duration_since(Instant::now());
            if timeout(rest, news).await.is_err() {
                return false;
            }
        }
    }

    /// A notification came.
    pub(super) fn take(&self, letter: Letter) {
        match letter.event {
            Ok(Event::Payment(order)) => {
                self.count("notification", "payment");
                self.learn(&order);
            }
            Ok(Event::Refund(_)) => self.count("notification", "refund"),
            Ok(other) => self.lies(format!("a notification of {other:?}")),
            Err(_) => self.count("notification", "refused"),
        }
    }

    fn learn(&self, state: &Transaction) -> Known {
        if state.is_paid() {
            self.paid.lock().unwrap().insert(state.out_trade_no.clone());
            self.news.notify_waiters();
            return Known::Paid;
        }
        if state.trade_state == TradeState::Closed { Known::Closed } else { Known::Placed }
    }

    /// Nothing goes wrong any more: what was held arrives, and what is left is settled.
    pub(super) async fn clear_up(self: &Arc<Self>, left: &mut [Purchase]) {
        self.sandbox.faults().clear();
        self.sandbox.set_clock_offset(0);
        self.sandbox.faults().release();
        self.sandbox.deliveries_done().await;
        let until = Instant::now() + LAST;
        for purchase in left {
            purchase.go(self, until).await;
        }
    }

    pub(super) async fn books(&self) -> Json {
        stand::books(&self.sandbox).await
    }

    pub(super) fn beliefs(&self) -> Beliefs {
        let (paid, refunded) = (self.paid.lock().unwrap().clone(), self.refunded.lock().unwrap().clone());
        Beliefs { paid, refunded }
    }

    pub(super) fn count(&self, kind: &'static str, outcome: impl Into<String>) {
        self.tally.lock().unwrap().count(kind, outcome);
    }

    fn time(&self, kind: &'static str, start: Instant) {
        self.tally.lock().unwrap().time(kind, start.elapsed());
    }

    /// Something is not so.
    pub(super) fn lies(&self, what: String) {
        self.broken.lock().unwrap().push(Broken::NotTheTruth(what));
    }
}

impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shop").field("soak", &self.soak).finish_non_exhaustive()
    }
}

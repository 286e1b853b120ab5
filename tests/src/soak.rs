//! Many purchases over sockets, with real signatures, while everything in the catalogue of faults goes wrong.
//!
//! The merchant does as the README of `wx-merchant` says. Its client, its receiver and its transport are the real ones, and
//! the gateway is the sandbox in the same process. Afterwards the gateway's books are held against what the merchant
//! believes.

mod audit;
mod payer;
mod purchase;
mod shop;
mod stand;
mod tally;
mod weather;

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, timeout};
use wx_sandbox::fault::{Fault, Rule};

use purchase::Purchase;
use shop::Shop;

pub use audit::Broken;
pub use tally::{Latency, Tally};

/// How many purchases are under way at a time.
const WORKERS: u32 = 16;
/// What one purchase may take before it is left for the end, when nothing goes wrong any more.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long the last questions and the last notifications may take together.
const AFTERMATH: Duration = Duration::from_secs(60);

/// A run to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Soak {
    /// How many purchases.
    pub orders: u32,
    /// What the faults, the payers and the merchant's plans are drawn from. The threads that run are not.
    pub seed: u64,
    /// The chance of each fault of requests in a million; connections and notifications are struck more often.
    pub rate: u32,
}

/// What a run came to.
#[derive(Debug)]
pub struct Report {
    /// Outcomes and times of all calls.
    pub tally: Tally,
    /// How often each fault struck, in the order of the plan.
    pub fired: Vec<(String, u64)>,
    /// Purchases that were settled only when the faults were over.
    pub late: usize,
    /// How long it took, the end included.
    pub took: Duration,
    /// The promises that were not kept.
    pub broken: Vec<Broken>,
}

impl Report {
    /// Purchases with two orders, payments that were lost, orders that were falsely taken for paid.
    pub fn sums(&self) -> [(&'static str, usize); 3] {
        let count = |is: fn(&Broken) -> bool| self.broken.iter().filter(|one| is(one)).count();
        [
            ("double", count(|one| matches!(one, Broken::Double(_)))),
            ("lost", count(|one| matches!(one, Broken::Lost(_)))),
            ("falsely paid", count(|one| matches!(one, Broken::FalselyPaid(_)))),
        ]
    }
}

impl Soak {
    /// Runs it. No purchase begins after a while that depends on their number, which breaks a promise as well.
    pub async fn run(self) -> Report {
        let start = Instant::now();
        let shop = Shop::open(self).await;
        let finished = timeout(self.limit(), self.live(&shop)).await;
        let mut left = shop.left.lock().unwrap().split_off(0);
        let fired = weather::fired(&shop.sandbox);
        let late = left.len();
        let cleared = timeout(AFTERMATH, shop.clear_up(&mut left)).await;
        let mut broken = shop.broken.lock().unwrap().split_off(0);
        if finished.is_err() || cleared.is_err() {
            broken.push(Broken::OutOfTime);
        }
        broken.extend(left.iter().filter(|one| !one.is_over()).map(|one| Broken::Unsettled(one.number())));
        broken.extend(audit::audit(&shop.books().await, &shop.beliefs()));
        let tally = shop.tally.lock().unwrap().clone();
        Report { tally, fired, late, took: start.elapsed(), broken }
    }

    /// Three minutes, of which one may pass until new certificates are asked for again, and 30 ms for each purchase.
    fn limit(self) -> Duration {
        Duration::from_secs(180) + Duration::from_millis(30) * self.orders
    }

    async fn live(self, shop: &Arc<Shop>) {
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..WORKERS {
            workers.spawn(work(Arc::clone(shop)));
        }
        while let Some(ended) = workers.join_next().await {
            ended.unwrap();
        }
    }
}

/// One purchase after the other, until there is none.
async fn work(shop: Arc<Shop>) {
    while let Some(index) = shop.next() {
        if index == shop.soak.orders / 3 {
            rotate(&shop).await;
        }
        let mut purchase = Purchase::new(index, &shop);
        purchase.go(&shop, Instant::now() + PATIENCE).await;
        if !purchase.is_over() {
            shop.left.lock().unwrap().push(purchase);
        }
    }
}

/// The platform's certificate changes in the middle of a call. Making the key takes longer than a call may.
async fn rotate(shop: &Shop) {
    shop.sandbox.announce_certificate().await.unwrap();
    shop.sandbox.faults().add(Rule::new(Fault::RotateCertificate));
    weather::second(shop.soak.rate).into_iter().for_each(|rule| shop.sandbox.faults().add(rule));
}

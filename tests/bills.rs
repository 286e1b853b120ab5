//! A bill of the orders that were really placed: applied for, downloaded, held against its digest, read.

use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use wx_merchant::{
    Refund, RefundAmount,
    bills::{Bill, BillAddress, BillDate, BillError, BillLimits, TarType, TradeBill, download},
};
use wx_sandbox::{BillSpoil, Options, RefundResult};
use wx_sign::AwsLc;
use wx_tests::Merchant;
use wx_transport::{Clock, Environment, OsRandom, ReqwestTransport, TokioSleep};
use wx_types::{Fen, OutRefundNo, TransactionId};

/// Noon of 2026-11-20 in Beijing.
const NOON: i64 = 1_795_147_200;
const DAY: i64 = 86_400;

/// One clock for both sides, which a test moves.
#[derive(Clone, Debug)]
struct Shared(Arc<AtomicI64>);

impl Clock for Shared {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::Relaxed).unsigned_abs())
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

fn transport() -> ReqwestTransport {
    ReqwestTransport::options().without_system_roots().build().unwrap()
}

/// A merchant that sold two things yesterday and took one back in part.
async fn merchant_with_a_yesterday() -> Merchant {
    let clock = Shared(Arc::new(AtomicI64::new(NOON)));
    let theirs = clock.clone();
    let options = Options::new().with_clock(move || theirs.0.load(Ordering::Relaxed));
    let environment = Environment::new(Arc::new(clock.clone()), Arc::new(TokioSleep), Arc::new(OsRandom));
    let merchant =
        Merchant::in_environment(&AwsLc, options, Merchant::quick(), Arc::new(transport()), environment)
            .await;
    for number in ["BILL-00001", "BILL-00002"] {
        merchant.client.send(&merchant.order(number, "http://127.0.0.1:9/")).await.unwrap();
    }
    let paid = merchant.sandbox.pay("BILL-00001").unwrap();
    merchant.sandbox.pay("BILL-00002").unwrap();
    let number = OutRefundNo::new("BILL-R-1").unwrap();
    let amount = RefundAmount::cny(Fen::new(40), Fen::new(100));
    let refund = Refund::of_transaction(TransactionId::new(paid).unwrap(), number.clone(), amount);
    merchant.client.send(&refund).await.unwrap();
    merchant.sandbox.settle_refund(number.as_str(), RefundResult::Success).unwrap();
    clock.0.fetch_add(DAY, Ordering::Relaxed);
    merchant
}

async fn apply(merchant: &Merchant, zipped: bool) -> BillAddress {
    let bill = TradeBill::new(BillDate::new("2026-11-20").unwrap());
    let bill = if zipped { bill.with_tar_type(TarType::Gzip) } else { bill };
    merchant.client.send(&bill).await.unwrap().reply
}

async fn fetch(merchant: &Merchant, zipped: bool) -> Result<Bill<Cursor<Vec<u8>>>, BillError> {
    let address = apply(merchant, zipped).await;
    let mut spool = Vec::new();
    let done = download(&merchant.client, &transport(), &address, BillLimits::default(), &mut spool).await?;
    Bill::verified(Cursor::new(spool), &done.digest)
}

#[tokio::test]
async fn the_rows_are_the_orders_of_the_day() {
    let merchant = merchant_with_a_yesterday().await;
    for zipped in [false, true] {
        let rows: Vec<_> =
            fetch(&merchant, zipped).await.unwrap().trades().unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 3, "two payments and a refund");
        assert_eq!(rows.iter().filter(|row| row.is_refund()).count(), 1);
        assert!(rows.iter().any(|row| row.out_trade_no == "BILL-00002"));
    }
}

#[tokio::test]
async fn a_spoiled_bill_has_no_rows() {
    let merchant = merchant_with_a_yesterday().await;
    for spoil in [BillSpoil::FlippedByte, BillSpoil::Truncated, BillSpoil::LyingDigest] {
        merchant.sandbox.spoil_bills(spoil, 1);
        let refused = fetch(&merchant, false).await;
        assert!(refused.is_err(), "{spoil} went through");
    }
    assert!(fetch(&merchant, false).await.is_ok(), "a genuine copy is taken");
}

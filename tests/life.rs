//! An order's whole life.

use wx_merchant::{
    Close, Event, QueryByOutTradeNo, QueryByTransactionId, QueryRefund, Refund, RefundAmount, RefundStatus,
    TradeState,
};
use wx_sandbox::RefundResult;
use wx_tests::{Inbox, Merchant};
use wx_types::{Fen, NotifyUrl, OutRefundNo, TransactionId};

async fn walk(merchant: Merchant) {
    let mut inbox = Inbox::start(merchant.receiver.clone()).await;
    let order = merchant.order("LIFE-00001", &inbox.url);
    let client = &merchant.client;
    let query = QueryByOutTradeNo::new(order.out_trade_no.clone(), order.mchid.clone());

    let first = client.send(&order).await.unwrap();
    assert_eq!(first.trail.attempts.len(), 1);
    assert!(first.request_id.is_some());
    assert_eq!(client.send(&order).await.unwrap().reply, first.reply, "the identical order is re-entrant");
    assert_eq!(client.send(&query).await.unwrap().reply.trade_state, TradeState::NotPay);

    let paid = merchant.sandbox.pay("LIFE-00001").unwrap();
    let Ok(Event::Payment(told)) = inbox.next().await.event else { panic!("a payment") };
    assert!(told.is_paid());
    let asked = client.send(&query).await.unwrap().reply;
    assert_eq!(*told, asked, "notification and query tell the same");
    let by_id = QueryByTransactionId::new(TransactionId::new(&*paid).unwrap(), order.mchid.clone());
    assert_eq!(client.send(&by_id).await.unwrap().reply, asked);

    let number = OutRefundNo::new("LIFE-R|1@*").unwrap();
    let refund = Refund::of_transaction(
        TransactionId::new(paid).unwrap(),
        number.clone(),
        RefundAmount::cny(Fen::new(40), Fen::new(100)),
    )
    .with_notify_url(NotifyUrl::new(&*inbox.url).unwrap());
    assert_eq!(client.send(&refund).await.unwrap().reply.status, RefundStatus::Processing);
    assert_eq!(client.send(&refund).await.unwrap().reply.out_refund_no, number.as_str());
    merchant.sandbox.settle_refund(number.as_str(), RefundResult::Success).unwrap();
    let Ok(Event::Refund(told)) = inbox.next().await.event else { panic!("a refund") };
    assert_eq!((told.refund_status, told.amount.refund), (RefundStatus::Success, Fen::new(40)));
    let asked = client.send(&QueryRefund::new(number)).await.unwrap().reply;
    assert_eq!((asked.status, asked.amount.refund), (RefundStatus::Success, Fen::new(40)));
    assert_eq!(client.send(&query).await.unwrap().reply.trade_state, TradeState::Refund);

    let unpaid = merchant.order("LIFE-00002", &inbox.url);
    client.send(&unpaid).await.unwrap();
    client.send(&Close::new(unpaid.out_trade_no.clone(), unpaid.mchid.clone())).await.unwrap();
    let query = QueryByOutTradeNo::new(unpaid.out_trade_no, unpaid.mchid);
    assert_eq!(client.send(&query).await.unwrap().reply.trade_state, TradeState::Closed);
}

#[tokio::test]
async fn on_aws_lc() {
    walk(Merchant::new().await).await;
}

#[tokio::test]
async fn on_rsa() {
    walk(Merchant::on_rsa().await).await;
}

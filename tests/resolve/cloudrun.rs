//! Orders, closes and refunds of cloud hosting: asked for, and never sent twice.

use std::sync::Arc;

use wx_cloudrun::{
    Callback, Client, CloseOrder, Openid, OutTradeNo, Outcome, Payer, Refund, TradeState, UnifiedOrder,
};
use wx_sandbox::{Options, Sandbox, Sidecar};
use wx_tests::{Fate, Lossy};
use wx_types::{Fen, Mchid, OutRefundNo};

use super::{executor, found, impatience, overtaken, patience, unknown};

async fn container() -> (Sandbox, Client, Arc<Lossy>) {
    let options = Options::new()
        .with_credentials(wx_sandbox::Credentials::for_tests().unwrap())
        .with_sidecar(Sidecar::Pay);
    let sandbox = Sandbox::start(options).await.unwrap();
    let network = Arc::new(Lossy::default());
    let client = Client::new(executor(&sandbox.weixin_url(), &network));
    (sandbox, client, network)
}

fn merchant(sandbox: &Sandbox) -> Mchid {
    Mchid::new(sandbox.credentials().mchid()).unwrap()
}

fn callback() -> Callback {
    Callback::container("prod-66733tes755tabc", "pay", "/notify")
}

fn number(number: &str) -> OutTradeNo {
    OutTradeNo::new(number).unwrap()
}

fn order(sandbox: &Sandbox, text: &str) -> UnifiedOrder {
    let payer = Payer::Openid(Openid::new("oZp5njTTsWaCeEoXi14oeOVCKlik").unwrap());
    let merchant = merchant(sandbox);
    UnifiedOrder::place(callback(), payer, merchant, "测试", number(text), Fen::new(100), "59.37.125.120")
}

#[tokio::test]
async fn a_lost_order_is_found_also_where_it_arrives_late() {
    for (text, fate) in [("CLOUD-1", Fate::AnswerLost), ("CLOUD-2", Fate::ArrivesBefore(3))] {
        let (sandbox, client, network) = container().await;
        let order = order(&sandbox, text);
        network.decide("unifiedorder", fate);
        assert_eq!(client.send(&order).await.unwrap_err().outcome(), Outcome::Unknown);
        let state = found(client.resolve(&order, &patience()).await);
        assert_eq!(state.trade_state, TradeState::NotPay);
        assert!(network.is_over(), "what was late has arrived");
        assert_eq!(network.count("unifiedorder"), 1, "nothing was sent twice");
    }
}

#[tokio::test]
async fn an_order_that_never_arrived_stays_unknown_until_it_is_sent_again() {
    let (sandbox, client, network) = container().await;
    let order = client.complete(&order(&sandbox, "CLOUD-3")).unwrap();
    network.decide("unifiedorder", Fate::Vanishes);
    client.send(&order).await.unwrap_err();
    let unknown = unknown(client.resolve(&order, &impatience()).await);
    assert_eq!((unknown.number.as_str(), unknown.asked), ("out_trade_no CLOUD-3", 1));
    client.send(&order).await.unwrap();
    assert_eq!(found(client.resolve(&order, &patience()).await).trade_state, TradeState::NotPay);
}

#[tokio::test]
async fn a_lost_close_is_seen_or_overtaken_by_the_payment() {
    let (sandbox, client, network) = container().await;
    for text in ["CLOUD-4", "CLOUD-5"] {
        client.send(&order(&sandbox, text)).await.unwrap();
        let close = CloseOrder::new(merchant(&sandbox), number(text));
        network.decide("closeorder", if text == "CLOUD-4" { Fate::AnswerLost } else { Fate::Vanishes });
        assert_eq!(client.send(&close).await.unwrap_err().outcome(), Outcome::Unknown);
        if text == "CLOUD-4" {
            assert_eq!(found(client.resolve(&close, &patience()).await).trade_state, TradeState::Closed);
        } else {
            sandbox.cloud_pay(text).unwrap();
            let state = overtaken(client.resolve(&close, &patience()).await);
            assert_eq!(state.trade_state, TradeState::Success);
        }
    }
}

#[tokio::test]
async fn a_lost_refund_is_found_by_its_number() {
    let (sandbox, client, network) = container().await;
    client.send(&order(&sandbox, "CLOUD-6")).await.unwrap();
    sandbox.cloud_pay("CLOUD-6").unwrap();
    let refund = |text: &str| {
        let (merchant, whole) = (merchant(&sandbox), Fen::new(100));
        Refund::of_order(
            callback(),
            merchant,
            number("CLOUD-6"),
            OutRefundNo::new(text).unwrap(),
            whole,
            whole,
        )
    };
    network.decide("refund_fee", Fate::Vanishes);
    client.send(&refund("CLOUD-R1")).await.unwrap_err();
    let unknown = unknown(client.resolve(&refund("CLOUD-R1"), &impatience()).await);
    assert_eq!(unknown.number, "out_refund_no CLOUD-R1");
    network.decide("refund_fee", Fate::AnswerLost);
    client.send(&refund("CLOUD-R1")).await.unwrap_err();
    found(client.resolve(&refund("CLOUD-R1"), &patience()).await);
}

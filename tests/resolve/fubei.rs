//! Orders, closes and refunds at Fubei: asked for, and never sent twice.

use std::sync::Arc;

use wx_fubei::{
    Client, CloseOrder, Credentials, MerchantOrderSn, MerchantRefundSn, MinaOrder, Outcome, Refund,
    SubOpenid, TradeState,
};
use wx_sandbox::{Options, Sandbox};
use wx_tests::{Fate, Lossy};
use wx_types::Fen;

use super::{executor, found, impatience, overtaken, patience, unknown};

const PLACE: &str = "openapi.payment.order.mina";
const CLOSE: &str = "openapi.payment.order.close";
const REFUND: &str = r#""openapi.payment.order.refund""#;

async fn merchant() -> (Sandbox, Client, Arc<Lossy>) {
    let given = wx_sandbox::Credentials::for_tests().unwrap();
    let credentials = Credentials::merchant(given.fubei_app_id(), given.fubei_secret()).unwrap();
    let sandbox = Sandbox::start(Options::new().with_credentials(given)).await.unwrap();
    let network = Arc::new(Lossy::default());
    let client = Client::new(credentials, executor(&sandbox.fubei_url(), &network));
    (sandbox, client, network)
}

fn number(number: &str) -> MerchantOrderSn {
    MerchantOrderSn::new(number).unwrap()
}

fn order(text: &str) -> MinaOrder {
    let payer = SubOpenid::new("oEXAMPLE0000000000000000001").unwrap();
    MinaOrder::new(number(text), payer, Fen::new(1).to_yuan(), 1001)
}

#[tokio::test]
async fn a_lost_order_is_found_also_where_it_arrives_late() {
    for (text, fate) in [("FUBEI-1", Fate::AnswerLost), ("FUBEI-2", Fate::ArrivesBefore(3))] {
        let (_sandbox, client, network) = merchant().await;
        network.decide(PLACE, fate);
        assert_eq!(client.send(&order(text)).await.unwrap_err().outcome(), Outcome::Unknown);
        let state = found(client.resolve(&order(text), &patience()).await);
        assert_eq!(state.trade_state, TradeState::UserPaying);
        assert!(network.is_over(), "what was late has arrived");
        assert_eq!(network.count(PLACE), 1, "nothing was sent twice");
    }
}

#[tokio::test]
async fn an_order_that_never_arrived_stays_unknown_with_its_number() {
    let (_sandbox, client, network) = merchant().await;
    network.decide(PLACE, Fate::Vanishes);
    client.send(&order("FUBEI-3")).await.unwrap_err();
    let unknown = unknown(client.resolve(&order("FUBEI-3"), &impatience()).await);
    assert_eq!((unknown.number.as_str(), unknown.asked), ("merchant_order_sn FUBEI-3", 1));
}

#[tokio::test]
async fn a_lost_close_is_seen_or_overtaken_by_the_payment() {
    let (sandbox, client, network) = merchant().await;
    for text in ["FUBEI-4", "FUBEI-5"] {
        client.send(&order(text)).await.unwrap();
        let close = CloseOrder::new(number(text));
        network.decide(CLOSE, if text == "FUBEI-4" { Fate::AnswerLost } else { Fate::Vanishes });
        assert_eq!(client.send(&close).await.unwrap_err().outcome(), Outcome::Unknown);
        if text == "FUBEI-4" {
            assert_eq!(found(client.resolve(&close, &patience()).await).trade_state, TradeState::Closed);
        } else {
            sandbox.fubei_pay(text).unwrap();
            let state = overtaken(client.resolve(&close, &patience()).await);
            assert_eq!(state.trade_state, TradeState::Success);
        }
    }
}

#[tokio::test]
async fn a_lost_refund_is_found_by_its_numbers() {
    let (sandbox, client, network) = merchant().await;
    client.send(&order("FUBEI-6")).await.unwrap();
    sandbox.fubei_pay("FUBEI-6").unwrap();
    let refund = Refund::of_order(number("FUBEI-6"), MerchantRefundSn::new("FUBEI-R1").unwrap());
    network.decide(REFUND, Fate::AnswerLost);
    assert_eq!(client.send(&refund).await.unwrap_err().outcome(), Outcome::Unknown);
    let state = found(client.resolve(&refund, &patience()).await);
    assert_eq!(state.merchant_refund_sn.as_deref(), Some("FUBEI-R1"));
    assert_eq!(network.count(REFUND), 1, "nothing was sent twice");
}

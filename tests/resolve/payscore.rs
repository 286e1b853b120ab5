//! Service orders: created, completed, cancelled.

use wx_apiv3::Outcome;
use wx_payscore::{
    CancelOrder, ChannelId, CompleteOrder, CreateOrder, EndTime, OutOrderNo, ServiceId, Stage, StartTime,
    State, SubMchid, UserConfirmation,
    orders::{PostPayment, RiskFund, RiskFundName, TimeRange},
};
use wx_tests::{Fate, Merchant};
use wx_types::{AppId, Fen, NotifyUrl};

use super::{done, found, impatience, merchant, overtaken, patience, unknown};

const CREATE: &str = "need_user_confirm";

pub(crate) fn create(merchant: &Merchant, number: &str) -> CreateOrder {
    CreateOrder::new(
        ServiceId::new("2002000000000558128851361561536").unwrap(),
        AppId::new(merchant.sandbox.credentials().appid()).unwrap(),
        SubMchid::new("1900000109").unwrap(),
        ChannelId::new("1230000109").unwrap(),
        OutOrderNo::new(number).unwrap(),
        "XX充电宝",
        RiskFund::new(RiskFundName::Deposit, Fen::new(9_900)),
        TimeRange::new(StartTime::on_accept()),
        UserConfirmation::Required,
        NotifyUrl::new("http://127.0.0.1:9/notify").unwrap(),
    )
}

fn complete(order: &CreateOrder, fen: i64) -> CompleteOrder {
    let CreateOrder { out_order_no, service_id, sub_mchid, channel_id, .. } = order.clone();
    let items = vec![PostPayment::new("租借费用").with_amount(Fen::new(fen))];
    let end = EndTime::new("20991231235959").unwrap();
    CompleteOrder::new(out_order_no, service_id, sub_mchid, channel_id, items, Fen::new(fen))
        .with_time_range(TimeRange::new(StartTime::on_accept()).with_end_time(end))
}

fn cancel(order: &CreateOrder) -> CancelOrder {
    let CreateOrder { out_order_no, service_id, sub_mchid, channel_id, .. } = order.clone();
    CancelOrder::new(out_order_no, service_id, sub_mchid, channel_id, "用户投诉")
}

#[tokio::test]
async fn a_creation_is_had_again_with_what_the_user_is_asked_with() {
    for (number, fate) in
        [("SCORE-1", Fate::AnswerLost), ("SCORE-2", Fate::Vanishes), ("SCORE-3", Fate::ArrivesBefore(2))]
    {
        let (merchant, network) = merchant().await;
        let order = create(&merchant, number);
        network.decide(CREATE, fate);
        assert_eq!(merchant.client.send(&order).await.unwrap_err().outcome(), Outcome::Unknown);
        assert!(done(merchant.client.resolve(&order, &patience()).await).reply.package.is_some());
        merchant.sandbox.confirm_service_order(number).unwrap();
        let state = found(merchant.client.resolve(&order, &patience()).await);
        assert_eq!(state.stage(), Stage::InService);
    }
}

#[tokio::test]
async fn a_completion_is_asked_for_and_never_sent_twice() {
    let (merchant, network) = merchant().await;
    let order = create(&merchant, "SCORE-4");
    merchant.client.send(&order).await.unwrap();
    merchant.sandbox.confirm_service_order("SCORE-4").unwrap();
    let complete = complete(&order, 600);

    network.decide("/complete", Fate::Vanishes);
    assert_eq!(merchant.client.send(&complete).await.unwrap_err().outcome(), Outcome::Unknown);
    let unknown = unknown(merchant.client.resolve(&complete, &impatience()).await);
    assert_eq!(unknown.state.unwrap().stage(), Stage::InService);
    assert_eq!((unknown.asked, unknown.copies), (1, 0));

    network.decide("/complete", Fate::AnswerLost);
    merchant.client.send(&complete).await.unwrap_err();
    let state = found(merchant.client.resolve(&complete, &patience()).await);
    assert_eq!((state.stage(), state.total_amount), (Stage::WaitingForMoney, Some(Fen::new(600))));
    assert_eq!(network.count("/complete"), 2);
}

#[tokio::test]
async fn a_cancellation_is_seen_or_overtaken() {
    let (merchant, network) = merchant().await;
    let order = create(&merchant, "SCORE-5");
    merchant.client.send(&order).await.unwrap();
    network.decide("/cancel", Fate::Vanishes);
    merchant.client.send(&cancel(&order)).await.unwrap_err();
    let state = found(merchant.client.resolve(&cancel(&order), &patience()).await);
    assert_eq!(state.state, State::Revoked);
    // What was cancelled is not completed any more.
    let state = overtaken(merchant.client.resolve(&complete(&order, 600), &patience()).await);
    assert_eq!(state.state, State::Revoked);
}

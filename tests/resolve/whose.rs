//! Orders for other merchants, combined orders, and refunds that could not be paid out.

use serde_json::json;
use wx_apiv3::{Outcome, Sensitive};
use wx_merchant::{
    CombineAppPrepay, PartnerAppPrepay, PartnerRefund, Refund, RefundAmount, RefundStatus, TradeState,
    refunds::{AbnormalRefund, RefundBank, UserBankCard},
};
use wx_sandbox::RefundResult;
use wx_tests::{Fate, Merchant};
use wx_types::{Endpoint, Fen, OutRefundNo, RefundId};

use super::{done, found, impatience, merchant, overtaken, patience, unknown};

fn partner_order(merchant: &Merchant, number: &str) -> PartnerAppPrepay {
    let given = merchant.sandbox.credentials();
    let order = json!({
        "sp_appid": given.appid(), "sp_mchid": given.mchid(), "sub_mchid": "1900000109", "description": "QQ公仔",
        "out_trade_no": number, "notify_url": "http://127.0.0.1:9/", "amount": { "total": 100 }
    });
    PartnerAppPrepay::from_json(order.to_string().as_bytes()).unwrap()
}

fn combined(merchant: &Merchant, number: &str) -> CombineAppPrepay {
    let given = merchant.sandbox.credentials();
    let part = |index: u32| {
        json!({
            "mchid": given.mchid(), "sub_mchid": "1900000109", "out_trade_no": format!("{number}-{index}"),
            "attach": "深圳分店", "description": "QQ公仔", "amount": { "total_amount": 50, "currency": "CNY" }
        })
    };
    let order = json!({
        "combine_appid": given.appid(), "combine_mchid": given.mchid(), "combine_out_trade_no": number,
        "sub_orders": [part(1), part(2)], "notify_url": "http://127.0.0.1:9/"
    });
    CombineAppPrepay::from_json(order.to_string().as_bytes()).unwrap()
}

#[tokio::test]
async fn an_order_for_another_merchant_and_its_refund() {
    let (merchant, network) = merchant().await;
    let order = partner_order(&merchant, "PARTNER-01");
    network.decide("/v3/pay/partner/transactions/app", Fate::ArrivesBefore(3));
    assert_eq!(merchant.client.send(&order).await.unwrap_err().outcome(), Outcome::Unknown);
    done(merchant.client.resolve(&order, &patience()).await);
    merchant.client.send(&order).await.unwrap();
    assert!(network.is_over(), "what was late has arrived");
    merchant.sandbox.pay("PARTNER-01").unwrap();
    assert!(found(merchant.client.resolve(&order, &patience()).await).is_paid());
    let state = overtaken(merchant.client.resolve(&order.close(), &patience()).await);
    assert_eq!(state.trade_state, TradeState::Success);

    let amount = RefundAmount::cny(Fen::new(40), Fen::new(100));
    let number = OutRefundNo::new("PARTNER-R1").unwrap();
    let refund = PartnerRefund::of_order(order.sub_mchid, order.out_trade_no, number, amount);
    network.decide("out_refund_no", Fate::AnswerLost);
    merchant.client.send(&refund).await.unwrap_err();
    assert_eq!(found(merchant.client.resolve(&refund, &patience()).await).amount.refund, Fen::new(40));
}

#[tokio::test]
async fn a_combined_order_and_its_close() {
    let (merchant, network) = merchant().await;
    let order = combined(&merchant, "COMBINED-1");
    network.decide("/v3/combine-transactions/app", Fate::AnswerLost);
    assert_eq!(merchant.client.send(&order).await.unwrap_err().outcome(), Outcome::Unknown);
    done(merchant.client.resolve(&order, &patience()).await);
    network.decide("/close", Fate::Vanishes);
    merchant.client.send(&order.close()).await.unwrap_err();
    let state = found(merchant.client.resolve(&order.close(), &patience()).await);
    assert!(state.sub_orders.iter().all(|part| part.trade_state == TradeState::Closed));
    assert_eq!(network.count("/close"), 2);
}

#[tokio::test]
async fn help_for_an_abnormal_refund_is_asked_for_and_sent_once() {
    let (merchant, network) = merchant().await;
    let order = merchant.order("ABNORMAL-1", "http://127.0.0.1:9/notify");
    merchant.client.send(&order).await.unwrap();
    merchant.sandbox.pay("ABNORMAL-1").unwrap();
    let number = OutRefundNo::new("ABNORMAL-R").unwrap();
    let whole = RefundAmount::cny(Fen::new(100), Fen::new(100));
    let refund = Refund::of_order(order.out_trade_no, number.clone(), whole);
    let refund_id = merchant.client.send(&refund).await.unwrap().reply.refund_id;
    merchant.sandbox.settle_refund("ABNORMAL-R", RefundResult::Abnormal).unwrap();

    let card = UserBankCard {
        bank_type: RefundBank::Icbc,
        bank_account: Sensitive::new("6222020000000000000").unwrap(),
        real_name: Sensitive::new("张三").unwrap(),
    };
    let help = AbnormalRefund::to_user(RefundId::new(refund_id).unwrap(), number, card);
    network.decide("apply-abnormal-refund", Fate::Vanishes);
    let error = merchant.client.send_confidential(&help).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let unknown = unknown(merchant.client.resolve_confidential(&help, &impatience()).await);
    assert_eq!(unknown.state.unwrap().status, RefundStatus::Abnormal);
    network.decide("apply-abnormal-refund", Fate::AnswerLost);
    merchant.client.send_confidential(&help).await.unwrap_err();
    let state = found(merchant.client.resolve_confidential(&help, &patience()).await);
    assert_eq!(state.status, RefundStatus::Processing);
    assert_eq!(network.count("apply-abnormal-refund"), 2);
}

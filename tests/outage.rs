//! What a failing host does to an order.

use wx_apiv3::Outcome;
use wx_merchant::QueryByOutTradeNo;
use wx_sandbox::Which;
use wx_tests::Merchant;
use wx_transport::AttemptResult;

const NOTIFY: &str = "http://127.0.0.1:9/notify";

#[tokio::test]
async fn a_dark_primary_host_costs_one_attempt_and_no_order() {
    let merchant = Merchant::new().await;
    merchant.sandbox.set_dark(Which::Primary, true).await.unwrap();
    let order = merchant.order("OUTAGE-0001", NOTIFY);
    let answer = merchant.client.send(&order).await.unwrap();
    let results: Vec<_> = answer.trail.attempts.iter().map(|attempt| attempt.result).collect();
    assert_eq!(results, [AttemptResult::NotSent, AttemptResult::Status(200)]);
    assert_eq!(answer.trail.attempts[1].host.base(), merchant.sandbox.backup_url());

    merchant.sandbox.set_dark(Which::Primary, false).await.unwrap();
    let answer = merchant.client.send(&order).await.unwrap();
    assert_eq!(answer.trail.attempts.len(), 1);
}

#[tokio::test]
async fn with_both_hosts_dark_nothing_was_sent_and_the_error_says_so() {
    let merchant = Merchant::new().await;
    for host in [Which::Primary, Which::Backup] {
        merchant.sandbox.set_dark(host, true).await.unwrap();
    }
    let error = merchant.client.send(&merchant.order("OUTAGE-0002", NOTIFY)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.business_number().unwrap().value(), "OUTAGE-0002");
    for host in [Which::Primary, Which::Backup] {
        merchant.sandbox.set_dark(host, false).await.unwrap();
    }
    let order = merchant.order("OUTAGE-0002", NOTIFY);
    let query = QueryByOutTradeNo::new(order.out_trade_no, order.mchid);
    let error = merchant.client.send(&query).await.unwrap_err();
    assert_eq!(error.api_error().unwrap().code().unwrap().as_str(), "ORDER_NOT_EXIST");
    assert!(error.api_error().unwrap().is_authenticated());
}

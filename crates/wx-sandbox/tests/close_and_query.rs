//! Closing and asking.

use serde_json::json;
use wx_sandbox::{PayError, TradeState};

use crate::client::{APP, NOW, get, order, post, start};

const ILLEGAL: u32 = 268_435_461;

#[tokio::test]
async fn closing_is_signed_empty_and_re_entrant() {
    let sandbox = start().await;
    post(&sandbox, APP, &order("A|00001")).await.ok(&sandbox);
    let close = "/v3/pay/transactions/out-trade-no/A%7C00001/close";
    for _ in 0..2 {
        let reply = post(&sandbox, close, &json!({ "mchid": "1900000001" })).await;
        assert_eq!((reply.status(), reply.reason(), reply.0.body.len()), (204, 0, 0));
        assert_eq!(reply.0.verify(sandbox.credentials(), NOW), Ok(()));
    }
    assert_eq!(sandbox.pay("A|00001"), Err(PayError::WrongState(TradeState::Closed)));
    let query = get(&sandbox, "/v3/pay/transactions/out-trade-no/A%7C00001?mchid=1900000001").await;
    assert_eq!(query.ok(&sandbox)["trade_state"], "CLOSED");
}

#[tokio::test]
async fn closing_what_never_was_is_answered_alike() {
    let sandbox = start().await;
    let close = "/v3/pay/transactions/out-trade-no/unknown/close";
    let reply = post(&sandbox, close, &json!({ "mchid": "1900000001" })).await;
    assert_eq!(reply.status(), 204);
    let query = get(&sandbox, "/v3/pay/transactions/out-trade-no/unknown?mchid=1900000001").await;
    query.refused(&sandbox, 404, "ORDER_NOT_EXIST", 268_512_771);
}

#[tokio::test]
async fn a_paid_order_cannot_be_closed() {
    let sandbox = start().await;
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    sandbox.pay("A-00001").unwrap();
    let close = "/v3/pay/transactions/out-trade-no/A-00001/close";
    let reply = post(&sandbox, close, &json!({ "mchid": "1900000001" })).await;
    reply.refused(&sandbox, 400, "ORDERPAID", 268_449_538);
}

#[tokio::test]
async fn close_takes_the_merchant_number_and_nothing_else() {
    let sandbox = start().await;
    let close = "/v3/pay/transactions/out-trade-no/A-00001/close";
    let bodies = [
        (json!({}), ILLEGAL, "/mchid"),
        (json!({ "mchid": "1230000109" }), ILLEGAL, "/mchid"),
        (json!({ "mchid": null }), ILLEGAL, "/mchid"),
        (json!({ "mchid": "1900000001", "out_trade_no": "A-00001" }), 270_924_358, "/out_trade_no"),
    ];
    for (body, reason, field) in bodies {
        let detail = post(&sandbox, close, &body).await.refused(&sandbox, 400, "PARAM_ERROR", reason);
        assert_eq!(detail["field"], field);
    }
}

#[tokio::test]
async fn queries_need_the_merchant_number_and_a_possible_order_number() {
    let sandbox = start().await;
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    let base = "/v3/pay/transactions/out-trade-no";
    for (target, field) in [
        (format!("{base}/A-00001"), "mchid"),
        (format!("{base}/A-00001?"), "mchid"),
        (format!("{base}/A-00001?mchid=1230000109"), "mchid"),
        (format!("{base}/A-00001?mchid=1900000001&mchid=1900000001"), "mchid"),
        (format!("{base}/A-00001?mchid=1900000001&sub_mchid=1"), "mchid"),
        (format!("{base}/A-00001?mchid=%zz"), "query"),
        (format!("{base}/short?mchid=1900000001"), "out_trade_no"),
        (format!("{base}/A%2000001?mchid=1900000001"), "out_trade_no"),
        (format!("{base}/%FF%FF%FF?mchid=1900000001"), "path"),
    ] {
        let detail = get(&sandbox, &target).await.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL);
        assert_eq!(detail["field"], field, "{target}");
    }
    get(&sandbox, &format!("{base}/A%2d00001?mchid=%31900000001")).await.ok(&sandbox);
}

#[tokio::test]
async fn an_unpaid_order_has_no_transaction() {
    let sandbox = start().await;
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    let query = get(&sandbox, "/v3/pay/transactions/id/A-00001?mchid=1900000001").await;
    query.refused(&sandbox, 404, "ORDER_NOT_EXIST", 268_512_771);
}

#[tokio::test]
async fn an_unpaid_order_closes_by_itself_after_seven_days() {
    let sandbox = start().await;
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    let week = 7 * 86_400;
    sandbox.set_clock_offset(week);
    let base = "/v3/pay/transactions/out-trade-no/A-00001?mchid=1900000001";
    for (offset, state) in [(week, "NOTPAY"), (week | 1, "CLOSED")] {
        sandbox.set_clock_offset(offset);
        let mut draft = crate::client::Draft::new(&sandbox, "GET", base, b"");
        draft.timestamp = NOW.saturating_add(offset).to_string();
        assert_eq!(draft.send(&sandbox).await.0.json()["trade_state"], state);
    }
}

//! Several orders paid at once.

use serde_json::{Value, json};
use wx_sandbox::{PayError, TradeState};

use crate::client::{APP, REFUNDS, UNDOCUMENTED, get, order, post, start, with, without};
use crate::receiver::{Receiver, decrypt};

const ILLEGAL: u32 = 268_435_461;
const DIFFERENT: u32 = 268_498_688;

const COMBINE: &str = "/v3/combine-transactions";

fn part(number: &str, total: i64) -> Value {
    json!({
        "mchid": "1900000001",
        "attach": "附加",
        "amount": { "total_amount": total, "currency": "CNY" },
        "out_trade_no": number,
        "description": "三只松鼠 坚果",
        "detail": "买单费用",
        "settle_info": { "profit_sharing": false },
    })
}

fn combination(number: &str) -> Value {
    json!({
        "combine_appid": "wxd678efh567hg6787",
        "combine_mchid": "1900000001",
        "combine_out_trade_no": number,
        "sub_orders": [part(&format!("{number}-1"), 5), part(&format!("{number}-2"), 7)],
        "notify_url": "https://www.example.com/notify",
    })
}

fn close_body(number: &str) -> Value {
    json!({
        "combine_appid": "wxd678efh567hg6787",
        "sub_orders": [
            { "mchid": "1900000001", "out_trade_no": format!("{number}-2") },
            { "mchid": "1900000001", "out_trade_no": format!("{number}-1") },
        ],
    })
}

#[tokio::test]
async fn a_combination_is_paid_at_once_and_refunded_by_part() {
    let sandbox = start().await;
    let mut receiver = Receiver::start(&[]).await;
    let app = format!("{COMBINE}/app");
    let body = with(combination("C-0001"), "/notify_url", json!(receiver.url));
    let body =
        with(body, "/scene_info", json!({ "payer_client_ip": "14.23.150.211", "device_id": "POS1:123" }));
    let first = post(&sandbox, &app, &body).await.ok(&sandbox);
    assert!(first["prepay_id"].is_string());
    assert_eq!(post(&sandbox, &app, &body).await.ok(&sandbox), first);
    let by_number = format!("{COMBINE}/out-trade-no/C-0001");
    let unpaid = get(&sandbox, &by_number).await.ok(&sandbox);
    assert_eq!(
        unpaid["sub_orders"][0],
        json!({
            "mchid": "1900000001",
            "out_trade_no": "C-0001-1",
            "attach": "附加",
            "trade_state": "NOTPAY",
            "amount": { "total_amount": 5, "currency": "CNY" },
        })
    );

    assert_eq!(sandbox.pay("C-0001-1"), Err(PayError::UnknownOrder), "a part is not paid alone");
    let whole = sandbox.pay("C-0001").unwrap();
    assert_eq!(sandbox.pay("C-0001"), Err(PayError::WrongState(TradeState::Success)));
    let envelope = receiver.next().await.json();
    assert_eq!(envelope["event_type"], "TRANSACTION.SUCCESS");
    let told: Value = serde_json::from_slice(&decrypt(sandbox.credentials(), &envelope["resource"])).unwrap();
    assert_eq!(told["combine_out_trade_no"], "C-0001");
    assert_eq!(told["scene_info"], json!({ "device_id": "POS1:123" }));
    assert_eq!(told["combine_payer_info"]["openid"].as_str().unwrap().len(), 28);
    let second = &told["sub_orders"][1];
    assert_eq!(second["success_time"], "2023-11-15T06:13:20.000+08:00");
    let amount = json!({ "total_amount": 7, "payer_amount": 7, "currency": "CNY", "payer_currency": "CNY" });
    assert_eq!((&second["trade_state"], &second["amount"]), (&json!("SUCCESS"), &amount));
    assert_eq!(get(&sandbox, &by_number).await.ok(&sandbox), told);
    assert_eq!(get(&sandbox, &format!("{COMBINE}/id/{whole}")).await.ok(&sandbox), told);
    sandbox.deliveries_done().await;
    assert_eq!(receiver.waiting(), 0, "there is one notification for all parts");

    let refund = json!({
        "transaction_id": second["transaction_id"],
        "out_refund_no": "R1",
        "amount": { "refund": 7, "total": 7, "currency": "CNY" },
    });
    assert_eq!(post(&sandbox, REFUNDS, &refund).await.ok(&sandbox)["out_trade_no"], "C-0001-2");
    let by_part = with(without(refund, "/transaction_id"), "/out_trade_no", json!("C-0001-1"));
    let by_part = with(by_part, "/out_refund_no", json!("R2"));
    post(&sandbox, REFUNDS, &by_part).await.refused(&sandbox, 404, "RESOURCE_NOT_EXISTS", UNDOCUMENTED);
    let states = get(&sandbox, &by_number).await.ok(&sandbox)["sub_orders"].clone();
    assert_eq!((&states[0]["trade_state"], &states[1]["trade_state"]), (&json!("SUCCESS"), &json!("REFUND")));
}

#[tokio::test]
async fn every_channel_is_served() {
    let sandbox = start().await;
    let info = json!({ "payer_client_ip": "14.23.150.211", "h5_info": { "type": "Wap" } });
    let jsapi = with(combination("C-0002"), "/combine_payer_info", json!({ "openid": "oUser" }));
    for (channel, body, member) in [
        ("jsapi", jsapi, "prepay_id"),
        ("h5", with(combination("C-0003"), "/scene_info", info), "h5_url"),
        ("native", combination("C-0004"), "code_url"),
    ] {
        let answer = post(&sandbox, &format!("{COMBINE}/{channel}"), &body).await.ok(&sandbox);
        assert!(answer[member].is_string(), "{channel} {answer}");
        if member == "code_url" {
            sandbox.pay_at(answer[member].as_str().unwrap()).unwrap();
        }
    }
    sandbox.pay("C-0002").unwrap();
    let told = get(&sandbox, &format!("{COMBINE}/out-trade-no/C-0002")).await.ok(&sandbox);
    assert_eq!(told["combine_payer_info"], json!({ "openid": "oUser" }));
    assert_eq!(told["sub_orders"][0]["trade_type"], "JSAPI");
}

#[tokio::test]
async fn a_part_is_no_order_of_its_own() {
    let sandbox = start().await;
    post(&sandbox, &format!("{COMBINE}/app"), &combination("C-0001")).await.ok(&sandbox);
    let query = "/v3/pay/transactions/out-trade-no/C-0001-1?mchid=1900000001";
    get(&sandbox, query).await.refused(&sandbox, 404, "ORDER_NOT_EXIST", 268_512_771);
    post(&sandbox, APP, &order("C-0001-1")).await.refused(&sandbox, 400, "INVALID_REQUEST", DIFFERENT);
    post(&sandbox, APP, &order("A-00001")).await.ok(&sandbox);
    let taken = with(combination("C-0002"), "/sub_orders", json!([part("A-00001", 1), part("A-00002", 1)]));
    let reply = post(&sandbox, &format!("{COMBINE}/app"), &taken).await;
    reply.refused(&sandbox, 400, "INVALID_REQUEST", DIFFERENT);
}

#[tokio::test]
async fn one_number_is_one_combination() {
    let sandbox = start().await;
    let app = format!("{COMBINE}/app");
    post(&sandbox, &app, &combination("C-0001")).await.ok(&sandbox);
    let other = with(combination("C-0001"), "/sub_orders/0/amount/total_amount", json!(6));
    post(&sandbox, &app, &other).await.refused(&sandbox, 400, "INVALID_REQUEST", DIFFERENT);
    let reply = post(&sandbox, &format!("{COMBINE}/native"), &combination("C-0001")).await;
    reply.refused(&sandbox, 400, "INVALID_REQUEST", DIFFERENT);
    sandbox.pay("C-0001").unwrap();
    let reply = post(&sandbox, &app, &combination("C-0001")).await;
    reply.refused(&sandbox, 403, "OUT_TRADE_NO_USED", 268_498_689);
}

#[tokio::test]
async fn closing_lists_exactly_the_parts() {
    let sandbox = start().await;
    let app = format!("{COMBINE}/app");
    post(&sandbox, &app, &combination("C-0001")).await.ok(&sandbox);
    let close = format!("{COMBINE}/out-trade-no/C-0001/close");
    let listed = close_body("C-0001")["sub_orders"].clone();
    let foreign = json!({ "mchid": "1900000001", "out_trade_no": "other-1" });
    for list in [
        json!([listed[0]]),
        json!([listed[0], listed[0]]),
        json!([listed[0], foreign]),
        json!([listed[0], listed[1], foreign]),
    ] {
        let body = with(close_body("C-0001"), "/sub_orders", list);
        post(&sandbox, &close, &body).await.refused(&sandbox, 400, "INVALID_REQUEST", UNDOCUMENTED);
    }
    for _ in 0..2 {
        assert_eq!(post(&sandbox, &close, &close_body("C-0001")).await.status(), 204);
    }
    let told = get(&sandbox, &format!("{COMBINE}/out-trade-no/C-0001")).await.ok(&sandbox);
    assert_eq!(told["sub_orders"][1]["trade_state"], "CLOSED");
    let reply = post(&sandbox, &app, &combination("C-0001")).await;
    reply.refused(&sandbox, 400, "ORDER_CLOSED", 268_447_914);

    post(&sandbox, &app, &combination("C-0002")).await.ok(&sandbox);
    sandbox.pay("C-0002").unwrap();
    let close = format!("{COMBINE}/out-trade-no/C-0002/close");
    post(&sandbox, &close, &close_body("C-0002")).await.refused(&sandbox, 400, "ORDERPAID", 268_449_538);
    let close = format!("{COMBINE}/out-trade-no/C-0003/close");
    post(&sandbox, &close, &close_body("C-0003")).await.refused(
        &sandbox,
        404,
        "ORDER_NOT_EXIST",
        268_512_771,
    );
}

#[tokio::test]
async fn broken_rules_are_named() {
    let sandbox = start().await;
    let body = combination("C-0001");
    let of_sub = |number: &str| with(part(number, 1), "/sub_mchid", json!("1900000109"));
    let many = |count: usize| (0..count).map(|n| part(&format!("part-{n:02}"), 1)).collect::<Value>();
    for (pointer, value, reason, field) in [
        ("/combine_mchid", json!("1"), ILLEGAL, "/combine_mchid"),
        ("/sub_orders", json!([part("part-1", 1)]), ILLEGAL, "/sub_orders"),
        ("/sub_orders", many(11), ILLEGAL, "/sub_orders"),
        ("/sub_orders", many(51), 268_435_464, "/sub_orders"),
        ("/sub_orders", json!([part("part-1", 1), part("part-1", 1)]), ILLEGAL, "/sub_orders"),
        ("/sub_orders", json!([part("part-1", 1), of_sub("part-2")]), ILLEGAL, "/sub_orders"),
        ("/sub_orders/1/mchid", json!("1230000109"), ILLEGAL, "/sub_orders/1/mchid"),
        ("/sub_orders/0/detail", json!({}), ILLEGAL, "/sub_orders/0/detail"),
        ("/sub_orders/0/amount/total", json!(1), 270_924_358, "/sub_orders/0/amount/total"),
        ("/support_fapiao", json!(true), 270_924_358, "/support_fapiao"),
    ] {
        let reply = post(&sandbox, &format!("{COMBINE}/app"), &with(body.clone(), pointer, value)).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", reason)["field"], field);
    }
    for pointer in ["/sub_orders/0/attach", "/sub_orders/0/amount/currency", "/notify_url"] {
        let reply = post(&sandbox, &format!("{COMBINE}/app"), &without(body.clone(), pointer)).await;
        assert_eq!(reply.refused(&sandbox, 400, "PARAM_ERROR", ILLEGAL)["field"], pointer);
    }
    let one_of_a_sub = with(body, "/sub_orders", json!([of_sub("part-1")]));
    post(&sandbox, &format!("{COMBINE}/app"), &one_of_a_sub).await.ok(&sandbox);
}

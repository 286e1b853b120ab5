use bytes::Bytes;
use http::Response;
use wx_fubei::{
    Client, Credentials, Method, MinaOrder, QueryOrder, Refund, RefundStatus, TradeState,
    fbpay::{FbpayQuery, OrderStatus, PayType},
    open,
    orders::{CloseOrder, PayChannel},
};
use wx_transport::Verdict;
use wx_types::{Endpoint, Fen};

use crate::world::{World, agent, answer, merchant, mina, order_number, refund_number, run};

macro_rules! fixture {
    ($method:literal) => {
        (
            include_str!(concat!("fixtures/", $method, "/request.json")),
            include_str!(concat!("fixtures/", $method, "/answer.json")),
        )
    };
}

/// Sends `request` and holds target, headers and body against the recorded ones; returns the reply.
#[track_caller]
fn exchange<E>(credentials: Credentials, request: &E, path: &str, (body, reply): (&str, &str)) -> E::Reply
where
    E: Method<Reply: Send> + Sync,
{
    let world = World::new(&[answer(200, reply)]);
    let client: Client = world.client(credentials);
    let answer = run(client.send(request)).unwrap();
    let sent = world.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].method(), "POST");
    assert_eq!(sent[0].uri().to_string(), format!("https://shq-api.51fubei.com{path}"));
    assert_eq!(sent[0].headers()["content-type"], "application/json; charset=utf-8");
    assert_eq!(std::str::from_utf8(sent[0].body()).unwrap(), body.trim_end());
    assert_eq!(answer.trail.attempts.len(), 1);

    // Opening needs no client, and an answer to another order is none.
    let genuine = Response::new(Bytes::from(reply.to_owned()));
    assert!(matches!(open(request, &genuine), Verdict::Done(_)));
    let foreign = Response::new(Bytes::from(reply.replace("T20240101000001", "T20240101000009")));
    assert!(matches!(open(request, &foreign), Verdict::Unknown(_)));
    answer.reply
}

fn full_order() -> MinaOrder {
    mina()
        .with_cashier_id(34_566)
        .with_call_back_url("https://shop.example.com/fubei?order=1&kind=pay")
        .with_body("茶 \"乌龙\"")
        .with_attach("订单:1")
}

#[test]
fn mina_order() {
    let reply = exchange(merchant(), &full_order(), "/gateway", fixture!("openapi.payment.order.mina"));
    assert_eq!(reply.prepay_id, "wx20240101000000000000000000000000001");
    assert_eq!((reply.store_id, reply.cashier_id, reply.user_id), (Some(1001), Some(34_566), None));
    // Only what the front end knows, exactly as it came.
    assert_eq!(
        serde_json::to_string(&reply.sign_params).unwrap(),
        r#"{"appId":"wx0000000000000001","timeStamp":"1704038400","nonceStr":"59b61da935ba4","package":"prepay_id=wx20240101000000000000000000000000001","signType":"RSA","paySign":"00112233445566778899AABBCCDDEEFF"}"#
    );
}

#[test]
fn query_order() {
    let query = QueryOrder::by_merchant_order_sn(order_number()).with_device_no("D-1");
    let order = exchange(merchant(), &query, "/gateway", fixture!("openapi.payment.order.query"));
    assert_eq!(order.trade_state, TradeState::Success);
    let fen = |yuan: Option<wx_types::Yuan>| yuan.map(|yuan| yuan.to_fen().get());
    assert_eq!((fen(order.total_fee), fen(order.order_price), fen(order.fee)), (Some(1), Some(1), Some(0)));
    assert_eq!((fen(order.discount_money), fen(order.buyer_pay_amount)), (Some(0), Some(1)));
    assert_eq!((fen(order.cash_coupon_fee), fen(order.no_cash_coupon_fee)), (Some(0), Some(0)));
    assert_eq!((order.store_id, order.cashier_id, order.pay_time), (Some(1001), None, Some(1_704_038_405)));
    assert_eq!((order.channel, order.user_logon_id), (Some(PayChannel::Wechat), None));
    assert_eq!(order.user_id.unwrap().as_str(), crate::world::OPENID);
}

#[test]
fn close_order() {
    let close = CloseOrder::new(order_number());
    let reply = exchange(merchant(), &close, "/gateway", fixture!("openapi.payment.order.close"));
    assert_eq!(reply.order_sn.as_deref(), Some("20240101000000000001"));
}

#[test]
fn refund() {
    let refund =
        Refund::of_order(order_number(), refund_number()).with_refund_money(Fen::new(999_999_990).to_yuan());
    let reply = exchange(merchant(), &refund, "/gateway", fixture!("openapi.payment.order.refund"));
    assert_eq!(reply.refund_sn.as_deref(), Some("20240101000000000002"));
}

#[test]
fn query_refund() {
    let query = Refund::of_order(order_number(), refund_number()).query();
    let state = exchange(merchant(), &query, "/gateway", fixture!("openapi.payment.order.refund.query"));
    assert_eq!(state.refund_status, RefundStatus::Failer);
    assert!(state.refund_status.is_failure());
}

#[test]
fn fbpay_query() {
    let query = FbpayQuery::by_merchant_order_sn(order_number()).with_merchant_id(100_001);
    let order = exchange(agent(), &query, "/gateway/agent", fixture!("fbpay.order.query"));
    assert_eq!(order.order_status, OrderStatus::Success);
    assert_eq!((order.pay_type, order.is_can_part_refund), (Some(PayType::Wechat), Some(true)));
    assert_eq!((order.store_id, order.cashier_id, order.device_no), (Some(1001), None, None));
    assert_eq!(order.payment_list[0].amount.unwrap().to_fen(), Fen::new(0));
}

#[test]
fn requests_are_read_back() {
    let written = serde_json::to_vec(&full_order()).unwrap();
    assert_eq!(MinaOrder::from_json(&written), Ok(full_order()));
}

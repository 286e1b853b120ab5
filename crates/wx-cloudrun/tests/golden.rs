use bytes::Bytes;
use http::Response;
use wx_cloudrun::{
    Address, BillType, CloudCall, DownloadBill, OrderPath, Payer, QueryOrder, QueryRefund, Receipt,
    RefundStatus, SceneInfo, StoreInfo, TradeState, UnifiedOrder, open, prepare,
};
use wx_transport::Verdict;
use wx_types::{AppId, CompactTime, Endpoint, Fen};

use crate::world::{
    OPENID, ORDER, REFUND, SEQID, World, answer, close, merchant, openid, order, order_number, placed_by,
    refund, refund_number, run,
};

macro_rules! fixture {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("fixtures/", $name, "/request.json")),
            include_str!(concat!("fixtures/", $name, "/answer.json")),
        )
    };
}

/// Sends `request` and holds target, headers and body against the recorded ones; returns the reply.
#[track_caller]
fn exchange<E>(request: &E, (name, body, reply): (&str, &str, &str)) -> E::Reply
where
    E: CloudCall<Reply: Send> + Sync,
{
    let world = World::new(&[answer(200, reply)]);
    let answer = run(world.client().send(request)).unwrap();
    let sent = world.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].method(), "POST");
    assert_eq!(sent[0].uri().to_string(), format!("http://api.weixin.qq.com/_/pay/{name}"));
    assert_eq!(sent[0].headers()["content-type"], "application/json");
    assert_eq!(std::str::from_utf8(sent[0].body()).unwrap(), body.trim_end());
    assert_eq!((answer.trail.attempts.len(), answer.seqid.as_deref()), (1, Some(SEQID)));

    // Preparing and opening need no client.
    let prepared = prepare(request, &"5a".repeat(16), &Address::default()).unwrap();
    assert_eq!(prepared.body(), sent[0].body());
    let genuine = Response::builder().header("x-openapi-seqid", "1").body(Bytes::from(reply.to_owned()));
    assert!(matches!(open(request, &genuine.unwrap()), Verdict::Done(_)));
    answer.reply
}

fn full_order() -> UnifiedOrder {
    let payer =
        Payer::SubOpenid { sub_appid: AppId::new("wx8888888888888888").unwrap(), sub_openid: openid() };
    let store = StoreInfo::new()
        .with_id("SZTX001")
        .with_name("腾大餐厅")
        .with_area_code("440305")
        .with_address("科技园中一路");
    placed_by(payer)
        .with_device_info("013467007045764")
        .with_detail(r#"{"goods":1}"#)
        .with_attach("说明")
        .with_fee_type("CNY".into())
        .with_time_start(CompactTime::new("20091225091010").unwrap())
        .with_time_expire(CompactTime::new("20091227091010").unwrap())
        .with_goods_tag("WXG")
        .with_limit_pay("no_credit".into())
        .with_receipt(Receipt::Shown)
        .with_scene_info(SceneInfo::of_store(store))
}

#[test]
fn unifiedorder() {
    let reply = exchange(&full_order(), fixture!("unifiedorder"));
    // The two prepay ids differ, as in the page's sample; the package's is the one that counts.
    assert_eq!(reply.payment.prepay_id(), Some("wx28000000000000000000000000000001"));
    assert_eq!(reply.prepay_id.as_deref(), Some("wx29000000000000000000000000000002"));
    assert_eq!(
        serde_json::to_string(&reply.payment).unwrap(),
        r#"{"appId":"wx8888888888888888","timeStamp":"1647841885","nonceStr":"BfM1ojiTfFCbpmkL","package":"prepay_id=wx28000000000000000000000000000001","signType":"MD5","paySign":"FFEEDDCCBBAA99887766554433221100"}"#
    );
    assert_eq!((reply.trade_type.unwrap().as_str(), reply.device_info), ("JSAPI", None));
    assert_eq!(reply.mch_id.as_deref(), Some("1800000001"));
}

#[test]
fn queryorder() {
    let order = exchange(&order().query(), fixture!("queryorder"));
    assert!(order.is_paid());
    assert_eq!((order.total_fee, order.cash_fee), (Some(Fen::new(1)), Some(Fen::new(1))));
    assert_eq!(order.sub_openid.unwrap().as_str(), OPENID);
    assert_eq!(order.transaction_id.as_deref(), Some("4200000000202403210000000001"));
    assert_eq!(order.time_end.as_deref(), Some("20220321135445"));
}

#[test]
fn closeorder() {
    let reply = exchange(&close(), fixture!("closeorder"));
    assert_eq!(reply.sub_mch_id.as_deref(), Some("1900000109"));
    assert_eq!(close().query(), QueryOrder::by_out_trade_no(merchant(), order_number()));
}

#[test]
fn refunding() {
    let full = refund().with_refund_desc("测试退款").with_refund_account("REFUND_SOURCE_RECHARGE_FUNDS");
    let reply = exchange(&full, fixture!("refund"));
    assert_eq!(reply.refund_id, "50300000000202403210000000001");
    assert_eq!((reply.refund_fee, reply.total_fee), (Some(Fen::new(1)), Some(Fen::new(2))));
    assert_eq!(reply.coupon_refund_count, Some(0));
    assert_eq!(refund().query(), QueryRefund::by_out_refund_no(merchant(), refund_number()));
}

#[test]
fn queryrefund() {
    let query = QueryRefund::by_out_trade_no(merchant(), order_number()).with_offset(10);
    let refunds = exchange(&query, fixture!("queryrefund"));
    assert_eq!(refunds.status_of(REFUND), Some(RefundStatus::Success));
    assert_eq!(refunds.status_of("R2"), None);
    assert_eq!(refunds.refund_fee_list, ["1"]);
    assert_eq!(refunds.refund_recv_accout_list, ["支付用户的零钱"]);
    assert_eq!((refunds.total_refund_count, refunds.lacks_entries()), (Some(11), false));
}

#[test]
fn downloadbill() {
    let download = DownloadBill::new("20220321", BillType::All).with_sub_mch_id(merchant());
    let bill = exchange(&download, fixture!("downloadbill"));
    assert!(bill.text().starts_with("交易时间,公众账号ID"));
    assert_eq!(bill.text().lines().count(), 4);
    assert!(bill.into_text().ends_with("`0.01\n"));
}

#[test]
fn requests_are_read_back() {
    let written = serde_json::to_vec(&full_order()).unwrap();
    assert_eq!(UnifiedOrder::from_json(&written), Ok(full_order()));
    let recorded = include_str!("fixtures/unifiedorder/request.json");
    let completed = full_order().completed(&"5a".repeat(16));
    assert_eq!(UnifiedOrder::from_json(recorded.as_bytes()), Ok(completed));
}

#[test]
fn the_sample_of_the_page_is_a_request() {
    let sample = r#"{"body":"测试微信支付","openid":"oEXAMPLE0000000000000000001","out_trade_no":"2021WERUN1647840687637",
        "spbill_create_ip":"59.37.125.120","env_id":"prod-66733tes755tabc","sub_mch_id":"1900000109","total_fee":1,
        "callback_type":2,"container":{"service":"pay","path":"/"}}"#;
    let mut expected = order();
    expected.body = "测试微信支付".to_owned();
    assert_eq!(UnifiedOrder::from_json(sample.as_bytes()), Ok(expected));
}

#[test]
fn another_mini_program_is_named_in_the_query() {
    let world = World::new(&[answer(200, include_str!("fixtures/unifiedorder/answer.json"))]);
    let appid = AppId::new("wx8888888888888888").unwrap();
    let client = world.client().with_order_path(OrderPath::Camel).serving(appid);
    run(client.send(&order())).unwrap();
    assert_eq!(
        world.sent()[0].uri().to_string(),
        "http://api.weixin.qq.com/_/pay/unifiedOrder?from_appid=wx8888888888888888"
    );
    // What an appid might hold cannot reach into the query.
    let address = Address::default().with_from_appid(AppId::new("wx&a=b#c%").unwrap());
    let prepared = prepare(&close(), "n", &address).unwrap();
    assert_eq!(prepared.target(), "/_/pay/closeorder?from_appid=wx%26a%3Db%23c%25");
    // The other spelling is the first endpoint's alone.
    let address = Address::default().with_order_path(OrderPath::Camel);
    assert_eq!(prepare(&close(), "n", &address).unwrap().target(), "/_/pay/closeorder");
}

#[test]
fn states_nobody_has_heard_of_are_kept() {
    let reply = include_str!("fixtures/queryorder/answer.json")
        .replace("\"trade_state\":\"SUCCESS\"", "\"trade_state\":\"SETTLED\"");
    let order = run(World::new(&[answer(200, &reply)]).client().send(&order().query())).unwrap().reply;
    assert_eq!(order.trade_state, TradeState::from("SETTLED"));
    assert!(!order.is_paid());
    assert_eq!(order.out_trade_no.as_deref(), Some(ORDER));
}

//! Combined orders: as a whole, and the parts that it consists of.

use serde_json::{Value, json};
use wx_apiv3::Outcome;
use wx_merchant::{
    CombineAppPrepay, CombineClose, CombineH5Prepay, CombineJsapiPrepay, CombineNativePrepay,
    CombineOutTradeNo, CombineQueryByOutTradeNo, CombineQueryByTransactionId, CombineTransaction,
    CombineTransactionId, OpenId, SubMchid, TradeState,
    combine::{
        CombineAmount, CombineH5SceneInfo, CombineKnownPayer, CombinePayer, CombineSceneInfo, CombineSubOrder,
    },
    partner::PartnerSettleInfo,
    transactions::TradeType,
};
use wx_types::{AppId, Endpoint, Fen, Mchid, NotifyUrl, OutTradeNo, Rfc3339};

use crate::{
    channels::h5_info,
    documents,
    faults::refuses,
    golden::{exchange, fixture},
    platform::{Platform, run},
};

fn number() -> CombineOutTradeNo {
    CombineOutTradeNo::new("P20150806125346").unwrap()
}

fn sub_orders() -> Vec<CombineSubOrder> {
    let mchid = || Mchid::new("1900000001").unwrap();
    let number = |text: &str| OutTradeNo::new(text).unwrap();
    let amount = |fen| CombineAmount::cny(Fen::new(fen));
    let name = "腾讯充值中心-QQ会员充值";
    vec![
        CombineSubOrder::new(mchid(), "深圳分店", amount(100), number("20150806125346"), name)
            .with_sub_mchid(SubMchid::new("1900000109").unwrap())
            .with_sub_appid(AppId::new("wxd678efh567hg6999").unwrap())
            .with_detail("买单费用")
            .with_goods_tag("WXG")
            .with_settle_info(
                PartnerSettleInfo::new().with_profit_sharing(true).with_subsidy_amount(Fen::new(10)),
            ),
        CombineSubOrder::new(mchid(), "广州分店", amount(50), number("A|10001*"), name)
            .with_sub_mchid(SubMchid::new("1900000110").unwrap()),
    ]
}

fn payer() -> CombinePayer {
    CombinePayer::new(OpenId::new("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o").unwrap())
        .with_sub_openid(OpenId::new("oLTPCuN5a-nBD4rAL_fa_AaJwuTE").unwrap())
}

fn known_payer() -> CombineKnownPayer {
    let CombinePayer { openid, sub_openid, .. } = payer();
    let mut known = CombineKnownPayer::new().with_openid(openid);
    known.sub_openid = sub_openid;
    known
}

/// An order with everything that all channels have; what a channel wants of its own stands before or after the sub-orders.
macro_rules! order {
    ($prepay:ident, [$($before:expr)?], [$($after:expr)?]) => {
        $prepay::new(
            AppId::new("wxd678efh567hg6787").unwrap(),
            Mchid::new("1900000001").unwrap(),
            number(),
            $($before,)?
            sub_orders(),
            $($after,)?
            NotifyUrl::new("https://yourapp.com/notify").unwrap(),
        )
        .with_time_start(Rfc3339::new("2019-12-31T15:59:59+08:00").unwrap())
        .with_time_expire(Rfc3339::new("2019-12-31T16:59:59+08:00").unwrap())
    };
}

fn scene() -> CombineSceneInfo {
    CombineSceneInfo::new("14.17.22.32").with_device_id("POS1:1")
}

fn app() -> CombineAppPrepay {
    order!(CombineAppPrepay, [], []).with_scene_info(scene())
}

fn jsapi() -> CombineJsapiPrepay {
    order!(CombineJsapiPrepay, [], [payer()]).with_scene_info(scene())
}

fn h5() -> CombineH5Prepay {
    let scene = CombineH5SceneInfo::new("14.17.22.32", h5_info()).with_device_id("POS1:1");
    order!(CombineH5Prepay, [scene], []).with_combine_payer_info(known_payer())
}

fn native() -> CombineNativePrepay {
    order!(CombineNativePrepay, [], []).with_scene_info(scene()).with_combine_payer_info(known_payer())
}

#[test]
fn combine_app_prepay() {
    const REQUEST: &str = fixture!("combine_app_prepay/request.http");
    let reply = exchange(&app(), REQUEST, 200, fixture!("combine_app_prepay/answer.json"));
    let invocation = app().invocation(&Platform::new(200, "").client(), &reply).unwrap();
    assert_eq!(
        (invocation.appid.as_str(), invocation.partnerid.as_str()),
        ("wxd678efh567hg6787", "1900000001")
    );
    assert_eq!(invocation.prepayid, "wx201410272009395522657a690389285100");
}

#[test]
fn combine_jsapi_prepay() {
    const REQUEST: &str = fixture!("combine_jsapi_prepay/request.http");
    let reply = exchange(&jsapi(), REQUEST, 200, fixture!("combine_jsapi_prepay/answer.json"));
    let invocation = jsapi().invocation(&Platform::new(200, "").client(), &reply).unwrap();
    assert_eq!(invocation.app_id, "wxd678efh567hg6787");
    assert_eq!(invocation.package, "prepay_id=wx201410272009395522657a690389285100");
    assert!(!format!("{:?}", jsapi()).contains("oUpF8uMuAJO"));
}

#[test]
fn combine_h5_prepay() {
    const REQUEST: &str = fixture!("combine_h5_prepay/request.http");
    let reply = exchange(&h5(), REQUEST, 200, fixture!("combine_h5_prepay/answer.json"));
    assert!(reply.h5_url.as_str().ends_with("&package=1405458241"));
}

#[test]
fn combine_native_prepay() {
    const REQUEST: &str = fixture!("combine_native_prepay/request.http");
    let reply = exchange(&native(), REQUEST, 200, fixture!("combine_native_prepay/answer.json"));
    assert_eq!(reply.code_url.as_str(), "weixin://wxpay/bizpayurl/up?pr=NwY5Mz9&groupid=00");
}

#[test]
fn the_typed_orders_and_the_json_orders_are_one() {
    #[track_caller]
    fn check<E>(typed: &E, json: &Value)
    where
        E: Endpoint + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        assert_eq!(&E::from_json(json.to_string().as_bytes()).unwrap(), typed);
        assert_eq!(&serde_json::to_value(typed).unwrap(), json);
    }
    check(&app(), &documents::combine());
    check(&jsapi(), &documents::combine_with_payer());
    check(&h5(), &documents::combine_h5());
    check(&native(), &documents::combine_with_payer());
}

#[test]
fn combine_close() {
    const REQUEST: &str = fixture!("combine_close/request.http");
    for close in [app().close(), jsapi().close(), h5().close(), native().close()] {
        exchange(&close, REQUEST, 204, fixture!("combine_close/answer.json"));
        let json = documents::combine_close().to_string();
        assert_eq!(close, CombineClose::from_json(json.as_bytes()).unwrap());
    }
}

/// `order` with `count` sub-orders, each with a number of its own.
fn of_parts(count: usize, sub_mchid: Option<&str>) -> Value {
    let mut order = documents::combine();
    let part = |number: usize| {
        let mut part = order["sub_orders"][1].clone();
        part["out_trade_no"] = json!(format!("PART-{number}"));
        match sub_mchid {
            Some(sub_mchid) => part["sub_mchid"] = json!(sub_mchid),
            None => drop(part.as_object_mut().unwrap().remove("sub_mchid")),
        }
        part
    };
    let parts: Vec<Value> = (0..count).map(part).collect();
    order["sub_orders"] = json!(parts);
    order
}

#[test]
fn how_many_orders_are_combined_depends_on_who_does_it() {
    const RULE: &str = "sub_orders: must be 2 to 10 without sub_mchid";
    for (count, expected) in [(1, &[RULE][..]), (2, &[]), (10, &[]), (11, &[RULE]), (50, &[RULE])] {
        refuses::<CombineAppPrepay>(&of_parts(count, None), expected);
    }
    for count in [1, 2, 11, 50] {
        refuses::<CombineAppPrepay>(&of_parts(count, Some("1900000109")), &[]);
    }
    for count in [0, 51] {
        let expected = format!("sub_orders: must be 1 to 50 entries (found {count})");
        refuses::<CombineAppPrepay>(&of_parts(count, Some("1900000109")), &[&expected]);
    }
}

#[test]
fn a_provider_says_of_each_part_whose_it_is() {
    let mut order = documents::combine();
    order["sub_orders"][1].as_object_mut().unwrap().remove("sub_mchid");
    refuses::<CombineAppPrepay>(&order, &["sub_orders: must have a sub_mchid each, or none of them"]);
    order["sub_orders"][0].as_object_mut().unwrap().remove("sub_mchid");
    refuses::<CombineAppPrepay>(&order, &[]);
}

#[test]
fn a_number_names_one_part() {
    let mut order = of_parts(3, None);
    order["sub_orders"][2]["out_trade_no"] = json!("PART-0");
    let rule = "sub_orders[2].out_trade_no: must be given once per mchid";
    refuses::<CombineAppPrepay>(&order, &[rule]);
    let mut other = documents::combine_with_payer();
    other["sub_orders"] = order["sub_orders"].clone();
    refuses::<CombineJsapiPrepay>(&other, &[rule]);
    refuses::<CombineNativePrepay>(&other, &[rule]);
    let mut other = documents::combine_h5();
    other["sub_orders"] = order["sub_orders"].clone();
    refuses::<CombineH5Prepay>(&other, &[rule]);
    // Of another merchant it is another order.
    order["sub_orders"][2]["mchid"] = json!("1900000002");
    refuses::<CombineAppPrepay>(&order, &[]);
}

#[test]
fn what_a_single_order_may_leave_out_is_required_here() {
    let mut order = documents::combine();
    let part = order["sub_orders"][1].as_object_mut().unwrap();
    part.remove("attach");
    part["amount"].as_object_mut().unwrap().remove("currency");
    part.insert("detail".to_owned(), json!({ "cost_price": 1 }));
    refuses::<CombineAppPrepay>(
        &order,
        &[
            "sub_orders[1].attach: is required",
            "sub_orders[1].amount.currency: is required",
            "sub_orders[1].detail: must be a string (found an object)",
        ],
    );
}

#[test]
fn an_h5_order_is_not_paid_from_here() {
    let mut order = documents::combine_h5();
    order["scene_info"]["payer_client_ip"] = json!("127.0.0.1");
    let rule = "scene_info.payer_client_ip: must be the payer's address, not a loopback one";
    refuses::<CombineH5Prepay>(&order, &[rule]);
}

#[test]
fn combine_query_by_out_trade_no() {
    const REQUEST: &str = fixture!("combine_query_by_out_trade_no/request.http");
    let request = CombineQueryByOutTradeNo::new(number());
    let order = exchange(&request, REQUEST, 200, fixture!("combine_query_by_out_trade_no/answer.json"));
    assert_paid(&order);
    assert_eq!(order.combine_transaction_id.as_deref(), Some("1217752501201407033233368018"));
    let instalments = order.installment_info.unwrap();
    assert_eq!((instalments.use_subsidy, instalments.selected_installment_number), (Some(true), Some(3)));

    let order = exchange(&request, REQUEST, 200, fixture!("combine_query_by_out_trade_no/answer_least.json"));
    assert_eq!(order.sub_orders[0].trade_state, TradeState::NotPay);
    assert!(!order.is_paid() && order.combine_transaction_id.is_none() && order.combine_payer_info.is_none());

    let order =
        exchange(&request, REQUEST, 200, fixture!("combine_query_by_out_trade_no/answer_strange.json"));
    assert_eq!(order.sub_orders[0].trade_state.as_str(), "HALF_PAID");
    assert!(!order.is_paid(), "a state that nobody knows is not paid");
    assert!(order.sub_orders[0].promotion_detail.is_empty());
}

#[test]
fn combine_query_by_transaction_id() {
    let order = exchange(
        &CombineQueryByTransactionId::new(CombineTransactionId::new("1217752501201407033233368018").unwrap()),
        fixture!("combine_query_by_transaction_id/request.http"),
        200,
        fixture!("combine_query_by_transaction_id/answer.json"),
    );
    assert_paid(&order);
}

/// Every documented member of a paid order that notifications have as well.
#[track_caller]
pub(crate) fn assert_paid(order: &CombineTransaction) {
    assert_eq!(
        (order.combine_appid.as_str(), order.combine_mchid.as_str()),
        ("wxd678efh567hg6787", "1900000001")
    );
    assert_eq!(order.combine_out_trade_no, "P20150806125346");
    assert_eq!(order.scene_info.as_ref().unwrap().device_id.as_deref(), Some("POS1:1"));
    let payer = order.combine_payer_info.as_ref().unwrap();
    assert_eq!(payer.openid.as_deref(), Some("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"));
    assert!(order.is_paid() && order.sub_orders.len() == 2);
    let part = order.sub_order("20150806125346").unwrap();
    assert_eq!((part.mchid.as_str(), part.sub_mchid.as_deref()), ("1900000001", Some("1900000109")));
    assert_eq!(part.sub_appid.as_deref(), Some("wxd678efh567hg6999"));
    assert_eq!(part.sub_openid.as_deref(), Some("oLTPCuN5a-nBD4rAL_fa_AaJwuTE"));
    assert_eq!(
        (part.trade_type.clone(), part.trade_state.clone()),
        (Some(TradeType::Jsapi), TradeState::Success)
    );
    assert_eq!((part.bank_type.as_deref(), part.attach.as_deref()), (Some("CMC"), Some("深圳分店")));
    assert_eq!(part.success_time.as_deref(), Some("2015-05-20T13:29:35.120+08:00"));
    assert_eq!(part.transaction_id.as_deref(), Some("1009660380201506130728806387"));
    let amount = part.amount.as_ref().unwrap();
    assert_eq!((amount.total_amount, amount.payer_amount), (Some(Fen::new(100)), Some(Fen::new(90))));
    assert!(amount.currency == amount.payer_currency && amount.currency.is_some());
    assert_eq!(amount.settlement_rate, Some(650_000_000));
    assert_eq!(part.promotion_detail.len(), 1);
    let other = order.sub_order("A|10001*").unwrap();
    assert!(other.sub_appid.is_none() && other.promotion_detail.is_empty());
    assert_eq!(other.amount.as_ref().unwrap().total_amount, Some(Fen::new(50)));
    assert!(order.sub_order("A").is_none());
    let shown = format!("{order:?}");
    assert!(!shown.contains("oUpF8uMuAJO") && !shown.contains("oLTPCuN5a"), "an openid is nobody's business");
}

#[test]
fn a_whole_is_paid_when_every_part_is() {
    let paid = |states: &[&str]| {
        let part = |state| json!({ "mchid": "1", "out_trade_no": "A10001", "trade_state": state });
        let parts: Vec<Value> = states.iter().map(part).collect();
        let order = json!({
            "combine_appid": "wx1",
            "combine_mchid": "1",
            "combine_out_trade_no": "P10001",
            "sub_orders": parts,
        });
        serde_json::from_str::<CombineTransaction>(&order.to_string()).unwrap().is_paid()
    };
    assert!(paid(&["SUCCESS", "SUCCESS"]) && paid(&["SUCCESS", "REFUND"]));
    assert!(!paid(&[]) && !paid(&["SUCCESS", "NOTPAY"]) && !paid(&["SUCCESS", "NEW"]) && !paid(&["CLOSED"]));
}

#[test]
fn an_answer_about_another_whole_is_refused() {
    let platform = Platform::new(200, fixture!("combine_query_by_out_trade_no/answer.json"));
    let other = CombineQueryByOutTradeNo::new(CombineOutTradeNo::new("P20150806125347").unwrap());
    let error = run(platform.client().send(&other)).unwrap_err();
    assert!(error.reason().to_string().contains("its combine_out_trade_no is another one"));
    let other = CombineQueryByTransactionId::new(CombineTransactionId::new("42").unwrap());
    let error = run(platform.client().send(&other)).unwrap_err();
    assert!(error.reason().to_string().contains("its combine_transaction_id is another one"));
}

/// A close that answers with anything but nothing may not have closed.
#[test]
fn an_unclear_answer_names_the_whole() {
    let error = run(Platform::new(200, "{}").client().send(&app().close())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("(combine_out_trade_no P20150806125346)"));
    let error = run(Platform::new(200, "{}").client().send(&app())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("(combine_out_trade_no P20150806125346)"));
}

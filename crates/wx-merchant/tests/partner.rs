//! A service provider's calls: whose order it is, on the way out and on the way in.

use serde_json::json;
use wx_merchant::{
    AppPrepay, Close, OpenId, PartnerAppPrepay, PartnerClose, PartnerH5Prepay, PartnerJsapiPrepay,
    PartnerNativePrepay, PartnerQueryByOutTradeNo, PartnerQueryByTransactionId, PartnerQueryRefund,
    PartnerRefund, PartnerTransaction, Refund, SubMchid, TradeState,
    partner::{PartnerJsapiPayer, PartnerSettleInfo},
    transactions::TradeType,
};
use wx_types::{AppId, Endpoint, Fen, Mchid, OutRefundNo, OutTradeNo, TransactionId};

use crate::{
    channels::h5_scene,
    documents,
    faults::refuses,
    golden::{assert_refunded, exchange, fixture, full_refund, order as app},
    platform::{Platform, run},
};

fn sp_mchid() -> Mchid {
    Mchid::new("1900000001").unwrap()
}

fn sub_mchid() -> SubMchid {
    SubMchid::new("1900000109").unwrap()
}

fn sub_appid() -> AppId {
    AppId::new("wxd678efh567hg6999").unwrap()
}

fn payer() -> OpenId {
    OpenId::new("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o").unwrap()
}

/// The order of the app as a provider's: the fields that both have are carried over.
macro_rules! like_the_app {
    ($prepay:ident $(, $own:expr)*) => {{
        let app = app();
        let sp_appid = AppId::new("wx8888888888888888").unwrap();
        let AppPrepay { description, out_trade_no, notify_url, amount, .. } = app.clone();
        $prepay::new(sp_appid, sp_mchid(), sub_mchid(), description, out_trade_no, notify_url, amount $(, $own)*)
            .with_sub_appid(sub_appid())
            .with_time_expire(app.time_expire.unwrap())
            .with_attach(app.attach.unwrap())
            .with_goods_tag(app.goods_tag.unwrap())
            .with_support_fapiao(false)
            .with_detail(app.detail.unwrap())
            .with_settle_info(PartnerSettleInfo::new().with_profit_sharing(true).with_subsidy_amount(Fen::new(10)))
    }};
}

fn app_order() -> PartnerAppPrepay {
    like_the_app!(PartnerAppPrepay).with_scene_info(app().scene_info.unwrap())
}

fn jsapi(payer: PartnerJsapiPayer) -> PartnerJsapiPrepay {
    like_the_app!(PartnerJsapiPrepay, payer).with_scene_info(app().scene_info.unwrap())
}

fn h5() -> PartnerH5Prepay {
    like_the_app!(PartnerH5Prepay, h5_scene())
}

fn native() -> PartnerNativePrepay {
    like_the_app!(PartnerNativePrepay).with_scene_info(app().scene_info.unwrap())
}

#[test]
fn partner_app_prepay() {
    const REQUEST: &str = fixture!("partner_app_prepay/request.http");
    let reply = exchange(&app_order(), REQUEST, 200, fixture!("partner_app_prepay/answer.json"));
    assert_eq!(reply.prepay_id.as_str(), "wx201410272009395522657a690389285100");
}

#[test]
fn partner_jsapi_prepay() {
    const REQUEST: &str = fixture!("partner_jsapi_prepay/request.http");
    let order = jsapi(PartnerJsapiPayer::of_merchant(payer()));
    let reply = exchange(&order, REQUEST, 200, fixture!("partner_jsapi_prepay/answer.json"));
    assert_eq!(reply.prepay_id.as_str(), "wx201410272009395522657a690389285100");
}

#[test]
fn partner_h5_prepay() {
    const REQUEST: &str = fixture!("partner_h5_prepay/request.http");
    let reply = exchange(&h5(), REQUEST, 200, fixture!("partner_h5_prepay/answer.json"));
    assert!(reply.h5_url.as_str().ends_with("&package=1405458241"));
}

#[test]
fn partner_native_prepay() {
    const REQUEST: &str = fixture!("partner_native_prepay/request.http");
    let reply = exchange(&native(), REQUEST, 200, fixture!("partner_native_prepay/answer.json"));
    assert_eq!(reply.code_url.as_str(), "weixin://wxpay/bizpayurl/up?pr=NwY5Mz9&groupid=00");
}

#[test]
fn the_typed_orders_and_the_json_orders_are_one() {
    #[track_caller]
    fn check<E>(typed: &E, json: &serde_json::Value)
    where
        E: Endpoint + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        assert_eq!(&E::from_json(json.to_string().as_bytes()).unwrap(), typed);
        assert_eq!(&serde_json::to_value(typed).unwrap(), json);
    }
    check(&app_order(), &documents::partner_order());
    check(&jsapi(PartnerJsapiPayer::of_merchant(payer())), &documents::partner_jsapi());
    check(&jsapi(PartnerJsapiPayer::of_provider(payer())), &documents::partner_jsapi_of_provider());
    check(&h5(), &documents::partner_h5());
    check(&native(), &documents::partner_order());
    check(&refund(), &documents::partner_refund());
}

#[test]
fn the_app_that_pays_is_the_merchants_where_it_is_named() {
    let client = Platform::new(200, "").client();
    let reply = serde_json::from_str(fixture!("partner_app_prepay/answer.json")).unwrap();
    let mut order = app_order();
    let invocation = order.invocation(&client, &reply).unwrap();
    assert_eq!(
        (invocation.appid.as_str(), invocation.partnerid.as_str()),
        ("wxd678efh567hg6999", "1900000001")
    );
    order.sub_appid = None;
    let invocation = order.invocation(&client, &reply).unwrap();
    assert_eq!(
        (invocation.appid.as_str(), invocation.partnerid.as_str()),
        ("wx8888888888888888", "1900000001")
    );
}

#[test]
fn the_page_that_pays_is_the_one_that_knows_the_payer() {
    let client = Platform::new(200, "").client();
    let reply = serde_json::from_str(fixture!("partner_jsapi_prepay/answer.json")).unwrap();
    for (payer, expected) in [
        (PartnerJsapiPayer::of_merchant(payer()), "wxd678efh567hg6999"),
        // Although the order names the merchant's appid as well.
        (PartnerJsapiPayer::of_provider(payer()), "wx8888888888888888"),
    ] {
        assert_eq!(jsapi(payer).invocation(&client, &reply).unwrap().app_id, expected);
    }
}

#[test]
fn there_is_one_payer_with_an_appid() {
    const ONE: &str = "payer: exactly one of sp_openid and sub_openid must be given";
    const APPID: &str = "sub_appid: must be given beside payer.sub_openid";
    let mut order = documents::partner_jsapi();
    refuses::<PartnerJsapiPrepay>(&order, &[]);
    order["payer"]["sp_openid"] = json!("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o");
    refuses::<PartnerJsapiPrepay>(&order, &[ONE]);
    order.as_object_mut().unwrap().remove("sub_appid");
    refuses::<PartnerJsapiPrepay>(&order, &[ONE, APPID]);
    order["payer"].as_object_mut().unwrap().remove("sp_openid");
    refuses::<PartnerJsapiPrepay>(&order, &[APPID]);
    order["payer"] = json!({});
    refuses::<PartnerJsapiPrepay>(&order, &[ONE]);
    order["payer"] = json!({ "sp_openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" });
    refuses::<PartnerJsapiPrepay>(&order, &[]);
    let shown = format!("{:?}", jsapi(PartnerJsapiPayer::of_provider(payer())));
    assert!(!shown.contains("oUpF8uMuAJO"));
}

#[test]
fn an_h5_order_is_not_paid_from_here() {
    let mut order = documents::partner_h5();
    order["scene_info"]["payer_client_ip"] = json!("127.0.0.1");
    let rule = "scene_info.payer_client_ip: must be the payer's address, not a loopback one";
    refuses::<PartnerH5Prepay>(&order, &[rule]);
}

#[test]
fn partner_query_by_out_trade_no() {
    const REQUEST: &str = fixture!("partner_query_by_out_trade_no/request.http");
    let number = OutTradeNo::new("A|10001*").unwrap();
    let request = PartnerQueryByOutTradeNo::new(number, sp_mchid(), sub_mchid());
    let order = exchange(&request, REQUEST, 200, fixture!("partner_query_by_out_trade_no/answer.json"));
    assert_paid(&order);
    let instalments = order.installment_info.unwrap();
    assert_eq!((instalments.use_subsidy, instalments.selected_installment_number), (Some(true), Some(3)));

    let order = exchange(&request, REQUEST, 200, fixture!("partner_query_by_out_trade_no/answer_least.json"));
    assert_eq!(order.trade_state, TradeState::NotPay);
    assert!(!order.is_paid() && order.sub_appid.is_none() && order.payer.is_none());

    let order =
        exchange(&request, REQUEST, 200, fixture!("partner_query_by_out_trade_no/answer_strange.json"));
    assert_eq!(order.trade_state.as_str(), "HALF_PAID");
    assert!(!order.is_paid(), "a state that nobody knows is not paid");
    let payer = order.payer.unwrap();
    assert!(payer.sp_openid.is_none() && payer.sub_openid.is_none() && order.promotion_detail.is_empty());
}

#[test]
fn partner_query_by_transaction_id() {
    let number = TransactionId::new("1217752501201407033233368018").unwrap();
    let order = exchange(
        &PartnerQueryByTransactionId::new(number, sp_mchid(), sub_mchid()),
        fixture!("partner_query_by_transaction_id/request.http"),
        200,
        fixture!("partner_query_by_transaction_id/answer.json"),
    );
    assert_paid(&order);
}

/// Every documented member that a merchant's own order does not have, and what money depends on.
#[track_caller]
pub(crate) fn assert_paid(order: &PartnerTransaction) {
    assert_eq!((order.sp_appid.as_str(), order.sp_mchid.as_str()), ("wx8888888888888888", "1900000001"));
    assert_eq!(
        (order.sub_appid.as_deref(), order.sub_mchid.as_str()),
        (Some("wxd678efh567hg6999"), "1900000109")
    );
    assert_eq!(order.out_trade_no, "A|10001*");
    assert_eq!(order.transaction_id.as_deref(), Some("1217752501201407033233368018"));
    assert_eq!(order.trade_type, Some(TradeType::App));
    assert!(order.trade_state == TradeState::Success && order.is_paid());
    assert_eq!(
        (order.trade_state_desc.as_str(), order.bank_type.as_deref()),
        ("支付成功", Some("CMB_DEBIT"))
    );
    assert_eq!(order.attach.as_deref(), Some("自定义数据"));
    assert_eq!(order.success_time.as_deref(), Some("2018-06-08T10:34:56+08:00"));
    let payer = order.payer.as_ref().unwrap();
    assert_eq!(payer.sp_openid.as_deref(), Some("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"));
    assert_eq!(payer.sub_openid.as_deref(), Some("oLTPCuN5a-nBD4rAL_fa_AaJwuTE"));
    let shown = format!("{order:?}");
    assert!(!shown.contains("oUpF8uMuAJO") && !shown.contains("oLTPCuN5a"), "an openid is nobody's business");
    let amount = order.amount.as_ref().unwrap();
    assert_eq!((amount.total, amount.payer_total), (Some(Fen::new(100)), Some(Fen::new(90))));
    assert_eq!(order.scene_info.as_ref().unwrap().device_id.as_deref(), Some("013467007045764"));
    assert_eq!(order.promotion_detail.len(), 1);
}

/// The same number is another order for another merchant.
#[test]
fn an_answer_about_another_merchant_is_refused() {
    let platform = Platform::new(200, fixture!("partner_query_by_out_trade_no/answer.json"));
    let number = || OutTradeNo::new("A|10001*").unwrap();
    let other = SubMchid::new("1900000110").unwrap();
    let error =
        run(platform.client().send(&PartnerQueryByOutTradeNo::new(number(), sp_mchid(), other))).unwrap_err();
    assert!(error.reason().to_string().contains("its sub_mchid is another one"));
    let other = Mchid::new("1900000002").unwrap();
    let error = run(platform.client().send(&PartnerQueryByOutTradeNo::new(number(), other, sub_mchid())))
        .unwrap_err();
    assert!(error.reason().to_string().contains("its sp_mchid is another one"));
}

#[test]
fn partner_close() {
    let request = PartnerClose::new(OutTradeNo::new("A|10001*").unwrap(), sp_mchid(), sub_mchid());
    exchange(&request, fixture!("partner_close/request.http"), 204, fixture!("partner_close/answer.json"));
    // A provider's close is no merchant's close.
    refuses::<Close>(
        &documents::partner_close(),
        &[
            "mchid: is required",
            "sp_mchid: is not a documented member",
            "sub_mchid: is not a documented member",
        ],
    );
}

fn refund() -> PartnerRefund {
    let Refund {
        transaction_id, out_refund_no, reason, notify_url, funds_account, amount, goods_detail, ..
    } = full_refund();
    PartnerRefund::of_transaction(sub_mchid(), transaction_id.unwrap(), out_refund_no, amount)
        .with_reason(reason.unwrap())
        .with_notify_url(notify_url.unwrap())
        .with_funds_account(funds_account.unwrap())
        .with_goods_detail(goods_detail.unwrap())
}

#[test]
fn partner_refund() {
    const REQUEST: &str = fixture!("partner_refund/request.http");
    assert_refunded(&exchange(&refund(), REQUEST, 200, fixture!("partner_refund/answer.json")));
    let Refund { out_refund_no, amount, .. } = full_refund();
    let number = OutTradeNo::new("1217752501201407033233368018").unwrap();
    let short = PartnerRefund::of_order(sub_mchid(), number, out_refund_no, amount);
    short.check().unwrap();
    assert_eq!(short.transaction_id, None);
}

#[test]
fn a_refund_is_of_one_payment_and_at_most_the_total() {
    let mut refund = documents::partner_refund();
    refund["out_trade_no"] = json!("1217752501201407033233368018");
    refund["amount"]["refund"] = json!(889);
    refuses::<PartnerRefund>(
        &refund,
        &[
            "transaction_id: exactly one of transaction_id and out_trade_no must be given",
            "amount.refund: must not exceed amount.total",
            "amount.from: the amounts must add up to amount.refund",
        ],
    );
}

#[test]
fn partner_query_refund() {
    let number = OutRefundNo::new("R-1217752501201407033233368018@1").unwrap();
    let reply = exchange(
        &PartnerQueryRefund::new(number, sub_mchid()),
        fixture!("partner_query_refund/request.http"),
        200,
        fixture!("partner_query_refund/answer.json"),
    );
    assert_refunded(&reply);
}

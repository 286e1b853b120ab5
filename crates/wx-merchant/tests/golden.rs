//! One exchange an endpoint: the whole signed request, and the answer member by member.

use wx_apiv3::Answer;
use wx_merchant::{
    Amount, AppPrepay, Close, Currency, QueryByOutTradeNo, QueryByTransactionId, QueryRefund, Refund,
    RefundAmount, RefundReply, RefundStatus, TradeState, Transaction,
    refunds::{RefundFrom, RefundFundsAccount, RefundGoods, RefundReplyAmount, RefundSourceAccount},
    transactions::{
        Detail, GoodsDetail, PromotionGoods, SceneInfo, SettleInfo, StoreInfo, TradeType, TransactionAmount,
    },
};
use wx_types::{AppId, Endpoint, Fen, Mchid, NotifyUrl, OutRefundNo, OutTradeNo, Rfc3339, TransactionId};

use crate::platform::{Platform, run};

macro_rules! fixture {
    ($path:literal) => {
        include_str!(concat!("fixtures/", $path))
    };
}
pub(crate) use fixture;

/// Sends `request`, holds what was sent against `golden`, and reads `answer`.
#[track_caller]
pub(crate) fn exchange<E: Endpoint>(request: &E, golden: &str, status: u16, answer: &str) -> E::Reply {
    let platform = Platform::new(status, answer);
    let sent = run(platform.client().send(request));
    assert_eq!(platform.asked(), golden.replace("{version}", wx_apiv3_version()));
    let Answer { reply, .. } = sent.unwrap();
    reply
}

/// The version that the `User-Agent` names; all crates of the workspace share it.
fn wx_apiv3_version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

fn mchid() -> Mchid {
    Mchid::new("1900000001").unwrap()
}

fn out_trade_no() -> OutTradeNo {
    OutTradeNo::new("A|10001*").unwrap()
}

pub(crate) fn order() -> AppPrepay {
    let goods = GoodsDetail::new("1246464644", 1, Fen::new(528_800))
        .with_wechatpay_goods_id("1001")
        .with_goods_name("iPhoneX 256G");
    let store = StoreInfo::new("0001")
        .with_name("腾讯大厦分店")
        .with_area_code("440305")
        .with_address("广东省深圳市南山区科技中一道10000号");
    AppPrepay::new(
        AppId::new("wxd678efh567hg6787").unwrap(),
        mchid(),
        "Image形象店-深圳腾大-QQ公仔",
        OutTradeNo::new("1217752501201407033233368018").unwrap(),
        NotifyUrl::new("https://www.weixin.qq.com/wxpay/pay.php").unwrap(),
        Amount::new(Fen::new(100)).with_currency(Currency::Cny),
    )
    .with_time_expire(Rfc3339::new("2018-06-08T10:34:56+08:00").unwrap())
    .with_attach("自定义数据说明")
    .with_goods_tag("WXG")
    .with_support_fapiao(false)
    .with_detail(
        Detail::new()
            .with_cost_price(Fen::new(608_800))
            .with_invoice_id("微信123")
            .with_goods_detail(vec![goods]),
    )
    .with_scene_info(SceneInfo::new("14.23.150.211").with_device_id("013467007045764").with_store_info(store))
    .with_settle_info(SettleInfo::new().with_profit_sharing(false))
}

#[test]
fn app_prepay() {
    const REQUEST: &str = fixture!("app_prepay/request.http");
    let reply = exchange(&order(), REQUEST, 200, fixture!("app_prepay/answer.json"));
    assert_eq!(reply.prepay_id.as_str(), "wx201410272009395522657a690389285100");
    // Longer than the page says, and with a member that no page has.
    let reply = exchange(&order(), REQUEST, 200, fixture!("app_prepay/answer_strange.json"));
    assert_eq!(reply.prepay_id.as_str().len(), 92);
}

#[test]
fn the_typed_order_and_the_json_order_are_one() {
    let json = crate::documents::order();
    assert_eq!(AppPrepay::from_json(json.to_string().as_bytes()).unwrap(), order());
    assert_eq!(serde_json::to_value(order()).unwrap(), json);
}

#[test]
fn an_order_leads_to_what_the_app_needs() {
    let client = Platform::new(200, "").client();
    let reply = serde_json::from_str(fixture!("app_prepay/answer.json")).unwrap();
    let invocation = order().invocation(&client, &reply).unwrap();
    assert_eq!(invocation.appid, "wxd678efh567hg6787");
    assert_eq!(invocation.partnerid, "1900000001");
    assert_eq!(invocation.prepayid, "wx201410272009395522657a690389285100");
    assert_eq!(invocation.package, "Sign=WXPay");
}

#[test]
fn query_by_out_trade_no() {
    let request = QueryByOutTradeNo::new(out_trade_no(), mchid());
    let golden = fixture!("query_by_out_trade_no/request.http");
    let order = exchange(&request, golden, 200, fixture!("query_by_out_trade_no/answer.json"));
    assert_paid(&order);
    let instalments = order.installment_info.unwrap();
    assert_eq!((instalments.use_subsidy, instalments.selected_installment_number), (Some(true), Some(3)));

    let order = exchange(&request, golden, 200, fixture!("query_by_out_trade_no/answer_least.json"));
    assert_eq!(order.trade_state, TradeState::NotPay);
    assert!(!order.is_paid() && order.trade_state_desc.is_empty() && order.promotion_detail.is_empty());
    assert_eq!((order.transaction_id, order.trade_type, order.payer, order.amount), (None, None, None, None));

    let order = exchange(&request, golden, 200, fixture!("query_by_out_trade_no/answer_strange.json"));
    assert_eq!(order.trade_state.as_str(), "HALF_PAID");
    assert!(!order.is_paid(), "a state that nobody knows is not paid");
    assert_eq!(order.trade_type.unwrap().as_str(), "TELEPATHY");
    assert_eq!(order.amount.unwrap().total, Some(Fen::new(100)));
    assert!(order.payer.unwrap().openid.is_none() && order.scene_info.is_none());
    assert!(order.promotion_detail.is_empty() && order.trade_state_desc.is_empty());
}

#[test]
fn query_by_transaction_id() {
    let number = TransactionId::new("1217752501201407033233368018").unwrap();
    let order = exchange(
        &QueryByTransactionId::new(number, mchid()),
        fixture!("query_by_transaction_id/request.http"),
        200,
        fixture!("query_by_transaction_id/answer.json"),
    );
    assert_paid(&order);
    assert!(order.installment_info.is_none());
}

/// Every documented member of a paid order.
#[track_caller]
pub(crate) fn assert_paid(order: &Transaction) {
    assert_eq!((order.appid.as_str(), order.mchid.as_str()), ("wxd678efh567hg6787", "1900000001"));
    assert_eq!(order.out_trade_no, "A|10001*");
    assert_eq!(order.transaction_id.as_deref(), Some("1217752501201407033233368018"));
    assert_eq!(order.trade_type, Some(TradeType::App));
    assert!(order.trade_state == TradeState::Success && order.is_paid());
    assert_eq!(order.trade_state_desc, "支付成功");
    assert_eq!(order.bank_type.as_deref(), Some("CMB_DEBIT"));
    assert_eq!(order.attach.as_deref(), Some("自定义数据"));
    assert_eq!(order.success_time.as_deref(), Some("2018-06-08T10:34:56+08:00"));
    let payer = order.payer.as_ref().unwrap();
    assert_eq!(payer.openid.as_deref(), Some("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"));
    assert!(!format!("{order:?}").contains("oUpF8uMuAJO"), "an openid is nobody's business");
    let TransactionAmount { total, payer_total, currency, payer_currency, .. } =
        order.amount.clone().unwrap();
    assert_eq!((total, payer_total), (Some(Fen::new(100)), Some(Fen::new(90))));
    assert_eq!((currency, payer_currency), (Some(Currency::Cny), Some(Currency::Cny)));
    assert_eq!(order.scene_info.as_ref().unwrap().device_id.as_deref(), Some("013467007045764"));
    let [promotion] = order.promotion_detail.as_slice() else { panic!("one promotion") };
    assert_eq!((promotion.coupon_id.as_str(), promotion.amount), ("109519", Fen::new(10)));
    assert_eq!(promotion.name.as_deref(), Some("单品惠-6"));
    assert_eq!((promotion.scope.as_deref(), promotion.kind.as_deref()), (Some("GLOBAL"), Some("CASH")));
    assert_eq!(promotion.stock_id.as_deref(), Some("931386"));
    assert_eq!(promotion.wechatpay_contribute, Some(Fen::new(0)));
    assert_eq!(promotion.merchant_contribute, Some(Fen::new(10)));
    assert_eq!(promotion.other_contribute, Some(Fen::new(0)));
    assert_eq!(promotion.currency, Some(Currency::Cny));
    let [PromotionGoods { goods_id, quantity, unit_price, discount_amount, goods_remark, .. }] =
        promotion.goods_detail.as_slice()
    else {
        panic!("one kind of goods")
    };
    assert_eq!((goods_id.as_str(), *quantity, *unit_price), ("M1006", 1, Fen::new(100)));
    assert_eq!((*discount_amount, goods_remark.as_deref()), (Fen::new(1), Some("商品备注信息")));
}

#[test]
fn close() {
    let request = Close::new(out_trade_no(), mchid());
    exchange(&request, fixture!("close/request.http"), 204, fixture!("close/answer.json"));
}

#[test]
fn refund() {
    const REQUEST: &str = fixture!("refund/request.http");
    let request = full_refund();
    assert_refunded(&exchange(&request, REQUEST, 200, fixture!("refund/answer.json")));

    let reply = exchange(&request, REQUEST, 200, fixture!("refund/answer_least.json"));
    assert_eq!(reply.status, RefundStatus::Processing);
    assert!(reply.channel.is_empty() && reply.create_time.is_empty() && reply.promotion_detail.is_empty());
    assert_eq!((reply.amount.payer_total, reply.amount.currency), (None, None));

    let reply = exchange(&request, REQUEST, 200, fixture!("refund/answer_strange.json"));
    assert_eq!(reply.status.as_str(), "LOST_AT_SEA");
    assert_eq!(reply.amount.currency.unwrap().as_str(), "XTS");
    assert!(reply.channel.is_empty() && reply.amount.from.is_empty() && reply.promotion_detail.is_empty());
}

pub(crate) fn full_refund() -> Refund {
    let half = |account| RefundFrom::new(account, Fen::new(444));
    let amount = RefundAmount::cny(Fen::new(888), Fen::new(888))
        .with_from(vec![half(RefundSourceAccount::Available), half(RefundSourceAccount::Unavailable)]);
    let goods = RefundGoods::new("1217752501201407033233368018", Fen::new(528_800), Fen::new(528_800), 1)
        .with_wechatpay_goods_id("1001")
        .with_goods_name("iPhone6s 16G");
    Refund::of_transaction(
        TransactionId::new("1217752501201407033233368018").unwrap(),
        OutRefundNo::new("R-1217752501201407033233368018@1").unwrap(),
        amount,
    )
    .with_reason("商品已售完")
    .with_notify_url(NotifyUrl::new("https://weixin.qq.com/").unwrap())
    .with_funds_account(RefundFundsAccount::Available)
    .with_goods_detail(vec![goods])
}

#[test]
fn the_typed_refund_and_the_json_refund_are_one() {
    let json = crate::documents::refund();
    assert_eq!(Refund::from_json(json.to_string().as_bytes()).unwrap(), full_refund());
    assert_eq!(serde_json::to_value(full_refund()).unwrap(), json);
    let json = crate::documents::refund_of_order();
    let refund = Refund::from_json(json.to_string().as_bytes()).unwrap();
    assert_eq!(refund.out_trade_no, Some(OutTradeNo::new("1217752501201407033233368018").unwrap()));
    let RefundAmount { refund: part, total, .. } = refund.amount.clone();
    let short =
        Refund::of_order(refund.out_trade_no.unwrap(), refund.out_refund_no, RefundAmount::cny(part, total));
    short.check().unwrap();
    assert_eq!(short.transaction_id, None);
}

#[test]
fn query_refund() {
    let request = QueryRefund::new(OutRefundNo::new("R-1217752501201407033233368018@1").unwrap());
    let reply =
        exchange(&request, fixture!("query_refund/request.http"), 200, fixture!("query_refund/answer.json"));
    assert_refunded(&reply);
}

/// Every documented member of a refund.
#[track_caller]
pub(crate) fn assert_refunded(reply: &RefundReply) {
    assert_eq!(reply.refund_id, "50000000382019052709732678859");
    assert_eq!(reply.out_refund_no, "R-1217752501201407033233368018@1");
    assert_eq!(reply.transaction_id, "1217752501201407033233368018");
    assert_eq!(reply.out_trade_no, "1217752501201407033233368018");
    assert_eq!((reply.channel.as_str(), reply.status.clone()), ("ORIGINAL", RefundStatus::Success));
    assert_eq!(reply.user_received_account, "招商银行信用卡0403");
    assert_eq!(reply.success_time.as_deref(), Some("2020-12-01T16:18:12+08:00"));
    assert_eq!(reply.create_time, "2020-12-01T16:18:12+08:00");
    assert_eq!(reply.funds_account.as_deref(), Some("UNSETTLED"));
    let amount @ RefundReplyAmount { total, refund, .. } = &reply.amount;
    assert_eq!((*total, *refund), (Fen::new(888), Fen::new(888)));
    assert_eq!((amount.payer_total, amount.payer_refund), (Some(Fen::new(878)), Some(Fen::new(878))));
    assert_eq!(
        (amount.settlement_refund, amount.settlement_total),
        (Some(Fen::new(868)), Some(Fen::new(868)))
    );
    assert_eq!((amount.discount_refund, amount.refund_fee), (Some(Fen::new(10)), Some(Fen::new(1))));
    assert_eq!(amount.currency, Some(Currency::Cny));
    let from: Vec<_> = amount.from.iter().map(|from| (from.account.as_str(), from.amount.get())).collect();
    assert_eq!(from, [("AVAILABLE", 444), ("UNAVAILABLE", 444)]);
    let [promotion] = reply.promotion_detail.as_slice() else { panic!("one promotion") };
    assert_eq!((promotion.promotion_id.as_str(), promotion.scope.as_str()), ("109519", "SINGLE"));
    assert_eq!((promotion.kind.as_str(), promotion.amount.get()), ("DISCOUNT", 5));
    assert_eq!(promotion.refund_amount, Fen::new(4));
    let [goods] = promotion.goods_detail.as_slice() else { panic!("one kind of goods") };
    assert_eq!(goods.merchant_goods_id, "1217752501201407033233368018");
    assert_eq!(goods.wechatpay_goods_id.as_deref(), Some("1001"));
    assert_eq!(goods.goods_name.as_deref(), Some("iPhone6s 16G"));
    assert_eq!(
        (goods.unit_price.get(), goods.refund_amount.get(), goods.refund_quantity),
        (528_800, 528_800, 1)
    );
}

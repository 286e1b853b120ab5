//! One request of every kind, made with the typed API: the same as those under `fixtures/`.

use wx_payscore::{
    AuthorizationCode, CancelOrder, ChannelId, CompleteOrder, CreateOrder, CreatePayOnDelivery, EndTime,
    ModifyOrder, OpenId, OutOrderNo, Preauthorize, QueryAuthorization, QueryDeduction, QueryOrder,
    RegisterDeduction, ServiceId, StartTime, SubMchid, SyncOrder, TerminateAuthorization, UserConfirmation,
    orders::{
        FinalDiscount, Goods, JumpLink, JumpLinkType, Location, PostDiscount, PostPayment, RiskFund,
        RiskFundName, ShoppingInfo, TimeRange,
    },
};
use wx_types::{AppId, CompactTime, Fen, NotifyUrl, Rfc3339};

pub const OPENID: &str = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";
pub const ATTACH: &str = "Easdfowealsdkjfnlaksjdlfkwqoi&wl3l2sald";

fn service() -> ServiceId {
    ServiceId::new("2002000000000558128851361561536").unwrap()
}

fn short_service() -> ServiceId {
    ServiceId::new("500001").unwrap()
}

fn appid() -> AppId {
    AppId::new("wxd678efh567hg6787").unwrap()
}

fn sub_appid() -> AppId {
    AppId::new("wxd678efh567hg6999").unwrap()
}

fn merchant() -> SubMchid {
    SubMchid::new("1900000109").unwrap()
}

fn channel() -> ChannelId {
    ChannelId::new("1230000109").unwrap()
}

pub fn number() -> OutOrderNo {
    OutOrderNo::new("1234323JKHDFE|1243252").unwrap()
}

fn url(text: &str) -> NotifyUrl {
    NotifyUrl::new(text).unwrap()
}

fn times() -> TimeRange {
    TimeRange::new(StartTime::new("20091225091010").unwrap())
        .with_start_time_remark("开始租借时间")
        .with_end_time(EndTime::new("20091225121010").unwrap())
        .with_end_time_remark("租借结束时间")
}

fn places() -> Location {
    Location::new().with_start_location("嗨客时尚主题展餐厅").with_end_location("嗨客时尚主题展餐厅二店")
}

fn risk() -> RiskFund {
    RiskFund::new(RiskFundName::Deposit, Fen::new(100_00)).with_description("就餐的预估费用")
}

pub fn payment() -> PostPayment {
    PostPayment::new("就餐费用").with_amount(Fen::new(400_00)).with_description("就餐人均100元").with_count(4)
}

pub fn discount() -> PostDiscount {
    PostDiscount::new("满20减1元", "不与其他优惠叠加").with_amount(Fen::new(100)).with_count(2)
}

pub fn final_discount() -> FinalDiscount {
    FinalDiscount::new("满20减1元", "不与其他优惠叠加", Fen::new(100)).with_count(2)
}

pub fn create_order() -> CreateOrder {
    CreateOrder::new(
        service(),
        appid(),
        merchant(),
        channel(),
        number(),
        "XX充电宝",
        risk(),
        times(),
        UserConfirmation::Waived,
        url("https://api.test.com/payscore"),
    )
    .with_post_payments(vec![payment()])
    .with_post_discounts(vec![discount()])
    .with_location(places())
    .with_sub_user(sub_appid(), OpenId::new(OPENID).unwrap())
    .with_attach(ATTACH)
}

pub fn create_pay_on_delivery() -> CreatePayOnDelivery {
    let link = JumpLink::new(JumpLinkType::MiniProgram)
        .with_appid(appid())
        .with_path("/page/order/orderid=PO213412451223");
    let goods = Goods::new(
        "森海塞尔 MOMENTUM 4 无线耳机",
        "http://mmbiz.qpic.cn/mmbiz_png/640?wx_fmt=png",
        Fen::new(550),
        1,
    )
    .with_category_id(vec!["6032".to_owned()]);
    CreatePayOnDelivery::new(
        number(),
        appid(),
        merchant(),
        channel(),
        short_service(),
        "某某酒店",
        times(),
        url("https://api.test.com/payscore"),
        UserConfirmation::Required,
    )
    .with_post_payments(vec![payment()])
    .with_post_discounts(vec![discount()])
    .with_location(places())
    .with_risk_fund(risk())
    .with_attach(ATTACH)
    .with_sub_user(sub_appid(), OpenId::new(OPENID).unwrap())
    .with_shopping_info(ShoppingInfo::new(link, vec![goods]).with_real_merchant_appid(appid()))
}

pub fn query_order() -> QueryOrder {
    create_order().query()
}

pub fn cancel_order() -> CancelOrder {
    CancelOrder::new(number(), service(), merchant(), channel(), "用户投诉")
}

pub fn complete_order() -> CompleteOrder {
    CompleteOrder::new(number(), service(), merchant(), channel(), vec![payment()], Fen::new(399_00))
        .with_post_discounts(vec![final_discount()])
        .with_time_range(times())
        .with_location(places())
        .with_profit_sharing(false)
        .with_complete_time(Rfc3339::new("2019-11-11T16:24:05+08:00").unwrap())
        .with_goods_tag("goods_tag")
}

pub fn modify_order() -> ModifyOrder {
    ModifyOrder::new(
        number(),
        service(),
        merchant(),
        channel(),
        vec![payment()],
        Fen::new(399_00),
        "用户投诉",
    )
    .with_post_discounts(vec![final_discount()])
}

pub fn register_deduction() -> RegisterDeduction {
    RegisterDeduction::new(number(), service(), appid(), merchant(), channel(), "1234323JKHDFE1243252")
        .with_sub_appid(sub_appid())
}

pub fn query_deduction() -> QueryDeduction {
    register_deduction().query()
}

pub fn sync_order() -> SyncOrder {
    let paid_time = CompactTime::new("20091225091210").unwrap();
    SyncOrder::paid(number(), service(), merchant(), channel(), paid_time)
}

pub fn preauthorize() -> Preauthorize {
    let code = AuthorizationCode::new("1234323JKHDFE1243252").unwrap();
    Preauthorize::new(short_service(), channel(), appid(), merchant(), code)
        .with_sub_appid(sub_appid())
        .with_notify_url(url("https://www.weixin.com/payscore"))
}

pub fn query_authorization() -> QueryAuthorization {
    terminate_authorization().query(channel())
}

pub fn terminate_authorization() -> TerminateAuthorization {
    let code = AuthorizationCode::new("1275342195190894594").unwrap();
    TerminateAuthorization::new(code, short_service(), merchant(), "撤销原因").with_channel_id(channel())
}

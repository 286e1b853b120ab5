//! Golden exchanges: what is under `fixtures/`, byte for byte, through the real client.

use serde::de::DeserializeOwned;
use wx_apiv3::Answer;
use wx_payscore::{
    Package, Stage, State, UserId,
    orders::{CollectionState, PaidType, StateDescription},
    permissions::AuthorizationState,
};
use wx_types::{Endpoint, Fen, NoContent};

use crate::{
    requests,
    world::{Act, NOW, REQUEST_ID, World, run},
};

macro_rules! fixture {
    ($name:literal) => {
        $crate::exchanges::Fixture {
            request: include_str!(concat!("fixtures/", $name, "/request.json")),
            sent: include_str!(concat!("fixtures/", $name, "/sent.txt")),
            answer: include_str!(concat!("fixtures/", $name, "/answer.json")),
        }
    };
}
pub(crate) use fixture;

#[derive(Clone, Copy, Debug)]
pub struct Fixture {
    pub request: &'static str,
    pub sent: &'static str,
    pub answer: &'static str,
}

/// Sends `request`, holds what arrives against the fixture, and returns what was read from the fixture's answer.
#[track_caller]
fn check<E>(request: &E, fixture: Fixture) -> E::Reply
where
    E: Endpoint + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    assert_eq!(&E::from_json(fixture.request.as_bytes()).unwrap(), request);

    let status = if fixture.answer.is_empty() { 204 } else { 200 };
    let world = World::new(&[Act::Answer(status, fixture.answer.to_owned())]);
    let Answer { reply, request_id, trail, .. } = run(world.client().send(request)).unwrap();
    assert_eq!(request_id.as_deref(), Some(REQUEST_ID));
    assert_eq!(trail.attempts.len(), 1);

    let sent = world.sent().remove(0);
    let target = sent.uri().path_and_query().unwrap();
    let body = std::str::from_utf8(sent.body()).unwrap();
    assert_eq!(format!("{} {target}\n\n{body}", sent.method()), fixture.sent);
    assert_eq!(sent.uri().host(), Some("api.mch.weixin.qq.com"));
    let authorization = sent.headers()["authorization"].to_str().unwrap();
    assert!(authorization.starts_with("WECHATPAY2-SHA256-RSA2048 mchid=\"1230000109\""), "{authorization}");
    assert!(authorization.contains(&format!("timestamp=\"{NOW}\"")), "{authorization}");
    reply
}

#[test]
fn create_order() {
    let order = check(&requests::create_order(), fixture!("create_order"));
    assert_eq!((&order.state, order.stage()), (&State::Doing, Stage::InService));
    assert_eq!(order.state_description, Some(StateDescription::UserConfirm));
    assert_eq!(order.out_order_no, "1234323JKHDFE|1243252");
    assert_eq!(order.service_id, "2002000000000558128851361561536");
    assert_eq!((order.appid.as_str(), order.mchid.as_str()), ("wxd678efh567hg6787", "1230000109"));
    assert_eq!(order.sub_appid.as_deref(), Some("wxd678efh567hg6999"));
    assert_eq!((order.sub_mchid.as_str(), order.channel_id.as_deref()), ("1900000109", Some("1230000109")));
    assert_eq!(order.service_introduction, "XX充电宝");
    assert_eq!(order.post_payments[0].amount, Some(Fen::new(400_00)));
    assert_eq!(order.post_discounts[0].name.as_deref(), Some("满20减1元"));
    assert_eq!(order.risk_fund.unwrap().name.as_deref(), Some("DEPOSIT"));
    assert_eq!(order.time_range.unwrap().end_time.as_deref(), Some("20091225121010"));
    assert_eq!(order.location.unwrap().start_location.as_deref(), Some("嗨客时尚主题展餐厅"));
    assert_eq!(order.attach.as_deref(), Some(requests::ATTACH));
    assert_eq!(order.notify_url.as_deref(), Some("https://api.test.com/payscore"));
    assert_eq!(order.order_id.as_deref(), Some("0000300001201908301055157220022"));
    assert_eq!(order.package, Some(Package::new("DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we").unwrap()));
}

#[test]
fn create_pay_on_delivery() {
    let order = check(&requests::create_pay_on_delivery(), fixture!("create_pay_on_delivery"));
    assert_eq!(order.stage(), Stage::WaitingForUser);
    assert_eq!(order.channel_id, None);
    let goods = &order.shopping_info.unwrap().goods[0];
    assert_eq!((goods.amount, goods.count), (Some(Fen::new(550)), Some(1)));
}

#[test]
fn query_order() {
    let order = check(&requests::query_order(), fixture!("query_order"));
    assert_eq!(order.stage(), Stage::WaitingForMoney);
    assert_eq!(order.total_amount, Some(Fen::new(399_00)));
    assert_eq!(order.need_collection, Some(true));
    assert_eq!(order.sub_openid, Some(UserId::new(requests::OPENID).unwrap()));
    let collection = order.collection.unwrap();
    assert_eq!(collection.state, CollectionState::UserPaying);
    assert_eq!(collection.paid_amount, Some(Fen::new(100_00)));
    let detail = &collection.details[0];
    assert_eq!(detail.paid_type, Some(PaidType::Newton));
    assert_eq!(detail.promotion_detail[0].goods_detail[0].goods_id, "M1006");
}

#[test]
fn cancel_order() {
    assert_eq!(check(&requests::cancel_order(), fixture!("cancel_order")), NoContent);
}

#[test]
fn complete_order() {
    assert_eq!(check(&requests::complete_order(), fixture!("complete_order")), NoContent);
}

#[test]
fn modify_order() {
    assert_eq!(check(&requests::modify_order(), fixture!("modify_order")), NoContent);
}

#[test]
fn register_deduction() {
    let reply = check(&requests::register_deduction(), fixture!("register_deduction"));
    assert_eq!(reply.description.as_deref(), Some("商品或支付单简要描述"));
}

#[test]
fn query_deduction() {
    let reply = check(&requests::query_deduction(), fixture!("query_deduction"));
    assert_eq!(reply.out_trade_no, "1234323JKHDFE1243252");
}

#[test]
fn sync_order() {
    assert_eq!(check(&requests::sync_order(), fixture!("sync_order")), NoContent);
}

#[test]
fn preauthorize() {
    let reply = check(&requests::preauthorize(), fixture!("preauthorize"));
    assert_eq!(reply.apply_permissions_token.as_str(), "apply_permissions_token");
}

#[test]
fn query_authorization() {
    let reply = check(&requests::query_authorization(), fixture!("query_authorization"));
    assert_eq!(reply.authorization_state, AuthorizationState::Unavailable);
    assert_eq!(reply.openid, Some(UserId::new(requests::OPENID).unwrap()));
}

#[test]
fn terminate_authorization() {
    assert_eq!(check(&requests::terminate_authorization(), fixture!("terminate_authorization")), NoContent);
}

#[test]
fn no_request_names_the_institution_in_its_body() {
    for operation in wx_payscore::tables::ENDPOINTS {
        assert!(operation.model.field("mchid").is_none(), "{}", operation.path);
    }
}

#[test]
fn whether_the_user_is_asked_is_always_said() {
    for request in [fixture!("create_order"), fixture!("create_pay_on_delivery")] {
        assert!(request.sent.contains("\"need_user_confirm\":"));
    }
    let fields = wx_payscore::tables::ENDPOINTS.iter().filter_map(|o| o.model.field("need_user_confirm"));
    assert_eq!(fields.filter(|field| field.required).count(), 2);
}

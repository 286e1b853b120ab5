//! What must not be shown is not shown: not by a type, and not by an error or its causes.

use std::error::Error as _;

use wx_payscore::{
    Authorization, CreateOrder, OpaqueText, OpenId, Package, PermissionsToken, QueryId, ServiceOrder, UserId,
    permissions::PermissionsReply,
};
use wx_transport::SendErrorKind;
use wx_types::Endpoint;

use crate::{
    exchanges::fixture,
    requests,
    world::{Act, World, run},
};

const CANARY: &str = "canary-7c1e";

#[track_caller]
fn check(shown: &str) {
    assert!(!shown.contains(CANARY), "{shown}");
}

fn openid() -> OpenId {
    OpenId::new(CANARY).unwrap()
}

#[test]
fn opaque_texts() {
    check(&format!("{:?}", openid()));
    check(&format!("{:?}", UserId::new(CANARY).unwrap()));
    check(&format!("{:?}", QueryId::new(CANARY).unwrap()));
    check(&format!("{:?}", Package::new(CANARY).unwrap()));
    check(&format!("{:?}", PermissionsToken::new(CANARY).unwrap()));
    check(&format!("{:?}", OpaqueText::new(CANARY).unwrap()));
    assert_eq!(format!("{:?}", openid()), "OpenId([elided])");
    check(&all_of(&OpenId::new(format!("{CANARY}\n")).unwrap_err()));
    check(&all_of(&QueryId::new(format!("{CANARY}\n")).unwrap_err()));
}

#[test]
fn requests_and_answers() {
    let mut order = requests::create_order();
    order.openid = Some(openid());
    order.sub_openid = Some(openid());
    check(&format!("{order:?}"));
    let mut order = requests::create_pay_on_delivery();
    order.openid = Some(openid());
    check(&format!("{order:?}"));
    let mut query = requests::query_order();
    query.query_id = Some(QueryId::new(CANARY).unwrap());
    check(&format!("{query:?}"));

    let answer = fixture!("query_order").answer.replace(requests::OPENID, CANARY);
    let order: ServiceOrder = serde_json::from_str(&answer).unwrap();
    assert_eq!(order.openid, Some(UserId::new(CANARY).unwrap()));
    check(&format!("{order:?}"));
    let answer = fixture!("create_order").answer.replace("DJIOSQPYWDxsjdldeuwhdodwxasd_dDiodnwjh9we", CANARY);
    let order: ServiceOrder = serde_json::from_str(&answer).unwrap();
    assert_eq!(order.package, Some(Package::new(CANARY).unwrap()));
    check(&format!("{order:?}"));
    let answer = fixture!("query_authorization").answer.replace(requests::OPENID, CANARY);
    let authorization: Authorization = serde_json::from_str(&answer).unwrap();
    check(&format!("{authorization:?}"));
    let reply: PermissionsReply =
        serde_json::from_str(&format!("{{\"apply_permissions_token\":\"{CANARY}\"}}")).unwrap();
    check(&format!("{reply:?}"));
}

/// Every text an error can show, its causes included.
fn all_of(error: &dyn std::error::Error) -> String {
    let mut texts = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        texts.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    texts
}

#[test]
fn errors() {
    let mut order = requests::create_order();
    order.sub_openid = Some(openid());
    order.attach = Some(CANARY.to_owned());
    let order = order.with_location(wx_payscore::orders::Location::new().with_start_location(CANARY));
    let body = |code: &str| {
        format!("{{\"code\":\"{code}\",\"message\":\"m\",\"detail\":{{\"value\":\"{CANARY}\"}}}}")
    };
    for act in [
        Act::Fail(SendErrorKind::Timeout),
        Act::Fail(SendErrorKind::Connect),
        Act::Answer(500, body("SYSTEM_ERROR")),
        Act::Answer(400, body("PARAM_ERROR")),
        Act::Answer(200, format!("{{\"out_order_no\":\"{CANARY}\"}}")),
        Act::Answer(200, format!("{{\"{CANARY}\":")),
        Act::Unsigned(502, format!("<html>{CANARY}</html>")),
        Act::Tampered(200, format!("{{\"state\":\"{CANARY}\"}}")),
    ] {
        let world = World::new(&vec![act; 3]);
        let error = run(world.client().send(&order)).unwrap_err();
        assert!(error.source().is_some());
        check(&all_of(&error));
    }
}

#[test]
fn violations() {
    let mut order = requests::create_order();
    order.service_introduction = CANARY.repeat(9);
    order.attach = Some(format!("{CANARY}中"));
    let violations = order.check().unwrap_err();
    assert_eq!(violations.len(), 2);
    check(&all_of(&violations));
    let mut request: serde_json::Value = serde_json::from_str(fixture!("create_order").request).unwrap();
    for name in ["sub_openid", "attach", "service_introduction"] {
        request[name] = format!("{}中", CANARY.repeat(99)).into();
    }
    request["time_range"]["start_time"] = CANARY.into();
    let violations = CreateOrder::from_json(request.to_string().as_bytes()).unwrap_err();
    assert_eq!(violations.len(), 6);
    check(&all_of(&violations));
    let error = run(World::new(&[]).client().send(&order)).unwrap_err();
    check(&all_of(&error));
}

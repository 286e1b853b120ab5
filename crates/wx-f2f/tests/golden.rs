//! One exchange an endpoint: the bytes that are sent, and the answer member by member.

use bytes::Bytes;
use http::{Method, Request};
use wx_f2f::{CreateOrder, OrderState, QueryOrder, TokenProvider};
use wx_types::{Endpoint, Fen};

use crate::{
    documents::{self, CONFIRM_TOKEN, create_order, number, query_order},
    world::{TOKEN, World, answer, run},
};

macro_rules! fixture {
    ($path:literal) => {
        include_str!(concat!("fixtures/", $path))
    };
}

/// The only request, which is a POST of JSON to this target.
#[track_caller]
fn only(world: &World, target: &str, body: &str) -> Request<Bytes> {
    let [request] = world.sent().try_into().unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri().to_string(), format!("https://api.weixin.qq.com{target}"));
    assert_eq!(str::from_utf8(request.body()).unwrap(), body);
    for name in ["accept", "content-type"] {
        assert_eq!(request.headers()[name], "application/json");
    }
    assert!(request.headers()["user-agent"].to_str().unwrap().starts_with("wx-payments/"));
    request
}

/// Sends `request`, holds what was sent against `golden`, and reads `answer`.
#[track_caller]
fn exchange<E>(request: &E, path: &str, golden: &str, body: &str) -> E::Reply
where
    E: Endpoint<Reply: Send> + Sync,
{
    let world = World::new([answer(200, body)]);
    let sent = run(world.client().send(request)).unwrap();
    let request = only(&world, &format!("{path}?access_token={TOKEN}"), golden);
    assert_eq!(request.headers().len(), 3, "and no Authorization, as nobody signs");
    assert_eq!(sent.trail.attempts.len(), 1);
    sent.reply
}

const CREATE: &str = "/wxa/business/f2f/createorderinfo";
const QUERY: &str = "/wxa/business/f2f/queryorderinfo";

#[test]
fn create_an_order() {
    const REQUEST: &str = fixture!("create_order/request.json");
    let reply = exchange(&create_order(), CREATE, REQUEST, fixture!("create_order/answer.json"));
    assert_eq!(reply.confirm_token.as_str(), CONFIRM_TOKEN);
    assert_eq!(reply.errmsg, "ok rid: 676e0f00-1b2c3d4e-5f607182");
    assert_eq!(
        serde_json::to_string(&reply.invocation()).unwrap(),
        format!(r#"{{"confirm_token":"{CONFIRM_TOKEN}"}}"#)
    );

    let reply = exchange(&create_order(), CREATE, REQUEST, fixture!("create_order/answer_least.json"));
    assert_eq!((reply.confirm_token.as_str(), reply.errmsg.as_str()), (CONFIRM_TOKEN, ""));

    // Longer than the page says, with an echo, and with members that no page has.
    let reply = exchange(&create_order(), CREATE, REQUEST, fixture!("create_order/answer_strange.json"));
    assert_eq!((reply.confirm_token.as_str().len(), reply.errmsg.as_str()), (200, ""));
}

#[test]
fn query_an_order() {
    const REQUEST: &str = fixture!("query_order/request.json");
    let order = exchange(&query_order(), QUERY, REQUEST, fixture!("query_order/answer.json"));
    assert_eq!(order.state, OrderState::Success);
    assert!(order.state.is_paid() && order.state.is_final());
    assert_eq!(order.order_id.as_deref(), Some("4200002345202412271234567890"));
    assert_eq!(order.amount, Some(Fen::new(12_900)));
    assert_eq!((order.attach.as_deref(), order.errmsg.as_str()), (Some("二手书 #7"), "ok"));

    let order = exchange(&query_order(), QUERY, REQUEST, fixture!("query_order/answer_least.json"));
    assert_eq!(order.state, OrderState::NotPay);
    assert_eq!((order.order_id, order.amount, order.attach, order.errmsg), (None, None, None, String::new()));

    let order = exchange(&query_order(), QUERY, REQUEST, fixture!("query_order/answer_strange.json"));
    assert_eq!(order.state.as_str(), "HALF_PAID");
    assert!(!order.state.is_paid() && !order.state.is_final(), "a state that nobody knows is neither");
    assert_eq!(order.amount, Some(Fen::new(12_900)));
    assert_eq!((order.order_id, order.attach, order.errmsg), (None, None, String::new()));
}

#[test]
fn a_query_needs_one_of_its_fields() {
    let by_number = QueryOrder::by_out_request_no(number());
    let body = format!(r#"{{"out_request_no":"{}"}}"#, documents::NUMBER);
    exchange(&by_number, QUERY, &body, fixture!("query_order/answer_least.json"));
    let by_token = QueryOrder::by_confirm_token(query_order().confirm_token.unwrap());
    let body = format!(r#"{{"confirm_token":"{CONFIRM_TOKEN}"}}"#);
    exchange(&by_token, QUERY, &body, fixture!("query_order/answer_least.json"));
}

#[test]
fn states_are_paid_and_final() {
    let table = [
        ("SUCCESS", true, true),
        ("REFUND", false, true),
        ("NOTPAY", false, false),
        ("CLOSED", false, true),
        ("PAYERROR", false, false),
        ("success", false, false),
        ("", false, false),
    ];
    for (text, paid, last) in table {
        let state = OrderState::from(text);
        assert_eq!((state.as_str(), state.is_paid(), state.is_final()), (text, paid, last));
    }
    assert_eq!(OrderState::KNOWN, ["SUCCESS", "REFUND", "NOTPAY", "CLOSED", "PAYERROR"]);
}

#[test]
fn fetch_a_token() {
    let world = World::new([answer(200, fixture!("stable_token/answer.json"))]);
    let provider = world.stable();
    let token = run(provider.token()).unwrap();
    assert!(token.is_same_as(&wx_f2f::AccessToken::new(TOKEN)));
    let request = only(&world, "/cgi-bin/stable_token", fixture!("stable_token/request.json"));
    assert_eq!(request.headers().len(), 3);
}

#[test]
fn the_typed_request_and_the_json_request_are_one() {
    let json = documents::create();
    assert_eq!(CreateOrder::from_json(json.to_string().as_bytes()).unwrap(), create_order());
    assert_eq!(serde_json::to_value(create_order()).unwrap(), json);
    let json = documents::query();
    assert_eq!(QueryOrder::from_json(json.to_string().as_bytes()).unwrap(), query_order());
    assert_eq!(serde_json::to_value(query_order()).unwrap(), json);
}

/// Some interfaces of the platform refuse `\uXXXX`.
#[test]
fn the_body_is_raw_utf8() {
    let world = World::new([answer(200, fixture!("create_order/answer.json"))]);
    let request = create_order().with_attach("é中🐤\u{7f}");
    run(world.client().send(&request)).unwrap();
    let body = world.sent()[0].body().clone();
    let text = str::from_utf8(&body).unwrap();
    assert!(text.contains("é中🐤\u{7f}") && !text.contains("\\u"));
}

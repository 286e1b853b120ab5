use wx_cloudrun::{
    Callback, CallbackType, Container, Outcome, Payer, QueryOrder, QueryRefund, Reason, Refund, TradeType,
    danger::send_unchecked,
};
use wx_transport::SendErrorKind;
use wx_types::{AppId, CompactTime, Endpoint, Fen, RefundId, TransactionId};

use crate::world::{
    Event, World, container, merchant, openid, order, order_number, placed_by, refund, refund_number,
    refused, run,
};

#[track_caller]
fn check(request: &impl Endpoint, expected: &str) {
    let found = request.check().map_or_else(|violations| violations.to_string(), |()| String::new());
    assert_eq!(found, expected);
}

fn transaction() -> TransactionId {
    TransactionId::new("4200000000202403210000000001").unwrap()
}

#[test]
fn each_callback_has_its_own_parts() {
    check(&order(), "");
    let mut both = order().with_function_name("f");
    check(&both, "function_name: must be left out with callback_type 2");
    both.callback_type = CallbackType::Function;
    check(&both, "container: must be left out with callback_type 1");
    both.container = None;
    check(&both, "");
    both.function_name = None;
    check(&both, "function_name: must be given with callback_type 1");
    both.callback_type = CallbackType::Container;
    check(&both, "container: must be given with callback_type 2");
    // The same for refunds.
    check(&refund(), "");
    check(
        &refund().with_container(Container::new("pay", "/")),
        "container: must be left out with callback_type 1",
    );
    let mut none = refund();
    none.function_name = None;
    check(&none, "function_name: must be given with callback_type 1");
}

#[test]
fn callbacks_of_either_kind_fit() {
    for callback in [container(), Callback::function("e", "f")] {
        assert!(!callback.env_id().is_empty());
        let (merchant, order, refund) = (merchant(), order_number(), refund_number());
        check(&Refund::of_order(callback, merchant, order, refund, Fen::new(1), Fen::new(1)), "");
    }
}

#[test]
fn there_is_one_payer() {
    const RULE: &str = "openid: exactly one of openid and sub_openid must be given";
    let sub_appid = AppId::new("wx8888888888888888").unwrap();
    check(&placed_by(Payer::SubOpenid { sub_appid: sub_appid.clone(), sub_openid: openid() }), "");
    check(&order().with_sub_appid(sub_appid.clone()), "");
    check(&order().with_sub_appid(sub_appid).with_sub_openid(openid()), RULE);
    check(&order().with_sub_openid(openid()), &format!("{RULE}; sub_appid: must be given with sub_openid"));
    let mut nobody = order();
    nobody.openid = None;
    check(&nobody, RULE);
    check(&nobody.with_sub_openid(openid()), "sub_appid: must be given with sub_openid");
}

#[test]
fn an_order_can_be_paid_for_a_minute_at_least() {
    let from = |seconds: i64| {
        let start = CompactTime::new("20091225091010").unwrap();
        let expire = CompactTime::from_unix(start.unix_seconds() + seconds).unwrap();
        order().with_time_start(start).with_time_expire(expire)
    };
    check(&from(60), "");
    for seconds in [59, 0, -60, -100_000] {
        check(&from(seconds), "time_expire: must be at least one minute after time_start");
    }
    check(&order().with_time_expire(CompactTime::new("20091225091010").unwrap()), "");
}

#[test]
fn an_order_is_named_by_one_number() {
    const RULE: &str = "out_trade_no: exactly one of out_trade_no and transaction_id must be given";
    check(&QueryOrder::new(merchant()), RULE);
    check(&QueryOrder::by_out_trade_no(merchant(), order_number()), "");
    check(&QueryOrder::by_transaction_id(merchant(), transaction()), "");
    check(&QueryOrder::by_transaction_id(merchant(), transaction()).with_out_trade_no(order_number()), RULE);
    check(&refund().with_transaction_id(transaction()), RULE);
    let of_transaction = Refund::of_transaction(
        container(),
        merchant(),
        transaction(),
        refund_number(),
        Fen::new(1),
        Fen::new(1),
    );
    check(&of_transaction, "");
    assert_eq!(of_transaction.query().out_refund_no, Some(refund_number()));
}

#[test]
fn refunds_are_named_by_one_number() {
    const RULE: &str = "out_refund_no: exactly one of refund_id, out_refund_no, transaction_id and out_trade_no must be given";
    check(&QueryRefund::new(merchant()), RULE);
    check(&QueryRefund::by_out_refund_no(merchant(), refund_number()), "");
    check(&QueryRefund::by_out_trade_no(merchant(), order_number()), "");
    check(&QueryRefund::by_transaction_id(merchant(), transaction()), "");
    let by_id = QueryRefund::by_refund_id(merchant(), RefundId::new("503").unwrap());
    check(&by_id, "");
    check(&by_id.with_out_refund_no(refund_number()), RULE);
}

#[test]
fn no_more_goes_back_than_was_paid() {
    let mut too_much = refund();
    too_much.refund_fee = Fen::new(3);
    check(&too_much, "refund_fee: must not be more than total_fee");
    too_much.total_fee = Fen::new(3);
    check(&too_much, "");
}

/// The body of each request that `script` provokes.
fn bodies(world: &World) -> Vec<serde_json::Value> {
    world.sent().iter().map(|request| serde_json::from_slice(request.body()).unwrap()).collect()
}

#[test]
fn the_nonce_is_drawn_once_per_call() {
    let refused = Event::Fail(SendErrorKind::Connect);
    let world = World::new(&[
        refused.clone(),
        refused.clone(),
        refused.clone(),
        refused.clone(),
        refused.clone(),
        refused,
    ]);
    let client = world.client();
    run(client.send(&order())).unwrap_err();
    run(client.send(&order())).unwrap_err();
    let sent = world.sent();
    assert_eq!((sent[0].body(), sent[1].body()), (sent[1].body(), sent[2].body()));
    assert_eq!(sent[3].body(), sent[5].body());
    let bodies = bodies(&world);
    assert_ne!(bodies[0]["nonce_str"], bodies[3]["nonce_str"]);
    assert_eq!(bodies[0]["nonce_str"].as_str().unwrap().len(), 32);
    assert_eq!(bodies[0]["trade_type"], "JSAPI");
}

#[test]
fn what_the_caller_sets_stays() {
    let world = World::new(&[refused("NOTENOUGH")]);
    let set = order().with_nonce_str("mine").with_trade_type(TradeType::Jsapi);
    run(world.client().send(&set)).unwrap_err();
    assert_eq!(bodies(&world)[0]["nonce_str"], "mine");
}

#[test]
fn a_completed_request_is_the_same_in_every_call() {
    let world = World::new(&[refused("SYSTEMERROR"), refused("NOTENOUGH")]);
    let client = world.client();
    let completed = client.complete(&order()).unwrap();
    assert_eq!(completed.nonce_str.as_deref(), Some("5a".repeat(16).as_str()));
    assert_eq!(run(client.send(&completed)).unwrap_err().outcome(), Outcome::Unknown);
    run(client.send(&completed)).unwrap_err();
    let sent = world.sent();
    assert_eq!(sent[0].body(), sent[1].body());
}

#[test]
fn faults_are_reported_before_anything_is_sent() {
    let world = World::new(&[]);
    let error = run(world.client().send(&order().with_attach(""))).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.violations().unwrap().to_string(), "attach: must be 1 to 127 characters (found 0)");
    assert_eq!(error.trail(), None);
    assert!(world.sent().is_empty());
}

#[test]
fn without_randomness_nothing_is_sent() {
    let world = World::without_randomness();
    let error = run(world.client().send(&order())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Nonce(_)));
    assert!(world.client().complete(&order()).is_err());
    assert!(world.sent().is_empty());
}

#[test]
fn danger_skips_the_rules_and_nothing_else() {
    let world = World::new(&[refused("PARAM_ERROR")]);
    let error = run(send_unchecked(&world.client(), &order().with_attach(""))).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Answered);
    assert_eq!(bodies(&world)[0]["trade_type"], "JSAPI");
}

use wx_fubei::{
    Method, Outcome, QueryOrder, QueryRefund, Reason, Refund, SealError, danger::send_unchecked,
    fbpay::FbpayQuery,
};
use wx_types::Endpoint;

use crate::world::{World, agent, answer, merchant, mina, order_number, order_sn, refund_number, run};

#[track_caller]
fn check(request: &impl Endpoint, expected: &str) {
    let found = request.check().map_or_else(|violations| violations.to_string(), |()| String::new());
    assert_eq!(found, expected);
}

const ORDER_RULE: &str =
    "merchant_order_sn: exactly one of merchant_order_sn, order_sn and trade_no must be given";

#[test]
fn an_order_is_queried_by_one_number() {
    check(&QueryOrder::new(), ORDER_RULE);
    check(&QueryOrder::by_merchant_order_sn(order_number()), "");
    check(&QueryOrder::by_order_sn(order_sn()), "");
    check(&QueryOrder::by_trade_no("1"), "");
    check(&QueryOrder::by_order_sn(order_sn()).with_merchant_order_sn(order_number()), ORDER_RULE);
}

#[test]
fn an_order_is_refunded_by_one_number() {
    check(&Refund::new(refund_number()), ORDER_RULE);
    check(&Refund::of_order(order_number(), refund_number()), "");
    check(&Refund::of_order_sn(order_sn(), refund_number()), "");
    check(&Refund::of_trade_no("1", refund_number()), "");
    check(&Refund::of_trade_no("1", refund_number()).with_order_sn(order_sn()), ORDER_RULE);
}

#[test]
fn a_refund_is_queried_by_a_number_of_each() {
    let order_rule =
        "merchant_order_sn: exactly one of order_sn, merchant_order_sn and trade_no must be given";
    let refund_rule = "merchant_refund_sn: exactly one of refund_sn and merchant_refund_sn must be given";
    check(&QueryRefund::new(), &format!("{order_rule}; {refund_rule}"));
    check(&QueryRefund::new().with_order_sn(order_sn()), refund_rule);
    check(&QueryRefund::new().with_refund_sn("1"), order_rule);
    check(&QueryRefund::by_merchant(order_number(), refund_number()), "");
    check(&QueryRefund::by_merchant(order_number(), refund_number()).with_refund_sn("1"), refund_rule);
    for refund in [
        Refund::of_order(order_number(), refund_number()),
        Refund::of_order_sn(order_sn(), refund_number()),
        Refund::of_trade_no("1", refund_number()),
    ] {
        check(&refund.query(), "");
    }
}

#[test]
fn fbpay_takes_any_number_but_none() {
    check(
        &FbpayQuery::new(),
        "merchant_order_sn: at least one of order_sn, ins_order_sn and merchant_order_sn must be given",
    );
    check(&FbpayQuery::by_merchant_order_sn(order_number()).with_order_sn(order_sn()), "");
    check(&FbpayQuery::new().with_ins_order_sn("1"), "");
}

#[test]
fn an_agent_names_the_merchant() {
    let world = World::new(&[]);
    let query = FbpayQuery::by_merchant_order_sn(order_number());
    let error = run(world.client(agent()).send(&query)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.violations().unwrap().to_string(), "merchant_id: is required where an agent asks");
    assert!(world.sent().is_empty());
    // A merchant asks for its own orders.
    let world = World::new(&[answer(200, r#"{"result_code":200,"data":{"order_status":"UNUSED"}}"#)]);
    run(world.client(merchant()).send(&query)).unwrap();
}

#[test]
fn an_agent_cannot_call_what_is_for_merchants() {
    let world = World::new(&[]);
    let error = run(world.client(agent()).send(&mina())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Seal(SealError::MerchantOnly)));
    assert!(world.sent().is_empty());
}

#[test]
fn faults_are_reported_before_anything_is_sent() {
    let world = World::new(&[]);
    let error = run(world.client(merchant()).send(&mina().with_body(""))).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.violations().unwrap().to_string(), "body: must be 1 to 128 characters (found 0)");
    assert_eq!(error.trail(), None);
    assert!(world.sent().is_empty());
}

#[test]
fn without_randomness_nothing_is_sent() {
    let world = World::without_randomness();
    let error = run(world.client(merchant()).send(&mina())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Seal(SealError::Random(_))));
    assert!(world.sent().is_empty());
}

#[test]
fn danger_skips_the_rules_and_nothing_else() {
    let world = World::new(&[answer(200, r#"{"result_code":9996}"#)]);
    let client = world.client(merchant());
    let error = run(send_unchecked(&client, &mina().with_body(""))).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Answered);
    assert_eq!(world.sent().len(), 1);
    let error = run(send_unchecked(&world.client(agent()), &mina())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[test]
fn what_asks_for_the_outcome_names_the_same_number() {
    let asked = mina().query();
    assert_eq!(asked.merchant_order_sn, Some(order_number()));
    assert_eq!(QueryOrder::METHOD, "openapi.payment.order.query");
}

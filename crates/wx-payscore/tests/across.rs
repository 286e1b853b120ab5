//! Rules that concern more than one field.

use wx_payscore::{
    ChannelId, CompleteOrder, CreateOrder, EndTime, OpenId, OutOrderNo, QueryId, QueryOrder, ServiceId,
    StartTime, SubMchid, UserConfirmation,
    orders::{FinalDiscount, Location, PostDiscount, PostPayment, RiskFundName, TimeRange},
};
use wx_types::{AppId, Endpoint, Fault, Fen, Violation};

use crate::{requests, subjects};

/// Everything that is wrong with `request`, as texts.
fn wrong(request: &impl Endpoint) -> Vec<String> {
    request.check().err().into_iter().flatten().map(|violation| violation.to_string()).collect()
}

const ONE_USER: &str =
    "openid: exactly one of openid and sub_openid must be given where need_user_confirm is false";

fn order(confirmation: UserConfirmation, openid: bool, sub_openid: bool, sub_appid: bool) -> CreateOrder {
    let mut order = requests::create_order();
    order.need_user_confirm = confirmation;
    order.openid = openid.then(|| OpenId::new("a").unwrap());
    order.sub_openid = sub_openid.then(|| OpenId::new("b").unwrap());
    order.sub_appid = sub_appid.then(|| AppId::new("c").unwrap());
    order
}

#[test]
fn one_user_where_nobody_is_asked() {
    use UserConfirmation::{Required, Waived};
    let sub_appid = "sub_appid: must be given where sub_openid is";
    for (confirmation, openid, sub_openid, with_sub_appid, expected) in [
        (Waived, true, false, false, vec![]),
        (Waived, false, true, true, vec![]),
        (Waived, true, false, true, vec![]),
        (Waived, false, false, false, vec![ONE_USER]),
        (Waived, true, true, true, vec![ONE_USER]),
        (Waived, true, true, false, vec![ONE_USER, sub_appid]),
        (Waived, false, true, false, vec![sub_appid]),
        (Required, false, false, false, vec![]),
        (Required, true, false, false, vec![]),
        (Required, false, true, true, vec![]),
        (Required, false, true, false, vec![sub_appid]),
    ] {
        let found = wrong(&order(confirmation, openid, sub_openid, with_sub_appid));
        assert_eq!(found, expected, "{confirmation:?} {openid} {sub_openid} {with_sub_appid}");
    }
}

#[test]
fn the_pay_on_delivery_order_knows_the_same_rules() {
    let mut order = requests::create_pay_on_delivery();
    order.need_user_confirm = UserConfirmation::Waived;
    order.sub_openid = None;
    order.post_payments = Some(vec![requests::payment(), requests::payment()]);
    order.post_discounts = Some(vec![requests::discount(), requests::discount()]);
    order.location = Some(Location::new().with_end_location("b"));
    order.time_range =
        TimeRange::new(StartTime::new("20091225").unwrap()).with_end_time(EndTime::new("20091224").unwrap());
    assert_eq!(
        wrong(&order),
        [
            ONE_USER,
            "post_payments[1].name: must be another one than those before it",
            "post_discounts[1].name: must be another one than those before it",
            "time_range.end_time: must be later than time_range.start_time",
            "location.start_location: must be given where location.end_location is",
        ]
    );
}

#[test]
fn an_end_needs_a_beginning_in_a_new_order_only() {
    let alone = Location::new().with_end_location("b");
    let rule = "location.start_location: must be given where location.end_location is";
    assert_eq!(wrong(&requests::create_order().with_location(alone.clone())), [rule]);
    assert!(
        wrong(&requests::create_order().with_location(Location::new().with_start_location("a"))).is_empty()
    );
    assert!(wrong(&requests::complete_order().with_location(alone)).is_empty());
}

#[test]
fn names_are_given_once() {
    let payments = ["a", "b", "a", "商品信息", "商品信息", "a"].map(PostPayment::new);
    let discounts = ["a", "商品信息", "商品信息"].map(|name| PostDiscount::new(name, "d"));
    let order = requests::create_order()
        .with_post_payments(payments.to_vec())
        .with_post_discounts(discounts.to_vec());
    assert_eq!(
        wrong(&order),
        [
            "post_payments[2].name: must be another one than those before it",
            "post_payments[5].name: must be another one than those before it",
            "post_discounts[2].name: must be another one than those before it",
        ]
    );
}

#[test]
fn names_are_given_once_at_the_end_too() {
    let twice = vec![requests::final_discount(), requests::final_discount()];
    let rule = "post_discounts[1].name: must be another one than those before it";
    let mut complete = requests::complete_order().with_post_discounts(twice.clone());
    complete.total_amount = Fen::new(398_00);
    assert_eq!(wrong(&complete), [rule]);
    let mut modify = requests::modify_order().with_post_discounts(twice);
    modify.total_amount = Fen::new(398_00);
    assert_eq!(wrong(&modify), [rule]);
}

#[track_caller]
fn check_times(start: &str, end: &str, fits: bool) {
    let range = TimeRange::new(StartTime::new(start).unwrap()).with_end_time(EndTime::new(end).unwrap());
    let mut create = requests::create_order();
    create.time_range = range.clone();
    let expected: &[&str] =
        if fits { &[] } else { &["time_range.end_time: must be later than time_range.start_time"] };
    assert_eq!(wrong(&create), expected, "{start} to {end}");
    assert_eq!(wrong(&requests::complete_order().with_time_range(range)), expected, "{start} to {end}");
}

#[test]
fn the_end_is_later_than_the_start() {
    check_times("20091225091010", "20091225091011", true);
    check_times("20091225091010", "20091225091010", false);
    check_times("20091225091010", "20091225", true);
    check_times("20091225", "20091225", true);
    check_times("20091225", "20091224", false);
    check_times("OnAccept", "20091225", true);
}

#[test]
fn a_time_of_another_form_is_reported_where_it_stands() {
    for (start, expected) in [
        ("20091325", "a time such as 20091225091010, a day such as 20091225, or OnAccept"),
        ("onAccept", "a time such as 20091225091010, a day such as 20091225, or OnAccept"),
        ("2009122509", "a time such as 20091225091010, a day such as 20091225, or OnAccept"),
    ] {
        let subject = subjects::create_order();
        let mut request = subject.full.clone();
        request["time_range"]["start_time"] = start.into();
        let faults = subject.faults(&request);
        assert_eq!(faults.len(), 1, "{start}: {faults:?}");
        assert_eq!(faults[0].path(), "time_range.start_time");
        assert_eq!(*faults[0].fault(), Fault::Form { expected });
    }
    let subject = subjects::create_order();
    let mut request = subject.full.clone();
    request["time_range"]["end_time"] = "20091325".into();
    assert_eq!(subject.faults(&request)[0].path(), "time_range.end_time");
}

const TOTAL: &str = "total_amount: must be the sum of post_payments less the sum of post_discounts";

fn complete(total: i64, payments: &[Option<i64>], discounts: &[i64]) -> CompleteOrder {
    let mut order = requests::complete_order();
    order.total_amount = Fen::new(total);
    let payment = |(index, amount): (usize, &Option<i64>)| {
        let payment = PostPayment::new(index.to_string());
        amount.map_or(payment.clone(), |amount| payment.with_amount(Fen::new(amount)))
    };
    order.post_payments = payments.iter().enumerate().map(payment).collect();
    let discount =
        |(index, amount): (usize, &i64)| FinalDiscount::new(index.to_string(), "d", Fen::new(*amount));
    order.post_discounts = Some(discounts.iter().enumerate().map(discount).collect());
    order
}

#[test]
fn the_total_is_the_sum() {
    for (total, payments, discounts, fits) in [
        (300, &[Some(100), Some(250)][..], &[50][..], true),
        (301, &[Some(100), Some(250)], &[50], false),
        (299, &[Some(100), Some(250)], &[50], false),
        (0, &[Some(100)], &[100], true),
        (0, &[], &[], true),
        (1, &[], &[], false),
        // More is taken off than there is.
        (0, &[Some(100)], &[101], false),
        // Nobody has said what one of them costs.
        (999, &[Some(100), None], &[], true),
        // The sum does not fit.
        (i64::MAX, &[Some(i64::MAX), Some(1)], &[], false),
        (i64::MAX, &[Some(i64::MAX)], &[i64::MAX, 1], false),
        (i64::MAX, &[Some(i64::MAX)], &[], true),
    ] {
        let expected: &[&str] = if fits { &[] } else { &[TOTAL] };
        assert_eq!(
            wrong(&complete(total, payments, discounts)),
            expected,
            "{total} {payments:?} {discounts:?}"
        );
    }
    let mut modify = requests::modify_order();
    modify.total_amount = Fen::new(399_01);
    assert_eq!(wrong(&modify), [TOTAL]);
}

#[test]
fn an_order_is_asked_for_in_one_way() {
    let rule = "out_order_no: exactly one of out_order_no and query_id must be given";
    let query = || {
        QueryOrder::new(
            ServiceId::new("500001").unwrap(),
            SubMchid::new("1900000109").unwrap(),
            ChannelId::new("1230000109").unwrap(),
        )
    };
    let number = || OutOrderNo::new("1").unwrap();
    assert_eq!(wrong(&query()), [rule]);
    assert_eq!(wrong(&query().with_out_order_no(number()).with_query_id(QueryId::new("q").unwrap())), [rule]);
    assert!(wrong(&query().with_out_order_no(number())).is_empty());
    let by_query_id = query().with_query_id(QueryId::new("a+b/c").unwrap());
    assert!(wrong(&query().with_query_id(QueryId::new("q").unwrap())).is_empty());
    assert!(by_query_id.target().ends_with("&channel_id=1230000109&query_id=a%2Bb%2Fc"));
}

#[test]
fn a_typed_request_is_checked_like_a_read_one() {
    let mut order = requests::create_order();
    order.service_introduction = "中".repeat(21);
    order.risk_fund.name = RiskFundName::from("UDEPOSIT");
    order.attach = Some("中".to_owned());
    assert_eq!(
        wrong(&order),
        [
            "service_introduction: must be 1 to 20 characters (found 21)",
            "risk_fund.name: must be one of DEPOSIT, ADVANCE, CASH_DEPOSIT, ESTIMATE_ORDER_COST",
            "attach: may hold visible ASCII characters; character 0 is another one",
        ]
    );
}

#[test]
fn whose_order_it_is_is_checked_at_the_door() {
    #[track_caller]
    fn check<T>(made: Result<T, Violation>, expected: &str) {
        assert_eq!(made.map(drop).map_err(|violation| violation.to_string()), Err(expected.to_owned()));
    }
    check(OpenId::new(""), "openid: must be 1 to 128 characters (found 0)");
    check(OpenId::new("x".repeat(129)), "openid: must be 1 to 128 characters (found 129)");
    check(OpenId::new("a b"), "openid: may hold visible ASCII characters; character 1 is another one");
    check(QueryId::new("x".repeat(513)), "query_id: must be 1 to 512 characters (found 513)");
    check(QueryId::new("a\n"), "query_id: may hold visible ASCII characters; character 1 is another one");
    assert!(OpenId::new("x".repeat(128)).is_ok() && QueryId::new("x".repeat(512)).is_ok());

    // Read, it is reported with the others, under the name of its member.
    let subject = subjects::create_order();
    let mut request = subject.full.clone();
    request["sub_openid"] = "x".repeat(129).into();
    request["time_range"]["start_time"] = "now".into();
    request["attach"] = "".into();
    let faults: Vec<_> = subject.faults(&request).iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "time_range.start_time: must be a time such as 20091225091010, a day such as 20091225, or OnAccept",
            "sub_openid: must be 1 to 128 characters (found 129)",
            "attach: must be 1 to 256 characters (found 0)",
        ]
    );
}

#[test]
fn every_character_counts_as_one() {
    let mut order = requests::create_order();
    for text in ["中".repeat(20), "a".repeat(20), "é".repeat(20)] {
        order.service_introduction = text;
        assert!(wrong(&order).is_empty());
    }
}

#[test]
fn all_faults_at_once() {
    let mut order = requests::create_order();
    order.service_introduction = String::new();
    order.sub_appid = None;
    order.location = Some(Location::new().with_end_location("b"));
    assert_eq!(wrong(&order).len(), 3);
}

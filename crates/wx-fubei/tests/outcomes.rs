//! How calls end: done, refused, not sent or unknown.

use wx_fubei::{
    ApiError, CloseOrder, Error, Method, Outcome, QueryOrder, Reason, Refund, Remedy, ResultCode,
};
use wx_transport::SendErrorKind;

use crate::world::{Event, World, answer, merchant, mina, order_number, refund_number, run};

/// The outcome of `request` under `script`, how many requests were sent, and the error.
#[track_caller]
fn fail<E: Method<Reply: Send> + Sync>(request: &E, script: &[Event]) -> (Outcome, usize, Error) {
    let world = World::new(script);
    let error = run(world.client(merchant()).send(request)).err().expect("no success");
    (error.outcome(), world.sent().len(), error)
}

/// What an order, a refund and a close make of `script`.
#[track_caller]
fn check_acting(script: &[Event], expected: Outcome, sent: usize) {
    let refund = Refund::of_order(order_number(), refund_number());
    let close = CloseOrder::new(order_number());
    let (outcome, count, error) = fail(&mina(), script);
    assert_eq!((outcome, count), (expected, sent));
    assert_eq!(error.business_number().unwrap().to_string(), "merchant_order_sn T20240101000001");
    let (outcome, count, error) = fail(&refund, script);
    assert_eq!((outcome, count), (expected, sent));
    assert_eq!(error.business_number().unwrap().to_string(), "merchant_refund_sn R20240101000001");
    let (outcome, count, error) = fail(&close, script);
    assert_eq!((outcome, count), (expected, sent));
    assert_eq!(error.method(), "openapi.payment.order.close");
}

fn query() -> QueryOrder {
    mina().query()
}

#[test]
fn nothing_sent_goes_to_the_other_host() {
    let refused = Event::Fail(SendErrorKind::Connect);
    check_acting(&[refused.clone(), refused.clone(), refused.clone()], Outcome::NotSent, 3);
    let world =
        World::new(&[refused, answer(200, include_str!("fixtures/openapi.payment.order.mina/answer.json"))]);
    let answer = run(world.client(merchant()).send(&mina())).unwrap();
    assert_eq!(answer.trail.attempts.len(), 2);
    let sent = world.sent();
    assert_eq!(sent[0].uri().host(), Some("shq-api.51fubei.com"));
    assert_eq!(sent[1].uri().host(), Some("backup.example.com"));
}

#[test]
fn every_attempt_is_sealed_afresh_over_the_same_content() {
    let refused = Event::Fail(SendErrorKind::Connect);
    let world = World::new(&[refused.clone(), refused.clone(), refused]);
    run(world.client(merchant()).send(&mina())).unwrap_err();
    let bodies: Vec<serde_json::Value> =
        world.sent().iter().map(|request| serde_json::from_slice(request.body()).unwrap()).collect();
    for (one, other) in [(0, 1), (1, 2), (0, 2)] {
        assert_eq!(bodies[one]["biz_content"], bodies[other]["biz_content"]);
        assert_ne!(bodies[one]["nonce"], bodies[other]["nonce"]);
        assert_ne!(bodies[one]["sign"], bodies[other]["sign"]);
    }
}

#[test]
fn a_lost_answer_is_unknown_and_nothing_is_sent_again() {
    for kind in
        [SendErrorKind::Timeout, SendErrorKind::Interrupted, SendErrorKind::TooLarge, SendErrorKind::Unknown]
    {
        check_acting(&[Event::Fail(kind)], Outcome::Unknown, 1);
    }
    // Once unknown, always unknown; and what was not sent before does not matter.
    check_acting(
        &[Event::Fail(SendErrorKind::Connect), Event::Fail(SendErrorKind::Interrupted)],
        Outcome::Unknown,
        2,
    );
}

#[test]
fn failures_of_the_server_are_unknown() {
    for status in [408, 429, 500, 502, 503, 504] {
        check_acting(&[answer(status, "")], Outcome::Unknown, 1);
        // Not even a refusal is believed under such a status.
        check_acting(&[answer(status, r#"{"result_code":9996,"result_message":"x"}"#)], Outcome::Unknown, 1);
        check_acting(&[answer(status, r#"{"result_code":200,"data":{}}"#)], Outcome::Unknown, 1);
    }
    check_acting(&[answer(502, "<html><body>Bad Gateway</body></html>")], Outcome::Unknown, 1);
}

#[test]
fn what_is_not_an_envelope_is_unknown() {
    let whole = include_str!("fixtures/openapi.payment.order.mina/answer.json");
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "<html>login</html>",
        &whole[..whole.len() / 2],
        r#"{"result_code":"ok"}"#,
        r#"{"result_code":200.0,"data":{}}"#,
        r#"{"result_code":null,"data":{}}"#,
        r#"{"result_code":200,"result_code":200,"data":{}}"#,
        r#"{"result_code":200}"#,
        r#"{"result_code":200,"data":null}"#,
        r#"{"result_code":200,"data":{}}"#,
        r#"{"result_code":200,"data":[]}"#,
        r#"{"result_code":200,"data":"x"}"#,
    ] {
        check_acting(&[answer(200, body)], Outcome::Unknown, 1);
    }
    for status in [302, 401, 403, 404] {
        check_acting(&[answer(status, "<html></html>")], Outcome::Unknown, 1);
        check_acting(&[answer(status, r#"{"result_code":200,"data":{}}"#)], Outcome::Unknown, 1);
    }
    check_acting(&[answer(302, r#"{"result_code":9996}"#)], Outcome::Unknown, 1);
}

#[test]
fn an_answer_cut_anywhere_is_unknown() {
    let whole = include_str!("fixtures/openapi.payment.order.mina/answer.json").trim_end();
    for (cut, _) in whole.char_indices() {
        assert_eq!(fail(&mina(), &[answer(200, &whole[..cut])]).0, Outcome::Unknown, "{cut}");
    }
}

#[test]
fn data_without_what_it_must_have_is_unknown() {
    let whole = include_str!("fixtures/openapi.payment.order.mina/answer.json");
    for name in [
        "prepay_id",
        "order_sn",
        "merchant_order_sn",
        "sign_params",
        "appId",
        "timeStamp",
        "nonceStr",
        "package",
        "signType",
        "paySign",
    ] {
        let without = whole.replace(&format!("\"{name}\""), "\"other\"");
        let (outcome, _, error) = fail(&mina(), &[answer(200, &without)]);
        assert_eq!(outcome, Outcome::Unknown, "{name}");
        assert!(matches!(error.reason(), Reason::Undecodable), "{name}");
    }
}

#[test]
fn an_answer_to_another_order_is_unknown() {
    let whole = include_str!("fixtures/openapi.payment.order.mina/answer.json");
    let foreign = whole.replace("T20240101000001", "T20240101000002");
    let (outcome, sent, error) = fail(&mina(), &[answer(200, &foreign)]);
    assert_eq!((outcome, sent), (Outcome::Unknown, 1));
    assert!(matches!(error.reason(), Reason::Foreign { field: "merchant_order_sn" }));
    // So is a refusal of another order.
    let refusal = r#"{"result_code":400,"data":{"merchant_order_sn":"T2"}}"#;
    assert_eq!(fail(&mina(), &[answer(200, refusal)]).0, Outcome::Unknown);
    let refund = Refund::of_order(order_number(), refund_number());
    let reply = r#"{"result_code":200,"data":{"merchant_refund_sn":"R2"}}"#;
    let (_, _, error) = fail(&refund, &[answer(200, reply)]);
    assert!(matches!(error.reason(), Reason::Foreign { field: "merchant_refund_sn" }));
    // A query asks again, and never takes it for an answer.
    let reply = r#"{"result_code":200,"data":{"merchant_order_sn":"T2","trade_state":"SUCCESS"}}"#;
    let (outcome, sent, _) = fail(&query(), &[answer(200, reply), answer(200, reply), answer(200, reply)]);
    assert_eq!((outcome, sent), (Outcome::Unknown, 3));
}

#[test]
fn refusals_are_refusals() {
    for (code, remedy) in [
        ("400", Remedy::ActFirst),
        ("1004", Remedy::FixSetup),
        ("4006", Remedy::FixSetup),
        ("60303", Remedy::FixSetup),
        ("9996", Remedy::FixRequest),
    ] {
        for status in [200, 400] {
            let body =
                format!(r#"{{"result_message":"订单创建失败","result_code":{code},"sub_code":"ERROR_MES"}}"#);
            let (outcome, sent, error) = fail(&mina(), &[answer(status, &body)]);
            assert_eq!((outcome, sent), (Outcome::Answered, 1), "{code}");
            let api = error.api_error().unwrap();
            assert_eq!((api.code().as_str(), api.remedy()), (code, remedy));
            assert_eq!(
                (api.message(), api.sub_code(), api.status()),
                ("订单创建失败", Some("ERROR_MES"), status)
            );
            check_acting(&[answer(status, &body.replace("\"ERROR_MES\"", "null"))], Outcome::Answered, 1);
        }
    }
}

#[test]
fn codes_without_a_meaning_are_unknown_where_something_acts() {
    for code in ["2100", "3058", "3066", "3070", "3222", "3231", "12012", "-9999", "500", "0", "77777"] {
        let body = format!(r#"{{"result_code":"{code}"}}"#);
        check_acting(&[answer(200, &body)], Outcome::Unknown, 1);
        let (outcome, sent, error) = fail(&query(), &[answer(200, &body)]);
        assert_eq!((outcome, sent), (Outcome::Answered, 1));
        assert_eq!(error.api_error().map(ApiError::remedy), Some(Remedy::Unknown));
        assert!(code == "2100" || error.api_error().unwrap().code() != &ResultCode::Account2100);
    }
}

#[test]
fn failures_of_the_channel_are_unknown() {
    for sub_code in
        ["SYSTEMERROR", "ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "system_error", "USERPAYING", "BANKERROR"]
    {
        let body = format!(r#"{{"result_code":400,"sub_code":"{sub_code}","data":null}}"#);
        check_acting(&[answer(200, &body)], Outcome::Unknown, 1);
        let (_, _, error) = fail(&mina(), &[answer(200, &body)]);
        assert_eq!(error.api_error().map(ApiError::remedy), Some(Remedy::Resolve));
    }
}

#[test]
fn a_refusal_may_carry_data() {
    let body = r#"{"result_code":400,"data":{"order_sn":"1","merchant_order_sn":"T20240101000001"}}"#;
    let (outcome, _, error) = fail(&mina(), &[answer(200, body)]);
    assert_eq!(outcome, Outcome::Answered);
    assert_eq!(
        error.api_error().unwrap().data(),
        Some(r#"{"order_sn":"1","merchant_order_sn":"T20240101000001"}"#)
    );
}

#[test]
fn queries_are_asked_again() {
    let good = answer(200, r#"{"result_code":200,"data":{"trade_state":"CLOSED"}}"#);
    for bad in [
        Event::Fail(SendErrorKind::Interrupted),
        answer(408, ""),
        answer(429, r#"{"result_code":400}"#),
        answer(502, "<html></html>"),
        answer(200, "{\"result_code\":20"),
        answer(404, "<html></html>"),
    ] {
        let world = World::new(&[bad.clone(), good.clone()]);
        run(world.client(merchant()).send(&query())).unwrap_or_else(|error| panic!("{bad:?}: {error}"));
        assert_eq!(world.sent().len(), 2);
    }
    let (outcome, sent, error) = fail(&query(), &[answer(429, ""), answer(429, ""), answer(429, "")]);
    assert_eq!((outcome, sent), (Outcome::Answered, 3));
    assert!(matches!(error.reason(), Reason::Http { status: 429 }));
}

#[test]
fn errors_say_what_to_do() {
    let (_, _, error) = fail(&mina(), &[Event::Fail(SendErrorKind::Interrupted)]);
    assert_eq!(
        error.to_string(),
        "openapi.payment.order.mina at /gateway (merchant_order_sn T20240101000001): \
         outcome unknown, query it before sending anything again"
    );
    let (_, _, error) = fail(
        &mina(),
        &[answer(200, "{\"result_code\":400,\"sub_code\":\"A\\nB\",\"result_message\":\"no\\u001b[31m\"}")],
    );
    assert_eq!(
        error.to_string(),
        "openapi.payment.order.mina at /gateway (merchant_order_sn T20240101000001): refused"
    );
    let api = error.api_error().unwrap();
    assert_eq!(api.to_string(), "result code 400, sub code AB (HTTP 200): no[31m");
    let error = fail(&query(), &[answer(404, ""), answer(404, ""), answer(404, "")]).2;
    assert_eq!(error.to_string(), "openapi.payment.order.query at /gateway: no answer that can be used");
}

#[test]
fn a_call_can_be_spawned() {
    const fn sendable<T: Send>(_: &T) {}
    let (client, order) = (World::new(&[]).client(merchant()), mina());
    sendable(&client.send(&order));
}

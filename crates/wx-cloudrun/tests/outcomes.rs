//! How calls end: done, refused, not sent or unknown.

use std::slice::from_ref;

use proptest::prelude::*;
use wx_cloudrun::{
    BillType, Class, CloudCall, DownloadBill, Error, Layer, OrderPath, Outcome, QueryRefund, Reason,
};
use wx_transport::SendErrorKind;

use crate::world::{
    Event, SEQID, World, answer, close, done, merchant, order, order_number, refund, refused, run,
};

const PLACED: &str = include_str!("fixtures/unifiedorder/answer.json");

/// The outcome of `request` under `script`, how many requests were sent, and the error.
#[track_caller]
fn fail<E: CloudCall<Reply: Send> + Sync>(request: &E, script: &[Event]) -> (Outcome, usize, Error) {
    let world = World::new(script);
    let error = run(world.client().send(request)).err().expect("no success");
    (error.outcome(), world.sent().len(), error)
}

/// What an order, a refund and a close make of `script`.
#[track_caller]
fn check_acting(script: &[Event], expected: Outcome, sent: usize) {
    let (outcome, count, error) = fail(&order(), script);
    assert_eq!((outcome, count), (expected, sent), "{error:?}");
    assert_eq!(error.business_number().unwrap().to_string(), "out_trade_no 2021WERUN1647840687637");
    let (outcome, count, error) = fail(&refund(), script);
    assert_eq!((outcome, count), (expected, sent), "{error:?}");
    assert_eq!(error.business_number().unwrap().to_string(), "out_refund_no R2021WERUN1647840687637");
    let (outcome, count, error) = fail(&close(), script);
    assert_eq!((outcome, count), (expected, sent), "{error:?}");
    assert_eq!(error.path(), "/_/pay/closeorder");
}

/// What the three reading endpoints make of `script`.
#[track_caller]
fn check_reading(script: &[Event], expected: Outcome, sent: usize) {
    let query = QueryRefund::by_out_trade_no(merchant(), order_number());
    let bill = DownloadBill::new("20220321", BillType::All);
    for (outcome, count, error) in [fail(&order().query(), script), fail(&query, script), fail(&bill, script)]
    {
        assert_eq!((outcome, count), (expected, sent), "{error:?}");
        assert_eq!(error.business_number(), None);
    }
}

fn three(event: Event) -> [Event; 3] {
    [event.clone(), event.clone(), event]
}

#[test]
fn nothing_sent_goes_to_the_other_host() {
    check_acting(&three(Event::Fail(SendErrorKind::Connect)), Outcome::NotSent, 3);
    let world = World::new(&[Event::Fail(SendErrorKind::Connect), answer(200, PLACED)]);
    let answer = run(world.client().send(&order())).unwrap();
    assert_eq!(answer.trail.attempts.len(), 2);
    let sent = world.sent();
    assert_eq!(sent[0].uri().host(), Some("api.weixin.qq.com"));
    assert_eq!(sent[1].uri().host(), Some("backup.example.com"));
    assert_eq!(sent[0].body(), sent[1].body());
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
        for body in ["", "<html><body>Bad Gateway</body></html>", PLACED, r#"{"errcode":45105}"#] {
            check_acting(&[answer(status, body)], Outcome::Unknown, 1);
            // The way back may have broken behind the sidecar.
            check_acting(&[Event::Bare(status, body.to_owned())], Outcome::Unknown, 1);
        }
    }
    let (_, _, error) = fail(&order(), &[answer(502, "<html></html>")]);
    assert_eq!(
        error.reason().to_string(),
        "the answer is HTTP 502, and no code explains it; if it stays, permit the endpoint in the console"
    );
}

#[test]
fn without_the_sidecar_nothing_reached_the_pay_service() {
    let refusal = r#"{"errcode":41001,"errmsg":"access_token missing rid: 1"}"#;
    for (status, body) in
        [(200, refusal), (200, "<html>"), (200, ""), (302, ""), (404, "404 page not found"), (400, "{}")]
    {
        let bare = Event::Bare(status, body.to_owned());
        check_acting(from_ref(&bare), Outcome::Answered, 1);
        check_reading(from_ref(&bare), Outcome::Answered, 1);
        let (_, _, error) = fail(&order(), &[bare]);
        assert!(matches!(error.reason(), Reason::NoSidecar), "{status}");
        assert_eq!(error.seqid(), None);
        assert_eq!(
            error.to_string(),
            "POST /_/pay/unifiedorder (out_trade_no 2021WERUN1647840687637): nothing reached the pay service"
        );
        assert!(error.reason().to_string().contains("switch the open-interface service on in the console"));
    }
    // What claims success all the same contradicts itself: it is not believed, and not taken for a refusal.
    for body in [PLACED, r#"{"errcode":0}"#] {
        let bare = Event::Bare(200, body.to_owned());
        check_acting(from_ref(&bare), Outcome::Unknown, 1);
        check_reading(from_ref(&bare), Outcome::Answered, 1);
        assert!(matches!(fail(&order(), &[bare]).2.reason(), Reason::NoSidecar));
    }
}

#[test]
fn what_is_not_an_envelope_is_unknown() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "<html>login</html>",
        &PLACED[..PLACED.len() / 2],
        r#"{"errcode":"ok"}"#,
        r#"{"errcode":null}"#,
        r#"{"errcode":0.0}"#,
        r#"{"errcode":0,"errcode":0}"#,
        r#"{"errcode":0}"#,
        r#"{"errcode":0,"respdata":null}"#,
        r#"{"errcode":0,"respdata":[]}"#,
        r#"{"errcode":0,"respdata":"x"}"#,
        r#"{"errcode":0,"respdata":{}}"#,
        r#"{"errcode":0,"respdata":{"return_code":"SUCCESS"}}"#,
        r#"{"errcode":0,"respdata":{"result_code":"SUCCESS"}}"#,
        r#"{"errcode":0,"respdata":{"return_code":"success","result_code":"success"}}"#,
        r#"{"errcode":0,"respdata":{"return_code":"SUCCESS","result_code":"MAYBE"}}"#,
        r#"{"errcode":0,"respdata":{"return_code":"OK","result_code":"FAIL","err_code":"NOAUTH"}}"#,
    ] {
        check_acting(&[answer(200, body)], Outcome::Unknown, 1);
    }
    for status in [302, 401, 403, 404] {
        check_acting(&[answer(status, "<html></html>")], Outcome::Unknown, 1);
        check_acting(&[answer(status, PLACED)], Outcome::Unknown, 1);
    }
    check_acting(&[answer(302, r#"{"errcode":45105}"#)], Outcome::Unknown, 1);
}

#[test]
fn an_answer_cut_anywhere_is_unknown() {
    let whole = PLACED.trim_end();
    for (cut, _) in whole.char_indices() {
        assert_eq!(fail(&order(), &[answer(200, &whole[..cut])]).0, Outcome::Unknown, "{cut}");
    }
}

#[test]
fn data_without_what_it_must_have_is_unknown() {
    for name in
        ["payment", "appId", "timeStamp", "nonceStr", "package", "signType", "paySign", "errcode", "respdata"]
    {
        let without = PLACED.replace(&format!("\"{name}\""), "\"other\"");
        let (outcome, _, error) = fail(&order(), &[answer(200, &without)]);
        assert_eq!(outcome, Outcome::Unknown, "{name}");
        assert!(matches!(error.reason(), Reason::Undecodable), "{name}");
    }
    let (outcome, _, error) = fail(&refund(), &[done("")]);
    assert_eq!(outcome, Outcome::Unknown);
    assert!(matches!(error.reason(), Reason::Undecodable));
    check_reading_without_state();
}

#[track_caller]
fn check_reading_without_state() {
    let (outcome, sent, error) = fail(&order().query(), &three(done(r#""trade_type":"JSAPI""#)));
    assert_eq!((outcome, sent), (Outcome::Unknown, 3));
    assert!(matches!(error.reason(), Reason::Undecodable));
}

/// The documented trap: a refusal that carries a complete `payment` object, signature and all.
const TRAP: &str = r#"{"errcode":0,"errmsg":"ok","respdata":{"return_code":"SUCCESS","return_msg":"OK",
    "appid":"wx0000000000000001","mch_id":"1800000001","sub_mch_id":"1900000109","nonce_str":"n","sign":"S",
    "result_code":"FAIL","err_code":"PARAM_ERROR","err_code_des":"缺少参数","payment":{"appId":"wx8888888888888888",
    "timeStamp":"1647841885","nonceStr":"n","package":"prepay_id=","signType":"MD5","paySign":"CANARY"}}}"#;

#[test]
fn a_payment_is_handed_out_after_all_layers_only() {
    let (outcome, sent, error) = fail(&order(), &[answer(200, TRAP)]);
    assert_eq!((outcome, sent), (Outcome::Answered, 1));
    let api = error.api_error().unwrap();
    assert_eq!((api.layer(), api.class()), (Layer::Business, Class::CallerBug));
    assert_eq!(api.inner().unwrap().as_str(), "PARAM_ERROR");
    assert_eq!(api.message(), "缺少参数");
    // Not even a refusal with a good package.
    let good = TRAP.replace("prepay_id=", "prepay_id=wx1");
    assert_eq!(fail(&order(), &[answer(200, &good)]).0, Outcome::Answered);
    // Each layer alone keeps it back.
    for (from, to) in [
        ("\"errcode\":0", "\"errcode\":-1"),
        ("\"return_code\":\"SUCCESS\"", "\"return_code\":\"FAIL\""),
        ("\"result_code\":\"SUCCESS\"", "\"result_code\":\"FAIL\""),
    ] {
        let broken = PLACED.replace(from, to);
        assert_ne!(broken, PLACED);
        assert!(fail(&order(), &[answer(200, &broken)]).2.api_error().is_some(), "{from}");
    }
    // And so does an empty prepay id under three layers of success.
    for package in ["prepay_id=", "prepay_id= ", "", "wx28000000000000000000000000000001", "prepay_id"] {
        let empty = PLACED.replace("prepay_id=wx28000000000000000000000000000001", package);
        let (outcome, _, error) = fail(&order(), &[answer(200, &empty)]);
        assert_eq!(outcome, Outcome::Unknown, "{package:?}");
        assert!(matches!(error.reason(), Reason::Undecodable), "{package:?}");
    }
}

#[test]
fn an_answer_to_another_order_is_unknown() {
    let (outcome, sent, error) = fail(&order(), &[answer(200, &PLACED.replace("1900000109", "1900000108"))]);
    assert_eq!((outcome, sent), (Outcome::Unknown, 1));
    assert!(matches!(error.reason(), Reason::Foreign { field: "sub_mch_id" }));
    // So is a refusal of another one.
    let refusal = answer(
        200,
        r#"{"errcode":0,"respdata":{"return_code":"SUCCESS","result_code":"FAIL","err_code":"NOAUTH","sub_mch_id":1900000108}}"#,
    );
    check_acting(&[refusal], Outcome::Unknown, 1);
    let reply = done(r#""refund_id":"1","out_refund_no":"R2""#);
    assert!(matches!(fail(&refund(), &[reply]).2.reason(), Reason::Foreign { field: "out_refund_no" }));
    // A query asks again, and never takes it for an answer.
    let reply = done(r#""trade_state":"SUCCESS","out_trade_no":"T2""#);
    let (outcome, sent, _) = fail(&order().query(), &three(reply));
    assert_eq!((outcome, sent), (Outcome::Unknown, 3));
}

#[test]
fn queries_are_asked_again() {
    let good = done(r#""trade_state":"NOTPAY""#);
    for bad in [
        Event::Fail(SendErrorKind::Interrupted),
        answer(408, ""),
        answer(429, r#"{"errcode":-1}"#),
        answer(502, "<html></html>"),
        answer(200, "{\"errcode\":"),
        answer(404, "<html></html>"),
        refused("SYSTEMERROR"),
        refused("FREQUENCY_LIMITED"),
    ] {
        let world = World::new(&[bad.clone(), good.clone()]);
        run(world.client().send(&order().query())).unwrap_or_else(|error| panic!("{bad:?}: {error}"));
        assert_eq!(world.sent().len(), 2);
    }
    check_reading(&three(answer(429, "")), Outcome::Answered, 3);
    check_reading(&three(refused("SYSTEMERROR")), Outcome::Unknown, 3);
    check_reading(&three(refused("FREQUENCY_LIMITED")), Outcome::Answered, 3);
    for code in ["ORDERNOTEXIST", "REFUNDNOTEXIST", "PARAM_ERROR", "NOBODY_KNOWS"] {
        check_reading(&[refused(code)], Outcome::Answered, 1);
    }
}

#[test]
fn errors_say_what_to_do() {
    let (_, _, error) = fail(&order(), &[Event::Fail(SendErrorKind::Interrupted)]);
    assert_eq!(
        error.to_string(),
        "POST /_/pay/unifiedorder (out_trade_no 2021WERUN1647840687637): outcome unknown, query it before sending anything again"
    );
    let (_, _, error) = fail(&order(), &[refused("NOAUTH")]);
    assert_eq!(
        error.to_string(),
        format!("POST /_/pay/unifiedorder (out_trade_no 2021WERUN1647840687637): refused (seqid {SEQID})")
    );
    assert_eq!(error.seqid(), Some(SEQID));
    let (_, _, error) = fail(&order().query(), &three(answer(404, "")));
    assert_eq!(
        error.to_string(),
        format!("POST /_/pay/queryorder: no answer that can be used (seqid {SEQID})")
    );
}

#[test]
fn a_call_can_be_spawned() {
    const fn sendable<T: Send>(_: &T) {}
    let (client, order) = (World::new(&[]).client().with_order_path(OrderPath::Camel), order());
    sendable(&client.send(&order));
}

proptest! {
    #[test]
    fn no_answer_panics_and_none_is_taken_for_a_payment(status in 200_u16..600, body in "\\PC{0,120}", via in any::<bool>()) {
        let event = if via { answer(status, &body) } else { Event::Bare(status, body) };
        let error = run(World::new(&[event]).client().send(&order())).unwrap_err();
        prop_assert_ne!(error.outcome(), Outcome::NotSent);
    }

    #[test]
    fn any_layers_but_the_good_ones_keep_the_payment_back(
        errcode in "0|-1|45105|null|\"0 \"",
        layers in ("SUCCESS|FAIL|success||OK", "SUCCESS|FAIL|success||OK"),
        id in "| |wx1",
    ) {
        let (returned, result) = &layers;
        let body = format!(
            r#"{{"errcode":{errcode},"respdata":{{"return_code":"{returned}","result_code":"{result}","payment":{{"appId":"a","timeStamp":"1","nonceStr":"n","package":"prepay_id={id}","signType":"MD5","paySign":"s"}}}}}}"#
        );
        let good = errcode == "0" && returned == "SUCCESS" && result == "SUCCESS" && id == "wx1";
        let sent = run(World::new(&[answer(200, &body)]).client().send(&order()));
        prop_assert_eq!(sent.is_ok(), good);
    }
}

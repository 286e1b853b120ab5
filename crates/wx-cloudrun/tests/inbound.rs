use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use wx_cloudrun::{
    CallbackError, CallbackReply, ExpectedOrder, FeeType, Mismatch, Order, OutTradeNo, QueryOrder,
    RefundStatus, Source, TradeState, UnverifiedCallback,
};
use wx_inbox::{Inbox, MemoryInbox};
use wx_types::{Fen, Mchid};

use crate::world::{World, answer, merchant, order, order_number, run};

const CAMEL: &str = r#"{"returnCode":"SUCCESS","appid":"wx0000000000000001","mchId":"1800000001","subAppid":"wx8888888888888888",
    "subMchId":"1900000109","nonceStr":"n","resultCode":"SUCCESS","openid":"oEXAMPLE","isSubscribe":"N","subOpenid":"oEXAMPLE",
    "subIsSubscribe":"N","tradeType":"JSAPI","bankType":"OTHERS","totalFee":1,"feeType":"CNY","cashFee":1,
    "transactionId":"4200000000202403210000000001","outTradeNo":"2021WERUN1647840687637","timeEnd":"20220321135445"}"#;

#[track_caller]
fn read(body: &str) -> UnverifiedCallback {
    UnverifiedCallback::read(body.as_bytes()).unwrap()
}

fn queried() -> Order {
    let reply = include_str!("fixtures/queryorder/answer.json");
    run(World::new(&[answer(200, reply)]).client().send(&order().query())).unwrap().reply
}

#[test]
fn a_payment_gives_its_numbers() {
    let callback = read(CAMEL);
    assert!(callback.claims_success() && !callback.is_refund());
    assert_eq!(callback.out_trade_no().as_deref(), Some("2021WERUN1647840687637"));
    assert_eq!(callback.transaction_id().as_deref(), Some("4200000000202403210000000001"));
    assert_eq!(callback.sub_mch_id().as_deref(), Some("1900000109"));
    assert_eq!(callback.total_fee(), Some(Fen::new(1)));
    assert_eq!(callback.member("timeEnd").as_deref(), Some("20220321135445"));
    assert_eq!(callback.member("attach"), None);
    assert_eq!(callback.query().unwrap(), QueryOrder::by_out_trade_no(merchant(), order_number()));
}

#[test]
fn both_spellings_are_read_and_camel_case_counts() {
    let snake = r#"{"return_code":"SUCCESS","result_code":"SUCCESS","sub_mch_id":1900000109,"total_fee":"1",
        "transaction_id":"42","out_trade_no":"2021WERUN1647840687637"}"#;
    let callback = read(snake);
    assert!(callback.claims_success());
    assert_eq!((callback.total_fee(), callback.transaction_id().as_deref()), (Some(Fen::new(1)), Some("42")));
    assert_eq!(callback.query(), read(CAMEL).query());
    let both = read(r#"{"out_trade_no":"SNAKE1","outTradeNo":"CAMEL1","totalFee":"","total_fee":2}"#);
    assert_eq!(both.out_trade_no().as_deref(), Some("CAMEL1"));
    assert_eq!(both.total_fee(), Some(Fen::new(2)));
}

#[test]
fn amounts_are_whole_numbers_of_fen() {
    for (text, fen) in [
        ("1", Some(1)),
        ("\"1\"", Some(1)),
        ("1.0", None),
        ("0.01", None),
        ("1e2", None),
        ("\"1.00\"", None),
        ("99999999999999999999", None),
        ("null", None),
        ("[1]", None),
    ] {
        assert_eq!(read(&format!(r#"{{"totalFee":{text}}}"#)).total_fee(), fen.map(Fen::new), "{text}");
    }
}

#[test]
fn a_callback_without_numbers_cannot_be_asked_for() {
    let fault = |body: &str| read(body).query().unwrap_err().to_string();
    assert_eq!(fault("{}"), "sub_mch_id: is required");
    assert_eq!(fault(r#"{"subMchId":"1900000109"}"#), "out_trade_no: is required");
    assert_eq!(
        fault(r#"{"subMchId":"1900000109","outTradeNo":"1"}"#),
        "out_trade_no: must be 6 to 32 characters (found 1)"
    );
    assert!(fault(r#"{"subMchId":"19/../1","outTradeNo":"123456"}"#).contains("may hold digits"));
}

#[test]
fn what_is_no_object_is_refused() {
    for body in ["", "null", "[]", "1", "success", "{", r#"{"a":1,"a":1}"#, "a=b"] {
        assert_eq!(
            UnverifiedCallback::read(body.as_bytes()).unwrap_err(),
            CallbackError::NotAnObject,
            "{body}"
        );
    }
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(UnverifiedCallback::MAX_BYTES));
    assert_eq!(UnverifiedCallback::read(large.as_bytes()).unwrap_err(), CallbackError::TooLarge);
    assert_eq!(UnverifiedCallback::read(b"{\"a\":\"\xFF\"}").unwrap_err(), CallbackError::NotAnObject);
}

#[test]
fn refunds_are_open_ended() {
    let notice = read(
        r#"{"appid":"wx1","mchId":"1800000001","nonceStr":"n","outTradeNo":"2021WERUN1647840687637","outRefundNo":"R1",
            "refundId":"503","refundFee":"1","refundStatus":"CHANGE","refundRecvAccout":"支付用户的零钱","future":{"a":[1]}}"#,
    );
    assert!(notice.is_refund() && !notice.claims_success());
    assert_eq!((notice.out_refund_no().as_deref(), notice.refund_id().as_deref()), (Some("R1"), Some("503")));
    assert_eq!(
        (notice.refund_fee(), notice.refund_status()),
        (Some(Fen::new(1)), Some(RefundStatus::Change))
    );
    assert_eq!(notice.member("refundRecvAccout").as_deref(), Some("支付用户的零钱"));
    assert_eq!(notice.member("future"), None);
    // It names no merchant: the caller's own stands in.
    assert!(notice.query().is_err());
    assert_eq!(notice.query_of(merchant()).unwrap(), QueryOrder::by_out_trade_no(merchant(), order_number()));
    assert_eq!(read(r#"{"refundStatus":"X"}"#).refund_status(), Some(RefundStatus::from("X")));
}

#[test]
fn a_query_confirms_a_callback() {
    assert_eq!(read(CAMEL).confirm(&queried()), Ok(()));
}

#[test]
fn every_mismatch_is_told() {
    let member = |member| Mismatch::Member { member };
    for (from, to, expected) in [
        ("2021WERUN1647840687637", "2021WERUN1647840687638", "outTradeNo"),
        ("1900000109", "1900000108", "subMchId"),
        ("\"totalFee\":1", "\"totalFee\":100", "totalFee"),
        ("\"totalFee\":1", "\"totalFee\":0.01", "totalFee"),
        ("\"totalFee\"", "\"other\"", "totalFee"),
        ("\"outTradeNo\"", "\"other\"", "outTradeNo"),
    ] {
        let forged = read(&CAMEL.replace(from, to));
        assert_eq!(forged.confirm(&queried()).unwrap_err().mismatches(), [member(expected)]);
    }
    let mut order = queried();
    order.trade_state = TradeState::NotPay;
    order.total_fee = None;
    order.out_trade_no = None;
    order.sub_mch_id = None;
    let error = read(CAMEL).confirm(&order).unwrap_err();
    assert_eq!(
        error.mismatches(),
        [
            Mismatch::NotPaid { state: TradeState::NotPay },
            member("outTradeNo"),
            member("subMchId"),
            member("totalFee")
        ]
    );
    assert_eq!(
        error.to_string(),
        "the platform does not confirm the callback: the order is NOTPAY, outTradeNo differs, subMchId differs, totalFee differs"
    );
    // What both sides leave out is not the same.
    assert_eq!(read("{}").confirm(&order).unwrap_err().mismatches().len(), 4);
    let forged = read(CAMEL);
    order.trade_state = TradeState::from("SUCCESS ");
    assert!(forged.confirm(&order).is_err());
}

#[test]
fn the_reply_is_json() {
    assert_eq!(CallbackReply::CONTENT_TYPE, "application/json");
    let refused = r#"{"errcode":-1,"errmsg":"send again"}"#;
    assert_eq!(CallbackReply::send_again().to_json(), refused);
    let inbox = Inbox::new(MemoryInbox::new());
    let key = read(CAMEL).key(&merchant()).unwrap();
    assert_eq!(key.to_string(), format!("{} payment 2021WERUN1647840687637", merchant()));
    let failed = CallbackReply::from(run(inbox.handle(&key, async |_| Err("no such order: 7"))));
    assert_eq!(failed.to_json(), refused);
    let taken = CallbackReply::from(run(inbox.handle(&key, async |_| Ok::<(), &str>(()))));
    assert_eq!(taken.to_json(), r#"{"errcode":0,"errmsg":"ok"}"#);
    assert!(read("{}").key(&merchant()).is_err());
}

#[test]
fn what_the_books_do_not_hold_is_named() {
    let expected = |order: &Order| {
        let number = order_number_of(&queried());
        ExpectedOrder::new(Mchid::new("1900000109").unwrap(), number, Fen::new(1)).matches(order)
    };
    assert_eq!(expected(&queried()), Ok(()));
    for change in [None, Some("x")] {
        let mut order = queried();
        order.sub_mch_id = change.map(str::to_owned);
        order.out_trade_no = change.map(str::to_owned);
        order.total_fee = change.map(|_| Fen::new(2));
        let mismatch = expected(&order).unwrap_err();
        assert_eq!(mismatch.fields().collect::<Vec<_>>(), ["sub_mch_id", "out_trade_no", "total_fee"]);
    }
    let mut order = queried();
    order.fee_type = Some(FeeType::from("USD"));
    assert_eq!(expected(&order).unwrap_err().fields().collect::<Vec<_>>(), ["fee_type"]);
}

fn order_number_of(order: &Order) -> OutTradeNo {
    OutTradeNo::new(order.out_trade_no.clone().unwrap()).unwrap()
}

#[test]
fn the_source_is_what_the_platform_says() {
    let headers = |values: &[&[u8]]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("X-WX-SOURCE", HeaderValue::from_bytes(value).unwrap());
        }
        headers
    };
    let of = |values: &[&[u8]]| Source::of(&headers(values));
    assert_eq!(of(&[b"wx_paycallback"]), Some(Source::PayCallback));
    assert_eq!(of(&[b"wx_client"]), Some(Source::Client));
    assert_eq!(of(&[b"wx_future"]), Some(Source::from("wx_future")));
    // Said twice, or not readable, it says nothing.
    assert_eq!((of(&[]), of(&[b"wx_paycallback", b"wx_paycallback"]), of(&[b"\xFF"])), (None, None, None));
    assert!(Source::is_pay_callback(&headers(&[b"wx_paycallback"])));
    assert!(!Source::is_pay_callback(&headers(&[])));
    assert!(!Source::is_pay_callback(&headers(&[b"wx_http"])));
    assert!(!Source::is_pay_callback(&headers(&[b"WX_PAYCALLBACK"])));
    assert!(!Source::is_pay_callback(&headers(&[b"wx_client", b"wx_paycallback"])));
    assert_eq!(Source::KNOWN.len(), 8);
}

proptest! {
    #[test]
    fn nothing_delivered_panics(body in "\\PC{0,200}") {
        if let Ok(callback) = UnverifiedCallback::read(body.as_bytes()) {
            let _ = (callback.query(), callback.confirm(&queried()));
        }
    }

    #[test]
    fn any_value_is_looked_at(name in "[a-zA-Z_]{0,12}", value in "[-0-9.eE\"\\[\\]{}:,a-z]{0,12}") {
        let body = format!("{{\"{name}\":{value},\"totalFee\":{value}}}");
        if let Ok(callback) = UnverifiedCallback::read(body.as_bytes()) {
            let _ = (callback.total_fee(), callback.member(&name), callback.query());
        }
    }
}

use proptest::prelude::*;
use wx_fubei::{
    Callback, CallbackError, CallbackReply, Credentials, EventKey, Notice, RefundStatus, ResultCode,
    TradeState, fbpay::OrderStatus,
};
use wx_inbox::{Inbox, MemoryInbox};
use wx_sign::params::{ParameterKey, fubei_sign};

use crate::world::{SECRET, agent, merchant, run};

const ORDER: &str = r#"{"merchant_order_sn":"T20240101000001","trade_state":"SUCCESS","total_fee":"0.010","user_id":"oEXAMPLE"}"#;

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A form of `pairs`, signed over `signed`.
fn post(pairs: &[(&str, &str)], signed: &[(&str, &str)]) -> String {
    let sign = fubei_sign(signed, &ParameterKey::new(SECRET).unwrap()).unwrap();
    let pairs = [pairs, &[("sign", sign.as_str())]].concat();
    pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

fn signed(pairs: &[(&str, &str)]) -> String {
    post(pairs, pairs)
}

#[track_caller]
fn notice(pairs: &[(&str, &str)]) -> Result<Notice, CallbackError> {
    Callback::verify(signed(pairs).as_bytes(), &merchant()).unwrap().notice()
}

#[test]
fn an_order_of_each_version_and_a_refund() {
    let Ok(Notice::Order(order)) =
        notice(&[("result_code", "200"), ("result_message", "成功"), ("data", ORDER)])
    else {
        panic!("an order of API 1.0");
    };
    assert_eq!(order.trade_state, TradeState::Success);
    assert_eq!(order.total_fee.unwrap().to_string(), "0.01");

    let paid = r#"{"order_sn":"1","order_status":"SUCCESS","total_amount":12.3,"pay_type":"x"}"#;
    let Ok(Notice::FbpayOrder(order)) = notice(&[("result_code", "200"), ("data", paid)]) else {
        panic!("an order of API 2.0");
    };
    assert_eq!(order.order_status, OrderStatus::Success);
    assert_eq!(order.total_amount.unwrap().to_string(), "12.30");

    let refunded = r#"{"refund_status":"REFUND_SUCCESS","refund_amount":1,"merchant_refund_sn":"R1"}"#;
    let Ok(Notice::FbpayRefund(refund)) = notice(&[("result_code", "200"), ("data", refunded)]) else {
        panic!("a refund of API 2.0");
    };
    assert_eq!(refund.refund_status, RefundStatus::Success);
}

#[test]
fn the_result_code_comes_before_the_data() {
    let code = |code: &str| CallbackError::NotSuccessful { code: ResultCode::from(code) };
    assert_eq!(notice(&[("result_code", "400"), ("data", ORDER)]), Err(code("400")));
    assert_eq!(notice(&[("result_code", "ok"), ("data", ORDER)]), Err(CallbackError::Content));
    assert_eq!(notice(&[("data", ORDER)]), Err(CallbackError::Content));
    assert!(code("400").is_verified() && CallbackError::Content.is_verified());
    assert!(!CallbackError::BadSignature.is_verified());
}

#[test]
fn data_of_other_shapes() {
    let read = |data| notice(&[("result_code", "200"), ("data", data)]);
    assert_eq!(read("{}"), Ok(Notice::Other));
    assert_eq!(read(r#"{"trade_state":null}"#), Ok(Notice::Other));
    for data in [
        "x",
        "[]",
        "{",
        r#"{"trade_state":1}"#,
        r#"{"order_status":{}}"#,
        r#"{"trade_state":"SUCCESS","trade_state":"CLOSED"}"#,
        r#"{"trade_state":"SUCCESS","total_fee":1,"total_fee":2}"#,
        r#"{"trade_state":"SUCCESS"} "#,
    ] {
        let expected = if data.ends_with(' ') { 1 } else { 0 };
        assert_eq!(usize::from(read(data).is_ok()), expected, "{data}");
    }
}

#[test]
fn a_flat_callback_is_its_fields() {
    let body = signed(&[("merchant_id", "100001"), ("status", "2"), ("remark", "")]);
    let callback = Callback::verify(body.as_bytes(), &merchant()).unwrap();
    assert_eq!(callback.notice(), Ok(Notice::Flat));
    assert_eq!(callback.field("status"), Some("2"));
    let fields: Vec<_> = callback.fields().collect();
    assert_eq!(fields, [("merchant_id", "100001"), ("status", "2")]);
    assert_eq!((callback.field("sign"), callback.field("remark")), (None, None));
}

#[test]
fn extra_fields_are_signed_too() {
    let pairs = [("result_code", "200"), ("data", ORDER), ("zz_new", "1")];
    assert!(Callback::verify(signed(&pairs).as_bytes(), &merchant()).is_ok());
    let added = post(&pairs, &pairs[..2]);
    assert_eq!(Callback::verify(added.as_bytes(), &merchant()), Err(CallbackError::BadSignature));
}

#[test]
fn an_agent_verifies_with_its_own_secret() {
    let body = signed(&[("result_code", "200"), ("data", ORDER)]);
    assert!(Callback::verify(body.as_bytes(), &agent()).is_ok());
    let other = Credentials::merchant("20990101000000000001", "ANOTHER-SECRET").unwrap();
    assert_eq!(Callback::verify(body.as_bytes(), &other), Err(CallbackError::BadSignature));
}

#[track_caller]
fn check_refused(body: &str, expected: &CallbackError) {
    assert_eq!(Callback::verify(body.as_bytes(), &merchant()).as_ref().err(), Some(expected), "{body}");
}

#[test]
fn what_is_not_signed_is_refused() {
    let body = signed(&[("result_code", "200"), ("data", ORDER)]);
    check_refused("", &CallbackError::Unsigned);
    check_refused("result_code=200", &CallbackError::Unsigned);
    check_refused("result_code=200&sign=", &CallbackError::Unsigned);
    check_refused("result_code=200&sign=0", &CallbackError::BadSignature);
    check_refused(ORDER, &CallbackError::NotAForm);
    check_refused(&format!("{body}&a=%"), &CallbackError::NotAForm);
    check_refused(&format!("{body}&result_code=200"), &CallbackError::Duplicate);
    check_refused(&format!("{body}&result%5Fcode=400"), &CallbackError::Duplicate);
    check_refused(&format!("{body}&sign=0"), &CallbackError::Duplicate);
    check_refused(&format!("{body}&a=1"), &CallbackError::BadSignature);
    check_refused(&body.replace("result_code", "Result_code"), &CallbackError::BadSignature);
    check_refused(&format!("{body}{}", "0".repeat(Callback::MAX_BYTES)), &CallbackError::TooLarge);
}

/// What may stand where the signature belongs; `*` is the right one.
#[rustfmt::skip]
const SHAPES: &[(&str, CallbackError)] = &[
    ("other=1", CallbackError::Unsigned),
    ("sign", CallbackError::NotAForm),
    ("sign=", CallbackError::Unsigned),
    ("Sign=*", CallbackError::Unsigned),
    ("SIGN=*", CallbackError::Unsigned),
    ("sign%20=*", CallbackError::Unsigned),
    ("+sign=*", CallbackError::Unsigned),
    ("sign%00=*", CallbackError::Unsigned),
    ("sign[]=*", CallbackError::Unsigned),
    ("sign%5B0%5D=*", CallbackError::Unsigned),
    ("data.sign=*", CallbackError::Unsigned),
    ("signature=*", CallbackError::Unsigned),
    ("sign=&sign=*", CallbackError::Unsigned),
    ("sign=*&sign=*", CallbackError::Duplicate),
    ("sign=*&sign=", CallbackError::Duplicate),
    ("sign=*&sign", CallbackError::NotAForm),
    ("sign=*&%73ign=*", CallbackError::Duplicate),
    ("sign=null", CallbackError::BadSignature),
    ("sign=undefined", CallbackError::BadSignature),
    ("sign=true", CallbackError::BadSignature),
    ("sign=false", CallbackError::BadSignature),
    ("sign=0", CallbackError::BadSignature),
    ("sign=-1", CallbackError::BadSignature),
    ("sign=[]", CallbackError::BadSignature),
    ("sign={}", CallbackError::BadSignature),
    ("sign=[%22*%22]", CallbackError::BadSignature),
    ("sign=%22*%22", CallbackError::BadSignature),
    ("sign=+*", CallbackError::BadSignature),
    ("sign=*%20", CallbackError::BadSignature),
    ("sign=*%0A", CallbackError::BadSignature),
    ("sign=*%00", CallbackError::BadSignature),
    ("sign=**", CallbackError::BadSignature),
    ("sign=*,*", CallbackError::BadSignature),
    ("sign=0x*", CallbackError::BadSignature),
    ("sign=00000000000000000000000000000000", CallbackError::BadSignature),
    // The MD5 of nothing.
    ("sign=D41D8CD98F00B204E9800998ECF8427E", CallbackError::BadSignature),
    ("sign=*&sign_type=NONE", CallbackError::BadSignature),
    ("sign=*%", CallbackError::NotAForm),
    ("sign=%FF", CallbackError::NotAForm),
];

#[test]
fn whatever_stands_where_the_sign_belongs_is_refused() {
    let whole = signed(&[("result_code", "200"), ("data", ORDER)]);
    let (fields, sign) = whole.split_once("&sign=").unwrap();
    let sign: String =
        sign.split('%').filter_map(|hex| u8::from_str_radix(hex, 16).ok()).map(char::from).collect();
    for right in [format!("{fields}&sign={sign}"), format!("sign={}&{fields}", sign.to_lowercase())] {
        assert!(Callback::verify(right.as_bytes(), &merchant()).is_ok(), "{right}");
    }
    for (shape, expected) in SHAPES {
        let shape = shape.replace('*', &sign);
        check_refused(&format!("{fields}&{shape}"), expected);
        check_refused(&format!("{shape}&{fields}"), expected);
        assert!(!expected.is_verified());
    }
    // As JSON, of which nothing is a callback.
    for value in ["null", "0", "true", "[]", "{}", "\"\"", &format!("\"{sign}\"")] {
        let body = format!(r#"{{"result_code":"200","data":{ORDER},"sign":{value}}}"#);
        assert!(
            matches!(Callback::verify(body.as_bytes(), &merchant()), Err(error) if !error.is_verified()),
            "{body}"
        );
    }
}

#[test]
fn empty_fields_that_were_added_say_nothing() {
    let body = signed(&[("result_code", "200"), ("data", ORDER)]);
    let callback = Callback::verify(format!("{body}&added=&refund_status=").as_bytes(), &merchant()).unwrap();
    assert_eq!(callback.fields().count(), 2);
    assert!(matches!(callback.notice(), Ok(Notice::Order(_))));
}

#[test]
fn fields_moved_into_each_other_prove_nothing() {
    // The signature joins names and values without quoting, so these verify. None of them reads as a paid order.
    let genuine = [("data", ORDER), ("result_code", "400"), ("result_message", "x")];
    let merged = format!("{ORDER}&result_code=400&result_message=x");
    for pairs in [
        vec![("data", merged.as_str())],
        vec![("data", ORDER), ("result_code", "400&result_message=x")],
        vec![("data", &merged[..merged.len() - 17]), ("result_message", "x")],
    ] {
        let body = post(&pairs, &genuine);
        let callback = Callback::verify(body.as_bytes(), &merchant()).unwrap();
        assert_eq!(callback.notice(), Err(CallbackError::Content), "{pairs:?}");
    }
}

proptest! {
    #[test]
    fn any_changed_byte_is_refused(at in 0_usize..500, byte in 0_u8..=255) {
        let whole = signed(&[("result_code", "200"), ("data", ORDER)]);
        let mut changed = whole.into_bytes();
        prop_assume!(at < changed.len() && changed[at] != byte);
        changed[at] = byte;
        match Callback::verify(&changed, &merchant()) {
            // The other case of a hexadecimal digit, or a byte that needs no escape.
            Ok(callback) => prop_assert_eq!(callback.data(), Some(ORDER)),
            Err(error) => prop_assert!(!error.is_verified()),
        }
    }

    #[test]
    fn nothing_posted_causes_a_panic(body in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Callback::verify(&body, &merchant()).is_err());
    }
}

#[test]
fn the_answers_are_what_fubei_reads() {
    let refused = |error: CallbackError| {
        let reply = CallbackReply::from(error);
        (reply.status().as_u16(), reply.body())
    };
    for error in [
        CallbackError::NotAForm,
        CallbackError::Unsigned,
        CallbackError::Duplicate,
        CallbackError::BadSignature,
    ] {
        assert_eq!(refused(error), (401, "fail"));
    }
    assert_eq!(refused(CallbackError::TooLarge), (413, "fail"));
    let code = ResultCode::from("400");
    for error in [CallbackError::Content, CallbackError::NotSuccessful { code }] {
        assert_eq!(refused(error), (503, "fail"));
    }
    let inbox = Inbox::new(MemoryInbox::new());
    let key = EventKey::new("2024", "order.SUCCESS", "T1").unwrap();
    let failed = CallbackReply::from(run(inbox.handle(&key, async |_| Err("down"))));
    assert_eq!((failed.status().as_u16(), failed.body()), (503, "fail"));
    let taken = CallbackReply::from(run(inbox.handle(&key, async |_| Ok::<(), &str>(()))));
    assert_eq!((taken.status().as_u16(), taken.body()), (200, "success"));
}

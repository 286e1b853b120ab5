//! Each code, its class, and what it means for a request that acts.

use wx_cloudrun::{ApiError, Class, InnerCode, Layer, Outcome, OuterCode};

use crate::world::{Event, World, answer, order, refused, run};

/// How an order ends under `event`, and the error behind it.
#[track_caller]
fn ends(event: Event) -> (Outcome, ApiError) {
    let error = run(World::new(&[event]).client().send(&order())).unwrap_err();
    (error.outcome(), error.api_error().expect("an error answer").clone())
}

#[track_caller]
fn check_inner(code: &str, class: Class, expected: Outcome) {
    let (outcome, error) = ends(refused(code));
    assert_eq!((outcome, error.class()), (expected, class), "{code}");
    assert_eq!((error.layer(), error.outer()), (Layer::Business, &OuterCode::Ok));
    assert_eq!((error.inner(), error.message()), (Some(&InnerCode::from(code)), "不行"));
    assert_eq!(expected == Outcome::Answered, class.is_definite());
}

/// The page's table in its order, then what was seen or is to be expected beside it.
const INNER: &[(&str, Class, Outcome)] = &[
    ("INVALID_REQUEST", Class::NumberClash, Outcome::Answered),
    ("NOAUTH", Class::SetUp, Outcome::Answered),
    ("NOTENOUGH", Class::Payer, Outcome::Answered),
    ("ORDERPAID", Class::AlreadyDone, Outcome::Answered),
    ("ORDERCLOSED", Class::DeadOrder, Outcome::Answered),
    ("SYSTEMERROR", Class::UnknownOutcome, Outcome::Unknown),
    ("APPID_NOT_EXIST", Class::SetUp, Outcome::Answered),
    ("MCHID_NOT_EXIST", Class::SetUp, Outcome::Answered),
    ("APPID_MCHID_NOT_MATCH", Class::SetUp, Outcome::Answered),
    ("LACK_PARAMS", Class::CallerBug, Outcome::Answered),
    ("OUT_TRADE_NO_USED", Class::NumberClash, Outcome::Answered),
    ("SIGNERROR", Class::CallerBug, Outcome::Answered),
    ("XML_FORMAT_ERROR", Class::CallerBug, Outcome::Answered),
    ("REQUIRE_POST_METHOD", Class::CallerBug, Outcome::Answered),
    ("POST_DATA_EMPTY", Class::CallerBug, Outcome::Answered),
    ("NOT_UTF8", Class::CallerBug, Outcome::Answered),
    ("PARAM_ERROR", Class::CallerBug, Outcome::Answered),
    ("ORDERNOTEXIST", Class::NotFound, Outcome::Answered),
    ("REFUNDNOTEXIST", Class::NotFound, Outcome::Answered),
    ("FREQUENCY_LIMITED", Class::Wait, Outcome::Unknown),
];

#[test]
fn inner_codes_have_their_class() {
    for (code, class, outcome) in INNER {
        check_inner(code, *class, *outcome);
    }
    let listed: Vec<_> = INNER.iter().map(|(code, ..)| *code).collect();
    assert_eq!(listed, InnerCode::KNOWN);
    for code in ["BANKERROR", "20002", "systemerror"] {
        check_inner(code, Class::Unlisted, Outcome::Unknown);
    }
}

#[test]
fn outer_codes_have_their_class() {
    for (code, class, expected) in [
        ("41001", Class::SetUp, Outcome::Answered),
        ("45105", Class::CallerBug, Outcome::Answered),
        ("48001", Class::SetUp, Outcome::Answered),
        ("85105", Class::SetUp, Outcome::Answered),
        ("85112", Class::SetUp, Outcome::Answered),
        ("-1", Class::Unlisted, Outcome::Unknown),
        ("40001", Class::Unlisted, Outcome::Unknown),
    ] {
        for (status, written) in
            [(200, code.to_owned()), (400, code.to_owned()), (200, format!("\"{code}\""))]
        {
            let (outcome, error) =
                ends(answer(status, &format!(r#"{{"errcode":{written},"errmsg":"no","respdata":null}}"#)));
            assert_eq!((outcome, error.class(), error.status()), (expected, class, status), "{code}");
            assert_eq!((error.layer(), error.outer().as_str()), (Layer::Service, code));
            assert_eq!((error.inner(), error.message()), (None, "no"));
            assert_eq!(error.to_string(), format!("errcode {code} (HTTP {status}): no"));
        }
    }
    assert_eq!(OuterCode::KNOWN, ["0", "41001", "45105", "48001", "85105", "85112"]);
}

#[test]
fn a_failed_communication_goes_by_its_words() {
    for (message, class, expected) in [
        ("受理关系不存在", Class::SetUp, Outcome::Answered),
        ("签名失败", Class::CallerBug, Outcome::Answered),
        ("参数格式校验错误", Class::CallerBug, Outcome::Answered),
        ("系统超时", Class::Unlisted, Outcome::Unknown),
        ("", Class::Unlisted, Outcome::Unknown),
    ] {
        let body = format!(
            r#"{{"errcode":0,"errmsg":"ok","respdata":{{"return_code":"FAIL","return_msg":"{message}"}}}}"#
        );
        let (outcome, error) = ends(answer(200, &body));
        assert_eq!((outcome, error.class()), (expected, class), "{message}");
        assert_eq!((error.layer(), error.inner(), error.message()), (Layer::Communication, None, message));
    }
    // A code counts more than words.
    let body =
        r#"{"errcode":0,"respdata":{"return_code":"FAIL","return_msg":"签名失败","err_code":"SYSTEMERROR"}}"#;
    assert_eq!(ends(answer(200, body)).1.class(), Class::UnknownOutcome);
}

#[test]
fn a_refusal_without_a_code_is_unknown() {
    let body = r#"{"errcode":0,"respdata":{"return_code":"SUCCESS","result_code":"FAIL","err_code":""}}"#;
    let (outcome, error) = ends(answer(200, body));
    assert_eq!((outcome, error.class(), error.inner()), (Outcome::Unknown, Class::Unlisted, None));
    assert_eq!(error.to_string(), "result_code FAIL (HTTP 200)");
}

#[test]
fn remote_texts_are_made_harmless() {
    let body = r#"{"errcode":0,"respdata":{"return_code":"SUCCESS","result_code":"FAIL","err_code":"A\nB","err_code_des":"no\u001b[31m"}}"#;
    let (_, error) = ends(answer(200, body));
    assert_eq!(error.to_string(), "result_code FAIL, AB (HTTP 200): no[31m");
    assert_eq!(error.message(), "no\u{1b}[31m");
}

//! Error answers: read leniently, shown carefully, believed as far as they are signed.

use wx_apiv3::{ApiError, ErrorCode, Outcome, Remedy};

use crate::{
    endpoints::look,
    world::{Event, World, run},
};

/// The error of a signed 400 with this body.
#[track_caller]
fn read(body: &'static str) -> ApiError {
    let world = World::new(&[Event::Signed(400, body); 3]);
    let error = run(world.client().send(&look())).unwrap_err();
    let api = error.api_error().expect("an error answer").clone();
    assert_eq!(error.outcome() == Outcome::Answered, api.code().is_some(), "{error:?}");
    api
}

#[test]
fn all_documented_members_are_kept() {
    let error = read(
        r#"{"code":"PARAM_ERROR","message":"参数错误","detail":{"field":"/amount/currency","value":"XYZ",
            "issue":"Currency code is invalid","location":"body"},"new_member":1}"#,
    );
    assert_eq!((error.code(), error.message()), (Some(&ErrorCode::ParamError), "参数错误"));
    assert_eq!(error.detail().unwrap()["field"], "/amount/currency");
    assert_eq!(error.reason_number(), Some("268435461"));
    assert_eq!(error.to_string(), "PARAM_ERROR (HTTP 400): 参数错误");
    assert!(!format!("{error:?}").contains("XYZ"), "the detail may repeat what was sent");
}

#[test]
fn detail_is_kept_in_whatever_shape() {
    for detail in ["\"text\"", "[1,2]", "7", "{\"a\":{\"b\":[null]}}"] {
        let body = format!("{{\"code\":\"X_1\",\"detail\":{detail}}}").leak();
        assert_eq!(read(body).detail().unwrap(), &serde_json::from_str::<serde_json::Value>(detail).unwrap());
    }
    assert_eq!(read(r#"{"code":"X","detail":null}"#).detail(), None);
}

#[test]
fn members_of_another_type_do_not_hide_the_code() {
    for body in [
        r#"{"code":"NO_AUTH","message":null}"#,
        r#"{"code":"NO_AUTH","message":["a"]}"#,
        r#"{"code":"NO_AUTH","message":7,"detail":null}"#,
        r#"{"code":"NO_AUTH"}"#,
    ] {
        let error = read(body);
        assert_eq!((error.code(), error.message()), (Some(&ErrorCode::NoAuth), ""));
        assert_eq!(error.to_string(), "NO_AUTH (HTTP 400)");
    }
}

#[test]
fn what_has_no_code_is_not_the_platforms() {
    for body in [
        "",
        "null",
        "[]",
        "\"PARAM_ERROR\"",
        "<html>",
        r#"{"code":400,"message":"canary"}"#,
        r#"{"code":"","message":"canary"}"#,
        r#"{"code":"no such code","message":"canary"}"#,
        r#"{"code":"A\nB","message":"canary"}"#,
        r#"{"code":"错误","message":"canary"}"#,
        r#"{"message":"canary"}"#,
        r#"{"code":"NO_AUTH""#,
    ] {
        let error = read(body);
        assert_eq!((error.code(), error.message(), error.detail()), (None, "", None), "{body}");
        assert_eq!(error.remedy(), Remedy::Unknown);
        assert_eq!(error.to_string(), "HTTP 400 without an error code of the platform");
    }
}

#[test]
fn a_body_that_is_not_utf8_is_no_error_of_the_platform() {
    // Built here because the script holds texts: the same bytes through the public door of a client.
    use bytes::Bytes;
    use http::{Request, Response};
    use wx_transport::{BoxFuture, Environment, Executor, SendError, Transport};

    #[derive(Debug)]
    struct Gbk;
    impl Transport for Gbk {
        fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
            let body = Bytes::from_static(b"{\"code\":\"NO_AUTH\",\"message\":\"\xb2\xce\xca\xfd\"}");
            Box::pin(async move { Ok(Response::builder().status(400).body(body).unwrap()) })
        }
    }
    let world = World::new(&[]);
    let environment = Environment::new(world.clone(), world.clone(), world.clone());
    let executor = Executor::new(std::sync::Arc::new(Gbk), wx_apiv3::hosts(), environment);
    let client = wx_apiv3::Client::new(crate::setup::credentials(), crate::setup::trust(), executor).unwrap();
    let error = run(client.send(&look())).unwrap_err();
    assert_eq!((error.outcome(), error.api_error().unwrap().code()), (Outcome::Unknown, None));
}

#[test]
fn a_hostile_message_cannot_break_a_log_line() {
    let long = format!(
        "{{\"code\":\"NO_AUTH\",\"message\":\"\\u001b[31ma\\r\\nERROR b\\u0000\\u202e\\u2028\\u200f\\ufeff{}\"}}",
        "长".repeat(100_000)
    );
    let error = read(long.leak());
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(shown.chars().count() < 500, "{}", shown.len());
        assert!(shown.chars().all(|c| !c.is_control()), "{shown:?}");
        assert!(!shown.contains(['\u{202e}', '\u{2028}', '\u{200f}', '\u{feff}']), "{shown:?}");
    }
    assert!(error.to_string().starts_with("NO_AUTH (HTTP 400): [31maERROR b长"));
    assert!(error.message().len() > 100_000, "the message itself is kept as it came");
}

#[test]
fn every_documented_code_has_a_remedy() {
    for code in ErrorCode::KNOWN {
        assert_ne!(ErrorCode::from(*code).remedy(), Remedy::Unknown, "{code}");
    }
    for (code, remedy) in [
        ("SYSTEM_ERROR", Remedy::Resolve),
        ("OUT_TRADE_NO_USED", Remedy::AskForState),
        ("ORDERPAID", Remedy::AskForState),
        ("ORDER_PAID", Remedy::AskForState),
        ("ORDER_NOT_EXIST", Remedy::NotFound),
        ("NOT_FOUND", Remedy::NotFound),
        ("FREQUENCY_LIMITED", Remedy::Wait),
        ("RATELIMIT_EXCEEDED", Remedy::Wait),
        ("NOT_ENOUGH", Remedy::ActFirst),
        ("SIGN_ERROR", Remedy::FixSetup),
        ("PARAM_ERROR", Remedy::FixRequest),
        ("SOMETHING_NEW", Remedy::Unknown),
    ] {
        assert_eq!(ErrorCode::from(code).remedy(), remedy, "{code}");
    }
}

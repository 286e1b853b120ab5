//! The client: what each kind of answer comes to, how often is sent, and what errors tell.

use http::header;
use wx_apiv3::{
    Answer, Client, ClientError, Credentials, Error, ErrorCode, FreshnessWindow, Outcome, Reason, SealError,
    TrustSet, VerifyError, danger,
};
use wx_sign::{Certificate, PublicKey, RustCrypto};
use wx_transport::SendErrorKind;
use wx_types::{AppId, Endpoint, Fen, PrepayId};

use crate::{
    endpoints::{Move, NUMBER, OPENID, Place, Placed, look, place, shut},
    fixtures::{MERCHANT_CERT, MERCHANT_PUBLIC},
    platform::Wrong,
    setup::{credentials, public_key_id, trust},
    world::{Event, REQUEST_ID, World, run, story},
};

const PLACED: &str = r#"{"prepay_id":"wx201410272009395522657a690389285100"}"#;
const REFUSED: &str = r#"{"code":"PARAM_ERROR","message":"参数错误"}"#;
const PAGE: &str = "<html><body>502 Bad Gateway</body></html>";

/// Sends `request` into a world that follows `script` to its end.
#[track_caller]
fn send<E: Endpoint>(
    request: &E,
    script: &[Event],
) -> (Result<Answer<E::Reply>, Error>, std::sync::Arc<World>) {
    let world = World::new(script);
    let sent = run(world.client().send(request));
    assert_eq!(world.left_over(), 0, "sent {} times", world.sent().len());
    (sent, world)
}

/// The error that `request` ends with; every promise that holds for all errors is checked on the way.
#[track_caller]
fn fail<E: Endpoint>(request: &E, script: &[Event], outcome: Outcome) -> Error {
    let (sent, world) = send(request, script);
    let error = sent.err().expect("an error");
    assert_eq!(error.outcome(), outcome, "{error:?}");
    assert_eq!(error.business_number(), request.business_number().as_ref());
    assert_eq!(error.trail().map_or(0, |trail| trail.attempts.len()), world.sent().len());
    let story = story(&error);
    assert!(story.contains(E::OPERATION.path) && story.contains(E::OPERATION.method.as_str()), "{story}");
    if let Some(number) = request.business_number() {
        assert!(error.to_string().contains(number.value()), "{story}");
    }
    for secret in [OPENID, "canary", "signature=", "PRIVATE KEY", "prepay_id\"", "<html>"] {
        assert!(!story.contains(secret), "{secret} in {story}");
    }
    error
}

#[test]
fn a_signed_200_is_read() {
    let (sent, world) = send(&place(), &[Event::Signed(200, PLACED)]);
    let answer = sent.unwrap();
    assert_eq!(answer.reply, Placed { prepay_id: "wx201410272009395522657a690389285100".to_owned() });
    assert_eq!(answer.request_id.as_deref(), Some(REQUEST_ID));
    assert_eq!(answer.trail.attempts.len(), 1);
    assert_eq!(world.hosts(), ["api.mch.weixin.qq.com"]);
}

#[test]
fn a_signed_204_is_the_answer_without_content() {
    let (sent, world) = send(&shut(), &[Event::Signed(204, "")]);
    assert!(sent.is_ok());
    let sent = &world.sent()[0];
    assert_eq!(sent.uri().path(), "/v3/shop/orders/A%7C10001/close");
    assert_eq!(sent.body().as_ref(), br#"{"mchid":"1900000001"}"#);
}

#[test]
fn a_get_has_no_body() {
    let (sent, world) = send(&look(), &[Event::Signed(200, r#"{"state":"PAID","new_member":[1]}"#)]);
    assert_eq!(sent.unwrap().reply.state, "PAID");
    let sent = &world.sent()[0];
    assert_eq!(sent.uri().path_and_query().unwrap().as_str(), "/v3/shop/orders/A%7C10001?mchid=1900000001");
    assert!(sent.body().is_empty() && !sent.headers().contains_key(header::CONTENT_TYPE));
}

#[test]
fn a_call_with_violations_is_never_sent() {
    let order = Place { total: Fen::new(0), openid: String::new(), ..place() };
    let error = fail(&order, &[], Outcome::NotSent);
    let violations = error.violations().unwrap();
    assert_eq!(
        violations.to_string(),
        "total: must be 1 to 100 (found 0); openid: must be 1 to 128 characters (found 0)"
    );
    assert!(error.trail().is_none() && error.request_id().is_none());
}

#[test]
fn danger_sends_what_the_check_refuses() {
    let order = Place { total: Fen::new(0), ..place() };
    let world = World::new(&[Event::Signed(200, PLACED)]);
    assert!(run(danger::send_unchecked(&world.client(), &order)).is_ok());
    assert!(std::str::from_utf8(world.sent()[0].body()).unwrap().contains("\"total\":0"));
    // And everything else is as strict as ever.
    let world = World::new(&[Event::Unsigned(200, PLACED); 3]);
    let error = run(danger::send_unchecked(&world.client(), &order)).unwrap_err();
    assert!(matches!(error.verify_error(), Some(VerifyError::Unsigned { .. })));
}

#[test]
fn success_without_a_signature_is_no_success() {
    for script in
        [[Event::Unsigned(200, PLACED); 3], [Event::Unsigned(204, ""); 3], [Event::Unsigned(202, ""); 3]]
    {
        let error = fail(&place(), &script, Outcome::Unknown);
        let missing = "wechatpay-timestamp";
        assert_eq!(error.verify_error(), Some(&VerifyError::Unsigned { missing }));
        assert_eq!(error.request_id(), Some(REQUEST_ID), "the support can find it all the same");
    }
}

/// Whatever is wrong with the signature, the outcome is unknown, and the re-entrant call was sent again unchanged.
#[test]
fn an_answer_that_is_not_verified_leaves_the_outcome_unknown() {
    for wrong in Wrong::ALL {
        let error = fail(&place(), &[Event::Wrong(wrong, 200, PLACED); 3], Outcome::Unknown);
        assert!(error.verify_error().is_some(), "{wrong:?}");
        assert_eq!(error.business_number().unwrap().to_string(), format!("out_trade_no {NUMBER}"));
    }
}

#[test]
fn what_is_sent_again_has_the_same_body_and_a_fresh_signature() {
    let script = [
        Event::Wrong(Wrong::Probe, 200, PLACED),
        Event::Fail(SendErrorKind::Interrupted),
        Event::Signed(200, PLACED),
    ];
    let (sent, world) = send(&place(), &script);
    assert_eq!(sent.unwrap().trail.attempts.len(), 3);
    let requests = world.sent();
    for pair in requests.windows(2) {
        assert_eq!(pair[0].body(), pair[1].body());
        assert_eq!(pair[0].body().as_ptr(), pair[1].body().as_ptr(), "serialised once");
        assert_eq!(pair[0].uri().path(), pair[1].uri().path());
        assert_ne!(pair[0].headers()[header::AUTHORIZATION], pair[1].headers()[header::AUTHORIZATION]);
    }
    assert_eq!(world.hosts(), ["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com", "api.mch.weixin.qq.com"]);
}

#[test]
fn what_must_not_be_sent_twice_is_sent_once() {
    let transfer = Move::new("B1");
    for event in [
        Event::Wrong(Wrong::OtherText, 200, PLACED),
        Event::Fail(SendErrorKind::Timeout),
        Event::Unsigned(502, PAGE),
        Event::Signed(500, r#"{"code":"SYSTEM_ERROR","message":"系统错误"}"#),
    ] {
        fail(&transfer, &[event], Outcome::Unknown);
    }
}

#[test]
fn a_signed_refusal_is_an_answer() {
    let error = fail(&place(), &[Event::Signed(400, REFUSED)], Outcome::Answered);
    let api = error.api_error().unwrap();
    assert!(api.is_authenticated());
    assert_eq!((api.status(), api.code()), (400, Some(&ErrorCode::ParamError)));
    assert_eq!((api.message(), api.request_id()), ("参数错误", Some(REQUEST_ID)));
    assert!(story(&error).contains("PARAM_ERROR (HTTP 400): 参数错误"));
}

#[test]
fn an_unsigned_refusal_is_an_answer_that_proves_nothing() {
    let error = fail(&place(), &[Event::Unsigned(404, r#"{"code":"ORDER_NOT_EXIST"}"#)], Outcome::Answered);
    assert!(!error.api_error().unwrap().is_authenticated());
    assert!(story(&error).contains("an error that nobody signed"));
}

#[test]
fn a_refusal_with_a_wrong_signature_is_no_answer() {
    for wrong in Wrong::ALL {
        let script = [Event::Wrong(wrong, 404, r#"{"code":"ORDER_NOT_EXIST"}"#); 3];
        if wrong == Wrong::WithoutSignature {
            // No signature is none, whatever other headers stand there.
            fail(&place(), &script[..1], Outcome::Answered);
        } else {
            assert!(fail(&place(), &script, Outcome::Unknown).verify_error().is_some(), "{wrong:?}");
        }
    }
}

#[test]
fn a_page_of_somebody_else_says_nothing() {
    for status in [301, 302, 307, 400, 403, 404, 502, 503] {
        let error = fail(&place(), &[Event::Unsigned(status, PAGE); 3], Outcome::Unknown);
        assert_eq!(error.api_error().unwrap().code(), None, "{status}");
    }
}

#[test]
fn a_redirect_is_not_followed_and_says_nothing() {
    for event in [Event::Signed(302, REFUSED), Event::Unsigned(307, REFUSED), Event::Signed(304, "")] {
        let error = fail(&place(), &[event; 3], Outcome::Unknown);
        assert!(error.api_error().is_some());
    }
}

#[test]
fn a_failure_of_the_platform_leaves_the_outcome_unknown() {
    let failed = r#"{"code":"SYSTEM_ERROR","message":"系统错误"}"#;
    fail(&place(), &[Event::Signed(500, failed); 3], Outcome::Unknown);
    fail(&place(), &[Event::Unsigned(500, failed); 3], Outcome::Unknown);
    // Also where the status plays it down, and where the code does.
    fail(&place(), &[Event::Signed(400, failed); 3], Outcome::Unknown);
    fail(&place(), &[Event::Signed(503, r#"{"code":"FREQUENCY_LIMITED"}"#); 3], Outcome::Unknown);
    fail(&place(), &[Event::Signed(500, REFUSED); 3], Outcome::Unknown);
}

#[test]
fn too_many_requests_is_waited_out() {
    let busy = r#"{"code":"FREQUENCY_LIMITED","message":"频率超限"}"#;
    let (sent, world) = send(&place(), &[Event::Unsigned(429, busy), Event::Signed(200, PLACED)]);
    assert!(sent.is_ok());
    assert_eq!(world.hosts(), ["api.mch.weixin.qq.com"; 2], "another host would carry the load elsewhere");
    let error = fail(&place(), &[Event::Signed(429, busy); 3], Outcome::Answered);
    // A close asks first: the payer may be paying at this moment.
    fail(&shut(), &[Event::Signed(429, busy)], Outcome::Answered);
    assert_eq!(error.api_error().unwrap().code(), Some(&ErrorCode::FrequencyLimited));
    fail(&place(), &[Event::Unsigned(429, PAGE); 3], Outcome::Answered);
    fail(&place(), &[Event::Signed(403, r#"{"code":"RATE_LIMITED"}"#); 3], Outcome::Answered);
}

#[test]
fn a_busy_platform_does_not_undo_a_lost_answer() {
    let busy = r#"{"code":"FREQUENCY_LIMITED"}"#;
    let script = [Event::Fail(SendErrorKind::Timeout), Event::Signed(429, busy), Event::Signed(400, REFUSED)];
    fail(&place(), &script, Outcome::Unknown);
}

#[test]
fn accepted_is_not_done() {
    // The payer is at it: nothing was closed, and closing again at once would not help.
    let paying = Event::Signed(202, r#"{"code":"USER_PAYING","message":"用户支付中"}"#);
    let error = fail(&shut(), &[paying], Outcome::Answered);
    assert_eq!(error.api_error().unwrap().code(), Some(&ErrorCode::UserPaying));
    // A code that nobody has heard of may mean anything, success included.
    for body in [r#"{"code":"SUCCESS"}"#, r#"{"code":"LATER"}"#] {
        fail(&shut(), &[Event::Signed(202, body); 3], Outcome::Unknown);
    }
    for event in
        [Event::Signed(200, "{}"), Event::Signed(200, ""), Event::Signed(202, ""), Event::Signed(204, "{}")]
    {
        let error = fail(&shut(), &[event; 3], Outcome::Unknown);
        assert!(matches!(error.reason(), Reason::Undecodable));
    }
}

#[test]
fn a_body_is_expected_with_200_and_nothing_else() {
    for event in [
        Event::Signed(204, ""),
        Event::Signed(200, ""),
        Event::Signed(202, PLACED),
        Event::Signed(201, PLACED),
    ] {
        let error = fail(&place(), &[event; 3], Outcome::Unknown);
        assert!(matches!(error.reason(), Reason::Undecodable));
    }
}

#[test]
fn a_signed_answer_that_cannot_be_read_leaves_the_outcome_unknown() {
    for body in
        ["{}", r#"{"prepay_id":null}"#, r#"{"prepay_id":7}"#, "[]", "null", PAGE, r#"{"prepay_id":"x""#]
    {
        let error = fail(&place(), &[Event::Signed(200, body)], Outcome::Unknown);
        assert!(matches!(error.reason(), Reason::Undecodable), "{body}");
        assert_eq!(error.request_id(), Some(REQUEST_ID));
    }
    // A query changes nothing, so nothing is unknown but its answer.
    fail(&look(), &[Event::Signed(200, "{}")], Outcome::Answered);
}

#[test]
fn a_dead_primary_host_costs_one_attempt() {
    let (sent, world) = send(&place(), &[Event::Fail(SendErrorKind::Connect), Event::Signed(200, PLACED)]);
    assert_eq!(sent.unwrap().trail.attempts.len(), 2);
    assert_eq!(world.hosts(), ["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"]);
}

#[test]
fn where_no_host_can_be_reached_nothing_was_sent() {
    let script = [Event::Fail(SendErrorKind::Connect); 3];
    let error = fail(&place(), &script, Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Send(_)));
    fail(&Move::new("B1"), &script, Outcome::NotSent);
}

#[test]
fn without_randomness_nothing_is_sent() {
    let world = World::dry();
    let error = run(world.client().send(&place())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Seal(SealError::Random(_))));
    assert!(world.sent().is_empty());
    let (appid, prepay_id) = (AppId::new("wx1").unwrap(), PrepayId::new("wx2").unwrap());
    assert!(matches!(world.client().app_invocation(&appid, &prepay_id), Err(SealError::Random(_))));
}

#[test]
fn time_that_runs_out_is_told_with_the_number() {
    let world = World::new(&[]);
    let executor = world
        .executor()
        .with_policy(wx_transport::Policy::default().with_deadline(std::time::Duration::ZERO));
    let client = Client::new(credentials(), trust(), executor).unwrap();
    let error = run(client.send(&place())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Deadline) && error.to_string().contains(NUMBER));
}

#[test]
fn a_wider_window_is_the_callers_choice() {
    let old = [Event::Wrong(Wrong::Old, 200, PLACED)];
    let world = World::new(&old);
    let client = world.client().with_window(FreshnessWindow::seconds(301));
    assert!(run(client.send(&place())).is_ok());
}

#[test]
fn the_platform_is_told_which_key_shall_sign() {
    let (_, world) = send(&look(), &[Event::Signed(200, r#"{"state":"PAID"}"#)]);
    assert_eq!(world.sent()[0].headers()["wechatpay-serial"], public_key_id().as_str());
}

#[test]
fn a_client_needs_somebody_to_trust_and_not_itself() {
    let make = |trust: TrustSet| Client::new(credentials(), trust, World::new(&[]).executor()).err();
    assert_eq!(make(trust()), None);
    assert_eq!(make(TrustSet::new()), Some(ClientError::NoTrust));
    let own = PublicKey::from_pem(MERCHANT_PUBLIC).unwrap();
    let own = trust().with_public_key(&RustCrypto, public_key_id(), &own).unwrap();
    assert_eq!(make(own), Some(ClientError::OwnKey));
    let certificate = || {
        TrustSet::new().with_certificate(&RustCrypto, &Certificate::from_pem(MERCHANT_CERT).unwrap()).unwrap()
    };
    assert_eq!(make(certificate()), Some(ClientError::OwnKey));
    // Its serial gives it away even where the public half is not known.
    let signer_only = Credentials::new(
        credentials().mchid().clone(),
        credentials().serial().clone(),
        wx_sign::Backend::signer(
            &RustCrypto,
            &wx_sign::PrivateKey::from_pem(crate::fixtures::MERCHANT_KEY).unwrap(),
        )
        .unwrap(),
    );
    let made = Client::new(signer_only, certificate(), World::new(&[]).executor());
    assert_eq!(made.err(), Some(ClientError::OwnKey));
}

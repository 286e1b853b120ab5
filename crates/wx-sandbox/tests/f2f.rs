//! Person-to-person orders.

use serde_json::{Value, json};
use wx_sandbox::{ActError, Sandbox, Sidecar};

use crate::client::{Draft, Reply, exchange, start, with, without};
use crate::tokens::token;

const CREATE: &str = "/wxa/business/f2f/createorderinfo";
const QUERY: &str = "/wxa/business/f2f/queryorderinfo";

fn order(number: &str) -> Value {
    json!({ "payer_openid": "oPayer", "payee_openid": "oPayee", "out_request_no": number, "amount": 5 })
}

async fn post(sandbox: &Sandbox, path: &str, token: &str, body: &Value) -> Reply {
    let target = format!("{path}?access_token={token}");
    let headers =
        [("Accept", "application/json".to_owned()), ("Content-Type", "application/json".to_owned())];
    exchange(&sandbox.weixin_url(), "POST", &target, &headers, body.to_string().as_bytes()).await.unwrap()
}

impl Reply {
    /// The JSON of a success.
    #[track_caller]
    pub(crate) fn success(&self) -> Value {
        let body = self.0.json();
        assert_eq!(
            (self.status(), &body["errcode"], &body["errmsg"]),
            (200, &json!(0), &json!("ok")),
            "{body}"
        );
        body
    }

    /// Checks the number of a failure; returns `errmsg`.
    #[track_caller]
    pub(crate) fn errcode(&self, errcode: i64) -> String {
        let body = self.0.json();
        assert_eq!((self.status(), &body["errcode"]), (200, &json!(errcode)), "{body}");
        assert!(body.get("confirm_token").is_none());
        let message = body["errmsg"].as_str().unwrap();
        assert!(message.chars().count() <= 128, "{message}");
        message.split_once(" rid: ").unwrap().0.to_owned()
    }
}

pub(crate) async fn create(sandbox: &Sandbox, token: &str, number: &str) -> Reply {
    post(sandbox, CREATE, token, &order(number)).await
}

/// Asks for an order that does not exist.
pub(crate) async fn query_state(sandbox: &Sandbox, token: &str) -> Value {
    post(sandbox, QUERY, token, &json!({ "out_request_no": "none" })).await.0.json()
}

#[tokio::test]
async fn an_order_lives_from_creation_to_refund() {
    let sandbox = start().await;
    let token = token(&sandbox).await;
    let body = with(with(order("N|1*@"), "/attach", json!("附加")), "/discount_amount", json!(0));
    let confirm = post(&sandbox, CREATE, &token, &body).await.success()["confirm_token"].clone();
    assert!(confirm.as_str().unwrap().len() <= 128);
    let ask = async |body: Value| post(&sandbox, QUERY, &token, &body).await.success();
    let by_number = json!({ "out_request_no": "N|1*@" });
    let expected = json!({ "errcode": 0, "errmsg": "ok", "state": "NOTPAY", "amount": 5, "attach": "附加" });
    assert_eq!(ask(by_number.clone()).await, expected);
    sandbox.f2f_fail("N|1*@").unwrap();
    assert_eq!(ask(json!({ "confirm_token": confirm })).await["state"], "PAYERROR");
    let order_id = sandbox.f2f_pay("N|1*@").unwrap();
    let paid = ask(json!({ "confirm_token": confirm, "out_request_no": "N|1*@" })).await;
    assert_eq!((&paid["state"], &paid["order_id"]), (&json!("SUCCESS"), &json!(order_id)));
    assert_eq!(sandbox.f2f_close("N|1*@"), Err(ActError::WrongState("SUCCESS")));
    sandbox.f2f_refund("N|1*@").unwrap();
    assert_eq!(ask(by_number).await["state"], "REFUND");
    assert_eq!(sandbox.f2f_pay("none"), Err(ActError::Unknown));
}

#[tokio::test]
async fn the_number_with_payer_payee_and_amount_is_the_key() {
    let sandbox = start().await;
    let token = token(&sandbox).await;
    let confirm = |reply: Reply| reply.success()["confirm_token"].clone();
    let first = confirm(create(&sandbox, &token, "N1").await);
    assert_eq!(confirm(create(&sandbox, &token, "N1").await), first);
    let attached = with(order("N1"), "/attach", json!("x"));
    assert_eq!(confirm(post(&sandbox, CREATE, &token, &attached).await), first, "not a part of the key");
    for (member, value) in
        [("/payer_openid", json!("oOther")), ("/payee_openid", json!("oOther")), ("/amount", json!(6))]
    {
        let other = with(order("N1"), member, value);
        post(&sandbox, CREATE, &token, &other).await.errcode(269_215_752);
    }
    sandbox.set_clock_offset(1_800);
    let fresh = confirm(create(&sandbox, &token, "N1").await);
    assert_ne!(fresh, first);
    for known in [first, fresh] {
        let found = post(&sandbox, QUERY, &token, &json!({ "confirm_token": known })).await.success();
        assert_eq!(found["state"], "NOTPAY");
    }
    sandbox.f2f_pay("N1").unwrap();
    create(&sandbox, &token, "N1").await.errcode(269_215_751);
    create(&sandbox, &token, "N2").await.success();
    sandbox.f2f_close("N2").unwrap();
    create(&sandbox, &token, "N2").await.errcode(269_215_767);
    create(&sandbox, &token, "N3").await.success();
    sandbox.set_clock_offset(1_800 + 3_601);
    create(&sandbox, &token, "N3").await.errcode(269_215_767);
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let sandbox = start().await;
    let token = token(&sandbox).await;
    let bad = async |path: &str, body: Value, fault: &str| {
        let message = post(&sandbox, path, &token, &body).await.errcode(269_215_744);
        assert!(format!("参数错误: {fault}").starts_with(&message), "{message}");
    };
    bad(CREATE, without(order("N1"), "/amount"), "/amount is required").await;
    bad(CREATE, with(order("N1"), "/amount", json!(0)), "/amount must be at least 1").await;
    bad(CREATE, with(order("N1"), "/discount_amount", json!(-1)), "/discount_amount must be at least 0")
        .await;
    bad(CREATE, with(order("N1"), "/attach", Value::Null), "/attach must not be null; leave it out").await;
    bad(CREATE, with(order("N1"), "/notify_url", json!("x")), "/notify_url is not a member of this request")
        .await;
    bad(CREATE, order("N 1"), "/out_request_no must be letters, digits and _-|*@").await;
    bad(CREATE, order(&"N".repeat(33)), "/out_request_no must have 1 to 32 characters, found 33").await;
    let same = with(order("N1"), "/payee_openid", json!("oPayer"));
    bad(CREATE, same, "/payee_openid must differ from /payer_openid").await;
    bad(QUERY, json!({}), "one of /confirm_token and /out_request_no is required").await;
    bad(QUERY, json!({ "confirm_token": "x" }), "no order has this /confirm_token").await;
    create(&sandbox, &token, "N1").await.success();
    let confirm = create(&sandbox, &token, "N2").await.success()["confirm_token"].clone();
    let mixed = json!({ "confirm_token": confirm, "out_request_no": "N1" });
    bad(QUERY, mixed, "/confirm_token is not that of /out_request_no").await;
}

#[tokio::test]
async fn headers_and_paths() {
    let sandbox = start().await;
    let token = token(&sandbox).await;
    let body = order("N1").to_string();
    let send = async |method: &str, path: &str, headers: &[(&'static str, &str)]| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let target = format!("{path}?access_token={token}");
        exchange(&sandbox.weixin_url(), method, &target, &headers, body.as_bytes()).await.unwrap()
    };
    let (accept, json_body) = (("Accept", "application/json"), ("Content-Type", "application/json"));
    send("POST", CREATE, &[accept]).await.refused_unsigned(400, "INVALID_REQUEST", 268_435_455);
    send("POST", CREATE, &[json_body]).await.refused_unsigned(400, "INVALID_REQUEST", 268_435_455);
    send("GET", CREATE, &[accept, json_body]).await.errcode(43002);
    let unknown = send("POST", "/wxa/business/f2f/closeorderinfo", &[accept, json_body]).await;
    assert_eq!((unknown.status(), &unknown.0.json()["errcode"]), (404, &json!(40066)));
    send("POST", CREATE, &[accept, json_body]).await.success();
}

#[tokio::test]
async fn a_signature_that_is_there_must_be_right() {
    let sandbox = start().await;
    let token = token(&sandbox).await;
    let target = format!("{CREATE}?access_token={token}");
    let body = order("N1").to_string();
    let draft = Draft::new(&sandbox, "POST", &target, body.as_bytes());
    let mut wrong = draft.clone();
    wrong.signed_target = Some(CREATE.to_owned());
    let reply = wrong.send_to(&sandbox, &sandbox.weixin_url()).await.unwrap();
    let detail = reply.refused_unsigned(401, "SIGN_ERROR", 268_443_699);
    assert_eq!(detail["field"], "signature");
    draft.send_to(&sandbox, &sandbox.weixin_url()).await.unwrap().success();
    let mut garbled = draft.clone();
    garbled.authorization = Some(Some("Bearer x".to_owned()));
    let reply = garbled.send_to(&sandbox, &sandbox.weixin_url()).await.unwrap();
    reply.refused_unsigned(401, "SIGN_ERROR", 270_924_332);
    sandbox.invalidate_tokens();
    draft.send_to(&sandbox, &sandbox.weixin_url()).await.unwrap().errcode(40001);
    let text = format!("{:?}", sandbox.log());
    assert!(!text.contains(&token), "{text}");
}

#[tokio::test]
async fn a_container_needs_no_token() {
    let sandbox = start().await;
    let headers =
        [("Accept", "application/json".to_owned()), ("Content-Type", "application/json".to_owned())];
    let body = order("N1").to_string();
    let send =
        async || exchange(&sandbox.weixin_url(), "POST", CREATE, &headers, body.as_bytes()).await.unwrap();
    send().await.errcode(41001);
    sandbox.set_sidecar(Sidecar::All);
    let reply = send().await;
    reply.success();
    assert!(reply.0.header("x-openapi-seqid").is_some());
}

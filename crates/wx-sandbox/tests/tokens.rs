//! Access tokens: how they are given out, and when they end.

use serde_json::{Value, json};
use wx_sandbox::Sandbox;

use crate::client::{exchange, start, with, without};
use crate::f2f::{create, query_state};

pub(crate) async fn stable(sandbox: &Sandbox, body: &Value) -> Value {
    let (url, body) = (sandbox.weixin_url(), body.to_string());
    let reply = exchange(&url, "POST", "/cgi-bin/stable_token", &[], body.as_bytes()).await.unwrap();
    assert_eq!(reply.status(), 200);
    reply.0.json()
}

pub(crate) fn request(sandbox: &Sandbox) -> Value {
    json!({
        "grant_type": "client_credential",
        "appid": sandbox.credentials().mini_program_appid(),
        "secret": sandbox.credentials().mini_program_secret(),
    })
}

/// A token that serves.
pub(crate) async fn token(sandbox: &Sandbox) -> String {
    let answer = stable(sandbox, &request(sandbox)).await;
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn plain(sandbox: &Sandbox, query: &str) -> Value {
    let target = format!("/cgi-bin/token?{query}");
    exchange(&sandbox.weixin_url(), "GET", &target, &[], b"").await.unwrap().0.json()
}

fn plain_query(sandbox: &Sandbox) -> String {
    let credentials = sandbox.credentials();
    format!(
        "grant_type=client_credential&appid={}&secret={}",
        credentials.mini_program_appid(),
        credentials.mini_program_secret()
    )
}

#[track_caller]
fn failed(answer: &Value, errcode: i64) {
    assert_eq!(answer["errcode"], errcode, "{answer}");
    assert!(answer["errmsg"].as_str().unwrap().chars().count() <= 128);
    assert!(answer["errmsg"].as_str().unwrap().contains(" rid: "));
}

#[tokio::test]
async fn a_stable_token_stays_the_same() {
    let sandbox = start().await;
    let first = stable(&sandbox, &request(&sandbox)).await;
    assert_eq!(first["expires_in"], 7200);
    sandbox.set_clock_offset(100);
    let second = stable(&sandbox, &request(&sandbox)).await;
    assert_eq!(second["access_token"], first["access_token"]);
    assert_eq!(second["expires_in"], 7100);
    sandbox.set_clock_offset(6_900);
    let third = stable(&sandbox, &request(&sandbox)).await;
    assert_ne!(third["access_token"], first["access_token"]);
    let old = first["access_token"].as_str().unwrap();
    assert_eq!(query_state(&sandbox, old).await["errcode"], 269_215_744, "the old one still serves");
    sandbox.set_clock_offset(7_200);
    failed(&query_state(&sandbox, old).await, 42001);
}

#[tokio::test]
async fn force_replaces_the_token_at_once() {
    let sandbox = start().await;
    let old = token(&sandbox).await;
    let force = with(request(&sandbox), "/force_refresh", json!(true));
    let new = stable(&sandbox, &force).await["access_token"].as_str().unwrap().to_owned();
    assert_ne!(old, new);
    failed(&query_state(&sandbox, &old).await, 40001);
    assert_eq!(
        stable(&sandbox, &force).await["access_token"],
        json!(new),
        "within 30 seconds nothing happens"
    );
    for n in 1..20 {
        sandbox.set_clock_offset(30 * n);
        assert!(stable(&sandbox, &force).await["access_token"].is_string(), "{n}");
    }
    sandbox.set_clock_offset(600);
    failed(&stable(&sandbox, &force).await, 45009);
    assert!(stable(&sandbox, &request(&sandbox)).await["access_token"].is_string());
}

#[tokio::test]
async fn the_plain_call_supersedes_and_is_a_line_of_its_own() {
    let sandbox = start().await;
    let stable = token(&sandbox).await;
    let query = plain_query(&sandbox);
    let first = plain(&sandbox, &query).await["access_token"].as_str().unwrap().to_owned();
    let second = plain(&sandbox, &query).await["access_token"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    create(&sandbox, &first, "N1").await.success();
    sandbox.set_clock_offset(300);
    failed(&query_state(&sandbox, &first).await, 40001);
    create(&sandbox, &second, "N2").await.success();
    create(&sandbox, &stable, "N3").await.success();
}

#[tokio::test]
async fn tokens_can_be_invalidated() {
    let sandbox = start().await;
    let old = token(&sandbox).await;
    sandbox.invalidate_tokens();
    failed(&query_state(&sandbox, &old).await, 40001);
    let new = token(&sandbox).await;
    assert_ne!(old, new);
    create(&sandbox, &new, "N1").await.success();
    failed(&query_state(&sandbox, "never-given-out").await, 40014);
    failed(&query_state(&sandbox, "").await, 41001);
}

#[tokio::test]
async fn requests_for_tokens_are_checked() {
    let sandbox = start().await;
    let good = request(&sandbox);
    failed(&stable(&sandbox, &with(good.clone(), "/grant_type", json!("x"))).await, 40002);
    failed(&stable(&sandbox, &with(good.clone(), "/appid", json!("x"))).await, 40013);
    failed(&stable(&sandbox, &with(good.clone(), "/secret", json!("x"))).await, 40125);
    failed(&stable(&sandbox, &without(good.clone(), "/appid")).await, 41002);
    failed(&stable(&sandbox, &without(good.clone(), "/secret")).await, 41004);
    failed(&stable(&sandbox, &with(good.clone(), "/force_refresh", Value::Null)).await, 47001);
    failed(&stable(&sandbox, &with(good, "/other", json!(1))).await, 47001);
    failed(&plain(&sandbox, "grant_type=client_credential").await, 41002);
    failed(&plain(&sandbox, "").await, 40002);
    let bare = async |method: &str, target: &str, body: &[u8]| {
        exchange(&sandbox.weixin_url(), method, target, &[], body).await.unwrap().0.json()
    };
    failed(&bare("GET", "/cgi-bin/stable_token", b"").await, 43002);
    failed(&bare("POST", "/cgi-bin/token", b"").await, 43001);
    failed(&bare("POST", "/cgi-bin/stable_token", b"").await, 44002);
    failed(&bare("POST", "/cgi-bin/stable_token", b"{").await, 47001);
    let text = format!("{:?}", sandbox.log());
    assert!(!text.contains(sandbox.credentials().mini_program_secret()), "{text}");
}

//! `GET /cgi-bin/token` and `POST /cgi-bin/stable_token`.

use http::Method;
use serde_json::{Value, json};

use super::refusal::{Code, Refusal, read};
use crate::gateway::Gateway;
use crate::params::same;
use crate::router::Request;
use crate::schema::{Kind, Schema, optional, text};

const STABLE: Schema = Schema {
    fields: &[
        optional("grant_type", text(0, 64)),
        optional("appid", text(0, 64)),
        optional("secret", text(0, 64)),
        optional("force_refresh", Kind::Flag),
    ],
};

/// Gives out a new token each time.
pub(crate) fn plain(gateway: &Gateway, request: &Request) -> Result<Value, Refusal> {
    if request.method != Method::GET {
        return Err(Refusal::new(Code::NeedsGet, "only GET is served"));
    }
    let value = |name| request.query_value(name);
    check(gateway, value("grant_type").as_deref(), value("appid").as_deref(), value("secret").as_deref())?;
    Ok(answer(gateway.tokens().plain(fresh(gateway), gateway.clock.now())))
}

/// Gives out the same token until it is about to end, or until it is forced.
pub(crate) fn stable(gateway: &Gateway, request: &Request) -> Result<Value, Refusal> {
    if request.method != Method::POST {
        return Err(Refusal::new(Code::NeedsPost, "only POST is served"));
    }
    let body = read(&request.body, &STABLE, Code::NotJson)?;
    let value = |name| body.get(name).and_then(Value::as_str);
    check(gateway, value("grant_type"), value("appid"), value("secret"))?;
    let (fresh, now) = (fresh(gateway), gateway.clock.now());
    let mut tokens = gateway.tokens();
    if body.get("force_refresh").and_then(Value::as_bool) == Some(true) {
        let forced = tokens.forced(fresh, now);
        return forced
            .map(answer)
            .ok_or_else(|| Refusal::new(Code::QuotaReached, "force_refresh serves 20 times a day"));
    }
    Ok(answer(tokens.stable(fresh, now)))
}

fn check(
    gateway: &Gateway,
    grant_type: Option<&str>,
    appid: Option<&str>,
    secret: Option<&str>,
) -> Result<(), Refusal> {
    let credentials = &gateway.credentials;
    if grant_type != Some("client_credential") {
        return Err(Refusal::new(Code::BadGrantType, "it must be client_credential"));
    }
    let appid = appid.ok_or_else(|| Refusal::new(Code::AppidMissing, "it is required"))?;
    let secret = secret.ok_or_else(|| Refusal::new(Code::SecretMissing, "it is required"))?;
    if appid != credentials.mini_program_appid() {
        return Err(Refusal::new(Code::BadAppid, "it is not the mini program of this sandbox"));
    }
    if !same(secret, credentials.mini_program_secret()) {
        return Err(Refusal::new(Code::BadSecret, "it is not the secret of this appid"));
    }
    Ok(())
}

fn fresh(gateway: &Gateway) -> String {
    format!("99_{}", gateway.random.text(154))
}

fn answer((token, lifetime): (String, i64)) -> Value {
    json!({ "access_token": token, "expires_in": lifetime })
}

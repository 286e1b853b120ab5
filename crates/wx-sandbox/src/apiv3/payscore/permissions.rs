//! `POST /v3/payscore/acquiringbank/permissions` and what follows: a user's consent to a service.

use serde_json::{Map, Value, json};

use super::body::{PERMISSION, TERMINATE};
use super::order::other_parameters;
use super::{check_appid, text_of};
use crate::apiv3::answer::Answer;
use crate::apiv3::call::Call;
use crate::apiv3::refund::{missing, refused};
use crate::apiv3::refusal::Refusal;
use crate::clock::rfc3339;

pub(super) struct Grant {
    /// The body that applied for it; a repetition must equal it.
    request: Value,
    token: String,
    pub(super) state: GrantState,
    openid: Option<String>,
    /// Unix seconds.
    opened: Option<i64>,
    closed: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GrantState {
    /// Applied for; no user has come yet.
    UnbindUser,
    Available,
    Unavailable,
}

impl GrantState {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::UnbindUser => "UNBINDUSER",
            Self::Available => "AVAILABLE",
            Self::Unavailable => "UNAVAILABLE",
        }
    }
}

impl Grant {
    pub(super) fn open(&mut self, openid: &str, now: i64) {
        self.state = GrantState::Available;
        self.openid = Some(openid.to_owned());
        self.opened = Some(now);
    }

    pub(super) fn close(&mut self, now: i64) {
        self.state = GrantState::Unavailable;
        self.closed = Some(now);
    }

    pub(super) fn notify_url(&self) -> Option<&str> {
        self.request.get("notify_url").and_then(Value::as_str)
    }

    /// Who agreed to what with whom.
    pub(super) fn describe(&self, mchid: &str) -> Map<String, Value> {
        let mut members = Map::new();
        for name in ["service_id", "appid", "sub_mchid", "sub_appid", "channel_id", "authorization_code"] {
            members.extend(self.request.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        members.insert("mchid".to_owned(), json!(mchid));
        if let Some(openid) = &self.openid {
            let name = if self.request.get("sub_appid").is_some() { "sub_openid" } else { "openid" };
            members.insert(name.to_owned(), json!(openid));
        }
        members
    }
}

pub(crate) fn apply(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    let body = call.body(&PERMISSION)?;
    check_appid(call, body.get("appid").and_then(Value::as_str))?;
    let code = text_of(&body, "authorization_code").to_owned();
    let mut ledger = call.gateway.ledger();
    let grant = ledger.payscore.grants.entry(code).or_insert_with(|| Grant {
        request: body.clone(),
        token: call.gateway.random.text(64),
        state: GrantState::UnbindUser,
        openid: None,
        opened: None,
        closed: None,
    });
    if grant.request != body {
        return Err(other_parameters());
    }
    Ok(Answer::ok(&json!({ "apply_permissions_token": grant.token })))
}

pub(crate) fn query(call: &Call<'_>) -> Result<Answer, Refusal> {
    let params = call.params(&["service_id", "channel_id", "sub_mchid"], &[])?;
    let mut ledger = call.gateway.ledger();
    let names = ["service_id", "channel_id", "sub_mchid"];
    let grant = find(&mut ledger.payscore, call.arg(0), &names, |name| params.get(name))?;
    let mut members = grant.describe(call.gateway.credentials.mchid());
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("authorization_state", json!(grant.state.as_str()));
    if let Some(url) = grant.notify_url() {
        add("notify_url", json!(url));
    }
    for (name, at) in
        [("authorization_success_time", grant.opened), ("cancel_authorization_time", grant.closed)]
    {
        if let Some(at) = at {
            add(name, json!(rfc3339(at)));
        }
    }
    Ok(Answer::ok(&members.into()))
}

/// Ends the user's consent. Ending it twice is fine.
pub(crate) fn terminate(call: &Call<'_>) -> Result<Answer, Refusal> {
    call.check_no_query()?;
    let body = call.body(&TERMINATE)?;
    let mut ledger = call.gateway.ledger();
    let names: &[&str] = match body.get("channel_id") {
        Some(_) => &["service_id", "sub_mchid", "channel_id"],
        None => &["service_id", "sub_mchid"],
    };
    let given = |name: &str| body.get(name).and_then(Value::as_str);
    let grant = find(&mut ledger.payscore, call.arg(0), names, given)?;
    match grant.state {
        GrantState::UnbindUser => Err(refused("no user has authorised this service yet")),
        GrantState::Available => {
            grant.close(call.gateway.clock.now());
            Ok(Answer::no_content())
        }
        GrantState::Unavailable => Ok(Answer::no_content()),
    }
}

fn find<'a, 'b>(
    book: &'a mut super::Book,
    code: &str,
    names: &[&str],
    given: impl Fn(&str) -> Option<&'b str>,
) -> Result<&'a mut Grant, Refusal> {
    let own = |grant: &&mut Grant| {
        names.iter().all(|name| given(name) == grant.request.get(*name).and_then(Value::as_str))
    };
    let found = book.grants.get_mut(code).filter(own);
    found.ok_or_else(|| missing("no authorisation has this authorization_code"))
}

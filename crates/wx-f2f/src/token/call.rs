//! One fetch of a token as the executor sees it.

use std::{future::ready, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde_json::{Map, Value};
use wx_transport::{Attempt, BoxFuture, Call, Host, Repeat, Verdict};
use wx_types::AppId;

use super::{access_token::AccessToken, error::TokenReason};
use crate::{
    body::{Body, retry_after, until_next_minute},
    call::USER_AGENT,
    code::{Class, Code, Errcode},
};

pub(super) struct TokenCall<'a> {
    pub(super) appid: &'a AppId,
    pub(super) secret: &'a SecretString,
    pub(super) force_refresh: bool,
}

/// Why an attempt brought no token, and how long to wait where the platform says so.
pub(super) struct Missed {
    pub(super) reason: TokenReason,
    pub(super) after: Option<Duration>,
}

impl From<TokenReason> for Missed {
    fn from(reason: TokenReason) -> Self {
        Self { reason, after: None }
    }
}

const PATH: &str = "/cgi-bin/stable_token";

/// The body.
#[derive(Serialize)]
struct Grant<'a> {
    grant_type: &'static str,
    appid: &'a AppId,
    secret: &'a str,
    force_refresh: bool,
}

impl Call for TokenCall<'_> {
    type Output = (Arc<AccessToken>, Duration);
    type Error = Missed;

    /// The normal mode answers with the same token however often it is asked. A forced refresh is rationed, and if it was
    /// done, the normal mode gives its token out.
    fn repeat(&self) -> Repeat {
        if self.force_refresh { Repeat::Once } else { Repeat::Read }
    }

    fn seal<'a>(&'a self, host: &'a Host, _: Attempt<'a>) -> BoxFuture<'a, Result<Request<Bytes>, Missed>> {
        Box::pin(ready(self.request(host)))
    }

    fn open(&self, response: Response<Bytes>, unix_time: Duration) -> Verdict<Self::Output, Missed> {
        let status = response.status();
        let body = Body::read(response.body());
        let error = body.error(status, &[self.secret.expose_secret()]);
        let reason = error.map_or(TokenReason::Http { status: status.as_u16() }, TokenReason::Api);
        match (status, body) {
            (StatusCode::TOO_MANY_REQUESTS, _) => {
                let after = retry_after(response.headers());
                Verdict::Busy { retry_after: after, error: Missed { reason, after } }
            }
            _ if status.is_server_error() => Verdict::Failed(reason.into()),
            (_, Body::Negative(code, _)) => refusal(&code, reason, unix_time),
            (_, Body::Positive(members)) if status.is_success() => match granted(&members) {
                Some(granted) => Verdict::Done(granted),
                None => Verdict::Unknown(TokenReason::Undecodable.into()),
            },
            _ if status.is_success() => Verdict::Unknown(TokenReason::Undecodable.into()),
            _ => Verdict::Unknown(reason.into()),
        }
    }
}

impl TokenCall<'_> {
    fn request(&self, host: &Host) -> Result<Request<Bytes>, Missed> {
        let body = Grant {
            grant_type: "client_credential",
            appid: self.appid,
            secret: self.secret.expose_secret(),
            force_refresh: self.force_refresh,
        };
        // Texts and a boolean can always be written.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut request = Request::new(Bytes::from(body));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = host.uri(PATH).map_err(TokenReason::Target)?;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(request)
    }
}

fn refusal<T>(code: &Code, reason: TokenReason, unix_time: Duration) -> Verdict<T, Missed> {
    match code {
        Code::Number(Errcode::MinuteLimit) => {
            let after = Some(until_next_minute(unix_time));
            Verdict::Busy { retry_after: after, error: Missed { reason, after } }
        }
        Code::Number(Errcode::Busy) => Verdict::Failed(reason.into()),
        Code::Name(code) if matches!(code.class(), Class::UnknownOutcome | Class::Wait) => {
            Verdict::Failed(reason.into())
        }
        _ => Verdict::Refused(reason.into()),
    }
}

/// A token that is not empty, with a lifetime that is not over.
fn granted(members: &Map<String, Value>) -> Option<(Arc<AccessToken>, Duration)> {
    let token = members.get("access_token")?.as_str().filter(|token| !token.is_empty())?;
    let seconds = members.get("expires_in")?.as_u64().filter(|seconds| *seconds > 0)?;
    Some((Arc::new(AccessToken::new(token)), Duration::from_secs(seconds)))
}

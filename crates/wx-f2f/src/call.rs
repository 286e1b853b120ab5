//! One call as the executor sees it: seal for an attempt, open its answer.

use std::{borrow::Cow, marker::PhantomData, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Map, Value};
use wx_apiv3::{Draft, LiveCredentials, SealError, Stamp};
use wx_transport::{Attempt, BoxFuture, Call, Host, Verdict, journal::Record};
use wx_types::{Endpoint, Repeat};

use crate::{
    api_error::ApiError,
    body::{Body, retry_after, until_next_minute},
    code::{Class, Code, Errcode},
    error::Reason,
    signing::Trust,
    token::AccessToken,
};

pub(crate) struct OrderCall<'a, E> {
    pub(crate) draft: Draft,
    pub(crate) token: Option<&'a AccessToken>,
    pub(crate) credentials: Option<&'a LiveCredentials>,
    pub(crate) trust: Option<&'a Trust>,
    pub(crate) sent: &'a Sent,
    /// Which mini program, in the journal.
    pub(crate) scope: &'a str,
    pub(crate) endpoint: PhantomData<fn() -> E>,
}

/// What of a request its answers are held against.
pub(crate) struct Sent {
    /// The number in it, wherever the endpoint has it.
    pub(crate) out_request_no: Option<String>,
    /// What no error may repeat.
    pub(crate) private: Vec<String>,
}

impl Sent {
    pub(crate) fn of(body: &[u8]) -> Self {
        let members: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        let private = ["payer_openid", "payee_openid", "confirm_token"];
        Self {
            out_request_no: text("out_request_no"),
            private: private.into_iter().filter_map(text).collect(),
        }
    }
}

pub(crate) const USER_AGENT: &str = concat!("wx-payments/", env!("CARGO_PKG_VERSION"), " (rust)");

impl<E> Call for OrderCall<'_, E>
where
    E: Endpoint<Reply: Send>,
{
    type Output = E::Reply;
    type Error = Reason;

    fn repeat(&self) -> wx_transport::Repeat {
        match E::OPERATION.repeat {
            Repeat::Safe => wx_transport::Repeat::Read,
            Repeat::SameKey(_) => wx_transport::Repeat::SameBody,
            Repeat::Once(_) => wx_transport::Repeat::Once,
        }
    }

    fn seal<'a>(
        &'a self,
        host: &'a Host,
        attempt: Attempt<'a>,
    ) -> BoxFuture<'a, Result<Request<Bytes>, Reason>> {
        Box::pin(self.request(host, attempt))
    }

    /// Signature first where there is one, status next, JSON last.
    fn open(&self, response: Response<Bytes>, unix_time: Duration) -> Verdict<E::Reply, Reason> {
        let (head, body) = response.into_parts();
        let now = i64::try_from(unix_time.as_secs()).unwrap_or(i64::MAX);
        if let Some(Err(error)) = self.trust.map(|trust| trust.check(&head.headers, &body, now)) {
            return Verdict::Unknown(Reason::Verify(error));
        }
        let status = head.status;
        let body = Body::read(&body);
        let reason = || match body.error(status, &self.private()) {
            Some(error) => Reason::Api(Box::new(error)),
            None => Reason::Http { status: status.as_u16() },
        };
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Verdict::Busy { retry_after: retry_after(&head.headers), error: reason() };
        }
        if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
            return Verdict::Failed(reason());
        }
        if !(status.is_success() || status.is_client_error()) {
            return Verdict::Unknown(Reason::Http { status: status.as_u16() });
        }
        match &body {
            Body::Negative(code, message) => {
                let error = ApiError::new(status.as_u16(), code.clone(), message, &self.private());
                self.refusal(code, status, Reason::Api(Box::new(error)), unix_time)
            }
            // It says that it was done, under a status that says it was not.
            _ if status.is_client_error() => Verdict::Unknown(reason()),
            Body::Unreadable => Verdict::Unknown(Reason::Undecodable),
            Body::Positive(members) => self.success(members),
        }
    }

    fn record(&self) -> Option<Record<'_>> {
        let number = self.sent.out_request_no.as_deref()?;
        Some(record::<E>(self.scope, number, self.draft.body().as_ref()))
    }
}

/// What a journal holds of a request: under the documented path, whatever path and token it is sent with.
pub(crate) fn record<'a, E: Endpoint>(
    appid: &'a str,
    number: impl Into<Cow<'a, str>>,
    body: impl Into<Cow<'a, [u8]>>,
) -> Record<'a> {
    Record::new(appid, E::OPERATION.path, "out_request_no", number, body)
}

impl<E> OrderCall<'_, E> {
    async fn request(&self, host: &Host, attempt: Attempt<'_>) -> Result<Request<Bytes>, Reason> {
        let mut request = Request::new(self.draft.body().clone());
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() =
            host.uri(self.draft.target()).map_err(|error| Reason::Seal(SealError::Target(error)))?;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(credentials) = self.credentials {
            let stamp = Stamp::draw(attempt.unix_time, attempt.random)
                .map_err(|error| Reason::Seal(SealError::Random(error)))?;
            let value =
                self.draft.authorization_async(&stamp, &credentials.current()).await.map_err(Reason::Seal)?;
            headers.insert(header::AUTHORIZATION, value);
        }
        Ok(request)
    }
}

impl<E> OrderCall<'_, E>
where
    E: Endpoint<Reply: Send>,
{
    /// What a code says about the request. In doubt, for anything that acts: nothing.
    fn refusal(
        &self,
        code: &Code,
        status: StatusCode,
        reason: Reason,
        unix_time: Duration,
    ) -> Verdict<E::Reply, Reason> {
        match (code, code.class()) {
            (Code::Number(Errcode::MinuteLimit), _) => {
                Verdict::Busy { retry_after: Some(until_next_minute(unix_time)), error: reason }
            }
            // Nobody says that a platform that was busy had not begun.
            (Code::Number(_), Class::Wait) | (_, Class::UnknownOutcome) => Verdict::Failed(reason),
            (Code::Name(_), Class::Wait) => Verdict::Busy { retry_after: None, error: reason },
            (_, Class::Unknown) if status.is_success() && E::OPERATION.repeat != Repeat::Safe => {
                Verdict::Unknown(reason)
            }
            _ => Verdict::Refused(reason),
        }
    }

    /// Success is what holds what it must, and belongs to the request.
    fn success(&self, members: &Map<String, Value>) -> Verdict<E::Reply, Reason> {
        let echo = members.get("out_request_no").and_then(Value::as_str);
        if let (Some(sent), Some(echo)) = (&self.sent.out_request_no, echo)
            && sent != echo
        {
            return Verdict::Unknown(Reason::Foreign { field: "out_request_no" });
        }
        match serde_json::from_value(Value::Object(members.clone())) {
            Ok(reply) => Verdict::Done(reply),
            Err(_) => Verdict::Unknown(Reason::Undecodable),
        }
    }

    fn private(&self) -> Vec<&str> {
        let token = self.token.map(AccessToken::secret);
        self.sent.private.iter().map(String::as_str).chain(token).collect()
    }
}

//! One call as the executor sees it: seal for an attempt, open its answer.

use std::{borrow::Cow, future::ready, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use wx_transport::{Attempt, BoxFuture, Call, Host, Verdict, journal::Record};
use wx_types::Repeat;

use crate::{
    credentials::Credentials,
    envelope::{Envelope, SealError},
    error::Reason,
    method::Method,
    nonce,
    open::open,
};

pub(crate) struct SealedCall<'a, E> {
    pub(crate) request: &'a E,
    /// Written once: what every attempt signs and sends.
    pub(crate) biz_content: String,
    pub(crate) credentials: &'a Credentials,
}

impl<E> Call for SealedCall<'_, E>
where
    E: Method<Reply: Send> + Sync,
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
        Box::pin(ready(self.request_of(host, attempt)))
    }

    fn open(&self, response: Response<Bytes>, _unix_time: Duration) -> Verdict<E::Reply, Reason> {
        open(self.request, &response)
    }

    fn record(&self) -> Option<Record<'_>> {
        record(self.request, self.credentials, self.biz_content.as_bytes())
    }
}

impl<E: Method> SealedCall<'_, E> {
    fn request_of(&self, host: &Host, attempt: Attempt<'_>) -> Result<Request<Bytes>, Reason> {
        let nonce = nonce::draw(attempt.random).map_err(|error| Reason::Seal(SealError::Random(error)))?;
        let body = Envelope::new(E::METHOD, &nonce, &self.biz_content)
            .seal(self.credentials)
            .map_err(Reason::Seal)?;
        let uri = host.uri(&self.request.target()).map_err(|error| Reason::Seal(SealError::Target(error)))?;
        let mut request = Request::new(body);
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        Ok(request)
    }
}

/// What a journal holds of a request. Nonce and signature are those of an attempt and stand outside of it.
pub(crate) fn record<'a, E: Method>(
    request: &E,
    credentials: &'a Credentials,
    biz_content: impl Into<Cow<'a, [u8]>>,
) -> Option<Record<'a>> {
    let number = request.business_number()?;
    let scope = match credentials {
        Credentials::Merchant { app_id, .. } => app_id.as_str(),
        Credentials::Agent { vendor_sn, .. } => vendor_sn.as_str(),
    };
    Some(Record::new(scope, E::METHOD, number.name(), number.value().to_owned(), biz_content))
}

const USER_AGENT: &str = concat!("wx-payments/", env!("CARGO_PKG_VERSION"), " (rust)");

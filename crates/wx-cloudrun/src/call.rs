//! One call as the executor sees it: send the same bytes in each attempt, open the answer.

use std::{future::ready, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;
use wx_transport::{Attempt, BoxFuture, Call, Host, Verdict, journal::Record};
use wx_types::Repeat;

use crate::{
    cloud_call::CloudCall,
    error::Reason,
    open::{open, seqid},
    prepare::Prepared,
};

pub(crate) struct PreparedCall<'a, E> {
    pub(crate) request: &'a E,
    pub(crate) prepared: Prepared,
}

/// An attempt without a usable answer, with the number of its exchange.
pub(crate) struct Missed {
    pub(crate) reason: Reason,
    pub(crate) seqid: Option<Box<str>>,
}

impl<E> Call for PreparedCall<'_, E>
where
    E: CloudCall<Reply: Send> + Sync,
{
    type Output = (E::Reply, Option<Box<str>>);
    type Error = Missed;

    fn repeat(&self) -> wx_transport::Repeat {
        match E::OPERATION.repeat {
            Repeat::Safe => wx_transport::Repeat::Read,
            Repeat::SameKey(_) => wx_transport::Repeat::SameBody,
            Repeat::Once(_) => wx_transport::Repeat::Once,
        }
    }

    fn seal<'a>(&'a self, host: &'a Host, _: Attempt<'a>) -> BoxFuture<'a, Result<Request<Bytes>, Missed>> {
        let request = self.prepared.request(host);
        Box::pin(ready(request.map_err(|error| Missed { reason: Reason::Target(error), seqid: None })))
    }

    fn open(&self, response: Response<Bytes>, _unix_time: Duration) -> Verdict<Self::Output, Missed> {
        let seqid: Option<Box<str>> = seqid(response.headers()).map(Into::into);
        let missed = |reason| Missed { reason, seqid: seqid.clone() };
        match open(self.request, &response) {
            Verdict::Done(reply) => Verdict::Done((reply, seqid)),
            Verdict::Refused(reason) => Verdict::Refused(missed(reason)),
            Verdict::Busy { retry_after, error } => Verdict::Busy { retry_after, error: missed(error) },
            Verdict::Failed(reason) => Verdict::Failed(missed(reason)),
            Verdict::Unknown(reason) => Verdict::Unknown(missed(reason)),
        }
    }

    fn record(&self) -> Option<Record<'_>> {
        record(self.request)
    }
}

/// What a journal holds of a request. The nonce is left out: it is drawn where the caller left it open, and says nothing of
/// what is ordered.
pub(crate) fn record<E: CloudCall>(request: &E) -> Option<Record<'static>> {
    let number = request.business_number()?;
    let mut order = serde_json::to_value(request).ok()?;
    order.as_object_mut()?.remove("nonce_str");
    let merchant = order.get("sub_mch_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let value = number.value().to_owned();
    Some(Record::new(merchant, E::OPERATION.path, number.name(), value, order.to_string().into_bytes()))
}

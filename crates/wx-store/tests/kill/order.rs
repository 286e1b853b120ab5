//! An order on its way through the executor, and the platform that it goes to. Both report each step.

use std::{convert::Infallible, future::ready, path::PathBuf, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use wx_transport::{Attempt, BoxFuture, Call, Host, Repeat, SendError, Transport, Verdict, journal::Record};

use crate::{
    child::{append, report},
    common::record,
};

/// The steps of an order, as the child reports them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    pub(crate) begun: &'static str,
    pub(crate) sent: &'static str,
    pub(crate) answered: &'static str,
    pub(crate) done: &'static str,
}

/// Of an order that is sent for the first time.
pub(crate) const FIRST: Words = Words { begun: "begun", sent: "sent", answered: "answered", done: "done" };

/// Of one that the journal knew after a crash.
pub(crate) const AGAIN: Words =
    Words { begun: "again-begun", sent: "again-sent", answered: "again-answered", done: "again-done" };

pub(crate) struct Order<'a> {
    pub(crate) body: &'a str,
    pub(crate) words: Words,
}

impl Call for Order<'_> {
    type Output = ();
    type Error = Infallible;

    fn repeat(&self) -> Repeat {
        Repeat::SameBody
    }

    /// Comes after the journal has the entry and before anything is sent.
    fn seal<'a>(
        &'a self,
        host: &'a Host,
        _: Attempt<'a>,
    ) -> BoxFuture<'a, Result<Request<Bytes>, Infallible>> {
        report(self.words.begun, self.body);
        let uri = host.uri("/v3/pay/transactions/app").unwrap();
        let mut request = Request::post(uri).body(Bytes::from(self.body.to_owned())).unwrap();
        request.extensions_mut().insert(self.words);
        Box::pin(ready(Ok(request)))
    }

    /// Comes after the answer and before the journal has the ending.
    fn open(&self, _: Response<Bytes>, _: Duration) -> Verdict<(), Infallible> {
        report(self.words.answered, self.body);
        Verdict::Done(())
    }

    fn record(&self) -> Option<Record<'_>> {
        Some(record(self.body))
    }
}

/// Writes down every body that reaches it.
#[derive(Debug)]
pub(crate) struct Platform {
    pub(crate) sent: PathBuf,
}

impl Transport for Platform {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        let words = *request.extensions().get::<Words>().unwrap();
        let body = str::from_utf8(request.body()).unwrap();
        append(&self.sent, body);
        report(words.sent, body);
        Box::pin(ready(Ok(Response::new(Bytes::new()))))
    }
}

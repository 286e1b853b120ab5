//! What hosts beside APIv3 borrow from it: the check of `Authorization`, and the look of its refusals.

use bytes::Bytes;
use http::Response;
use http_body_util::Full;

use super::answer::Answer;
use super::gate;
use super::refusal::{Code, Refusal, reason};
use crate::gateway::Gateway;
use crate::router::Request;

/// An unsigned refusal, ready to be sent.
pub(crate) struct Refused {
    pub(crate) response: Response<Full<Bytes>>,
    /// For the log.
    pub(crate) code: Option<&'static str>,
    pub(crate) issue: Option<String>,
}

impl Refused {
    fn new(gateway: &Gateway, refusal: Refusal) -> Box<Self> {
        let answer = Answer::from(refusal);
        let (code, issue) = (answer.code, answer.issue.clone());
        Box::new(Self { response: answer.seal(gateway, None, None), code, issue })
    }

    /// A request that breaks the rules of HTTP headers.
    pub(crate) fn invalid_request(gateway: &Gateway, issue: &'static str) -> Box<Self> {
        Self::new(gateway, Refusal::new(Code::InvalidRequest, reason::UNDOCUMENTED, issue))
    }
}

/// Checks headers, author, age, signature and nonce of a request to another host.
pub(crate) fn check_authorization(gateway: &Gateway, request: &Request) -> Result<(), Box<Refused>> {
    gate::admit(gateway, request).map_err(|refusal| Refused::new(gateway, refusal))
}

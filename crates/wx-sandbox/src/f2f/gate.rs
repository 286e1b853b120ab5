//! Whether a call of mini programs may pass: its token, its headers, and its signature if it has one.

use http::Method;
use http::header::{ACCEPT, AUTHORIZATION};

use super::refusal::{Code, Refusal};
use super::tokens::TokenFault;
use crate::apiv3;
use crate::gateway::Gateway;
use crate::router::Request;

/// Lets a request pass, or says why not. A bad token is told before anything else is looked at; `hosted` calls need
/// none.
pub(crate) fn admit(gateway: &Gateway, request: &Request, hosted: bool) -> Result<(), Refusal> {
    if !hosted {
        check_token(gateway, request)?;
    }
    if request.method != Method::POST {
        return Err(Refusal::new(Code::NeedsPost, "only POST is served"));
    }
    if !request.is_json() {
        return Err(invalid(gateway, "Content-Type must be application/json"));
    }
    if !request.header(&ACCEPT).is_some_and(takes_json) {
        return Err(invalid(gateway, "Accept must take application/json"));
    }
    // The page calls the signature mandatory and the host does without it. What is there must be right.
    if request.headers.contains_key(AUTHORIZATION) {
        apiv3::check_authorization(gateway, request).map_err(Refusal::Apiv3)?;
    }
    Ok(())
}

fn check_token(gateway: &Gateway, request: &Request) -> Result<(), Refusal> {
    let token = request.query_value("access_token").unwrap_or_default();
    if token.is_empty() {
        return Err(Refusal::new(Code::TokenMissing, "the query has none"));
    }
    gateway.tokens().check(&token, gateway.clock.now()).map_err(|fault| match fault {
        TokenFault::Unknown => Refusal::new(Code::TokenMalformed, "it was never given out"),
        TokenFault::Expired => Refusal::new(Code::TokenExpired, "it has lived its 7200 seconds"),
        TokenFault::Superseded => Refusal::new(Code::TokenInvalid, "a newer one has taken its place"),
    })
}

fn takes_json(accept: &str) -> bool {
    accept.split(',').any(|range| {
        let media = range.split(';').next().unwrap_or_default().trim();
        ["application/json", "application/*", "*/*"].iter().any(|known| media.eq_ignore_ascii_case(known))
    })
}

fn invalid(gateway: &Gateway, issue: &'static str) -> Refusal {
    Refusal::Apiv3(apiv3::Refused::invalid_request(gateway, issue))
}

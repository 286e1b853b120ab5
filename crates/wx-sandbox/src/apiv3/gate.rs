//! Whether a request may pass: its headers, its author, its age, its signature.

use std::sync::Arc;

use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use serde_json::json;

use super::authorization::Authorization;
use super::refusal::{Code, Refusal, reason};
use crate::gateway::Gateway;
use crate::options::KeyMode;
use crate::platform::Issued;
use crate::router::Request;

/// How far a request's timestamp may be from the gateway's clock, in seconds.
const WINDOW: u64 = 300;

/// Lets a request pass, or says why not. A request that passes has used up its nonce.
pub(crate) fn admit(gateway: &Gateway, request: &Request) -> Result<(), Refusal> {
    check_headers(request)?;
    let header = single(&request.headers, AUTHORIZATION.as_str())
        .ok_or_else(|| malformed("Authorization is missing or there are several"))?;
    let authorization = Authorization::parse(header).map_err(malformed)?;
    check_author(gateway, &authorization)?;
    check_time(gateway, authorization.timestamp)?;
    check_nonce(authorization.nonce)?;
    check_signature(gateway, request, &authorization)?;
    if gateway.settings.refuse_replay
        && !gateway.ledger().nonces.use_up(authorization.nonce, gateway.clock.now())
    {
        return Err(unsigned("nonce_str", "nonce_str was used before"));
    }
    match wanted_key(gateway, request) {
        Some(_) => Ok(()),
        None => Err(invalid("Wechatpay-Serial names no key of this platform")),
    }
}

/// The key that signs the answer: none unless `Authorization` names the merchant this gateway knows.
pub(crate) fn answer_key(gateway: &Gateway, request: &Request) -> Option<KeyMode> {
    let header = single(&request.headers, AUTHORIZATION.as_str())?;
    let authorization = Authorization::parse(header).ok()?;
    (authorization.mchid == gateway.credentials.mchid())
        .then(|| wanted_key(gateway, request).unwrap_or(KeyMode::Certificate))
}

/// The key that `Wechatpay-Serial` asks for; the certificate's if there is no such header.
fn wanted_key(gateway: &Gateway, request: &Request) -> Option<KeyMode> {
    if !request.headers.contains_key("wechatpay-serial") {
        return Some(KeyMode::Certificate);
    }
    named_key(gateway, request)
}

/// The key that `Wechatpay-Serial` names.
pub(crate) fn named_key(gateway: &Gateway, request: &Request) -> Option<KeyMode> {
    let serial = single(&request.headers, "wechatpay-serial")?;
    if serial == gateway.credentials.platform_public_key_id() {
        Some(KeyMode::PublicKey)
    } else {
        gateway.platform.named(serial).map(|_| KeyMode::Certificate)
    }
}

/// The certificate that `Wechatpay-Serial` names.
pub(crate) fn named_certificate(gateway: &Gateway, request: &Request) -> Option<Arc<Issued>> {
    gateway.platform.named(single(&request.headers, "wechatpay-serial")?)
}

/// The value of a header that stands there once and is readable.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    if values.next().is_some() { None } else { first.to_str().ok() }
}

fn check_headers(request: &Request) -> Result<(), Refusal> {
    let accepts_json =
        request.headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).any(|value| {
            value.split(',').any(|range| {
                ["application/json", "application/*", "*/*"]
                    .iter()
                    .any(|known| media_type(range).eq_ignore_ascii_case(known))
            })
        });
    if !accepts_json {
        return Err(invalid("Accept is missing or does not take application/json"));
    }
    if single(&request.headers, USER_AGENT.as_str()).is_none_or(str::is_empty) {
        return Err(invalid("User-Agent is missing"));
    }
    let json = single(&request.headers, CONTENT_TYPE.as_str())
        .is_some_and(|value| media_type(value).eq_ignore_ascii_case("application/json"));
    if !request.body.is_empty() && !json {
        return Err(invalid("Content-Type of a body must be application/json"));
    }
    Ok(())
}

/// `application/json` of `application/json; charset=utf-8`.
fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim()
}

fn check_author(gateway: &Gateway, authorization: &Authorization<'_>) -> Result<(), Refusal> {
    if authorization.mchid != gateway.credentials.mchid() {
        return Err(unsigned("mchid", "mchid is not the merchant of this sandbox"));
    }
    if authorization.serial != gateway.credentials.merchant_serial() {
        return Err(unsigned("serial_no", "serial_no is not the serial of the merchant API certificate"));
    }
    Ok(())
}

fn check_time(gateway: &Gateway, timestamp: &str) -> Result<(), Refusal> {
    let decimal = !timestamp.is_empty() && timestamp.bytes().all(|b| b.is_ascii_digit());
    let seconds = timestamp.parse::<i64>().ok().filter(|_| decimal);
    let Some(seconds) = seconds else {
        return Err(malformed("timestamp is not a decimal number of seconds"));
    };
    if seconds.abs_diff(gateway.clock.now()) > WINDOW {
        return Err(unsigned(
            "timestamp",
            "timestamp is more than 300 seconds away from the gateway's clock",
        ));
    }
    Ok(())
}

fn check_nonce(nonce: &str) -> Result<(), Refusal> {
    if (1..=32).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(malformed("nonce_str must have 1 to 32 visible ASCII characters"))
    }
}

fn check_signature(
    gateway: &Gateway,
    request: &Request,
    authorization: &Authorization<'_>,
) -> Result<(), Refusal> {
    let Authorization { nonce, timestamp, signature, .. } = authorization;
    let (method, target) = (&request.method, &request.target);
    let head = format!("{method}\n{target}\n{timestamp}\n{nonce}\n");
    let message = [head.as_bytes(), &request.body, b"\n"].concat();
    if gateway.credentials.merchant.accepts(&message, signature) {
        return Ok(());
    }
    // The real gateway tells what it built, without the body; nothing helps more in finding the difference.
    let detail = json!({
        "detail": { "issue": "sign not match" },
        "field": "signature",
        "location": "authorization",
        "sign_information": {
            "method": method.as_str(),
            "url": target,
            "truncated_sign_message": head,
            "sign_message_length": message.len(),
        },
    });
    Err(unsigned("signature", "the signature does not match the message this gateway built")
        .with_detail(detail))
}

fn invalid(issue: &str) -> Refusal {
    Refusal::new(Code::InvalidRequest, reason::UNDOCUMENTED, issue)
}

fn malformed(issue: &'static str) -> Refusal {
    Refusal::new(Code::SignError, reason::MALFORMED_AUTHORIZATION, issue)
}

fn unsigned(field: &str, issue: &'static str) -> Refusal {
    let detail = json!({ "field": field, "location": "authorization", "issue": issue });
    Refusal::new(Code::SignError, reason::SIGNATURE, issue).with_detail(detail)
}

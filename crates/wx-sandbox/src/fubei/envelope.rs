//! The envelope of a request: who asks for which method, and whether the signature says so too.

use serde_json::Value;

use super::refusal::{Code, Refusal};
use super::{AGENT_PATH, MERCHANT_PATH};
use crate::gateway::Gateway;
use crate::params::{md5, same, sorted};
use crate::router::Request;
use crate::schema::{Kind, Rule, Schema, check, optional, required, text};

/// Who signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// By `app_id`.
    Merchant,
    /// By `vendor_sn`.
    Agent,
}

/// An envelope that may pass.
pub(crate) struct Envelope {
    pub(crate) caller: Caller,
    pub(crate) method: String,
    /// The text that was signed.
    pub(crate) biz_content: String,
}

/// The longest `biz_content`, in characters.
const BIZ_LIMIT: usize = 65_536;

const ENVELOPE: Schema = Schema {
    fields: &[
        optional("app_id", text(1, 64)),
        optional("vendor_sn", text(1, 64)),
        required("method", text(1, 64)),
        required("format", Kind::Choice(&["json"])),
        required("sign_method", Kind::Choice(&["md5"])),
        required("nonce", text(1, 32)),
        optional("version", Kind::Choice(&["1.0", "2.0"])),
        required("biz_content", text(1, BIZ_LIMIT)),
        required("sign", text(32, 32)),
    ],
};

/// Reads an envelope and verifies its signature.
pub(crate) fn open(gateway: &Gateway, request: &Request) -> Result<Envelope, Refusal> {
    if !request.is_json() {
        return Err(Refusal::parameter("the content type must be application/json, in UTF-8"));
    }
    let body: Value = serde_json::from_slice(&request.body)
        .map_err(|_| Refusal::parameter("the body must be JSON in UTF-8"))?;
    check_members(&body)?;
    let (caller, secret) = caller(gateway, request, &body)?;
    check_signature(&body, secret)?;
    let text = |name| text_of(&body, name).to_owned();
    Ok(Envelope { caller, method: text("method"), biz_content: text("biz_content") })
}

fn check_members(body: &Value) -> Result<(), Refusal> {
    // The classic mistake deserves words of its own.
    if body.get("biz_content").is_some_and(|biz| !biz.is_string()) {
        return Err(Refusal::parameter(
            "/biz_content must be a string that holds a JSON document, not the document itself",
        ));
    }
    let mut faults = check(&ENVELOPE, body);
    faults.retain(|fault| fault.rule != Rule::FourBytes);
    if faults.is_empty() { Ok(()) } else { Err(Refusal::faults("envelope", &faults)) }
}

fn caller<'a>(gateway: &'a Gateway, request: &Request, body: &Value) -> Result<(Caller, &'a str), Refusal> {
    let credentials = &gateway.credentials;
    let (caller, found, known, secret) = match (body.get("app_id"), body.get("vendor_sn")) {
        (Some(found), None) => {
            (Caller::Merchant, found, credentials.fubei_app_id(), credentials.fubei_secret())
        }
        (None, Some(found)) => {
            (Caller::Agent, found, credentials.fubei_vendor_sn(), credentials.fubei_vendor_secret())
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(Refusal::parameter("exactly one of /app_id and /vendor_sn is required"));
        }
    };
    if caller == Caller::Agent && request.path == MERCHANT_PATH {
        return Err(Refusal::parameter(format!("/vendor_sn is for {AGENT_PATH}")));
    }
    if request.path == MERCHANT_PATH && text_of(body, "version") == "2.0" {
        return Err(Refusal::parameter(format!("/version 2.0 is for {AGENT_PATH}")));
    }
    if found.as_str() == Some(known) {
        Ok((caller, secret))
    } else {
        Err(Refusal::new(Code::Merchant, "/app_id or /vendor_sn is not known to this sandbox"))
    }
}

/// Everything but `sign` is signed, as it reads once the outer JSON is undone.
fn check_signature(body: &Value, secret: &str) -> Result<(), Refusal> {
    let members = body.as_object().into_iter().flatten();
    let pairs = members
        .filter(|(name, _)| *name != "sign")
        .filter_map(|(name, value)| value.as_str().map(|value| (name.as_str(), value)));
    let expected = md5(&(sorted(pairs) + secret));
    if same(&expected, text_of(body, "sign")) {
        Ok(())
    } else {
        Err(Refusal::new(
            Code::Signature,
            "/sign is not the MD5, in upper-case digits, of the sorted members and the secret",
        ))
    }
}

fn text_of<'a>(body: &'a Value, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

//! `GET /v3/certificates`: the platform certificates in force, each encrypted under the APIv3 key.

use serde_json::{Value, json};

use super::answer::Answer;
use super::call::Call;
use super::refusal::Refusal;
use crate::clock::rfc3339;
use crate::crypto::encrypt;
use crate::platform::Issued;

pub(crate) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    check_algorithm(call)?;
    let listed = call.gateway.platform.listed();
    let data: Vec<Value> = listed.iter().map(|certificate| describe(call, certificate)).collect();
    Ok(Answer::ok(&json!({ "data": data })))
}

fn describe(call: &Call<'_>, certificate: &Issued) -> Value {
    let key = &call.gateway.credentials.apiv3_key_bytes;
    let sealed = encrypt(key, "certificate", certificate.pem.as_bytes(), &call.gateway.random);
    let (from, until) = certificate.dates;
    json!({
        "serial_no": certificate.serial,
        "effective_time": rfc3339(from),
        "expire_time": rfc3339(until),
        "encrypt_certificate": {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": sealed.nonce,
            "associated_data": "certificate",
            "ciphertext": sealed.ciphertext,
        },
    })
}

/// The only parameter is `algorithm_type`; this gateway has RSA keys and no others.
fn check_algorithm(call: &Call<'_>) -> Result<(), Refusal> {
    match call.query()?.as_slice() {
        [] => Ok(()),
        [(name, value)] if name == "algorithm_type" && ["RSA", "ALL"].contains(&value.as_str()) => Ok(()),
        _ => Err(Refusal::field("query", "algorithm_type", "must be RSA or ALL, and the only parameter")),
    }
}

//! `GET /v3/certificates`: the platform certificate, encrypted under the APIv3 key.

use serde_json::json;

use super::answer::Answer;
use super::call::Call;
use super::refusal::Refusal;
use crate::clock::rfc3339;
use crate::crypto::encrypt;

pub(crate) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    check_algorithm(call)?;
    let credentials = &call.gateway.credentials;
    let pem = credentials.platform_certificate_pem().as_bytes();
    let sealed = encrypt(&credentials.apiv3_key_bytes, "certificate", pem, &call.gateway.random);
    let (from, until) = credentials.platform_certificate_dates;
    Ok(Answer::ok(&json!({
        "data": [{
            "serial_no": credentials.platform_certificate_serial(),
            "effective_time": rfc3339(from),
            "expire_time": rfc3339(until),
            "encrypt_certificate": {
                "algorithm": "AEAD_AES_256_GCM",
                "nonce": sealed.nonce,
                "associated_data": "certificate",
                "ciphertext": sealed.ciphertext,
            },
        }],
    })))
}

/// The only parameter is `algorithm_type`; this gateway has RSA keys and no others.
fn check_algorithm(call: &Call<'_>) -> Result<(), Refusal> {
    match call.query()?.as_slice() {
        [] => Ok(()),
        [(name, value)] if name == "algorithm_type" && ["RSA", "ALL"].contains(&value.as_str()) => Ok(()),
        _ => Err(Refusal::field("query", "algorithm_type", "must be RSA or ALL, and the only parameter")),
    }
}

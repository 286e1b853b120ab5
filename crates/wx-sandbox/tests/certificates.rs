//! The list of platform certificates.

use serde_json::json;

use crate::client::{get, start};
use crate::receiver::decrypt;

#[tokio::test]
async fn the_list_holds_the_certificate_under_the_apiv3_key() {
    let sandbox = start().await;
    for target in ["/v3/certificates", "/v3/certificates?algorithm_type=RSA"] {
        let list = get(&sandbox, target).await.ok(&sandbox);
        let entry = &list["data"][0];
        assert_eq!(entry["serial_no"], sandbox.credentials().platform_certificate_serial());
        assert_eq!(entry["effective_time"], "2020-01-01T08:00:00+08:00");
        assert_eq!(entry["expire_time"], "2120-01-01T08:00:00+08:00");
        assert_eq!(entry["encrypt_certificate"]["associated_data"], "certificate");
        let pem = decrypt(sandbox.credentials(), &entry["encrypt_certificate"]);
        assert_eq!(pem, sandbox.credentials().platform_certificate_pem().as_bytes());
    }
}

#[tokio::test]
async fn only_rsa_is_listed() {
    let sandbox = start().await;
    let reply = get(&sandbox, "/v3/certificates?algorithm_type=SM2").await;
    let detail = reply.refused(&sandbox, 400, "PARAM_ERROR", 268_435_461);
    assert_eq!(detail["field"], json!("algorithm_type"));
}

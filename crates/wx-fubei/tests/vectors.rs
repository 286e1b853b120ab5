//! No published sample can be verified, since no secret is public. These vectors have an invented one; their signatures
//! were computed from the rule by another program.

use serde_json::Value;
use wx_fubei::{Callback, CallbackError, Credentials, Envelope, Method as _, MinaOrder, fbpay::FbpayQuery};

use crate::world::{agent, merchant, mina, order_number};

const NONCE: &str = "nonce0123456789";
const A: &str = r#"{"merchant_order_sn":"T20240101000001","sub_openid":"oEXAMPLE0000000000000000001","total_fee":0.01,"store_id":1001}"#;
const C: &str = r#"{"attach":"订单:1","merchant_order_sn":"T20240101000001","store_id":1001,"sub_openid":"oEXAMPLE0000000000000000001","total_fee":0.01}"#;
const F: &str = r#"{"merchant_order_sn":"T20240101000001","order_sn":"20240101000000000001","total_amount":0.01,"order_status":"SUCCESS"}"#;

/// Seals, looks at the signature, and at what the other side reads.
#[track_caller]
fn check(envelope: Envelope<'_>, credentials: &Credentials, expected: &str) {
    let body = envelope.seal(credentials).unwrap();
    let read: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(read["sign"], expected);
    // What was signed is what arrives, as a text.
    assert_eq!(read["biz_content"], envelope.biz_content);
    assert!(
        read.as_object().unwrap().values().all(|value| value.as_str().is_some_and(|text| !text.is_empty()))
    );
    let (present, absent) =
        if credentials.is_agent() { ("vendor_sn", "app_id") } else { ("app_id", "vendor_sn") };
    assert!(read.get(present).is_some() && read.get(absent).is_none());
}

#[test]
fn a_plain_order_and_b_without_version() {
    // The typed request writes the very text of the vector.
    assert_eq!(serde_json::to_string(&mina()).unwrap(), A);
    let envelope = Envelope::new(MinaOrder::METHOD, NONCE, A);
    check(envelope, &merchant(), "7B4B412AE86C1AC707817EB600B19716");
    check(envelope.without_version(), &merchant(), "2FF663F2FDF1235575657CFBFF63B106");
}

#[test]
fn c_raw_utf8_and_d_inner_escapes() {
    check(Envelope::new(MinaOrder::METHOD, NONCE, C), &merchant(), "2CEBEB308EF3E627AE446B3CCAD8AB53");
    let escaped = C.replace("订单", r"\u8ba2\u5355");
    check(Envelope::new(MinaOrder::METHOD, NONCE, &escaped), &merchant(), "CA2C4188B4FC46C256A6B543CF09E87A");
    // The outer layer is raw UTF-8 too.
    let body = Envelope::new(MinaOrder::METHOD, NONCE, C).seal(&merchant()).unwrap();
    assert!(String::from_utf8_lossy(&body).contains("订单:1"));
}

#[test]
fn e_an_agent_asks() {
    let query = FbpayQuery::by_merchant_order_sn(order_number()).with_merchant_id(100_001);
    let content = serde_json::to_string(&query).unwrap();
    assert_eq!(content, r#"{"merchant_id":100001,"merchant_order_sn":"T20240101000001"}"#);
    check(Envelope::new(FbpayQuery::METHOD, NONCE, &content), &agent(), "C7700A7C24E4210C5F0D32C7CBB6F9FF");
}

#[track_caller]
fn check_callback(message: Option<&str>, sign: &str, expected: Result<(), CallbackError>) {
    let message = message.map(|message| format!("&result_message={message}")).unwrap_or_default();
    let data: String = F.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let body = format!("result_code=200{message}&data={data}&sign={sign}");
    let verified = Callback::verify(body.as_bytes(), &merchant());
    assert_eq!(verified.map(|callback| assert_eq!(callback.data(), Some(F))), expected);
}

#[test]
fn f_g_h_callbacks() {
    const F_SIGN: &str = "617828C22879A3E825B25C6C2045CFAB";
    const G_SIGN: &str = "A52465812C9B630173CD9391531CD5B1";
    const H_SIGN: &str = "3BAA54F7E5709653E32EA82A6C143F29";
    check_callback(Some("%E6%88%90%E5%8A%9F"), F_SIGN, Ok(()));
    check_callback(Some("%E6%88%90%E5%8A%9F"), &F_SIGN.to_lowercase(), Ok(()));
    check_callback(Some(""), G_SIGN, Ok(()));
    check_callback(Some(""), H_SIGN, Ok(()));
    check_callback(Some(""), F_SIGN, Err(CallbackError::BadSignature));
    check_callback(None, H_SIGN, Ok(()));
    check_callback(None, G_SIGN, Err(CallbackError::BadSignature));
}

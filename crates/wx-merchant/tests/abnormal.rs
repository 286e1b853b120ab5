//! Abnormal refunds: what travels, for whom it is encrypted, and what is said when it is lost.

use serde_json::{Value, json};
use wx_apiv3::{Outcome, Reason, Sensitive};
use wx_merchant::{
    RefundStatus,
    refunds::{AbnormalRefund, EncryptedAbnormalRefund, RefundBank, UserBankCard},
};
use wx_sign::{Backend, PrivateKey, RustCrypto, decode_base64};
use wx_types::{Endpoint, OutRefundNo, RefundId};

use crate::platform::{Platform, run};

const ACCOUNT: &str = "6222020000000canary";
const NAME: &str = "张三canary";
const ANSWER: &str = include_str!("fixtures/refund/answer.json");

fn refund_id() -> RefundId {
    RefundId::new("50000000382019052709732678859").unwrap()
}

fn number() -> OutRefundNo {
    OutRefundNo::new("R-1217752501201407033233368018@1").unwrap()
}

fn to_user() -> AbnormalRefund {
    let card = UserBankCard {
        bank_type: RefundBank::Icbc,
        bank_account: Sensitive::new(ACCOUNT).unwrap(),
        real_name: Sensitive::new(NAME).unwrap(),
    };
    AbnormalRefund::to_user(refund_id(), number(), card)
}

/// Head and body of what was sent.
fn sent(platform: &Platform) -> (String, Value) {
    let asked = platform.asked();
    let (head, body) = asked.split_once("\n\n").unwrap();
    (head.to_owned(), serde_json::from_str(body).unwrap())
}

#[test]
fn to_a_card_of_the_payer() {
    let platform = Platform::new(200, ANSWER);
    let answer = run(platform.client().send_confidential(&to_user())).unwrap();
    assert_eq!(answer.reply.status, RefundStatus::Success);
    let (head, body) = sent(&platform);
    let path = "/v3/refund/domestic/refunds/50000000382019052709732678859/apply-abnormal-refund";
    assert!(head.starts_with(&format!("POST https://api.mch.weixin.qq.com{path}\n")), "{head}");
    assert!(head.contains("wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000"));
    assert!(!platform.asked().contains("canary"));
    let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["bank_account", "bank_type", "out_refund_no", "real_name", "type"]);
    assert_eq!((&body["type"], &body["bank_type"]), (&json!("USER_BANK_CARD"), &json!("ICBC_DEBIT")));
    assert_eq!(body["out_refund_no"], json!("R-1217752501201407033233368018@1"));
    let key = PrivateKey::from_pem(include_str!("fixtures/platform_key.pem")).unwrap();
    let decrypter = RustCrypto.decrypter(&key).unwrap();
    for (name, plain) in [("bank_account", ACCOUNT), ("real_name", NAME)] {
        let ciphertext = decode_base64(body[name].as_str().unwrap()).unwrap();
        assert_eq!(decrypter.decrypt(&ciphertext).unwrap().as_slice(), plain.as_bytes());
    }
}

#[test]
fn to_the_merchants_own_card() {
    let platform = Platform::new(200, ANSWER);
    run(platform.client().send_confidential(&AbnormalRefund::to_merchant(refund_id(), number()))).unwrap();
    let expected =
        json!({ "out_refund_no": "R-1217752501201407033233368018@1", "type": "MERCHANT_BANK_CARD" });
    assert_eq!(sent(&platform).1, expected);
}

#[test]
fn a_lost_answer_leaves_it_unknown_and_it_is_not_sent_again() {
    for (status, answer) in [(500, ""), (200, "<html>"), (200, r#"{"status":"SUCCESS"}"#)] {
        let platform = Platform::new(status, answer);
        let error = run(platform.client().send_confidential(&to_user())).unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.business_number().unwrap().value(), number().as_str());
        assert_eq!(error.trail().unwrap().attempts.len(), 1);
        assert!(!format!("{error} {error:?} {:?}", to_user()).contains("canary"));
    }
}

#[test]
fn an_answer_about_another_refund_is_not_believed() {
    let platform = Platform::new(200, &ANSWER.replace("R-1217752501201407033233368018@1", "R-2"));
    let error = run(platform.client().send_confidential(&to_user())).unwrap_err();
    assert!(matches!(error.reason(), Reason::Foreign { field: "out_refund_no" }));
}

#[test]
fn an_unknown_bank_is_refused_before_anything_is_sent() {
    let card = UserBankCard {
        bank_type: RefundBank::Other("MOON_DEBIT".into()),
        bank_account: Sensitive::new(ACCOUNT).unwrap(),
        real_name: Sensitive::new(NAME).unwrap(),
    };
    let platform = Platform::new(200, ANSWER);
    let refund = AbnormalRefund::to_user(refund_id(), number(), card);
    let error = run(platform.client().send_confidential(&refund)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.violations().unwrap().names("bank_type"));
}

#[test]
fn a_card_is_given_whole_or_not_at_all() {
    const RULE: &str = "must be given with USER_BANK_CARD, and left out with MERCHANT_BANK_CARD";
    for kind in ["USER_BANK_CARD", "MERCHANT_BANK_CARD"] {
        for given in 0..8 {
            let mut request = json!({
                "refund_id": "50000000382019052709732678859",
                "out_refund_no": "R-1",
                "type": kind,
            });
            let parts = [("bank_type", "CMB_DEBIT"), ("bank_account", "cipher"), ("real_name", "cipher")];
            let mut expected = Vec::new();
            for (bit, (name, value)) in parts.into_iter().enumerate() {
                let is_there = given & (1 << bit) != 0;
                if is_there {
                    request[name] = json!(value);
                }
                if is_there != (kind == "USER_BANK_CARD") {
                    expected.push(format!("{name}: {RULE}"));
                }
            }
            let checked = EncryptedAbnormalRefund::from_json(request.to_string().as_bytes());
            let found: Vec<_> =
                checked.err().into_iter().flatten().map(|violation| violation.to_string()).collect();
            assert_eq!(found, expected, "{request}");
        }
    }
}

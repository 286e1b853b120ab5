//! Notifications from the wire to the event, dispatched on both of their names.

use serde_json::{Value, json};
use wx_apiv3::NotificationError;
use wx_merchant::{Event, RefundStatus};
use wx_sign::{ApiV3Key, encode_base64};

use crate::{
    combine,
    golden::assert_paid,
    partner,
    platform::{APIV3_KEY, NOW, receiver, sign},
};

const PAYMENT: &str = include_str!("fixtures/payment_notice/plaintext.json");
const REFUND: &str = include_str!("fixtures/refund_notice/plaintext.json");
const PARTNER_PAYMENT: &str = include_str!("fixtures/partner_payment_notice/plaintext.json");
const PARTNER_REFUND: &str = include_str!("fixtures/partner_refund_notice/plaintext.json");
const COMBINE_PAYMENT: &str = include_str!("fixtures/combine_payment_notice/plaintext.json");

fn receive(event_type: &str, original_type: &str, plaintext: &str) -> Result<Event, NotificationError> {
    let nonce = "fdasflkja484";
    let key = ApiV3Key::new(APIV3_KEY).unwrap();
    let ciphertext = key.encrypt(nonce.as_bytes(), original_type.as_bytes(), plaintext.as_bytes()).unwrap();
    let body = json!({
        "id": "EV-2018022511223320873",
        "create_time": "2015-05-20T13:29:35+08:00",
        "resource_type": "encrypt-resource",
        "event_type": event_type,
        "summary": "支付成功",
        "resource": {
            "original_type": original_type,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": encode_base64(&ciphertext),
            "associated_data": original_type,
            "nonce": nonce,
        },
    })
    .to_string();
    let notification = receiver().verify(&sign(&body), body.as_bytes(), NOW)?;
    Event::read(&receiver().decrypt(&notification)?)
}

#[test]
fn a_payment() {
    let event = receive("TRANSACTION.SUCCESS", "transaction", PAYMENT).unwrap();
    assert_eq!((event.mchid(), event.sub_mchid()), ("1900000001", None));
    let Event::Payment(order) = event else { panic!("{event:?}") };
    assert_paid(&order);
}

#[test]
fn a_refund_that_ended_in_each_way() {
    for (event_type, status, expected) in [
        ("REFUND.SUCCESS", "SUCCESS", RefundStatus::Success),
        ("REFUND.ABNORMAL", "ABNORMAL", RefundStatus::Abnormal),
        ("REFUND.CLOSED", "CLOSED", RefundStatus::Closed),
    ] {
        let mut plaintext: Value = serde_json::from_str(REFUND).unwrap();
        plaintext["refund_status"] = json!(status);
        let event = receive(event_type, "refund", &plaintext.to_string()).unwrap();
        assert_eq!(event.mchid(), "1900000001");
        let Event::Refund(refund) = event else { panic!("{event:?}") };
        assert_eq!(refund.refund_status, expected);
        assert_eq!(refund.transaction_id, "1217752501201407033233368018");
        assert_eq!(refund.out_trade_no, "1217752501201407033233368018");
        assert_eq!(refund.refund_id, "50000000382019052709732678859");
        assert_eq!(refund.out_refund_no, "R-1217752501201407033233368018@1");
        assert_eq!(refund.success_time.as_deref(), Some("2018-06-08T10:34:56+08:00"));
        assert_eq!(refund.user_received_account, "招商银行信用卡0403");
        let amount = &refund.amount;
        assert_eq!((amount.total.get(), amount.refund.get()), (888, 888));
        assert_eq!((amount.payer_total.get(), amount.payer_refund.get()), (878, 878));
    }
}

#[test]
fn a_payment_for_another_merchant() {
    let event = receive("TRANSACTION.SUCCESS", "transaction", PARTNER_PAYMENT).unwrap();
    assert_eq!((event.mchid(), event.sub_mchid()), ("1900000001", Some("1900000109")));
    let Event::PartnerPayment(order) = event else { panic!("{event:?}") };
    partner::assert_paid(&order);
}

#[test]
fn a_payment_of_a_combined_order() {
    let event = receive("TRANSACTION.SUCCESS", "transaction", COMBINE_PAYMENT).unwrap();
    assert_eq!((event.mchid(), event.sub_mchid()), ("1900000001", None));
    let Event::CombinePayment(order) = event else { panic!("{event:?}") };
    combine::assert_paid(&order);
}

#[test]
fn a_refund_for_another_merchant() {
    for event_type in ["REFUND.SUCCESS", "REFUND.ABNORMAL", "REFUND.CLOSED"] {
        let event = receive(event_type, "refund", PARTNER_REFUND).unwrap();
        assert_eq!((event.mchid(), event.sub_mchid()), ("1900000001", Some("1900000109")));
        let Event::PartnerRefund(refund) = event else { panic!("{event:?}") };
        assert_eq!(refund.refund_status, RefundStatus::Success);
        assert_eq!(refund.out_refund_no, "R-1217752501201407033233368018@1");
        assert_eq!((refund.amount.total.get(), refund.amount.payer_refund.get()), (888, 878));
    }
}

/// A provider's notification that also names an `mchid` is still a provider's: taken for a merchant's own order it would be
/// booked for the wrong one.
#[test]
fn whose_order_it_is_goes_by_the_members() {
    let mut plaintext: Value = serde_json::from_str(PARTNER_PAYMENT).unwrap();
    plaintext["mchid"] = json!("1900000001");
    plaintext["appid"] = json!("wxd678efh567hg6787");
    let event = receive("TRANSACTION.SUCCESS", "transaction", &plaintext.to_string()).unwrap();
    assert!(matches!(event, Event::PartnerPayment(_)), "{event:?}");
    plaintext["sp_mchid"] = Value::Null;
    plaintext["combine_mchid"] = Value::Null;
    let event = receive("TRANSACTION.SUCCESS", "transaction", &plaintext.to_string()).unwrap();
    assert!(matches!(event, Event::Payment(_)), "{event:?}");
    let mut plaintext: Value = serde_json::from_str(COMBINE_PAYMENT).unwrap();
    plaintext["sp_mchid"] = json!("1900000001");
    let event = receive("TRANSACTION.SUCCESS", "transaction", &plaintext.to_string()).unwrap();
    assert!(matches!(event, Event::CombinePayment(_)), "{event:?}");
    for (event_type, original_type, plaintext) in [
        ("TRANSACTION.SUCCESS", "transaction", r#"{"sp_mchid":"1900000001"}"#),
        ("TRANSACTION.SUCCESS", "transaction", r#"{"combine_mchid":"1900000001"}"#),
        ("REFUND.SUCCESS", "refund", r#"{"sp_mchid":"1900000001"}"#),
        ("REFUND.SUCCESS", "refund", COMBINE_PAYMENT),
    ] {
        assert_eq!(receive(event_type, original_type, plaintext), Err(NotificationError::Plaintext));
    }
}

#[test]
fn neither_name_alone_is_enough() {
    for (event_type, original_type) in [
        ("TRANSACTION.SUCCESS", "profitsharing"),
        ("TRANSACTION.SUCCESS", "refund"),
        ("TRANSACTION.SUCCESS", ""),
        ("REFUND.SUCCESS", "transaction"),
        ("REFUND.SUCCESS", ""),
        ("TRANSACTION.CLOSED", "transaction"),
        ("PAYSCORE.USER_OPEN_SERVICE", "payscore"),
        ("transaction.success", "transaction"),
        ("", ""),
    ] {
        let expected = NotificationError::UnknownEvent {
            event_type: event_type.into(),
            original_type: original_type.into(),
        };
        assert_eq!(receive(event_type, original_type, PAYMENT), Err(expected));
    }
}

#[test]
fn content_of_another_shape_is_refused() {
    for plaintext in [REFUND, "{}", "[]", "", "null", "\u{feff}{}"] {
        let received = receive("TRANSACTION.SUCCESS", "transaction", plaintext);
        assert_eq!(received, Err(NotificationError::Plaintext), "{plaintext}");
    }
    assert_eq!(receive("REFUND.SUCCESS", "refund", PAYMENT), Err(NotificationError::Plaintext));
}

#[test]
fn members_that_nobody_knows_are_read_past() {
    let mut plaintext: Value = serde_json::from_str(PAYMENT).unwrap();
    plaintext["new_member"] = json!({ "a": [1] });
    plaintext["amount"]["new_amount"] = json!(1);
    plaintext["promotion_detail"] = Value::Null;
    plaintext["trade_type"] = json!("TELEPATHY");
    let event = receive("TRANSACTION.SUCCESS", "transaction", &plaintext.to_string()).unwrap();
    let Event::Payment(order) = event else { panic!("{event:?}") };
    assert!(order.is_paid() && order.promotion_detail.is_empty());
}

//! What goes back to the sender of a notification: success with a receipt alone, and refusals that tell nothing.

use wx_apiv3::{Acknowledgement, EventKey, NotificationError, Refusal, VerifyError};
use wx_inbox::{Inbox, MemoryInbox, SendAgain};
use wx_sign::AeadError;

const SECRET: &str = "5157F09EFDC096DE15EBE81A47057A72";

fn snapshot(acknowledgement: Acknowledgement) -> (u16, &'static str) {
    let (status, body) = (acknowledgement.status(), acknowledgement.body());
    let response: http::Response<&'static str> = acknowledgement.into_response();
    assert_eq!((response.status(), *response.body()), (status, body));
    let content_type = response.headers().get("content-type").map(|value| value.to_str().unwrap());
    assert_eq!(content_type, (!body.is_empty()).then_some("application/json"));
    assert_eq!(response.headers().len(), usize::from(!body.is_empty()));
    (status.as_u16(), body)
}

const UNVERIFIED: (u16, &str) = (401, Refusal::BODY);
const TOO_LARGE: (u16, &str) = (413, Refusal::BODY);
const OURS_TO_MEND: (u16, &str) = (500, Refusal::BODY);
const SEND_AGAIN: (u16, &str) = (503, Refusal::BODY);

/// No serial, no name of a header, no hint at what was wrong: every refusal of a kind is the same to the byte.
#[test]
fn no_refusal_tells_the_sender_anything() {
    assert_eq!(Refusal::BODY, r#"{"code":"FAIL","message":"not accepted"}"#);
    let unverified = [
        VerifyError::Probe,
        VerifyError::Tampered,
        VerifyError::SignatureType,
        VerifyError::Unsigned { missing: "wechatpay-serial" },
        VerifyError::Malformed { header: "wechatpay-nonce" },
        VerifyError::Stale { ahead: -301, clock: Some(1_554_208_460) },
        VerifyError::UnknownSerial { serial: SECRET.into() },
        VerifyError::OutOfDate { serial: SECRET.into() },
    ];
    for error in unverified {
        assert_eq!(snapshot(NotificationError::Verify(error).into()), UNVERIFIED);
    }
    assert_eq!(snapshot(NotificationError::TooLarge { found: 2 << 20 }.into()), TOO_LARGE);
    for error in [
        NotificationError::Envelope,
        NotificationError::Algorithm { found: SECRET.into() },
        NotificationError::Ciphertext,
        NotificationError::Decrypt(AeadError::Tag),
        NotificationError::Plaintext,
        NotificationError::UnknownEvent { event_type: SECRET.into(), original_type: SECRET.into() },
    ] {
        assert_eq!(snapshot(error.into()), OURS_TO_MEND);
    }
    assert_eq!(snapshot(Refusal::Unreadable.into()), (400, Refusal::BODY));
    assert_eq!(snapshot(Refusal::TooSlow.into()), (408, Refusal::BODY));
    assert_eq!(snapshot(Acknowledgement::send_again()), SEND_AGAIN);
    let failed = SendAgain::Handler(std::io::Error::other(SECRET));
    assert_eq!(snapshot(Err(failed).into()), SEND_AGAIN);
}

#[tokio::test]
async fn success_is_said_with_a_receipt_alone() {
    let inbox = Inbox::new(MemoryInbox::new());
    let key = EventKey::new("1900000001", "TRANSACTION.SUCCESS", "ORDER-1").unwrap();
    let failed = inbox.handle(&key, async |_| Err(std::io::Error::other(SECRET))).await;
    assert_eq!(snapshot(failed.into()), SEND_AGAIN);
    for repeated in [false, true] {
        let receipt = inbox.handle(&key, async |_| Ok::<(), std::io::Error>(())).await.unwrap();
        assert_eq!(receipt.is_repeated(), repeated);
        assert_eq!(snapshot(Acknowledgement::taken(receipt)), (204, ""));
    }
}

//! Everything that keeps a request out before it is looked at.

use serde_json::json;

use crate::client::{APP, Draft, NOW, UNDOCUMENTED, get, options, order, start};
use wx_sandbox::{LogEntry, Sandbox};

const SIGNATURE: u32 = 268_443_699;
const MALFORMED: u32 = 270_924_332;
const QUERY: &str = "/v3/pay/transactions/out-trade-no/A-00001?mchid=1900000001";

fn draft(sandbox: &Sandbox) -> Draft {
    Draft::new(sandbox, "POST", APP, order("A-00001").to_string().as_bytes())
}

#[tokio::test]
async fn headers_that_must_be_there() {
    let sandbox = start().await;
    for name in ["Accept", "User-Agent", "Content-Type"] {
        let reply = draft(&sandbox).without_header(name).send(&sandbox).await;
        let detail = reply.refused(&sandbox, 400, "INVALID_REQUEST", UNDOCUMENTED);
        assert!(detail["issue"].as_str().unwrap().contains(name), "{detail}");
    }
    for (name, value) in [("Accept", "text/html"), ("Content-Type", "text/plain")] {
        let reply = draft(&sandbox).with_header(name, value).send(&sandbox).await;
        reply.refused(&sandbox, 400, "INVALID_REQUEST", UNDOCUMENTED);
    }
    for (name, value) in
        [("Accept", "text/html, */*;q=0.8"), ("Content-Type", "application/json; charset=utf-8")]
    {
        draft(&sandbox).with_header(name, value).send(&sandbox).await.ok(&sandbox);
    }
}

#[tokio::test]
async fn authorization_that_cannot_be_read_is_answered_unsigned() {
    let sandbox = start().await;
    for text in [None, Some("Bearer token"), Some("WECHATPAY2-SHA256-RSA2048 mchid=\"1900000001\"")] {
        let mut draft = draft(&sandbox);
        draft.authorization = Some(text.map(str::to_owned));
        let reply = draft.send(&sandbox).await;
        reply.refused_unsigned(401, "SIGN_ERROR", MALFORMED);
        assert_eq!(reply.0.verify(sandbox.credentials(), NOW), Err("unsigned"));
    }
}

#[tokio::test]
async fn strangers_are_answered_unsigned() {
    let sandbox = start().await;
    let mut draft = draft(&sandbox);
    draft.mchid = "1230000109".to_owned();
    let reply = draft.send(&sandbox).await;
    assert_eq!(reply.refused_unsigned(401, "SIGN_ERROR", SIGNATURE)["field"], "mchid");
    assert_eq!(reply.0.verify(sandbox.credentials(), NOW), Err("unsigned"));
}

#[tokio::test]
async fn the_serial_must_be_the_merchants() {
    let sandbox = start().await;
    let mut draft = draft(&sandbox);
    for serial in [
        sandbox.credentials().platform_certificate_serial().to_owned(),
        sandbox.credentials().merchant_serial().to_ascii_lowercase(),
    ] {
        draft.serial = serial;
        let detail = draft.send(&sandbox).await.refused(&sandbox, 401, "SIGN_ERROR", SIGNATURE);
        assert_eq!(detail["field"], "serial_no");
    }
}

#[tokio::test]
async fn timestamps_may_be_300_seconds_off_and_no_more() {
    let sandbox = start().await;
    for (offset, passes) in [(-300, true), (300, true), (-301, false), (301, false)] {
        let mut draft = draft(&sandbox);
        draft.timestamp = NOW.saturating_add(offset).to_string();
        let reply = draft.send(&sandbox).await;
        if passes {
            reply.ok(&sandbox);
        } else {
            let detail = reply.refused(&sandbox, 401, "SIGN_ERROR", SIGNATURE);
            assert_eq!(detail["field"], "timestamp");
        }
    }
    for text in ["", "-1", "+1700000000", "1700000000.0", "99999999999999999999"] {
        let mut draft = draft(&sandbox);
        draft.timestamp = text.to_owned();
        draft.send(&sandbox).await.refused(&sandbox, 401, "SIGN_ERROR", MALFORMED);
    }
}

#[tokio::test]
async fn the_clock_can_be_moved() {
    let sandbox = start().await;
    sandbox.set_clock_offset(301);
    let reply = draft(&sandbox).send(&sandbox).await;
    reply.refused_unsigned(401, "SIGN_ERROR", SIGNATURE);
    assert_eq!(reply.0.header("wechatpay-timestamp"), Some("1700000301"));
    sandbox.set_clock_offset(0);
    draft(&sandbox).send(&sandbox).await.ok(&sandbox);
}

#[tokio::test]
async fn nonces_have_1_to_32_visible_characters() {
    let sandbox = start().await;
    for nonce in [String::new(), "n".repeat(33), "a b".to_owned()] {
        let mut draft = draft(&sandbox);
        draft.nonce = nonce;
        draft.send(&sandbox).await.refused(&sandbox, 401, "SIGN_ERROR", MALFORMED);
    }
    let mut draft = draft(&sandbox);
    draft.nonce = "n".repeat(32);
    draft.send(&sandbox).await.ok(&sandbox);
}

#[tokio::test]
async fn a_nonce_serves_once_on_both_hosts() {
    let sandbox = start().await;
    let draft = draft(&sandbox);
    draft.send(&sandbox).await.ok(&sandbox);
    let again = draft.send_to(&sandbox, &sandbox.backup_url()).await.unwrap();
    let detail = again.refused(&sandbox, 401, "SIGN_ERROR", SIGNATURE);
    assert_eq!(detail["field"], "nonce_str");
}

#[tokio::test]
async fn a_forged_request_does_not_use_up_a_nonce() {
    let sandbox = start().await;
    let mut forged = draft(&sandbox);
    let good = forged.clone();
    forged.authorization = Some(Some(forged.authorization("AAAA")));
    forged.send(&sandbox).await.refused(&sandbox, 401, "SIGN_ERROR", SIGNATURE);
    good.send(&sandbox).await.ok(&sandbox);
}

#[tokio::test]
async fn replays_can_be_allowed() {
    let sandbox = Sandbox::start(options().with_replay_refused(false)).await.unwrap();
    let draft = draft(&sandbox);
    draft.send(&sandbox).await.ok(&sandbox);
    draft.send(&sandbox).await.ok(&sandbox);
}

#[tokio::test]
async fn a_wrong_signature_is_explained_without_the_body() {
    let sandbox = start().await;
    let mut draft = draft(&sandbox);
    draft.signed_target = Some(format!("{APP}?"));
    let reply = draft.send(&sandbox).await;
    let detail = reply.refused(&sandbox, 401, "SIGN_ERROR", SIGNATURE);
    draft.signed_target = None;
    assert_eq!(
        detail,
        json!({
            "detail": { "issue": "sign not match" },
            "field": "signature",
            "location": "authorization",
            "sign_information": {
                "method": "POST",
                "url": APP,
                "truncated_sign_message": format!("POST\n{APP}\n{NOW}\n{}\n", draft.nonce),
                "sign_message_length": draft.message().len(),
            },
        })
    );
}

#[tokio::test]
async fn everything_is_signed() {
    let sandbox = start().await;
    let good = draft(&sandbox);
    let authorization = Some(Some(good.authorization(&good.sign(&sandbox))));
    let changed = |change: &dyn Fn(&mut Draft)| {
        let mut draft = good.clone();
        change(&mut draft);
        draft.authorization.clone_from(&authorization);
        draft
    };
    let attempts = [
        changed(&|d| d.body.push(b' ')),
        changed(&|d| d.target.push('?')),
        changed(&|d| d.method = "PUT"),
        changed(&|d| d.target = "/v3/pay/transactions/%61pp".to_owned()),
    ];
    for (draft, status) in attempts.iter().zip([401, 401, 405, 404]) {
        assert_eq!(draft.send(&sandbox).await.status(), status, "{} {}", draft.method, draft.target);
    }
    good.send(&sandbox).await.ok(&sandbox);
}

#[tokio::test]
async fn the_query_is_signed_as_sent() {
    let sandbox = start().await;
    draft(&sandbox).send(&sandbox).await.ok(&sandbox);
    get(&sandbox, QUERY).await.ok(&sandbox);
    let mut draft = Draft::new(&sandbox, "GET", QUERY, b"");
    draft.signed_target = Some("/v3/pay/transactions/out-trade-no/A-00001".to_owned());
    draft.send(&sandbox).await.refused(&sandbox, 401, "SIGN_ERROR", SIGNATURE);
}

#[tokio::test]
async fn the_request_chooses_who_signs_the_answer() {
    let sandbox = start().await;
    let credentials = sandbox.credentials();
    let (key, certificate) =
        (credentials.platform_public_key_id(), credentials.platform_certificate_serial());
    for (asked, signer) in [(Some(key), key), (Some(certificate), certificate), (None, certificate)] {
        let mut draft = draft(&sandbox);
        if let Some(asked) = asked {
            draft = draft.with_header("Wechatpay-Serial", asked);
        }
        let reply = draft.send(&sandbox).await;
        reply.ok(&sandbox);
        assert_eq!(reply.0.header("wechatpay-serial"), Some(signer));
    }
    for unknown in ["PUB_KEY_ID_1", credentials.merchant_serial(), ""] {
        let draft = draft(&sandbox).with_header("Wechatpay-Serial", unknown);
        let reply = draft.send(&sandbox).await;
        reply.refused(&sandbox, 400, "INVALID_REQUEST", UNDOCUMENTED);
        assert_eq!(reply.0.header("wechatpay-serial"), Some(certificate));
    }
}

#[tokio::test]
async fn every_answer_has_the_documented_headers() {
    let sandbox = start().await;
    let reply = draft(&sandbox).send(&sandbox).await;
    assert_eq!(reply.0.header("content-language"), Some("zh-CN"));
    assert_eq!(reply.0.header("keep-alive"), Some("timeout=8"));
    assert!(reply.0.header("content-type").unwrap().starts_with("application/json"));
    let request_id = reply.0.header("request-id").unwrap();
    assert!(request_id.ends_with("-0") && request_id.len() > 40, "{request_id}");
}

#[tokio::test]
async fn unknown_paths_and_methods_have_error_bodies() {
    let sandbox = start().await;
    get(&sandbox, "/v3/nothing").await.refused(&sandbox, 404, "NOT_FOUND", UNDOCUMENTED);
    get(&sandbox, "/").await.refused(&sandbox, 404, "NOT_FOUND", UNDOCUMENTED);
    get(&sandbox, APP).await.refused(&sandbox, 405, "METHOD_NOT_ALLOWED", UNDOCUMENTED);
    let mut anonymous = Draft::new(&sandbox, "GET", "/v3/nothing", b"");
    anonymous.authorization = Some(None);
    anonymous.send(&sandbox).await.refused_unsigned(404, "NOT_FOUND", UNDOCUMENTED);
}

#[tokio::test]
async fn bodies_over_a_mebibyte_are_not_read() {
    let sandbox = start().await;
    let draft = Draft::new(&sandbox, "POST", APP, &vec![b' '; (1 << 20) | 1]);
    // The answer may be cut off, because the rest of the body is still on its way.
    if let Ok(reply) = draft.send_to(&sandbox, &sandbox.primary_url()).await {
        assert_eq!(reply.status(), 413);
    }
    assert!(sandbox.log().is_empty());
}

#[tokio::test]
async fn the_log_says_why_without_saying_what() {
    let sandbox = start().await;
    let mut body = order("A-00001");
    body["description"] = json!("secret ".repeat(30));
    crate::client::post(&sandbox, APP, &body).await;
    let log = sandbox.log();
    let [LogEntry::Request(entry)] = log.as_slice() else { panic!("{log:?}") };
    assert_eq!((entry.status, entry.code), (400, Some("PARAM_ERROR")));
    let issue = "/description must have 1 to 127 characters, found 210";
    assert_eq!(entry.issue.as_deref(), Some(issue));
}

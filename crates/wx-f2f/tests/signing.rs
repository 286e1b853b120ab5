//! The optional signature of APIv3, ours and theirs.

use std::sync::Arc;

use http::HeaderMap;
use wx_apiv3::{Settings, VerifyError};
use wx_f2f::{Access, Class, Client, Reason};
use wx_sign::{Backend as _, PrivateKey, RustCrypto, encode_base64};
use wx_transport::Outcome;

use crate::{
    documents::{create_order, query_order},
    world::{Event, NOW, Pocket, SECOND_TOKEN, TOKEN, World, answer, created, errcode, run},
};

const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";

fn settings() -> Settings {
    Settings::new(
        "1900000001",
        "F4E1C2A9385B7D604C1E9F2A83B5D7061E4C9A28",
        include_str!("fixtures/merchant_key.pem"),
        "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb",
    )
    .with_public_key(PUBLIC_KEY_ID, include_str!("fixtures/platform_public.pem"))
}

/// A client that signs, and trusts nobody's signature.
pub(crate) fn signed(world: &Arc<World>) -> Client {
    world.client().with_credentials(settings().credentials(&RustCrypto).unwrap())
}

/// A client that verifies, and signs nothing.
fn trusting(world: &Arc<World>) -> Client {
    world.client().with_trust(settings().trust(&RustCrypto).unwrap())
}

/// `body` as the platform would sign it at `now`.
fn signed_answer(status: u16, body: &str, now: u64) -> Event {
    let key = PrivateKey::from_pem(include_str!("fixtures/platform_key.pem")).unwrap();
    let nonce = "c5ac7061fccab6bf3e254dcf98995b8c";
    let signature =
        RustCrypto.signer(&key).unwrap().sign(format!("{now}\n{nonce}\n{body}\n").as_bytes()).unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("wechatpay-timestamp", now.to_string()),
        ("wechatpay-nonce", nonce.to_owned()),
        ("wechatpay-signature", encode_base64(signature.as_bytes())),
        ("wechatpay-serial", PUBLIC_KEY_ID.to_owned()),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    Event::With(status, body.to_owned(), headers)
}

/// The same with another body under the signature.
fn forged(status: u16, body: &str) -> Event {
    let Event::With(_, _, headers) = signed_answer(status, "{}", NOW) else { panic!("it has headers") };
    Event::With(status, body.to_owned(), headers)
}

const CREATED: &str = include_str!("fixtures/create_order/answer.json");

#[test]
fn the_signature_covers_the_query_with_the_token() {
    let world = World::new([created()]);
    run(signed(&world).send(&create_order())).unwrap();
    let [request] = world.sent().try_into().unwrap();
    let mut text = format!("{} {}\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
    }
    text.push_str(&format!("\n{}", str::from_utf8(request.body()).unwrap()));
    let golden = include_str!("fixtures/create_order/signed.http");
    assert_eq!(text, golden.replace("{version}", env!("CARGO_PKG_VERSION")));
    assert!(request.headers()["authorization"].is_sensitive());
}

#[test]
fn every_attempt_is_signed_afresh() {
    let world = World::new([answer(500, ""), errcode(42_001), created()]);
    let client = Client::new(Access::token(Pocket::new([TOKEN, SECOND_TOKEN])), world.executor()).unwrap();
    let client = client.with_credentials(settings().credentials(&RustCrypto).unwrap());
    run(client.send(&create_order())).unwrap();
    let sent = world.sent();
    let mut signatures: Vec<_> =
        sent.iter().map(|request| request.headers()["authorization"].clone()).collect();
    signatures.dedup();
    assert_eq!(signatures.len(), 3);
    assert!(sent.iter().all(|request| request.body() == sent[0].body()));
}

#[test]
fn a_hosted_call_is_signed_without_a_token() {
    let world = World::new([created()]);
    let client = Client::new(Access::Hosted, world.executor()).unwrap();
    let client = client.with_credentials(settings().credentials(&RustCrypto).unwrap());
    run(client.send(&create_order())).unwrap();
    assert_eq!(world.targets(), ["/wxa/business/f2f/createorderinfo"]);
    assert!(world.sent()[0].headers().contains_key("authorization"));
}

#[test]
fn a_refused_signature_is_a_matter_of_set_up() {
    let world = World::new([answer(401, r#"{"code":"SIGN_ERROR","message":"m"}"#)]);
    let error = run(signed(&world).send(&create_order())).unwrap_err();
    assert_eq!((error.class(), error.outcome()), (Some(Class::SetUp), Outcome::Answered));
}

#[test]
fn an_answer_need_not_be_signed() {
    let world = World::new([created()]);
    run(trusting(&world).send(&create_order())).unwrap();
}

#[test]
fn a_signed_answer_is_verified() {
    let world = World::new([signed_answer(200, CREATED, NOW)]);
    run(trusting(&world).send(&create_order())).unwrap();
    for event in [forged(200, CREATED), forged(400, r#"{"code":"PARAM_ERROR","message":"m"}"#)] {
        let world = World::new(std::iter::repeat_n(event, 3));
        let error = run(trusting(&world).send(&create_order())).unwrap_err();
        assert_eq!((error.outcome(), world.left_over()), (Outcome::Unknown, 0));
        assert_eq!(error.verify_error(), Some(&VerifyError::Tampered));
        assert!(matches!(error.reason(), Reason::Verify(_)));
    }
    let world = World::new(std::iter::repeat_n(signed_answer(200, CREATED, NOW - 300), 3));
    let error = run(trusting(&world).send(&query_order())).unwrap_err();
    assert!(matches!(error.verify_error(), Some(VerifyError::Stale { .. })));
}

#[test]
fn without_a_trust_set_nobody_looks_at_signatures() {
    let world = World::new([forged(200, CREATED)]);
    run(world.client().send(&create_order())).unwrap();
}

#[test]
fn with_an_empty_trust_set_no_signed_answer_passes() {
    let world = World::new(std::iter::repeat_n(signed_answer(200, CREATED, NOW), 3));
    let client = world.client().with_trust(wx_apiv3::TrustSet::new());
    let error = run(client.send(&create_order())).unwrap_err();
    assert!(matches!(error.verify_error(), Some(VerifyError::UnknownSerial { .. })));
}

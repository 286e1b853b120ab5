//! Keys that live elsewhere.

use std::{fmt, future, sync::Arc, time::Duration};

use wx_apiv3::{
    AppInvocation, Client, Credentials, Draft, JsapiInvocation, KeyElsewhere, Outcome, Reason, RemoteSign,
    SealError, conformance,
};
use wx_sign::{Backend, PrivateKey, PublicKey, RustCrypto, Sign, SignError, Signature};
use wx_transport::{AttemptResult, BoxFuture, Clock as _, Host};
use wx_types::{AppId, Method, PrepayId};

use crate::{
    endpoints::place,
    fixtures::{MERCHANT_KEY, MERCHANT_PUBLIC},
    setup::{credentials, public_key_id, stamp, trust},
    world::{Event, World, run, story},
};

/// What the other side does with a message.
type Answer = fn(&dyn Sign, &[u8]) -> Option<Result<Signature, SignError>>;

struct Elsewhere(Arc<dyn Sign>, Answer);

impl fmt::Debug for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Elsewhere")
    }
}

impl RemoteSign for Elsewhere {
    fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Signature, SignError>> {
        Box::pin(async move {
            match (self.1)(&*self.0, message) {
                Some(answer) => answer,
                None => future::pending().await,
            }
        })
    }
}

fn elsewhere(answer: Answer) -> Elsewhere {
    Elsewhere(RustCrypto.signer(&PrivateKey::from_pem(MERCHANT_KEY).unwrap()).unwrap(), answer)
}

fn remote(answer: Answer) -> Credentials {
    let here = credentials();
    Credentials::remote(here.mchid().clone(), here.serial().clone(), Arc::new(elsewhere(answer)))
}

const SIGNS: Answer = |key, message| Some(key.sign(message));
const FAILS: Answer = |_, _| Some(Err(SignError::caused_by("connection refused")));
const HANGS: Answer = |_, _| None;

const PLACED: Event = Event::Signed(200, r#"{"prepay_id":"wx201410272009395522657a690389285100"}"#);

fn ids() -> (AppId, PrepayId) {
    (
        AppId::new("wx2421b1c4370ec43b").unwrap(),
        PrepayId::new("wx201410272009395522657a690389285100").unwrap(),
    )
}

fn client(world: &Arc<World>, answer: Answer) -> Client {
    Client::new(remote(answer), trust(), world.executor()).unwrap()
}

#[test]
fn it_makes_no_difference_to_the_bytes_where_the_key_lives() {
    let (draft, host) = (Draft::new(Method::Post, "/v3/a", "{}"), Host::parse("https://a.example").unwrap());
    let here = draft.seal(&host, &stamp(), &credentials(), &public_key_id()).unwrap();
    let there = run(draft.seal_async(&host, &stamp(), &remote(SIGNS), Some(&public_key_id()))).unwrap();
    assert_eq!((here.headers(), here.uri(), here.body()), (there.headers(), there.uri(), there.body()));

    let (appid, prepay_id) = ids();
    let app = run(AppInvocation::sign_async(&remote(SIGNS), &appid, &prepay_id, &stamp())).unwrap();
    assert_eq!(app, AppInvocation::sign(&credentials(), &appid, &prepay_id, &stamp()).unwrap());
    let page = run(JsapiInvocation::sign_async(&remote(SIGNS), &appid, &prepay_id, &stamp())).unwrap();
    assert_eq!(page, JsapiInvocation::sign(&credentials(), &appid, &prepay_id, &stamp()).unwrap());
}

#[test]
fn a_client_signs_with_it() {
    let world = World::new(&[PLACED]);
    run(client(&world, SIGNS).send(&place())).unwrap();
    assert_eq!(world.sent().len(), 1);
    let (appid, prepay_id) = ids();
    assert!(run(client(&world, SIGNS).app_invocation_async(&appid, &prepay_id)).is_ok());
    assert!(run(client(&world, SIGNS).jsapi_invocation_async(&appid, &prepay_id)).is_ok());
}

#[test]
fn what_does_not_wait_says_so() {
    let world = World::new(&[]);
    let (appid, prepay_id) = ids();
    let Err(SealError::Sign(error)) = client(&world, SIGNS).app_invocation(&appid, &prepay_id) else {
        panic!("an error")
    };
    let cause = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref());
    assert_eq!(cause, Some(&KeyElsewhere));
}

#[test]
fn a_signer_that_fails_leaves_the_call_not_sent() {
    let world = World::new(&[]);
    let error = run(client(&world, FAILS).send(&place())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Seal(SealError::Sign(_))));
    assert!(story(&error).contains("connection refused"));
    assert!(world.sent().is_empty());
}

#[test]
fn a_signer_that_hangs_leaves_the_call_not_sent_with_a_reason_of_its_own() {
    let world = World::new(&[]);
    let error = run(client(&world, HANGS).send(&place())).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(matches!(error.reason(), Reason::Seal(SealError::TimedOut)), "{error:?}");
    assert_eq!(error.trail().unwrap().attempts.last().unwrap().result, AttemptResult::Unsealed);
    // The time of one attempt, and no more.
    assert_eq!(world.elapsed(), Duration::from_secs(10));
    let (appid, prepay_id) = ids();
    let invocation = run(client(&world, HANGS).app_invocation_async(&appid, &prepay_id));
    assert!(matches!(invocation, Err(SealError::TimedOut)));
    assert!(world.sent().is_empty());
}

#[test]
fn the_kit_is_that_of_a_signer_in_the_process() {
    let key = RustCrypto.verifier(&PublicKey::from_pem(MERCHANT_PUBLIC).unwrap()).unwrap();
    assert_eq!(run(conformance::check(&elsewhere(SIGNS), &*key)), Ok(()));
    let breach = run(conformance::check(
        &elsewhere(|key, message| Some(key.sign(&message[..message.len() / 2]))),
        &*key,
    ));
    assert!(breach.unwrap_err().to_string().contains("does not verify"));
    assert!(run(conformance::check(&elsewhere(FAILS), &*key)).is_err());
    assert_eq!(run(conformance::check_failure(&elsewhere(FAILS), &["hunter2"])), Ok(()));
    assert!(run(conformance::check_failure(&elsewhere(FAILS), &["refused"])).is_err());
    assert!(run(conformance::check_failure(&elsewhere(SIGNS), &[])).is_err());
}

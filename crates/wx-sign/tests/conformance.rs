//! The kit itself: it passes what is right, and notices each thing that is wrong.

use std::sync::Mutex;

use wx_sign::{Sign, SignError, Signature, conformance};

use crate::{backends, fixtures};

type Made = Result<Signature, SignError>;

/// A signer that does what a closure says.
struct Signer<F>(Mutex<F>, &'static str);

impl<F> std::fmt::Debug for Signer<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.1)
    }
}

impl<F: FnMut(&[u8]) -> Made + Send> Sign for Signer<F> {
    fn sign(&self, message: &[u8]) -> Made {
        (self.0.lock().unwrap())(message)
    }
}

fn signer<F: FnMut(&[u8]) -> Made + Send>(sign: F) -> Signer<F> {
    Signer(Mutex::new(sign), "Signer")
}

#[test]
fn every_backend_conforms() {
    for backend in backends::ALL {
        let (private, public) =
            (backend.private(fixtures::MERCHANT_PKCS8), backend.public(fixtures::MERCHANT_PUBLIC));
        conformance::check(&*private, &*public).unwrap();
    }
}

#[test]
fn what_does_not_conform_is_named() {
    for backend in backends::ALL {
        let (private, public) =
            (backend.private(fixtures::MERCHANT_PKCS8), backend.public(fixtures::MERCHANT_PUBLIC));
        let breach = |signer: &dyn Sign| conformance::check(signer, &*public).unwrap_err().to_string();

        let other = backend.private(fixtures::OTHER_PKCS8);
        assert!(
            breach(&signer(|message| other.sign(message))).contains("a published request: the signature")
        );
        assert!(breach(&signer(|_| Err(SignError::new()))).contains("no signature"));
        // The empty message is a message.
        let nothing =
            signer(|message| if message.is_empty() { Err(SignError::new()) } else { private.sign(message) });
        assert!(breach(&nothing).contains("the empty message"));
        // A buffer that is too small.
        let short = signer(|message| private.sign(&message[..message.len().min(4096)]));
        assert!(breach(&short).contains("1 MiB"));
    }
}

#[test]
fn a_failure_that_talks_is_noticed() {
    let failing = |says: &'static str| signer(move |_| Err(SignError::caused_by(says)));
    assert_eq!(conformance::check_failure(&failing("connection refused"), &["hunter2"]), Ok(()));
    let breach =
        |signer: &dyn Sign| conformance::check_failure(signer, &["hunter2"]).unwrap_err().to_string();
    assert!(breach(&failing("no access for hunter2")).contains("repeats a secret"));
    let echo =
        signer(|message: &[u8]| Err(SignError::caused_by(String::from_utf8_lossy(message).into_owned())));
    assert!(breach(&echo).contains("the message"));
    let shown = Signer(Mutex::new(|_: &[u8]| Err(SignError::new())), "Signer(hunter2)");
    assert!(breach(&shown).contains("its Debug"));
    let signs = signer(|_| Ok(Signature::from_bytes(&[1; Signature::LENGTH]).unwrap()));
    assert!(breach(&signs).contains("out of reach"));
}

//! What every [`Sign`] must do, as functions for the tests of an implementation.
//!
//! RSA with PKCS#1 v1.5 has exactly one right signature for a message and a key. A signature that verifies is
//! therefore the right one, and neither the key nor a table of bytes is needed here.
//!
//! ```
//! use wx_sign::{PublicKey, Sign, Verify, conformance};
//!
//! fn my_signer_conforms(signer: &dyn Sign, key: &dyn Verify) -> Result<(), conformance::Breach> {
//!     conformance::check(signer, key)?;
//!     // A signer that reaches a device or a service: cut it off, and see what its failure says.
//!     Ok(())
//! }
//! ```

use std::{error::Error, fmt, thread};

use crate::{message, sign::Sign, sign::SignError, signature::Signature, verify::Verify};

/// One message that a signer must sign.
#[derive(Debug)]
pub struct Case {
    name: &'static str,
    message: Vec<u8>,
}

impl Case {
    /// The bytes to sign.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// Judges what a signer made of the message, twice.
    ///
    /// # Errors
    /// [`Breach`] where there is no signature, a wrong one, or two that differ.
    pub fn judge(&self, key: &dyn Verify, made: [Result<Signature, SignError>; 2]) -> Result<(), Breach> {
        let [Ok(first), Ok(second)] = made else { return Err(self.breach(Fault::NoSignature)) };
        if key.verify(&self.message, &first).is_err() {
            return Err(self.breach(Fault::Wrong));
        }
        if first.as_bytes() != second.as_bytes() {
            return Err(self.breach(Fault::Differs));
        }
        Ok(())
    }

    fn breach(&self, fault: Fault) -> Breach {
        Breach { case: self.name, fault }
    }
}

/// The messages: the published examples, nothing, one byte, bytes that are no text, and a body of 1 MiB.
#[must_use]
pub fn cases() -> Vec<Case> {
    const NONCE: &str = "593BEC0C930BF1AFEB40B4A08C8FB242";
    let request = message::request("GET", "/v3/certificates", 1_554_208_460, NONCE, b"");
    let app =
        message::app_invocation("wx8888888888888888", 1_414_561_699, NONCE, "WX1217752501201407033233368018");
    [
        ("a published request", request),
        ("an invocation", app.into_bytes()),
        ("the empty message", Vec::new()),
        ("one zero byte", vec![0]),
        ("bytes that are no UTF-8", (0..=u8::MAX).rev().collect()),
        ("a message of 1 MiB", vec![b'x'; 1 << 20]),
    ]
    .map(|(name, message)| Case { name, message })
    .into()
}

/// Whether a signer makes the right signatures, the same ones every time, from several threads at once.
///
/// # Errors
/// The first [`Breach`].
pub fn check(signer: &dyn Sign, key: &dyn Verify) -> Result<(), Breach> {
    let all = || {
        let mut cases = cases().into_iter();
        cases.try_for_each(|case| case.judge(key, [signer.sign(case.message()), signer.sign(case.message())]))
    };
    thread::scope(|scope| {
        let others = [scope.spawn(all), scope.spawn(all)];
        let own = all();
        let gone = Err(Breach { case: "a thread", fault: Fault::NoSignature });
        others.into_iter().map(|other| other.join().unwrap_or(gone)).fold(own, Result::and)
    })
}

/// Whether a signer that cannot sign says so, and neither its error nor its `Debug` repeats one of the `secrets` (the
/// key, a password, the address of a key service with a token in it) or the message.
///
/// Hand in a signer whose key or service is out of reach.
///
/// # Errors
/// [`Breach`].
pub fn check_failure(signer: &dyn Sign, secrets: &[&str]) -> Result<(), Breach> {
    judge_failure(signer, &signer.sign(FAILING.as_bytes()), secrets)
}

/// The message whose signature is meant to fail.
pub const FAILING: &str = "POST\n/v3/a-message-that-must-not-be-repeated\n";

/// What [`check_failure`] does with the result, for a signer of another form; `signer` was to sign [`FAILING`].
///
/// # Errors
/// [`Breach`].
pub fn judge_failure(
    signer: &(impl fmt::Debug + ?Sized),
    result: &Result<Signature, SignError>,
    secrets: &[&str],
) -> Result<(), Breach> {
    let breach = |fault| Err(Breach { case: "a signer out of reach", fault });
    let Err(error) = result else { return breach(Fault::Signed) };
    let mut said = format!("{signer:?}{signer:#?}");
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        said.push_str(&format!("{error}{error:?}{error:#?}"));
        cause = error.source();
    }
    let repeats = |secret: &&str| !secret.is_empty() && said.contains(*secret);
    if secrets.iter().any(repeats) || said.contains("a-message-that-must-not-be-repeated") {
        return breach(Fault::Leaks);
    }
    Ok(())
}

/// What a signer does not do as it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    case: &'static str,
    fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    NoSignature,
    Wrong,
    Differs,
    Signed,
    Leaks,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.fault {
            Fault::NoSignature => "no signature was made",
            Fault::Wrong => {
                "the signature does not verify; hash the message once, with SHA-256, and pad by PKCS#1 v1.5"
            }
            Fault::Differs => {
                "two signatures over the same bytes differ; PKCS#1 v1.5 is deterministic, PSS is not"
            }
            Fault::Signed => "it signed although it was meant to be out of reach",
            Fault::Leaks => "its error or its Debug repeats a secret or the message",
        };
        write!(f, "{}: {what}", self.case)
    }
}

impl Error for Breach {}

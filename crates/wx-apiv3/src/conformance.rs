//! What every [`RemoteSign`] must do, as functions for the tests of an implementation.
//!
//! The cases are those of [`wx_sign::conformance`], which does the same for a [`Sign`](wx_sign::Sign).

use wx_sign::{
    Verify,
    conformance::{Breach, FAILING, cases, judge_failure},
};

use crate::remote_sign::RemoteSign;

/// Whether a signer makes the right signatures, and the same ones every time.
///
/// # Errors
/// The first [`Breach`].
pub async fn check(signer: &dyn RemoteSign, key: &dyn Verify) -> Result<(), Breach> {
    for case in cases() {
        let made = [signer.sign(case.message()).await, signer.sign(case.message()).await];
        case.judge(key, made)?;
    }
    Ok(())
}

/// Whether a signer that cannot sign says so, and neither its error nor its `Debug` repeats one of the `secrets` or the
/// message.
///
/// Hand in a signer whose service is out of reach.
///
/// # Errors
/// [`Breach`].
pub async fn check_failure(signer: &dyn RemoteSign, secrets: &[&str]) -> Result<(), Breach> {
    judge_failure(signer, &signer.sign(FAILING.as_bytes()).await, secrets)
}

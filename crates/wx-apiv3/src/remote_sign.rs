use std::fmt;

use wx_sign::{SignError, Signature};
use wx_transport::BoxFuture;

/// Signs with a merchant's key that lives in another process: a key service, a security module behind a network.
///
/// The rules are those of [`Sign`](wx_sign::Sign), and so are the checks:
/// [`conformance::check`](crate::conformance::check) is its kit.
///
/// What an implementation need not do: limit its time, or repeat. A client counts the time as the attempt's, and a signer
/// that fails or hangs leaves a call *not sent*. The future may be dropped at any moment; whatever the other side signs
/// after that goes nowhere.
pub trait RemoteSign: fmt::Debug + Send + Sync {
    /// Signs `message` with RSA-2048, PKCS#1 v1.5, over its SHA-256.
    ///
    /// # Errors
    /// [`SignError`] if no signature came. Give the failure of *reaching* the key as its cause, without a secret in it.
    fn sign<'a>(&'a self, message: &'a [u8]) -> BoxFuture<'a, Result<Signature, SignError>>;
}

//! The seam between this crate and a network.

use std::{
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
};

use bytes::Bytes;
use http::{Request, Response};

use crate::{Host, SendError};

/// A future in a box, as the object-safe traits of this crate return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request once.
///
/// This is the trait to implement for an HTTP stack of your own, for a recorder, or for a fake in a test.
///
/// # What an implementation must not do
///
/// Each of these is decided above it, where it is known what the request means:
///
/// - **Retry.** Two layers that retry multiply, and only the layer above knows what may be repeated. (Opening another
///   connection because a pooled one turned out to be closed before a byte was written is not a retry.)
/// - **Follow a redirect.** The request carries credentials for one host; a 302 is an answer like any other.
/// - **Change host, method, target, headers or body.** The target and the body are signed as they stand.
/// - **Decompress the body, or decode its text.** Signatures cover the bytes that were sent. Only the transfer coding
///   (chunks) is undone.
/// - **Read a status.** A 500 is an answer: `Ok`. Only the absence of a complete answer is an error.
/// - **Keep cookies, read proxies from the environment, accept invalid certificates.**
///
/// # What it must do
///
/// - Read the whole body, up to a limit of its own ([`SendErrorKind::TooLarge`] beyond it).
/// - Say [`SendErrorKind::Connect`] only where it is certain that no byte of the request left; when in doubt, another
///   kind. A wrong `Connect` is a double payment.
/// - Limit the time for connecting, so that a dead host fails as *not sent* rather than as *unknown*. The time for the
///   whole attempt is limited by the [`Executor`](crate::Executor), which drops the future.
///
/// [`SendErrorKind::TooLarge`]: crate::SendErrorKind::TooLarge
/// [`SendErrorKind::Connect`]: crate::SendErrorKind::Connect
pub trait Transport: fmt::Debug + Send + Sync {
    /// Resolves to whatever the server said, or to an error that knows whether anything left this machine.
    ///
    /// The request has an absolute URI. Dropping the future abandons the request; once it was polled, the server may
    /// have received it.
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>>;

    /// Tries whether `host` connects, and sends nothing of a request.
    ///
    /// Before the first attempt of a call to a host that nobody has heard of for some seconds, the executor lets two hosts
    /// [race](crate::Policy::hedge_after). The default resolves at once: the first host then always wins, and a host that
    /// is dead is found out by the request. An implementation may be wrong about a host; it costs time and nothing else.
    ///
    /// The future must resolve, and never panic. It may be kept when its call is over, and be polled again by another one.
    ///
    /// # Errors
    /// Through the future: a [`SendError`] of the kind [`Connect`](crate::SendErrorKind::Connect) where it does not.
    fn reach<'a>(&'a self, _host: &'a Host) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(ready(Ok(())))
    }
}

impl<T: Transport + ?Sized> Transport for &T {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        (**self).send(request)
    }

    fn reach<'a>(&'a self, host: &'a Host) -> BoxFuture<'a, Result<(), SendError>> {
        (**self).reach(host)
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Bytes>, SendError>> {
        (**self).send(request)
    }

    fn reach<'a>(&'a self, host: &'a Host) -> BoxFuture<'a, Result<(), SendError>> {
        (**self).reach(host)
    }
}

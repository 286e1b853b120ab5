//! Why no complete answer arrived.

use std::{error::Error, fmt};

/// No complete answer arrived for one request that was sent once.
///
/// The question to ask it is [`may_have_been_received`](Self::may_have_been_received). The text never contains the URL;
/// what the HTTP stack said is behind [`source`](Error::source).
#[derive(Debug)]
pub struct SendError {
    kind: SendErrorKind,
    source: Box<dyn Error + Send + Sync>,
}

/// At which point a request came to grief, as far as this side can tell.
///
/// "Repeated" below means: by the [`Plan`](crate::Plan), if attempts and time are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SendErrorKind {
    /// No connection: the name did not resolve, the port refused, the TLS handshake failed, or the time for connecting
    /// ran out. Nothing was sent. Always repeated, on the other host.
    Connect,
    /// The request could not be put into HTTP. Nothing was sent. Not repeated, because it would fail again in the same
    /// way.
    Request,
    /// The transport's own limit passed while an answer was awaited. The request may have been received. Repeated unless
    /// it is [`Repeat::Once`](crate::Repeat::Once).
    Timeout,
    /// The connection broke, or spoke something other than HTTP, before the answer was complete. The request may have
    /// been received. Repeated unless it is [`Repeat::Once`](crate::Repeat::Once).
    Interrupted,
    /// The body of the answer is larger than the transport accepts. The request was received. Repeated unless it is
    /// [`Repeat::Once`](crate::Repeat::Once).
    TooLarge,
    /// Anything the transport cannot place. The request may have been received. Repeated unless it is
    /// [`Repeat::Once`](crate::Repeat::Once).
    Unknown,
}

impl SendError {
    /// An error of this kind with its cause, which may be another error or a text.
    #[must_use]
    pub fn new(kind: SendErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, source: source.into() }
    }

    /// At which point the request came to grief.
    #[must_use]
    pub fn kind(&self) -> SendErrorKind {
        self.kind
    }

    /// Whether the server may have received the request, and therefore may have acted on it.
    ///
    /// When this is true for anything that is not a pure read, ask for the state of the order before making another.
    #[must_use]
    pub fn may_have_been_received(&self) -> bool {
        self.kind.may_have_been_received()
    }
}

impl SendErrorKind {
    /// Whether the server may have received the request, and therefore may have acted on it.
    #[must_use]
    pub fn may_have_been_received(self) -> bool {
        match self {
            Self::Connect | Self::Request => false,
            Self::Timeout | Self::Interrupted | Self::TooLarge | Self::Unknown => true,
        }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            SendErrorKind::Connect => {
                "could not connect to the host, nothing was sent; check name resolution, firewall and the trust store"
            }
            SendErrorKind::Request => {
                "the request cannot be written as HTTP, nothing was sent; check its target and headers"
            }
            SendErrorKind::Timeout => {
                "no answer in time, the request may have been received; ask for its outcome"
            }
            SendErrorKind::Interrupted => {
                "the connection broke before the answer was complete, the request may have been received; \
                 ask for its outcome"
            }
            SendErrorKind::TooLarge => {
                "the answer is larger than the transport accepts, the request was received; \
                 raise the limit or ask for its outcome"
            }
            SendErrorKind::Unknown => {
                "no answer for a reason the transport cannot place, the request may have been received; \
                 ask for its outcome"
            }
        })
    }
}

impl Error for SendError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

use wx_transport::{Host, danger};

/// The host, `http://api.weixin.qq.com`: **plain HTTP, on purpose**.
///
/// The request never crosses a network as it is. Inside a hosted container a sidecar takes what goes to this name, reads
/// it, adds the credentials and carries it on over a way of its own; it cannot do that with a connection it cannot read. Over
/// `https` a client inside the container is reported to meet a self-signed certificate. Never answer that by switching
/// verification off: use this host.
///
/// That is bearable because nothing secret is in the request: no token, no key, no signature. So it holds for this crate's
/// client only; **never give this host to a client that sends secrets**. Outside a container the call goes to the
/// internet in the clear and is refused there ([`Reason::NoSidecar`](crate::Reason::NoSidecar)).
///
/// For a sandbox, hand [`Host::parse`] of its address to the executor instead.
#[must_use]
pub fn host() -> Host {
    constant("api.weixin.qq.com")
}

#[expect(clippy::expect_used, reason = "the address is a constant that a test reads")]
fn constant(authority: &'static str) -> Host {
    danger::plain_http(authority).expect("a constant address")
}

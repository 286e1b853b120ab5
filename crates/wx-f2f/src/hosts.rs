use wx_transport::{Host, danger};

/// The platform's host, `https://api.weixin.qq.com`.
///
/// Give the executor another one to speak to a sandbox or through a proxy.
#[must_use]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the address is a constant that a test reads"
)]
pub fn host() -> Host {
    Host::parse("https://api.weixin.qq.com").expect("a constant address")
}

/// The same name in plain HTTP, for [`Access::Hosted`](crate::Access::Hosted) and nothing else.
///
/// Inside a hosted container a sidecar reads the request, adds the credentials and secures the way onward, so the
/// documents ask for `http`. Anywhere else these requests would be readable on the way.
#[must_use]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the address is a constant that a test reads"
)]
pub fn hosted_host() -> Host {
    danger::plain_http("api.weixin.qq.com").expect("a constant address")
}

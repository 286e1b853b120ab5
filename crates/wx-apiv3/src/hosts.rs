use wx_transport::{Host, Hosts};

/// The platform's two hosts: `api.mch.weixin.qq.com` near the caller, `api2.mch.weixin.qq.com` in another region.
///
/// The signature does not cover the host, so a request may go to either; every attempt is signed afresh nevertheless.
#[must_use]
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "both addresses are constants that tests read"
)]
pub fn hosts() -> Hosts {
    let primary = Host::parse("https://api.mch.weixin.qq.com").expect("a constant address");
    let backup = Host::parse("https://api2.mch.weixin.qq.com").expect("a constant address");
    Hosts::new(primary).with_backup(backup)
}

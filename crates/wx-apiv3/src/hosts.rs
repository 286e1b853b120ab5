use wx_transport::{Host, HostError, Hosts};

/// The platform's two hosts: `api.mch.weixin.qq.com` near the caller, `api2.mch.weixin.qq.com` in another region.
///
/// The signature does not cover the host, so a request may go to either; every attempt is signed afresh nevertheless.
///
/// # Errors
/// None in practice: both addresses are constants. The type leaves the proof to the caller instead of panicking.
pub fn hosts() -> Result<Hosts, HostError> {
    let primary = Host::parse("https://api.mch.weixin.qq.com")?;
    let backup = Host::parse("https://api2.mch.weixin.qq.com")?;
    Ok(Hosts::new(primary).with_backup(backup))
}

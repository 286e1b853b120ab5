use wx_transport::Host;

/// The production host, `https://shq-api.51fubei.com`.
///
/// Some customers are given a host of their own: [`Host::parse`] reads it.
#[must_use]
pub fn host() -> Host {
    constant("https://shq-api.51fubei.com")
}

/// The test host, `https://shq-api-test.51fubei.com`.
///
/// It moves real money: refund what was paid there.
#[must_use]
pub fn test_host() -> Host {
    constant("https://shq-api-test.51fubei.com")
}

#[expect(clippy::expect_used, reason = "both addresses are constants that a test reads")]
fn constant(address: &'static str) -> Host {
    Host::parse(address).expect("a constant address")
}

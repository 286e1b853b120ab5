use wx_types::Endpoint;

/// An endpoint at `/_/pay/`. Implement it for a request type of your own to send what has no type here yet (profit sharing,
/// for one).
pub trait CloudCall: Endpoint {
    /// Whether success may be a bare text where other endpoints answer an object. The bill is one.
    const TEXT: bool = false;

    /// The request with what the page requires and the caller left open: `nonce` as `nonce_str`, and the one documented
    /// `trade_type`. What the caller has set stays.
    #[must_use]
    fn completed(&self, nonce: &str) -> Self
    where
        Self: Sized;
}

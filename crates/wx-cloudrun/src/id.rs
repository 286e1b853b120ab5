//! Identifiers whose rules are this interface's own, checked at the door.

use std::fmt;

use wx_types::{Rule, charset::Charset, identifier};

identifier!(
    /// `out_trade_no`: the merchant's own order number. 6 to 32 digits, letters or `_-|*@`, unique per merchant.
    ///
    /// The page's cell ends after `_-`, where a pipe sign cut its table; the full set and the least length are those of the
    /// classic partner pages. Other interfaces allow other characters, so this is a type of its own.
    ///
    /// It is the only thing that keeps an order from being placed twice: make it and store it before the first send,
    /// and keep it until the outcome is known.
    OutTradeNo,
    "out_trade_no",
    &[Rule::Chars { min: 6, max: 32 }, Rule::Charset(Charset::REFUND_NUMBER)]
);

identifier!(
    personal
    /// `openid` or `sub_openid`: the payer under one appid. 1 to 128 visible ASCII characters. Inside the container it arrives
    /// in the header `X-WX-OPENID`.
    ///
    /// `Debug` does not show it.
    Openid,
    "openid",
    &[Rule::Chars { min: 1, max: 128 }, Rule::Charset(Charset::VISIBLE)]
);

/// What an answer calls a payer or a payer's account, as it was received. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PayerId(Box<str>);

impl PayerId {
    /// The text as it was received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for PayerId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for PayerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PayerId([elided])")
    }
}

//! The numbers of this product: texts with rules of their own, checked at the door.
//!
//! Merchant numbers of three kinds stand side by side in every request. Each is a type, so that none is put where another
//! belongs.

use wx_types::{Rule, charset::Charset, identifier};

/// What every merchant's number obeys.
const MERCHANT: &[Rule] = &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::DIGITS)];

identifier!(
    /// `service_id`: the service that the platform configured for the institution. At most 32 digits.
    ///
    /// The page of the order says digits. An example on another page has letters in it and is taken for a placeholder.
    ServiceId,
    "service_id",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::DIGITS)]
);

identifier!(
    /// `sub_mchid`: the merchant whose service it is. At most 32 digits.
    SubMchid,
    "sub_mchid",
    MERCHANT
);

identifier!(
    /// `channel_id`: the channel merchant through which the institution serves the merchant. At most 32 digits.
    ChannelId,
    "channel_id",
    MERCHANT
);

identifier!(
    /// `out_order_no`: the merchant's own number of a service order. 1 to 32 digits, letters or `_-|*`, unique per
    /// merchant.
    ///
    /// It is the only thing that keeps an order from being placed twice: make it and store it before the first send, and
    /// keep it until the outcome is known. It is no payment number; a refund does not accept it as `out_trade_no`.
    OutOrderNo,
    "out_order_no",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::ORDER_NUMBER)]
);

identifier!(
    /// `authorization_code`: the merchant's own number of an authorisation. 1 to 32 digits, letters or `_-|*`.
    ///
    /// No page gives the alphabet; that of the other numbers of a merchant is surely taken.
    AuthorizationCode,
    "authorization_code",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::ORDER_NUMBER)]
);

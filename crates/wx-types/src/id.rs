//! Identifiers: texts with rules of their own, checked at the door.

use crate::{charset::Charset, form::Form, identifier, rule::Rule};

/// The platform's own numbers carry no documented alphabet; a line feed in one would change what is signed.
const PLATFORM_NUMBER: &[Rule] = &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::VISIBLE)];

identifier!(
    /// `appid`: which app, official account or mini program the payer uses. At most 32 visible characters.
    AppId,
    "appid",
    PLATFORM_NUMBER
);

identifier!(
    /// `mchid`: the merchant's number. At most 32 digits.
    Mchid,
    "mchid",
    &[Rule::Chars { min: 1, max: 32 }, Rule::Charset(Charset::DIGITS)]
);

identifier!(
    /// `out_trade_no`: the merchant's own order number. 6 to 32 digits, letters or `_-|*`, unique per merchant.
    ///
    /// It is the only thing that keeps an order from being placed twice: make it and store it before the first send,
    /// and keep it until the outcome is known.
    OutTradeNo,
    "out_trade_no",
    &[Rule::Chars { min: 6, max: 32 }, Rule::Charset(Charset::ORDER_NUMBER)]
);

identifier!(
    /// `out_refund_no`: the merchant's own refund number. 1 to 64 digits, letters or `_-|*@`, unique per merchant.
    ///
    /// One number refunds once; every repetition of a refund must carry it again.
    OutRefundNo,
    "out_refund_no",
    &[Rule::Chars { min: 1, max: 64 }, Rule::Charset(Charset::REFUND_NUMBER)]
);

identifier!(
    /// `transaction_id`: the platform's number of a payment. Exists once the order is paid. At most 32 characters.
    TransactionId,
    "transaction_id",
    PLATFORM_NUMBER
);

identifier!(
    /// `refund_id`: the platform's number of a refund. At most 32 characters.
    RefundId,
    "refund_id",
    PLATFORM_NUMBER
);

identifier!(
    /// `prepay_id`: what a client starts the payment with. Valid for two hours.
    ///
    /// The pages say 64 characters. It comes from the platform, so a longer one is taken as well.
    PrepayId,
    "prepay_id",
    &[Rule::Chars { min: 1, max: 1024 }, Rule::Charset(Charset::VISIBLE)]
);

identifier!(
    /// `notify_url`: where notifications are sent. An absolute `http` or `https` address with a path and without query,
    /// fragment, user and blanks. Its greatest length differs per interface and stands beside the field.
    NotifyUrl,
    "notify_url",
    &[Rule::Form(Form::CallbackUrl)]
);

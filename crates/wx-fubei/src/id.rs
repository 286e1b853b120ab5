//! Identifiers: texts with rules of their own, checked at the door.
//!
//! The pages forbid blanks around an order number. A control character in a number could forge a line of a log, since errors
//! name their number. So all of these are [`TextForm::Trimmed`].

use wx_types::{Rule, identifier, rule::TextForm};

/// What every number of at most 32 characters obeys.
const NUMBER: &[Rule] = &[Rule::Chars { min: 1, max: 32 }, Rule::Form(TextForm::Trimmed)];
/// What a text obeys where no page gives a limit.
const UNLIMITED: &[Rule] = &[Rule::Chars { min: 1, max: usize::MAX }, Rule::Form(TextForm::Trimmed)];

identifier!(
    /// `merchant_order_sn`: the merchant's own order number. 1 to 32 characters, no blank at either end, unique per
    /// merchant.
    ///
    /// It is the only thing that keeps an order from being placed twice: make it and store it before the first send,
    /// and keep it until the outcome is known.
    MerchantOrderSn,
    "merchant_order_sn",
    NUMBER
);

identifier!(
    /// `merchant_refund_sn`: the merchant's own refund number. No limit is documented beside that it must not be empty.
    ///
    /// Every repetition of a refund must carry it again.
    MerchantRefundSn,
    "merchant_refund_sn",
    UNLIMITED
);

identifier!(
    /// `order_sn`: Fubei's number of an order. 1 to 32 characters.
    OrderSn,
    "order_sn",
    NUMBER
);

identifier!(
    personal
    /// `sub_openid`: the payer in the mini program, as Fubei's authorisation call answers it. 1 to 32 characters.
    ///
    /// `Debug` does not show it.
    SubOpenid,
    "sub_openid",
    NUMBER
);

identifier!(
    /// `app_id`: what Fubei calls a merchant's application. Not a WeChat appid.
    FubeiAppId,
    "app_id",
    UNLIMITED
);

identifier!(
    /// `vendor_sn`: an agent's number.
    VendorSn,
    "vendor_sn",
    UNLIMITED
);

identifier!(
    personal
    /// What an answer calls a payer or a payer's account, as it was received. It obeys no rule, since no answer is refused
    /// for one. `Debug` does not show it.
    PayerId,
    "user_id",
    &[]
);

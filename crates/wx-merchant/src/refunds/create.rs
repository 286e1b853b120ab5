use serde::Deserialize;
use wx_types::{
    Checker, Endpoint, Fen, Model, NotifyUrl, OutRefundNo, OutTradeNo, TransactionId, charset::Charset,
};

use super::RefundReply;
use crate::transactions::Currency;

/// Requests a refund, in whole or in part.
///
/// Official page: *request refund*, dated 2024-07-11, read 2026-11-23.
///
/// An order can be refunded for 365 days after payment, in at most 50 parts, at least a minute apart. The answer means
/// *accepted*: [`RefundStatus`](super::RefundStatus) tells, by query or notification, whether the money went back.
///
/// # If it is sent twice
/// One [`out_refund_no`](Self::out_refund_no) refunds once. Every repetition must carry it again, or the money goes out
/// twice.
///
/// # Errors
/// `PARAM_ERROR`, `INVALID_REQUEST` (400), `SIGN_ERROR` (401), `NO_AUTH`, `NOT_ENOUGH`, `USER_ACCOUNT_ABNORMAL` (403), `MCH_NOT_EXISTS`,
/// `RESOURCE_NOT_EXISTS` (404: order unknown or unpaid), `FREQUENCY_LIMITED` (429), `SYSTEM_ERROR` (500). After `NOT_ENOUGH` the
/// same number may be sent again once the account is topped up. With an unknown outcome the refund may have been made: send
/// this very request again, or query its number.
#[derive(Clone, Debug, PartialEq, Eq, Model, Endpoint, Deserialize)]
#[endpoint(
    POST "/v3/refund/domestic/refunds",
    reply = RefundReply,
    repeat = SameKey("out_refund_no"),
    page = "request refund (2024-07-11)",
    read = "2026-11-23",
    check = fits_together,
)]
#[non_exhaustive]
pub struct Refund {
    /// The platform's number of the payment. This or `out_trade_no`, not both; prefer this one: lookups by the
    /// merchant's number were reported to fail for minutes after payment.
    #[wx(typed)]
    pub transaction_id: Option<TransactionId>,
    /// The merchant's number of the order. This or `transaction_id`, not both.
    #[wx(typed)]
    pub out_trade_no: Option<OutTradeNo>,
    /// The merchant's number of the refund. 1 to 64 digits, letters or `_-|*@`, unique per merchant.
    #[wx(typed)]
    pub out_refund_no: OutRefundNo,
    /// Why, as the payer is told. 1 to 80 characters.
    #[wx(chars = 1..=80, basic_plane)]
    pub reason: Option<String>,
    /// Where the result is notified, instead of the address set on the platform. 8 to 256 characters.
    #[wx(typed, chars = 8..=256)]
    pub notify_url: Option<NotifyUrl>,
    /// From which account the money is taken.
    #[wx(typed)]
    pub funds_account: Option<RefundFundsAccount>,
    /// How much.
    #[wx(nested)]
    pub amount: RefundAmount,
    /// For which goods.
    #[wx(nested)]
    pub goods_detail: Option<Vec<RefundGoods>>,
}

impl Refund {
    /// A refund of the payment that the platform knows as `transaction_id`.
    #[must_use]
    pub fn of_transaction(
        transaction_id: TransactionId,
        out_refund_no: OutRefundNo,
        amount: RefundAmount,
    ) -> Self {
        Self::new(out_refund_no, amount).with_transaction_id(transaction_id)
    }

    /// A refund of the order that the merchant knows as `out_trade_no`.
    #[must_use]
    pub fn of_order(out_trade_no: OutTradeNo, out_refund_no: OutRefundNo, amount: RefundAmount) -> Self {
        Self::new(out_refund_no, amount).with_out_trade_no(out_trade_no)
    }
}

fn fits_together(refund: &Refund, checker: &mut Checker) {
    check_payment(refund.transaction_id.as_ref(), refund.out_trade_no.as_ref(), checker);
    check_amount(&refund.amount, checker);
}

pub(crate) fn check_payment(
    transaction_id: Option<&TransactionId>,
    out_trade_no: Option<&OutTradeNo>,
    checker: &mut Checker,
) {
    if transaction_id.is_some() == out_trade_no.is_some() {
        checker.report("transaction_id", "exactly one of transaction_id and out_trade_no must be given");
    }
}

pub(crate) fn check_amount(amount: &RefundAmount, checker: &mut Checker) {
    let RefundAmount { refund: part, total, from, .. } = amount;
    if part > total {
        checker.report("amount.refund", "must not exceed amount.total");
    }
    if let Some(from) = from
        && Fen::checked_sum(from.iter().map(|source| source.amount)) != Some(*part)
    {
        checker.report("amount.from", "the amounts must add up to amount.refund");
    }
}

wx_types::open_enum! {
    /// From which account a refund is taken.
    pub enum RefundFundsAccount {
        /// The available balance (legacy fund flow).
        Available = "AVAILABLE",
        /// Unsettled money (travel deposits only).
        Unsettled = "UNSETTLED",
    }
}

wx_types::open_enum! {
    /// Part of the merchant's balance.
    pub enum RefundSourceAccount {
        /// What can be used.
        Available = "AVAILABLE",
        /// What is frozen.
        Unavailable = "UNAVAILABLE",
    }
}

/// How much is refunded.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct RefundAmount {
    /// How much goes back, in fen: at least 1, at most the total.
    #[wx(range = 1..)]
    pub refund: Fen,
    /// From where, in parts that add up to `refund`.
    #[wx(nested)]
    pub from: Option<Vec<RefundFrom>>,
    /// What the order was about, in fen.
    #[wx(range = 1..)]
    pub total: Fen,
    /// The currency.
    #[wx(typed)]
    pub currency: Currency,
}

impl RefundAmount {
    /// `refund` of an order over `total`, in renminbi.
    #[must_use]
    pub fn cny(refund: Fen, total: Fen) -> Self {
        Self::new(refund, total, Currency::Cny)
    }
}

/// A part of a refund and where it is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct RefundFrom {
    /// The account.
    #[wx(typed)]
    pub account: RefundSourceAccount,
    /// How much, in fen.
    #[wx(range = 1..)]
    pub amount: Fen,
}

/// Goods that are returned.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct RefundGoods {
    /// The merchant's own code. 1 to 32 digits, letters, `-` or `_`.
    #[wx(chars = 1..=32, charset = Charset::GOODS_ID)]
    pub merchant_goods_id: String,
    /// The platform's code. 1 to 32 characters.
    #[wx(chars = 1..=32, basic_plane)]
    pub wechatpay_goods_id: Option<String>,
    /// The name. 1 to 256 characters.
    #[wx(chars = 1..=256, basic_plane)]
    pub goods_name: Option<String>,
    /// The price of one in fen.
    #[wx(range = 0..)]
    pub unit_price: Fen,
    /// How much goes back for them, in fen.
    #[wx(range = 0..)]
    pub refund_amount: Fen,
    /// How many are returned, at least 1.
    #[wx(range = 1..)]
    pub refund_quantity: i64,
}

use serde::Deserialize;
use wx_types::{Fen, Reply};

use crate::{absent::or_default, transactions::Currency};

wx_types::open_enum! {
    /// Where a refund stands.
    pub enum RefundStatus {
        /// The payer's account cannot take it: act on the merchant platform.
        Abnormal = "ABNORMAL",
        /// It was called off; the money is back on the merchant's account.
        Closed = "CLOSED",
        /// Under way.
        Processing = "PROCESSING",
        /// The money went back.
        Success = "SUCCESS",
    }
}

/// A refund as the platform knows it: the answer of the request and of the query.
///
/// Unknown members are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundReply {
    /// The platform's refund number.
    pub refund_id: String,
    /// The merchant's refund number.
    pub out_refund_no: String,
    /// The platform's number of the payment.
    pub transaction_id: String,
    /// The merchant's order number.
    pub out_trade_no: String,
    /// `ORIGINAL`, `BALANCE`, `OTHER_BALANCE` or `OTHER_BANKCARD`.
    #[serde(default, deserialize_with = "or_default")]
    pub channel: String,
    /// Where the money goes, in words.
    #[serde(default, deserialize_with = "or_default")]
    pub user_received_account: String,
    /// When the money went back, as RFC 3339.
    #[serde(default)]
    pub success_time: Option<String>,
    /// When the refund was accepted, as RFC 3339.
    #[serde(default, deserialize_with = "or_default")]
    pub create_time: String,
    /// Where it stands.
    pub status: RefundStatus,
    /// From which account the money is taken.
    #[serde(default)]
    pub funds_account: Option<String>,
    /// The amounts.
    pub amount: RefundReplyAmount,
    /// The discounts that are taken back.
    #[serde(default, deserialize_with = "or_default")]
    pub promotion_detail: Vec<RefundPromotion>,
}

impl Reply for RefundReply {}

/// The amounts of a refund, in fen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundReplyAmount {
    /// What the order was about.
    pub total: Fen,
    /// What goes back.
    pub refund: Fen,
    /// What the payer had paid.
    #[serde(default)]
    pub payer_total: Option<Fen>,
    /// What the payer gets back.
    #[serde(default)]
    pub payer_refund: Option<Fen>,
    /// What the merchant gives back.
    #[serde(default)]
    pub settlement_refund: Option<Fen>,
    /// What the merchant had received.
    #[serde(default)]
    pub settlement_total: Option<Fen>,
    /// What is taken back of discounts.
    #[serde(default)]
    pub discount_refund: Option<Fen>,
    /// Where the money is taken from.
    #[serde(default, deserialize_with = "or_default")]
    pub from: Vec<RefundReplyFrom>,
    /// The currency.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// The fee that is given back.
    #[serde(default)]
    pub refund_fee: Option<Fen>,
}

/// A part of a refund and where it is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundReplyFrom {
    /// The account.
    pub account: String,
    /// How much, in fen.
    pub amount: Fen,
}

/// A discount that is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundPromotion {
    /// The coupon.
    pub promotion_id: String,
    /// `GLOBAL` or `SINGLE`.
    #[serde(default, deserialize_with = "or_default")]
    pub scope: String,
    /// `COUPON` or `DISCOUNT` by one source, `CASH` or `NOCASH` by another: kept as it comes.
    #[serde(default, rename = "type", deserialize_with = "or_default")]
    pub kind: String,
    /// Its worth in fen.
    pub amount: Fen,
    /// What is taken back of it, in fen.
    pub refund_amount: Fen,
    /// The goods it was granted for.
    #[serde(default, deserialize_with = "or_default")]
    pub goods_detail: Vec<RefundReplyGoods>,
}

/// Goods that are returned.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundReplyGoods {
    /// The merchant's own code.
    pub merchant_goods_id: String,
    /// The platform's code.
    #[serde(default)]
    pub wechatpay_goods_id: Option<String>,
    /// The name.
    #[serde(default)]
    pub goods_name: Option<String>,
    /// The price of one in fen.
    pub unit_price: Fen,
    /// How much goes back for them, in fen.
    pub refund_amount: Fen,
    /// How many are returned.
    pub refund_quantity: i64,
}

/// The content of a refund notification. Its names differ from the query's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundNotice {
    /// The merchant.
    pub mchid: String,
    /// The platform's number of the payment.
    pub transaction_id: String,
    /// The merchant's order number.
    pub out_trade_no: String,
    /// The platform's refund number.
    pub refund_id: String,
    /// The merchant's refund number.
    pub out_refund_no: String,
    /// Where it stands: `SUCCESS`, `CLOSED` or `ABNORMAL`.
    pub refund_status: RefundStatus,
    /// When the money went back, as RFC 3339.
    #[serde(default)]
    pub success_time: Option<String>,
    /// Where the money went, in words.
    #[serde(default, deserialize_with = "or_default")]
    pub user_received_account: String,
    /// The amounts.
    pub amount: RefundNoticeAmount,
}

/// The amounts of a refund notification, in fen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RefundNoticeAmount {
    /// What the order was about.
    pub total: Fen,
    /// What went back.
    pub refund: Fen,
    /// What the payer had paid.
    pub payer_total: Fen,
    /// What the payer got back.
    pub payer_refund: Fen,
}

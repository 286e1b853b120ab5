use serde::Deserialize;
use wx_types::{Fen, Reply};

use super::Currency;
use crate::absent::or_default;

wx_types::open_enum! {
    /// Where an order stands.
    pub enum TradeState {
        /// Accepted, waiting for the deduction (entrusted deductions only).
        Accept = "ACCEPT",
        /// Closed by the merchant or by time. Final.
        Closed = "CLOSED",
        /// Not paid.
        NotPay = "NOTPAY",
        /// The payment failed; as good as unpaid.
        PayError = "PAYERROR",
        /// A refund was requested at least once; its state is known by the refund query only.
        Refund = "REFUND",
        /// Reversed (payment codes only). Final.
        Revoked = "REVOKED",
        /// Paid.
        Success = "SUCCESS",
        /// The payer is entering the password (payment codes only).
        UserPaying = "USERPAYING",
    }
}

impl TradeState {
    /// Whether money was paid: it is `SUCCESS`, or `REFUND` after that.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        matches!(self, Self::Success | Self::Refund)
    }
}

wx_types::open_enum! {
    /// How an order was paid.
    pub enum TradeType {
        /// In an app.
        App = "APP",
        /// By face.
        FacePay = "FACEPAY",
        /// In a page of an official account, or in a mini program.
        Jsapi = "JSAPI",
        /// By a payment code.
        MicroPay = "MICROPAY",
        /// In a browser on the phone.
        Mweb = "MWEB",
        /// By scanning a code.
        Native = "NATIVE",
    }
}

/// An order as the platform knows it: the answer of the queries and the content of a payment notification.
///
/// Only what the sources agree on is required. Unknown members are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Transaction {
    /// The app, official account or mini program.
    pub appid: String,
    /// The merchant.
    pub mchid: String,
    /// The merchant's order number.
    pub out_trade_no: String,
    /// The platform's number; absent until it is paid.
    #[serde(default)]
    pub transaction_id: Option<String>,
    /// How it was paid.
    #[serde(default)]
    pub trade_type: Option<TradeType>,
    /// Where it stands. Read this, and nothing else, to know whether it is paid.
    pub trade_state: TradeState,
    /// The state in words.
    #[serde(default, deserialize_with = "or_default")]
    pub trade_state_desc: String,
    /// The bank; `OTHERS` is not a bank card.
    #[serde(default)]
    pub bank_type: Option<String>,
    /// What the order carried.
    #[serde(default)]
    pub attach: Option<String>,
    /// When it was paid, as RFC 3339.
    #[serde(default)]
    pub success_time: Option<String>,
    /// The payer.
    #[serde(default)]
    pub payer: Option<Payer>,
    /// The amounts.
    #[serde(default)]
    pub amount: Option<TransactionAmount>,
    /// Where it was paid.
    #[serde(default)]
    pub scene_info: Option<TransactionScene>,
    /// The discounts that were granted.
    #[serde(default, deserialize_with = "or_default")]
    pub promotion_detail: Vec<Promotion>,
    /// The instalments.
    #[serde(default)]
    pub installment_info: Option<InstallmentInfo>,
}

impl Reply for Transaction {}

impl Transaction {
    /// Whether money was paid for it: it stands at `SUCCESS`, or at `REFUND` after that.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.trade_state.is_paid()
    }
}

/// Who paid.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Payer {
    /// The payer under the order's appid. It is personal data and not shown by `Debug`.
    #[serde(default)]
    pub openid: Option<String>,
}

impl std::fmt::Debug for Payer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Payer").field("openid", &"[elided]").finish()
    }
}

/// The amounts of an order, in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TransactionAmount {
    /// What was ordered.
    pub total: Option<Fen>,
    /// What the payer really paid.
    pub payer_total: Option<Fen>,
    /// The order's currency.
    pub currency: Option<Currency>,
    /// The payer's currency.
    pub payer_currency: Option<Currency>,
}

/// Where an order was paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TransactionScene {
    /// The number of the store or till.
    pub device_id: Option<String>,
}

/// A discount.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Promotion {
    /// The coupon.
    pub coupon_id: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// `GLOBAL` for the order, `SINGLE` for one kind of goods.
    #[serde(default)]
    pub scope: Option<String>,
    /// `CASH` or `NOCASH`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// Its worth in fen.
    pub amount: Fen,
    /// The batch it belongs to.
    #[serde(default)]
    pub stock_id: Option<String>,
    /// The platform's share in fen.
    #[serde(default)]
    pub wechatpay_contribute: Option<Fen>,
    /// The merchant's share in fen.
    #[serde(default)]
    pub merchant_contribute: Option<Fen>,
    /// Others' share in fen.
    #[serde(default)]
    pub other_contribute: Option<Fen>,
    /// Its currency.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// The goods it was granted for.
    #[serde(default, deserialize_with = "or_default")]
    pub goods_detail: Vec<PromotionGoods>,
}

/// Goods that a discount was granted for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PromotionGoods {
    /// The goods' code.
    pub goods_id: String,
    /// How many.
    pub quantity: i64,
    /// The price of one in fen.
    pub unit_price: Fen,
    /// The discount in fen.
    pub discount_amount: Fen,
    /// A remark.
    #[serde(default)]
    pub goods_remark: Option<String>,
}

/// Instalments. Seen in queries by the merchant's number only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct InstallmentInfo {
    /// Whether the merchant pays the interest.
    pub use_subsidy: Option<bool>,
    /// How many instalments the payer chose.
    pub selected_installment_number: Option<i64>,
}

use serde::Deserialize;
use wx_types::{Fen, Reply};

use super::{FeeType, TradeType};
use crate::{id::PayerId, lenient};

wx_types::open_enum! {
    /// Where an order stands.
    pub enum TradeState {
        /// Paid.
        Success = "SUCCESS",
        /// Paid, and refunded in whole or in part.
        Refund = "REFUND",
        /// Not paid.
        NotPay = "NOTPAY",
        /// Closed. Final.
        Closed = "CLOSED",
        /// Reversed. Final.
        Revoked = "REVOKED",
        /// The payer is at it.
        UserPaying = "USERPAYING",
        /// The payment failed.
        PayError = "PAYERROR",
        /// Accepted, and waiting to be deducted.
        Accept = "ACCEPT",
    }
}

/// An order as the platform knows it.
///
/// Only the state is required. Whatever else is missing, empty or unreadable is `None`, and unknown members are ignored,
/// so that a paid order is never hidden by a detail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// The appid of the platform, which acts as service provider.
    #[serde(default, deserialize_with = "lenient::text")]
    pub appid: Option<String>,
    /// The platform's merchant number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub mch_id: Option<String>,
    /// The mini program.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sub_appid: Option<String>,
    /// The merchant.
    #[serde(default, deserialize_with = "lenient::text")]
    pub sub_mch_id: Option<String>,
    /// The device of the order.
    #[serde(default, deserialize_with = "lenient::text")]
    pub device_info: Option<String>,
    /// The payer.
    #[serde(default, deserialize_with = "lenient::known")]
    pub openid: Option<PayerId>,
    /// Whether the payer follows the account of `appid`: `Y` or `N`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub is_subscribe: Option<String>,
    /// The payer under `sub_appid`.
    #[serde(default, deserialize_with = "lenient::known")]
    pub sub_openid: Option<PayerId>,
    /// How it is paid.
    #[serde(default, deserialize_with = "lenient::known")]
    pub trade_type: Option<TradeType>,
    /// Where it stands. Read this, and nothing else, to know whether it is paid.
    pub trade_state: TradeState,
    /// The payer's bank.
    #[serde(default, deserialize_with = "lenient::text")]
    pub bank_type: Option<String>,
    /// What the order is about.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub total_fee: Option<Fen>,
    /// Its currency.
    #[serde(default, deserialize_with = "lenient::known")]
    pub fee_type: Option<FeeType>,
    /// What was paid in cash.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub cash_fee: Option<Fen>,
    /// The currency of that.
    #[serde(default, deserialize_with = "lenient::known")]
    pub cash_fee_type: Option<FeeType>,
    /// The coupons that were used.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_id_list: Vec<String>,
    /// The kind of each.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_type_list: Vec<String>,
    /// The amount of each in fen, as digits.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub coupon_fee_list: Vec<String>,
    /// The platform's number of the payment.
    #[serde(default, deserialize_with = "lenient::text")]
    pub transaction_id: Option<String>,
    /// The merchant's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub out_trade_no: Option<String>,
    /// What the order carried.
    #[serde(default, deserialize_with = "lenient::text")]
    pub attach: Option<String>,
    /// When it was paid, as the platform wrote it (`yyyyMMddHHmmss`, Beijing time).
    #[serde(default, deserialize_with = "lenient::text")]
    pub time_end: Option<String>,
    /// The state in words.
    #[serde(default, deserialize_with = "lenient::text")]
    pub trade_state_desc: Option<String>,
}

impl Order {
    /// Whether it is paid and nothing of it went back.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.trade_state == TradeState::Success
    }
}

impl Reply for Order {}

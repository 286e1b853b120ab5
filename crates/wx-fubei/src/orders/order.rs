use serde::Deserialize;
use wx_types::{Reply, Yuan};

use crate::{id::PayerId, lenient};

wx_types::open_enum! {
    /// Where an order of API 1.0 stands.
    pub enum TradeState {
        /// Closed. Final.
        Closed = "CLOSED",
        /// Reversed. Final.
        Revoked = "REVOKED",
        /// The reversal failed.
        RevokedError = "REVOKED_ERROR",
        /// Being reversed.
        Revoking = "REVOKING",
        /// Paid.
        Success = "SUCCESS",
        /// Not paid yet.
        UserPaying = "USERPAYING",
    }
}

wx_types::open_enum! {
    /// Which wallet an order of API 1.0 is paid with.
    pub enum PayChannel {
        /// WeChat.
        Wechat = "1",
        /// Alipay.
        Alipay = "2",
        /// `UnionPay`.
        UnionPay = "5",
    }
}

/// An order as Fubei knows it: the answer of the query and the data of a callback of API 1.0.
///
/// Only the state is required. Whatever else is missing, empty or unreadable is `None`, and unknown members are ignored,
/// so that a paid order is never hidden by a detail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// The merchant's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub merchant_order_sn: Option<String>,
    /// Fubei's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub order_sn: Option<String>,
    /// The channel's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub trade_no: Option<String>,
    /// The platform's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub platform_order_no: Option<String>,
    /// Where it stands. Read this, and nothing else, to know whether it is paid.
    pub trade_state: TradeState,
    /// What was received.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub total_fee: Option<Yuan>,
    /// What the order was about.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub order_price: Option<Yuan>,
    /// The fee.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub fee: Option<Yuan>,
    /// What was received, without the fee.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub net_money: Option<Yuan>,
    /// When it was paid, in Unix seconds.
    #[serde(default, deserialize_with = "lenient::id")]
    pub pay_time: Option<i64>,
    /// The store; 0 on the wire means none.
    #[serde(default, deserialize_with = "lenient::id")]
    pub store_id: Option<i64>,
    /// The cashier; 0 on the wire means none.
    #[serde(default, deserialize_with = "lenient::id")]
    pub cashier_id: Option<i64>,
    /// The wallet.
    #[serde(default, rename = "type", deserialize_with = "lenient::known")]
    pub channel: Option<PayChannel>,
    /// The discount.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub discount_money: Option<Yuan>,
    /// What the payer paid.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub buyer_pay_amount: Option<Yuan>,
    /// What the order carried.
    #[serde(default, deserialize_with = "lenient::text")]
    pub attach: Option<String>,
    /// The payer.
    #[serde(default, deserialize_with = "lenient::known")]
    pub user_id: Option<PayerId>,
    /// The payer's account name.
    #[serde(default, deserialize_with = "lenient::known")]
    pub user_logon_id: Option<PayerId>,
    /// Coupons that count as cash.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub cash_coupon_fee: Option<Yuan>,
    /// Coupons that do not count as cash.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub no_cash_coupon_fee: Option<Yuan>,
    /// The device.
    #[serde(default, deserialize_with = "lenient::text")]
    pub device_no: Option<String>,
}

impl Reply for Order {}

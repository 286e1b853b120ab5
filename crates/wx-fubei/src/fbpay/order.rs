use serde::Deserialize;
use wx_types::{Reply, Yuan};

use crate::{id::PayerId, lenient};

wx_types::open_enum! {
    /// Where an order of API 2.0 stands.
    pub enum OrderStatus {
        /// Closed. Final.
        Closed = "CLOSED",
        /// Reversed. Final.
        Revoked = "REVOKED",
        /// Being reversed.
        Revoking = "REVOKING",
        /// Paid.
        Success = "SUCCESS",
        /// Seen in practice, on no page: nobody began to pay.
        Unused = "UNUSED",
        /// Not paid yet.
        UserPaying = "USERPAYING",
    }
}

wx_types::open_enum! {
    /// Which wallet an order of API 2.0 is paid with.
    pub enum PayType {
        /// Alipay.
        Alipay = "alipay",
        /// A bank card.
        BankCard = "bankcardpay",
        /// `UnionPay`.
        UnionPay = "unionpay",
        /// WeChat.
        Wechat = "wxpay",
    }
}

/// An order as API 2.0 knows it: the answer of the query and the data of a payment notice.
///
/// Only the state is required. Whatever else is missing, empty or unreadable is `None`, and unknown members are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct FbpayOrder {
    /// The merchant.
    #[serde(default, deserialize_with = "lenient::id")]
    pub uid: Option<i64>,
    /// The store.
    #[serde(default, deserialize_with = "lenient::id")]
    pub store_id: Option<i64>,
    /// The cashier.
    #[serde(default, deserialize_with = "lenient::id")]
    pub cashier_id: Option<i64>,
    /// What the order was about.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub total_amount: Option<Yuan>,
    /// What reaches the merchant.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub net_amount: Option<Yuan>,
    /// What the payer paid.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub buyer_pay_amount: Option<Yuan>,
    /// The fee.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub fee: Option<Yuan>,
    /// Fubei's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub order_sn: Option<String>,
    /// The merchant's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub merchant_order_sn: Option<String>,
    /// The institution's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub ins_order_sn: Option<String>,
    /// The channel's order number.
    #[serde(default, deserialize_with = "lenient::text")]
    pub channel_order_sn: Option<String>,
    /// Where it stands. Read this, and nothing else, to know whether it is paid.
    pub order_status: OrderStatus,
    /// The wallet.
    #[serde(default, deserialize_with = "lenient::known")]
    pub pay_type: Option<PayType>,
    /// The payer.
    #[serde(default, deserialize_with = "lenient::known")]
    pub user_id: Option<PayerId>,
    /// When it was paid, as `yyyyMMddHHmmss`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub finish_time: Option<String>,
    /// The device.
    #[serde(default, deserialize_with = "lenient::text")]
    pub device_no: Option<String>,
    /// What the order carried.
    #[serde(default, deserialize_with = "lenient::text")]
    pub attach: Option<String>,
    /// The discounts.
    #[serde(default, deserialize_with = "lenient::list")]
    pub payment_list: Vec<Discount>,
    /// Whether it can be refunded in part.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_can_part_refund: Option<bool>,
    /// The bank, of a card payment.
    #[serde(default, deserialize_with = "lenient::text")]
    pub bank_name: Option<String>,
    /// The card.
    #[serde(default, deserialize_with = "lenient::known")]
    pub card_id: Option<PayerId>,
    /// 0 for a debit card, 1 for a credit card.
    #[serde(default, deserialize_with = "lenient::number")]
    pub card_type: Option<i64>,
    /// The batch, of a card payment.
    #[serde(default, deserialize_with = "lenient::text")]
    pub batch_no: Option<String>,
    /// The entry, of a card payment.
    #[serde(default, deserialize_with = "lenient::text")]
    pub flow_id: Option<String>,
    /// The reference, of a card payment.
    #[serde(default, deserialize_with = "lenient::text")]
    pub reference_number: Option<String>,
    /// The authorisation, of a card payment.
    #[serde(default, deserialize_with = "lenient::text")]
    pub authorize_code: Option<String>,
}

impl Reply for FbpayOrder {}

/// A discount that was granted on an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Discount {
    /// Who granted it: `FUBEI_DISCOUNT`, `CHANNEL_DISCOUNT` or `CHANNEL_PRE`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// How much.
    #[serde(default, deserialize_with = "lenient::yuan")]
    pub amount: Option<Yuan>,
}

//! How the money of an order came in, as answers tell it.

use serde::Deserialize;
use wx_types::Fen;

use crate::lenient;

wx_types::open_enum! {
    /// Where the collection of the money stands.
    ///
    /// An official guide also mentions `USER_ACCEPT`, `MCH_LOADING` and `WAIT_PAY`; no page confirms them, so they are read
    /// as `Other`.
    pub enum CollectionState {
        /// The user has not paid all of it.
        UserPaying = "USER_PAYING",
        /// It is paid.
        UserPaid = "USER_PAID",
    }
}

wx_types::open_enum! {
    /// Which way money came in.
    pub enum PaidType {
        /// Through the platform.
        Newton = "NEWTON",
        /// Elsewhere, as the merchant told by a sync.
        Mch = "MCH",
    }
}

wx_types::open_enum! {
    /// What a discount of the platform is granted for.
    pub enum PromotionScope {
        /// The whole order.
        Global = "GLOBAL",
        /// One kind of goods.
        Single = "SINGLE",
    }
}

wx_types::open_enum! {
    /// How a discount of the platform is settled.
    pub enum PromotionType {
        /// From money that was paid in.
        Cash = "CASH",
        /// Without.
        NoCash = "NOCASH",
    }
}

/// How the money of an order came in. Amounts are in fen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Collection {
    /// Where it stands.
    pub state: CollectionState,
    /// What is to come in.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub total_amount: Option<Fen>,
    /// What has not come in.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub paying_amount: Option<Fen>,
    /// What has come in.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub paid_amount: Option<Fen>,
    /// The payments.
    #[serde(default, deserialize_with = "lenient::list")]
    pub details: Vec<CollectionDetail>,
}

/// One payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CollectionDetail {
    /// Its place among the payments of the order.
    pub seq: Option<i64>,
    /// How much, in fen.
    #[serde(deserialize_with = "lenient::fen")]
    pub amount: Option<Fen>,
    /// Which way it came in.
    pub paid_type: Option<PaidType>,
    /// When: `yyyyMMddHHmmss`, Beijing time.
    pub paid_time: Option<String>,
    /// The platform's number of the payment.
    pub transaction_id: Option<String>,
    /// The discounts of the platform.
    #[serde(deserialize_with = "lenient::list")]
    pub promotion_detail: Vec<Promotion>,
}

/// A discount of the platform. Amounts are in fen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Promotion {
    /// The coupon.
    pub coupon_id: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// What it is granted for.
    #[serde(default)]
    pub scope: Option<PromotionScope>,
    /// How it is settled.
    #[serde(default, rename = "type")]
    pub kind: Option<PromotionType>,
    /// Its worth.
    #[serde(deserialize_with = "lenient::required_fen")]
    pub amount: Fen,
    /// The batch it belongs to.
    #[serde(default)]
    pub stock_id: Option<String>,
    /// The platform's share.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub wechatpay_contribute: Option<Fen>,
    /// The merchant's share.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub merchant_contribute: Option<Fen>,
    /// Others' share.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub other_contribute: Option<Fen>,
    /// Its currency.
    #[serde(default)]
    pub currency: Option<String>,
    /// The goods it was granted for.
    #[serde(default, deserialize_with = "lenient::list")]
    pub goods_detail: Vec<PromotionGoods>,
}

/// Goods that a discount was granted for. Amounts are in fen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PromotionGoods {
    /// The goods' code.
    pub goods_id: String,
    /// How many.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// The price of one.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub unit_price: Option<Fen>,
    /// The discount.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub discount_amount: Option<Fen>,
    /// A remark.
    #[serde(default)]
    pub goods_remark: Option<String>,
}

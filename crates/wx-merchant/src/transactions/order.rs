//! The nested objects of an order.

use serde::Deserialize;
use wx_types::{Fen, Model, charset::Charset, rule::TextForm};

wx_types::open_enum! {
    /// The currency of an amount, as ISO 4217 writes it.
    pub enum Currency {
        /// Renminbi, the only one for domestic merchants.
        Cny = "CNY",
    }
}

/// What is to be paid.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct Amount {
    /// The total in fen, at least 1. No page states a greatest amount.
    #[wx(range = 1..)]
    pub total: Fen,
    /// The currency; `CNY` where it is left out.
    #[wx(typed)]
    pub currency: Option<Currency>,
}

/// What discounts are computed from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct Detail {
    /// The full price of the receipt in fen. Where it differs from the order's total, no discount is granted.
    #[wx(range = 0..)]
    pub cost_price: Option<Fen>,
    /// The number of the receipt. 1 to 32 characters.
    #[wx(chars = 1..=32, basic_plane)]
    pub invoice_id: Option<String>,
    /// The goods. 1 to 6000 entries; the whole `detail` may take 6144 bytes as compact JSON, which is reached first.
    #[wx(items = 1..=6000, nested)]
    pub goods_detail: Option<Vec<GoodsDetail>>,
}

/// One kind of goods on a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct GoodsDetail {
    /// The merchant's own code. 1 to 32 digits, letters, `-` or `_`.
    #[wx(chars = 1..=32, charset = Charset::GOODS_ID)]
    pub merchant_goods_id: String,
    /// The platform's code. 1 to 32 characters.
    #[wx(chars = 1..=32, basic_plane)]
    pub wechatpay_goods_id: Option<String>,
    /// The name. 1 to 256 characters.
    #[wx(chars = 1..=256, basic_plane)]
    pub goods_name: Option<String>,
    /// How many were bought, at least 1.
    #[wx(range = 1..)]
    pub quantity: i64,
    /// The price of one in fen, after the merchant's own reductions.
    #[wx(range = 0..)]
    pub unit_price: Fen,
}

/// Where and on what the payer pays.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct SceneInfo {
    /// The payer's IPv4 or IPv6 address. At most 45 characters.
    ///
    /// Required inside this object by the page; the community transcription marks it optional.
    #[wx(chars = 1..=45, form = TextForm::IpAddress)]
    pub payer_client_ip: String,
    /// The number of the store or till. 1 to 32 characters.
    #[wx(chars = 1..=32, basic_plane)]
    pub device_id: Option<String>,
    /// The store.
    #[wx(nested)]
    pub store_info: Option<StoreInfo>,
}

/// A store.
///
/// The sources disagree on which members are required: the older page and an official client want `id`, the community
/// transcription wants the other three. `id` is asked for here; sending all four satisfies both.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct StoreInfo {
    /// The merchant's number of the store. 1 to 32 characters.
    #[wx(chars = 1..=32, basic_plane)]
    pub id: String,
    /// Its name. 1 to 256 characters.
    #[wx(chars = 1..=256, basic_plane)]
    pub name: Option<String>,
    /// The administrative division, six digits as a rule. 1 to 32 characters.
    #[wx(chars = 1..=32, basic_plane)]
    pub area_code: Option<String>,
    /// The address. 1 to 512 characters.
    #[wx(chars = 1..=512, basic_plane)]
    pub address: Option<String>,
}

/// How the money is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct SettleInfo {
    /// Whether the money is frozen until it has been shared; `false` where it is left out.
    #[wx(any)]
    pub profit_sharing: Option<bool>,
}

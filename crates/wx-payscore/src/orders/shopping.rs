//! What is bought with an order that is paid after delivery.

use serde::Deserialize;
use wx_types::{AppId, Fen, Model};

use crate::lenient;

/// What is bought, and where the user can look at it.
///
/// No page says what is required in it. What direct merchants' request of the same kind requires is required here, which
/// satisfies either reading. No source gives limits for the texts in it.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct ShoppingInfo {
    /// The official account of the shop that really sells. At most 32 characters.
    #[wx(typed)]
    pub real_merchant_appid: Option<AppId>,
    /// Where the user can look at the order.
    #[wx(nested)]
    pub jump_link: JumpLink,
    /// The goods.
    #[wx(nested)]
    pub goods: Vec<Goods>,
}

wx_types::open_enum! {
    /// What a link leads to.
    pub enum JumpLinkType {
        /// A mini program.
        MiniProgram = "JUMP_LINK_MINI_PROGRAM",
    }
}

/// Where the user can look at the order.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct JumpLink {
    /// What the link leads to.
    #[wx(typed)]
    pub jump_link_type: JumpLinkType,
    /// The mini program. At most 32 characters.
    #[wx(typed)]
    pub appid: Option<AppId>,
    /// The page in it.
    #[wx(basic_plane)]
    pub path: Option<String>,
}

/// One kind of goods.
#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
#[non_exhaustive]
pub struct Goods {
    /// What it is.
    #[wx(basic_plane)]
    pub name: String,
    /// The address of a picture.
    #[wx(basic_plane)]
    pub picture: String,
    /// The price of one, in fen.
    #[wx(range = 0..)]
    pub amount: Fen,
    /// How many, at least 1.
    #[wx(range = 1..)]
    pub count: i64,
    /// The platform's categories it belongs to.
    #[wx(basic_plane)]
    pub category_id: Option<Vec<String>>,
}

/// What is bought, as answers repeat it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OrderShopping {
    /// The official account of the shop that really sells.
    pub real_merchant_appid: Option<String>,
    /// Where the user can look at the order.
    pub jump_link: Option<OrderJumpLink>,
    /// The goods.
    #[serde(deserialize_with = "lenient::list")]
    pub goods: Vec<OrderGoods>,
}

/// Where the user can look at the order, as answers repeat it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OrderJumpLink {
    /// What the link leads to.
    pub jump_link_type: Option<JumpLinkType>,
    /// The mini program.
    pub appid: Option<String>,
    /// The page in it.
    pub path: Option<String>,
}

/// One kind of goods, as answers repeat it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OrderGoods {
    /// What it is.
    pub name: Option<String>,
    /// The address of a picture.
    pub picture: Option<String>,
    /// The price of one, in fen.
    #[serde(deserialize_with = "lenient::fen")]
    pub amount: Option<Fen>,
    /// How many.
    pub count: Option<i64>,
    /// The platform's categories it belongs to.
    #[serde(deserialize_with = "lenient::list")]
    pub category_id: Vec<String>,
}

//! Models that hold every kind of rule, place and nesting.

use serde::Deserialize;
use wx_types::{AppId, Fen, Model, Rfc3339, charset::Charset, rule::TextForm};

wx_types::open_enum! {
    /// Where the money goes.
    pub enum Channel {
        /// Back the way it came.
        Original = "ORIGINAL",
        /// To the balance.
        Balance = "BALANCE",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
pub struct Everything {
    #[wx(typed, chars = 2..=8)]
    pub appid: AppId,
    #[wx(chars = 2..=4)]
    pub title: String,
    #[wx(bytes = 1..=6)]
    pub note: Option<String>,
    #[wx(range = 1..=100)]
    pub quantity: i64,
    #[wx(range = 1..)]
    pub total: Fen,
    #[wx(range = 0..=100_00)]
    pub price: Option<wx_types::Yuan>,
    #[wx(any)]
    pub fapiao: Option<bool>,
    #[wx(one_of = ["CNY", "HKD"])]
    pub currency: Option<String>,
    #[wx(chars = 1..=8, charset = Charset::GOODS_ID)]
    pub goods_id: Option<String>,
    #[wx(form = TextForm::IpAddress)]
    pub ip: Option<String>,
    #[wx(chars = 1.., basic_plane)]
    pub remark: Option<String>,
    #[wx(items = 1..=2, chars = 1..=3)]
    pub tags: Option<Vec<String>>,
    #[wx(typed)]
    pub channel: Option<Channel>,
    #[wx(typed)]
    pub channels: Option<Vec<Channel>>,
    #[wx(typed, chars = 1..=25)]
    pub expires: Option<Rfc3339>,
    #[wx(nested, json_bytes = 120)]
    pub detail: Option<Detail>,
    #[wx(any)]
    pub grid: Option<Vec<Vec<i64>>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Model, Deserialize)]
pub struct Detail {
    #[wx(chars = 1..=5)]
    pub invoice: Option<String>,
    #[wx(items = 1..=3, nested)]
    pub goods: Vec<Goods>,
}

#[derive(Clone, Debug, PartialEq, Eq, Model, Deserialize)]
pub struct Goods {
    #[wx(chars = 1..=4)]
    pub id: String,
    #[wx(range = 1..=9)]
    pub quantity: i64,
}

/// One that breaks nothing.
pub fn flawless() -> Everything {
    Everything::new(AppId::new("wx01").unwrap(), "ab", 1, Fen::new(1))
}

/// Path and words of each violation.
pub fn listed(outcome: Result<(), wx_types::Violations>) -> Vec<(String, String)> {
    let Err(violations) = outcome else { return Vec::new() };
    violations.iter().map(|v| (v.path().to_owned(), v.fault().to_string())).collect()
}

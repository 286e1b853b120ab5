//! An order as the platform knows it.

use serde::Deserialize;
use wx_types::{Fen, Reply};

use super::{Collection, OrderShopping, Stage, State, StateDescription};
use crate::{Package, UserId, lenient};

/// An order as the platform knows it: the answer to a creation, the answer to a query, and the content of the
/// notifications about an order.
///
/// Only what all of these have is required. What a request said comes back as it was said; the parts that are never
/// needed to go on are all optional, and `null` is as good as absent. Unknown members are ignored. Amounts are in fen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ServiceOrder {
    /// The merchant's number of the order.
    pub out_order_no: String,
    /// The service.
    pub service_id: String,
    /// The institution's official account or app.
    pub appid: String,
    /// The institution.
    pub mchid: String,
    /// The merchant's official account or app.
    #[serde(default)]
    pub sub_appid: Option<String>,
    /// The merchant.
    pub sub_mchid: String,
    /// The channel merchant. The page of the ordinary order requires it, that of the pay-on-delivery order does not list
    /// it.
    #[serde(default)]
    pub channel_id: Option<String>,
    /// What the service is.
    pub service_introduction: String,
    /// Where the order stands.
    pub state: State,
    /// What [`State::Doing`] means.
    #[serde(default)]
    pub state_description: Option<StateDescription>,
    /// What is charged for.
    #[serde(default, deserialize_with = "lenient::list")]
    pub post_payments: Vec<OrderPayment>,
    /// What the merchant takes off.
    #[serde(default, deserialize_with = "lenient::list")]
    pub post_discounts: Vec<OrderDiscount>,
    /// What the user's risk is assessed by.
    #[serde(default)]
    pub risk_fund: Option<OrderRiskFund>,
    /// When the service takes place.
    #[serde(default)]
    pub time_range: Option<OrderTimeRange>,
    /// Where the service takes place.
    #[serde(default)]
    pub location: Option<OrderLocation>,
    /// The merchant's own data.
    #[serde(default)]
    pub attach: Option<String>,
    /// Where the order is notified.
    #[serde(default)]
    pub notify_url: Option<String>,
    /// The platform's number of the order. The page calls it optional, its transcription does not.
    #[serde(default)]
    pub order_id: Option<String>,
    /// What the client needs to ask the user. Only in the answer to a creation that asks; where it is missing there,
    /// send the creation again as it was.
    #[serde(default)]
    pub package: Option<Package>,
    /// What is due. Some notifications write it as a string; both are read.
    #[serde(default, deserialize_with = "lenient::fen")]
    pub total_amount: Option<Fen>,
    /// Whether there is anything to collect.
    #[serde(default)]
    pub need_collection: Option<bool>,
    /// How the money came in.
    #[serde(default)]
    pub collection: Option<Collection>,
    /// The user under the institution's appid. Not shown by `Debug`.
    #[serde(default)]
    pub openid: Option<UserId>,
    /// The user under the merchant's appid; where the order has a `sub_appid`, only this one comes back. Not shown by
    /// `Debug`.
    #[serde(default)]
    pub sub_openid: Option<UserId>,
    /// The number of the deduction, in notifications.
    #[serde(default)]
    pub out_trade_no: Option<String>,
    /// What is bought, with an order that is paid after delivery.
    #[serde(default)]
    pub shopping_info: Option<OrderShopping>,
}

impl Reply for ServiceOrder {}

impl ServiceOrder {
    /// State and description in one word: what can be done with the order.
    #[must_use]
    pub fn stage(&self) -> Stage {
        Stage::of(&self.state, self.state_description.as_ref())
    }
}

/// Something that is charged for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OrderPayment {
    /// What it is.
    pub name: Option<String>,
    /// What it costs in all, in fen.
    #[serde(deserialize_with = "lenient::fen")]
    pub amount: Option<Fen>,
    /// How it is computed.
    pub description: Option<String>,
    /// How many.
    pub count: Option<i64>,
}

/// A discount of the merchant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OrderDiscount {
    /// What it is.
    pub name: Option<String>,
    /// How it works.
    pub description: Option<String>,
    /// What it takes off in all, in fen.
    #[serde(deserialize_with = "lenient::fen")]
    pub amount: Option<Fen>,
    /// How many.
    pub count: Option<i64>,
}

/// What the user's risk is assessed by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OrderRiskFund {
    /// What it is. Notifications were seen with a text for people in place of a
    /// [`RiskFundName`](super::RiskFundName), and without any.
    pub name: Option<String>,
    /// How much, in fen.
    #[serde(deserialize_with = "lenient::fen")]
    pub amount: Option<Fen>,
    /// What it is for.
    pub description: Option<String>,
}

/// When the service takes place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OrderTimeRange {
    /// When it begins.
    pub start_time: Option<String>,
    /// A remark on that.
    pub start_time_remark: Option<String>,
    /// When it ends.
    pub end_time: Option<String>,
    /// A remark on that.
    pub end_time_remark: Option<String>,
}

/// Where the service takes place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OrderLocation {
    /// Where it begins.
    pub start_location: Option<String>,
    /// Where it ends.
    pub end_location: Option<String>,
}

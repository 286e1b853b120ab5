use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::{
    fbpay::{FbpayOrder, FbpayRefund},
    orders::Order,
};

/// What a successful callback says. Its shape is told by the state it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// An order of API 1.0 (`trade_state`). The official page of this notice could not be read; it has the shape of the
    /// query.
    Order(Box<Order>),
    /// An order of API 2.0 (`order_status`).
    FbpayOrder(Box<FbpayOrder>),
    /// A refund of API 2.0 (`refund_status`).
    FbpayRefund(Box<FbpayRefund>),
    /// Data of a shape that has no type here: read [`Callback::data`](crate::Callback::data).
    Other,
    /// No data: read [`Callback::fields`](crate::Callback::fields).
    Flat,
}

#[derive(Deserialize)]
struct Shape {
    trade_state: Option<IgnoredAny>,
    order_status: Option<IgnoredAny>,
    refund_status: Option<IgnoredAny>,
}

impl Notice {
    /// `None` where the data is not an object, or not of the shape its state promises.
    pub(crate) fn read(data: &str) -> Option<Self> {
        let shape: Shape = serde_json::from_str(data).ok()?;
        match shape {
            Shape { refund_status: Some(_), .. } => serde_json::from_str(data).ok().map(Self::FbpayRefund),
            Shape { trade_state: Some(_), .. } => serde_json::from_str(data).ok().map(Self::Order),
            Shape { order_status: Some(_), .. } => serde_json::from_str(data).ok().map(Self::FbpayOrder),
            _ => Some(Self::Other),
        }
    }
}

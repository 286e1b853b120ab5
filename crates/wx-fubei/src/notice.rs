use serde::Deserialize;
use serde::de::IgnoredAny;
use wx_inbox::{EventKey, InvalidKey};

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
    /// The key under which an inbox handles the event once. `scope` is whose numbers these are: the `app_id`, or whatever
    /// else sets them apart.
    ///
    /// # Errors
    /// [`InvalidKey`] where the notice names no number of the merchant, and for [`Other`](Self::Other) and
    /// [`Flat`](Self::Flat): make a key of what sets such a notice apart.
    pub fn key(&self, scope: &str) -> Result<EventKey, InvalidKey> {
        let (kind, number) = match self {
            Self::Order(order) => (format!("order.{}", order.trade_state.as_str()), &order.merchant_order_sn),
            Self::FbpayOrder(order) => {
                (format!("order.{}", order.order_status.as_str()), &order.merchant_order_sn)
            }
            Self::FbpayRefund(refund) => {
                (format!("refund.{}", refund.refund_status.as_str()), &refund.merchant_refund_sn)
            }
            Self::Other | Self::Flat => ("other".to_owned(), &None),
        };
        EventKey::new(scope, &kind, number.as_deref().unwrap_or_default())
    }

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

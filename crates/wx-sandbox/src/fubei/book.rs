//! All Fubei orders and refunds of one sandbox, and their states.

use std::collections::BTreeMap;

use super::biz::Biz;
use super::shape::FubeiShape;
use crate::ActError;

/// How a refund of Fubei ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FubeiRefundResult {
    /// The money went back.
    Success,
    /// It did not; the amount can be refunded again.
    Failed,
}

impl FubeiRefundResult {
    /// The value of `refund_status`, in the spelling of API 1.0.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "REFUND_SUCCESS",
            Self::Failed => "REFUND_FAILER",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Success, Self::Failed].into_iter().find(|result| result.as_str() == name)
    }
}

pub(crate) struct Order {
    pub(crate) merchant_order_sn: String,
    pub(crate) order_sn: String,
    /// Fubei's number at the channel.
    pub(crate) platform_order_no: String,
    pub(crate) prepay_id: String,
    pub(crate) sub_openid: String,
    pub(crate) fen: i64,
    pub(crate) store_id: i64,
    pub(crate) cashier_id: Option<i64>,
    pub(crate) attach: Option<String>,
    pub(crate) call_back_url: Option<String>,
    pub(crate) state: State,
}

pub(crate) enum State {
    Open,
    Closed,
    Paid {
        trade_no: String,
        /// Unix seconds.
        at: i64,
    },
}

impl Order {
    /// `trade_state` of API 1.0, `order_status` of API 2.0. A refund does not change it.
    pub(crate) fn state_name(&self) -> &'static str {
        match self.state {
            State::Open => "USERPAYING",
            State::Closed => "CLOSED",
            State::Paid { .. } => "SUCCESS",
        }
    }

    pub(crate) fn trade_no(&self) -> Option<&str> {
        match &self.state {
            State::Paid { trade_no, .. } => Some(trade_no),
            State::Open | State::Closed => None,
        }
    }

    pub(crate) fn pay(&mut self, trade_no: String, at: i64) -> Result<(), ActError> {
        match self.state {
            State::Open => {
                self.state = State::Paid { trade_no, at };
                Ok(())
            }
            State::Closed | State::Paid { .. } => Err(ActError::WrongState(self.state_name())),
        }
    }
}

pub(crate) struct Refund {
    pub(crate) merchant_refund_sn: String,
    pub(crate) refund_sn: String,
    pub(crate) merchant_order_sn: String,
    pub(crate) fen: i64,
    /// How it ended; `None` while it is processed.
    pub(crate) settled: Option<FubeiRefundResult>,
}

impl Refund {
    pub(crate) fn status(&self) -> &'static str {
        self.settled.map_or("REFUND_PROCESSING", FubeiRefundResult::as_str)
    }

    /// Whether its amount is gone from the order.
    pub(crate) fn counts(&self) -> bool {
        self.settled != Some(FubeiRefundResult::Failed)
    }
}

pub(crate) struct Book {
    pub(crate) shape: FubeiShape,
    /// By `merchant_order_sn`.
    pub(crate) orders: BTreeMap<String, Order>,
    /// By `merchant_refund_sn`.
    pub(crate) refunds: BTreeMap<String, Refund>,
}

impl Book {
    pub(crate) fn new(shape: FubeiShape) -> Self {
        Self { shape, orders: BTreeMap::new(), refunds: BTreeMap::new() }
    }

    /// The order that a request names. Where it names several numbers, Fubei's own goes first, then the one at the
    /// channel, then the merchant's; the others are not looked at.
    pub(crate) fn find(&self, biz: &Biz) -> Option<&Order> {
        let by = |test: &dyn Fn(&Order) -> bool| self.orders.values().find(|order| test(order));
        if let Some(number) = biz.text("order_sn") {
            by(&|order| order.order_sn == number)
        } else if let Some(number) = biz.text("ins_order_sn") {
            by(&|order| order.platform_order_no == number)
        } else if let Some(number) = biz.text("trade_no") {
            by(&|order| order.trade_no() == Some(number))
        } else {
            self.orders.get(biz.text("merchant_order_sn")?)
        }
    }

    /// The refunds of one order.
    pub(crate) fn refunds_of<'a>(&'a self, order: &'a Order) -> impl Iterator<Item = &'a Refund> {
        self.refunds.values().filter(|refund| refund.merchant_order_sn == order.merchant_order_sn)
    }

    /// A refund ends. Returns its `refund_sn`.
    pub(crate) fn settle(
        &mut self,
        merchant_refund_sn: &str,
        result: FubeiRefundResult,
    ) -> Result<String, ActError> {
        let refund = self.refunds.get_mut(merchant_refund_sn).ok_or(ActError::Unknown)?;
        if refund.settled.is_some() {
            return Err(ActError::WrongState(refund.status()));
        }
        refund.settled = Some(result);
        Ok(refund.refund_sn.clone())
    }
}

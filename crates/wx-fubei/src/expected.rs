//! Which order, which store and how much: what a verified callback must say before anything is credited.

use wx_types::{Comparison, Fen, Mismatch, Yuan};

use crate::{
    fbpay::{FbpayOrder, FbpayRefund},
    id::{MerchantOrderSn, MerchantRefundSn},
    orders::Order,
};

/// An order as it stands in the books. Whose it is, the secret says that verified the callback; the store tells more.
///
/// Hold the callback against it, and the answer of the query as well: the callback is a hint. Whether the order is paid is
/// for its state to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedOrder {
    number: MerchantOrderSn,
    total: Yuan,
    store_id: Option<i64>,
}

impl ExpectedOrder {
    /// An order over `total`.
    #[must_use]
    pub fn new(merchant_order_sn: MerchantOrderSn, total: Fen) -> Self {
        Self { number: merchant_order_sn, total: total.to_yuan(), store_id: None }
    }

    /// Of this store. Without it, that of the callback is not looked at.
    #[must_use]
    pub fn with_store_id(mut self, store_id: i64) -> Self {
        self.store_id = Some(store_id);
        self
    }

    /// Holds an order of API 1.0 against it: `order_price`, or `total_fee` where there is none.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is missing or another one. Credit nothing.
    pub fn matches(&self, told: &Order) -> Result<(), Mismatch> {
        let (name, amount) = match &told.order_price {
            Some(price) => ("order_price", Some(price)),
            None => ("total_fee", told.total_fee.as_ref()),
        };
        self.hold(told.merchant_order_sn.as_deref(), told.store_id.as_ref(), (name, amount))
    }

    /// Holds an order of API 2.0 against it.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is missing or another one. Credit nothing.
    pub fn matches_fbpay(&self, told: &FbpayOrder) -> Result<(), Mismatch> {
        let amount = ("total_amount", told.total_amount.as_ref());
        self.hold(told.merchant_order_sn.as_deref(), told.store_id.as_ref(), amount)
    }

    fn hold(
        &self,
        number: Option<&str>,
        store_id: Option<&i64>,
        (name, amount): (&'static str, Option<&Yuan>),
    ) -> Result<(), Mismatch> {
        let mut comparison = Comparison::new();
        comparison.hold("merchant_order_sn", self.number.as_str(), number);
        if let Some(expected) = &self.store_id {
            comparison.hold("store_id", expected, store_id);
        }
        comparison.hold(name, &self.total, amount);
        comparison.finish()
    }
}

/// A refund of API 2.0 as it stands in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedRefund {
    order: MerchantOrderSn,
    number: MerchantRefundSn,
    amount: Yuan,
}

impl ExpectedRefund {
    /// A refund of `amount`.
    #[must_use]
    pub fn new(
        merchant_order_sn: MerchantOrderSn,
        merchant_refund_sn: MerchantRefundSn,
        amount: Fen,
    ) -> Self {
        Self { order: merchant_order_sn, number: merchant_refund_sn, amount: amount.to_yuan() }
    }

    /// Holds what came against it.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is missing or another one. Book nothing.
    pub fn matches(&self, told: &FbpayRefund) -> Result<(), Mismatch> {
        let mut comparison = Comparison::new();
        comparison.hold("merchant_order_sn", self.order.as_str(), told.merchant_order_sn.as_deref());
        comparison.hold("merchant_refund_sn", self.number.as_str(), told.merchant_refund_sn.as_deref());
        comparison.hold("refund_amount", &self.amount, told.refund_amount.as_ref());
        comparison.finish()
    }
}

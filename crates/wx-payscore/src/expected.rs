//! Whose order, which order and how much: what a genuine message must say before a service begins or is booked as paid.

use wx_types::{AppId, Comparison, Fen, Mchid, Mismatch};

use crate::{OutOrderNo, PrepayNotice, ServiceId, ServiceOrder, SubMchid};

/// A service order as it stands in the books.
///
/// A valid signature says that the platform wrote the message, not that it is about this order, this amount or this
/// merchant. How far the order has come is for [`ServiceOrder::stage`] to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedOrder {
    appid: AppId,
    mchid: Mchid,
    sub_mchid: SubMchid,
    service_id: ServiceId,
    out_order_no: OutOrderNo,
    total: Option<Fen>,
}

impl ExpectedOrder {
    /// An order that has no amount yet: that of the message is not looked at.
    #[must_use]
    pub fn new(
        appid: AppId,
        mchid: Mchid,
        sub_mchid: SubMchid,
        service_id: ServiceId,
        out_order_no: OutOrderNo,
    ) -> Self {
        Self { appid, mchid, sub_mchid, service_id, out_order_no, total: None }
    }

    /// An order that was completed over this amount.
    #[must_use]
    pub fn with_total(mut self, total: Fen) -> Self {
        self.total = Some(total);
        self
    }

    /// Holds what came against it.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is missing or another one. Credit nothing.
    pub fn matches(&self, told: &ServiceOrder) -> Result<(), Mismatch> {
        let whose = [&told.appid, &told.mchid, &told.sub_mchid, &told.service_id, &told.out_order_no];
        self.hold(whose, told.total_amount.as_ref())
    }

    /// Holds the wish to pay now against it.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is missing or another one. Place nothing.
    pub fn matches_prepay(&self, told: &PrepayNotice) -> Result<(), Mismatch> {
        let whose = [&told.appid, &told.mchid, &told.sub_mchid, &told.service_id, &told.out_order_no];
        self.hold(whose, Some(&told.total_amount))
    }

    fn hold(&self, told: [&String; 5], total: Option<&Fen>) -> Result<(), Mismatch> {
        let expected = [
            ("appid", self.appid.as_str()),
            ("mchid", self.mchid.as_str()),
            ("sub_mchid", self.sub_mchid.as_str()),
            ("service_id", self.service_id.as_str()),
            ("out_order_no", self.out_order_no.as_str()),
        ];
        let mut comparison = Comparison::new();
        for ((field, expected), told) in expected.into_iter().zip(told) {
            comparison.hold(field, expected, Some(told.as_str()));
        }
        if let Some(expected) = &self.total {
            comparison.hold("total_amount", expected, total);
        }
        comparison.finish()
    }
}

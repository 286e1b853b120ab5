//! Whose order, which order and how much: what a genuine message must say before anything is credited.

use wx_types::{AppId, Comparison, Fen, Mchid, Mismatch, OutRefundNo, OutTradeNo};

use crate::{
    combine::{CombineSubTransaction, CombineTransaction},
    ids::{CombineOutTradeNo, SubMchid},
    partner::{PartnerRefundNotice, PartnerTransaction},
    refunds::{RefundNotice, RefundNoticeAmount},
    transactions::{Currency, Transaction, TransactionAmount},
};

/// An order of one's own, as it stands in the books.
///
/// A valid signature says that the platform wrote the message, not that it is about this order, this amount or this
/// merchant. Compare before crediting; whether it is paid is for [`Transaction::is_paid`] to say.
///
/// ```
/// use wx_merchant::{ExpectedPayment, Transaction};
/// use wx_types::{AppId, Fen, Mchid, Mismatch, OutTradeNo};
///
/// fn may_be_credited(told: &Transaction) -> Result<bool, Box<dyn std::error::Error>> {
///     // From the books, by the number that the message names.
///     let order = ExpectedPayment::new(
///         AppId::new("wxd678efh567hg6787")?,
///         Mchid::new("1900000001")?,
///         OutTradeNo::new("ORDER-0001")?,
///         Fen::new(12_50),
///     );
///     order.matches(told)?;
///     Ok(told.is_paid())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedPayment {
    appid: AppId,
    mchid: Mchid,
    out_trade_no: OutTradeNo,
    amount: Money,
}

impl ExpectedPayment {
    /// An order over `total` in `CNY`.
    #[must_use]
    pub fn new(appid: AppId, mchid: Mchid, out_trade_no: OutTradeNo, total: Fen) -> Self {
        Self { appid, mchid, out_trade_no, amount: Money::cny(total) }
    }

    /// In another currency.
    #[must_use]
    pub fn with_currency(mut self, currency: Currency) -> Self {
        self.amount.currency = currency;
        self
    }

    /// Holds what came against it.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is missing or another one. Credit nothing.
    pub fn matches(&self, told: &Transaction) -> Result<(), Mismatch> {
        let mut comparison = Comparison::new();
        comparison.hold("appid", self.appid.as_str(), Some(&told.appid));
        comparison.hold("mchid", self.mchid.as_str(), Some(&told.mchid));
        comparison.hold("out_trade_no", self.out_trade_no.as_str(), Some(&told.out_trade_no));
        self.amount.hold(&mut comparison, told.amount.as_ref());
        comparison.finish()
    }
}

/// An order that a provider placed for another merchant, as it stands in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedPartnerPayment {
    sp_appid: AppId,
    sp_mchid: Mchid,
    sub_mchid: SubMchid,
    sub_appid: Option<AppId>,
    out_trade_no: OutTradeNo,
    amount: Money,
}

impl ExpectedPartnerPayment {
    /// An order over `total` in `CNY`.
    #[must_use]
    pub fn new(
        sp_appid: AppId,
        sp_mchid: Mchid,
        sub_mchid: SubMchid,
        out_trade_no: OutTradeNo,
        total: Fen,
    ) -> Self {
        Self { sp_appid, sp_mchid, sub_mchid, sub_appid: None, out_trade_no, amount: Money::cny(total) }
    }

    /// An order that names the merchant's own app. Without it, that of the message is not looked at.
    #[must_use]
    pub fn with_sub_appid(mut self, sub_appid: AppId) -> Self {
        self.sub_appid = Some(sub_appid);
        self
    }

    /// In another currency.
    #[must_use]
    pub fn with_currency(mut self, currency: Currency) -> Self {
        self.amount.currency = currency;
        self
    }

    /// Holds what came against it.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is missing or another one. Credit nothing.
    pub fn matches(&self, told: &PartnerTransaction) -> Result<(), Mismatch> {
        let mut comparison = Comparison::new();
        comparison.hold("sp_appid", self.sp_appid.as_str(), Some(&told.sp_appid));
        comparison.hold("sp_mchid", self.sp_mchid.as_str(), Some(&told.sp_mchid));
        comparison.hold("sub_mchid", self.sub_mchid.as_str(), Some(&told.sub_mchid));
        if let Some(sub_appid) = &self.sub_appid {
            comparison.hold("sub_appid", sub_appid.as_str(), told.sub_appid.as_deref());
        }
        comparison.hold("out_trade_no", self.out_trade_no.as_str(), Some(&told.out_trade_no));
        self.amount.hold(&mut comparison, told.amount.as_ref());
        comparison.finish()
    }
}

/// A combined order with all its parts, as it stands in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedCombinePayment {
    appid: AppId,
    mchid: Mchid,
    out_trade_no: CombineOutTradeNo,
    parts: Vec<ExpectedPart>,
}

impl ExpectedCombinePayment {
    /// A combined order of these parts.
    #[must_use]
    pub fn new(
        combine_appid: AppId,
        combine_mchid: Mchid,
        combine_out_trade_no: CombineOutTradeNo,
        parts: Vec<ExpectedPart>,
    ) -> Self {
        Self { appid: combine_appid, mchid: combine_mchid, out_trade_no: combine_out_trade_no, parts }
    }

    /// Holds what came against it. Parts are told apart by merchant and number; there must be as many as expected.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is missing or another one. Credit nothing, no part of it.
    pub fn matches(&self, told: &CombineTransaction) -> Result<(), Mismatch> {
        let mut comparison = Comparison::new();
        comparison.hold("combine_appid", self.appid.as_str(), Some(&told.combine_appid));
        comparison.hold("combine_mchid", self.mchid.as_str(), Some(&told.combine_mchid));
        let number = Some(told.combine_out_trade_no.as_str());
        comparison.hold("combine_out_trade_no", self.out_trade_no.as_str(), number);
        comparison.require("sub_orders", self.parts.len() == told.sub_orders.len());
        for (index, part) in self.parts.iter().enumerate() {
            part.hold(&mut comparison, index, &told.sub_orders);
        }
        comparison.finish()
    }
}

/// A part of a combined order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedPart {
    mchid: Mchid,
    sub_mchid: Option<SubMchid>,
    out_trade_no: OutTradeNo,
    total: Fen,
    currency: Currency,
}

impl ExpectedPart {
    /// A part over `total` in `CNY`.
    #[must_use]
    pub fn new(mchid: Mchid, out_trade_no: OutTradeNo, total: Fen) -> Self {
        Self { mchid, sub_mchid: None, out_trade_no, total, currency: Currency::Cny }
    }

    /// A part that a provider placed for this merchant. Without it, a part for another merchant is a mismatch.
    #[must_use]
    pub fn with_sub_mchid(mut self, sub_mchid: SubMchid) -> Self {
        self.sub_mchid = Some(sub_mchid);
        self
    }

    /// In another currency.
    #[must_use]
    pub fn with_currency(mut self, currency: Currency) -> Self {
        self.currency = currency;
        self
    }

    /// Paths have the index of the expected part: the platform does not promise an order.
    fn hold(&self, comparison: &mut Comparison, index: usize, told: &[CombineSubTransaction]) {
        let field = |name: &str| format!("sub_orders[{index}].{name}");
        let mut of_number = told.iter().filter(|part| part.out_trade_no == self.out_trade_no.as_str());
        let (first, second) = (of_number.next(), of_number.next());
        comparison.require(field("out_trade_no"), first.is_some() && second.is_none());
        let Some(part) = first else { return };
        comparison.hold(field("mchid"), self.mchid.as_str(), Some(&part.mchid));
        let sub_mchid = self.sub_mchid.as_ref().map(SubMchid::as_str);
        comparison.require(field("sub_mchid"), sub_mchid == part.sub_mchid.as_deref());
        let amount = part.amount.as_ref();
        let total = amount.and_then(|amount| amount.total_amount.as_ref());
        comparison.hold(field("amount.total_amount"), &self.total, total);
        let currency = amount.and_then(|amount| amount.currency.as_ref());
        comparison.hold(field("amount.currency"), &self.currency, currency);
    }
}

/// A refund of one's own, as it stands in the books. Notifications of refunds name no currency and no app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedRefund {
    mchid: Mchid,
    numbers: RefundNumbers,
}

impl ExpectedRefund {
    /// A refund of `refund` from an order over `total`.
    #[must_use]
    pub fn new(
        mchid: Mchid,
        out_trade_no: OutTradeNo,
        out_refund_no: OutRefundNo,
        refund: Fen,
        total: Fen,
    ) -> Self {
        Self { mchid, numbers: RefundNumbers { out_trade_no, out_refund_no, refund, total } }
    }

    /// Holds what came against it.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is another one. Book nothing.
    pub fn matches(&self, told: &RefundNotice) -> Result<(), Mismatch> {
        let mut comparison = Comparison::new();
        comparison.hold("mchid", self.mchid.as_str(), Some(&told.mchid));
        self.numbers.hold(&mut comparison, &told.out_trade_no, &told.out_refund_no, &told.amount);
        comparison.finish()
    }
}

/// A refund that a provider requested for another merchant, as it stands in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedPartnerRefund {
    sp_mchid: Mchid,
    sub_mchid: SubMchid,
    numbers: RefundNumbers,
}

impl ExpectedPartnerRefund {
    /// A refund of `refund` from an order over `total`.
    #[must_use]
    pub fn new(
        sp_mchid: Mchid,
        sub_mchid: SubMchid,
        out_trade_no: OutTradeNo,
        out_refund_no: OutRefundNo,
        refund: Fen,
        total: Fen,
    ) -> Self {
        Self { sp_mchid, sub_mchid, numbers: RefundNumbers { out_trade_no, out_refund_no, refund, total } }
    }

    /// Holds what came against it.
    ///
    /// # Errors
    /// [`Mismatch`] with every field that is another one. Book nothing.
    pub fn matches(&self, told: &PartnerRefundNotice) -> Result<(), Mismatch> {
        let mut comparison = Comparison::new();
        comparison.hold("sp_mchid", self.sp_mchid.as_str(), Some(&told.sp_mchid));
        comparison.hold("sub_mchid", self.sub_mchid.as_str(), Some(&told.sub_mchid));
        self.numbers.hold(&mut comparison, &told.out_trade_no, &told.out_refund_no, &told.amount);
        comparison.finish()
    }
}

/// What a merchant's order and a provider's have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Money {
    total: Fen,
    currency: Currency,
}

impl Money {
    fn cny(total: Fen) -> Self {
        Self { total, currency: Currency::Cny }
    }

    fn hold(&self, comparison: &mut Comparison, told: Option<&TransactionAmount>) {
        comparison.hold("amount.total", &self.total, told.and_then(|amount| amount.total.as_ref()));
        comparison.hold("amount.currency", &self.currency, told.and_then(|amount| amount.currency.as_ref()));
    }
}

/// What a merchant's refund and a provider's have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RefundNumbers {
    out_trade_no: OutTradeNo,
    out_refund_no: OutRefundNo,
    refund: Fen,
    total: Fen,
}

impl RefundNumbers {
    fn hold(&self, comparison: &mut Comparison, order: &str, refund: &str, amount: &RefundNoticeAmount) {
        comparison.hold("out_trade_no", self.out_trade_no.as_str(), Some(order));
        comparison.hold("out_refund_no", self.out_refund_no.as_str(), Some(refund));
        comparison.hold("amount.refund", &self.refund, Some(&amount.refund));
        comparison.hold("amount.total", &self.total, Some(&amount.total));
    }
}

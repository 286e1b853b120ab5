use serde::{Deserialize, de::IgnoredAny};
use wx_apiv3::{Decrypted, EventKey, InvalidKey, NotificationError};

use crate::{
    combine::CombineTransaction,
    partner::{PartnerRefundNotice, PartnerTransaction},
    refunds::{RefundNotice, RefundStatus},
    transactions::Transaction,
};

/// What a notification says, to a merchant or to a service provider.
///
/// ```no_run
/// # fn handle(receiver: &wx_apiv3::Receiver, headers: &http::HeaderMap, body: &[u8], now: i64)
/// # -> Result<(), wx_apiv3::NotificationError> {
/// use wx_merchant::Event;
///
/// let notification = receiver.verify(headers, body, now)?;
/// match Event::read(&receiver.decrypt(&notification)?)? {
///     Event::Payment(order) => println!("{} is {}", order.out_trade_no, order.trade_state),
///     Event::Refund(refund) => println!("{} is {}", refund.out_refund_no, refund.refund_status),
///     _ => {}
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// An order was paid.
    Payment(Box<Transaction>),
    /// An order that a service provider placed for another merchant was paid.
    PartnerPayment(Box<PartnerTransaction>),
    /// A combined order was paid, with all its sub-orders.
    CombinePayment(Box<CombineTransaction>),
    /// A refund came to an end: it succeeded, was closed, or needs help.
    Refund(Box<RefundNotice>),
    /// A refund that a service provider requested for another merchant came to an end.
    PartnerRefund(Box<PartnerRefundNotice>),
}

/// What the three shapes differ in: whose order it is.
#[derive(Deserialize)]
struct Shape {
    sp_mchid: Option<IgnoredAny>,
    combine_mchid: Option<IgnoredAny>,
}

impl Event {
    /// The merchant that the platform means: who signed the order, so of a provider's order the provider, and of a
    /// combined one the merchant of the whole. Where several merchants share an address, compare it before anything
    /// else: another merchant's message is just as genuine.
    #[must_use]
    pub fn mchid(&self) -> &str {
        match self {
            Self::Payment(order) => &order.mchid,
            Self::PartnerPayment(order) => &order.sp_mchid,
            Self::CombinePayment(order) => &order.combine_mchid,
            Self::Refund(refund) => &refund.mchid,
            Self::PartnerRefund(refund) => &refund.sp_mchid,
        }
    }

    /// The merchant for whom the provider acted; `None` where there is no provider, and of a combined order, whose
    /// sub-orders may be of many.
    #[must_use]
    pub fn sub_mchid(&self) -> Option<&str> {
        match self {
            Self::PartnerPayment(order) => Some(&order.sub_mchid),
            Self::PartnerRefund(refund) => Some(&refund.sub_mchid),
            Self::Payment(_) | Self::CombinePayment(_) | Self::Refund(_) => None,
        }
    }

    /// The key under which an inbox handles the event once: whose it is, what happened, and the business number.
    ///
    /// A refund that needs help and succeeds later is two events, since its state is part of the key.
    ///
    /// # Errors
    /// [`InvalidKey`] where a part is empty, too long or not printable. Nothing of the platform is known to be so.
    pub fn key(&self) -> Result<EventKey, InvalidKey> {
        let scope = match self.sub_mchid() {
            Some(sub_mchid) => format!("{}/{sub_mchid}", self.mchid()),
            None => self.mchid().to_owned(),
        };
        let refund = |status: &RefundStatus| format!("REFUND.{}", status.as_str());
        let paid = || "TRANSACTION.SUCCESS".to_owned();
        let (kind, number) = match self {
            Self::Payment(order) => (paid(), &order.out_trade_no),
            Self::PartnerPayment(order) => (paid(), &order.out_trade_no),
            // Numbers of combined orders are apart from those of orders.
            Self::CombinePayment(order) => (paid() + "/combine", &order.combine_out_trade_no),
            Self::Refund(told) => (refund(&told.refund_status), &told.out_refund_no),
            Self::PartnerRefund(told) => (refund(&told.refund_status), &told.out_refund_no),
        };
        EventKey::new(&scope, &kind, number)
    }

    /// Reads what was decrypted.
    ///
    /// It goes by event type and original type together, since `TRANSACTION.SUCCESS` is also what a profit-sharing
    /// movement is called; and then by whose numbers the content has, `combine_mchid`, `sp_mchid` or `mchid`, since
    /// nothing outside it tells them apart.
    ///
    /// # Errors
    /// [`NotificationError::UnknownEvent`] for a pair that has no type here, [`NotificationError::Plaintext`] where the
    /// content is not of its shape.
    pub fn read(decrypted: &Decrypted) -> Result<Self, NotificationError> {
        let envelope = decrypted.envelope();
        match (envelope.event_type.as_str(), envelope.resource.original_type.as_str()) {
            ("TRANSACTION.SUCCESS", "transaction") => Self::read_payment(decrypted),
            ("REFUND.SUCCESS" | "REFUND.ABNORMAL" | "REFUND.CLOSED", "refund") => {
                Self::read_refund(decrypted)
            }
            _ => Err(NotificationError::unknown_event(envelope)),
        }
    }

    fn read_payment(decrypted: &Decrypted) -> Result<Self, NotificationError> {
        Ok(match decrypted.parse()? {
            Shape { combine_mchid: Some(_), .. } => Self::CombinePayment(Box::new(decrypted.parse()?)),
            Shape { sp_mchid: Some(_), .. } => Self::PartnerPayment(Box::new(decrypted.parse()?)),
            Shape { .. } => Self::Payment(Box::new(decrypted.parse()?)),
        })
    }

    fn read_refund(decrypted: &Decrypted) -> Result<Self, NotificationError> {
        Ok(match decrypted.parse()? {
            Shape { sp_mchid: Some(_), .. } => Self::PartnerRefund(Box::new(decrypted.parse()?)),
            Shape { .. } => Self::Refund(Box::new(decrypted.parse()?)),
        })
    }
}

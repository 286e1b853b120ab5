use wx_apiv3::{Decrypted, NotificationError};

use crate::{refunds::RefundNotice, transactions::Transaction};

/// What a notification to a direct merchant says.
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
    /// A refund came to an end: it succeeded, was closed, or needs help.
    Refund(Box<RefundNotice>),
}

impl Event {
    /// The merchant that the platform means. Where several merchants share an address, compare it before anything else:
    /// another merchant's message is just as genuine.
    #[must_use]
    pub fn mchid(&self) -> &str {
        match self {
            Self::Payment(order) => &order.mchid,
            Self::Refund(refund) => &refund.mchid,
        }
    }

    /// Reads what was decrypted.
    ///
    /// It goes by event type and original type together, since `TRANSACTION.SUCCESS` is also
    /// what a profit-sharing movement is called.
    ///
    /// # Errors
    /// [`NotificationError::UnknownEvent`] for a pair that has no type here, [`NotificationError::Plaintext`] where the
    /// content is not of its shape.
    pub fn read(decrypted: &Decrypted) -> Result<Self, NotificationError> {
        let envelope = decrypted.envelope();
        match (envelope.event_type.as_str(), envelope.resource.original_type.as_str()) {
            ("TRANSACTION.SUCCESS", "transaction") => Ok(Self::Payment(Box::new(decrypted.parse()?))),
            ("REFUND.SUCCESS" | "REFUND.ABNORMAL" | "REFUND.CLOSED", "refund") => {
                Ok(Self::Refund(Box::new(decrypted.parse()?)))
            }
            _ => Err(NotificationError::unknown_event(envelope)),
        }
    }
}

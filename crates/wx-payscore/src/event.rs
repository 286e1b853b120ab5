use wx_apiv3::{Decrypted, EventKey, InvalidKey, NotificationError};

use crate::{AuthorizationNotice, PrepayNotice, ServiceOrder};

/// What a notification to an acquiring institution says.
///
/// Notifications get lost, come twice and come late. Take none for the only news of an order: the query is the authority.
///
/// ```no_run
/// # fn handle(receiver: &wx_apiv3::Receiver, headers: &http::HeaderMap, body: &[u8], now: i64)
/// # -> Result<(), wx_apiv3::NotificationError> {
/// use wx_payscore::Event;
///
/// let notification = receiver.verify(headers, body, now)?;
/// match Event::read(&receiver.decrypt(&notification)?)? {
///     Event::UserConfirm(order) => println!("{} may begin", order.out_order_no),
///     Event::UserPaid(order) => println!("{} is paid", order.out_order_no),
///     Event::MchPrepay(notice) => println!("{} wants to be paid now", notice.out_order_no),
///     Event::UserOpenService(notice) | Event::UserCloseService(notice) => {
///         println!("{:?} is {:?}", notice.authorization_code, notice.user_service_status);
///     }
///     _ => {}
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The user accepted an order: the service may begin.
    UserConfirm(Box<ServiceOrder>),
    /// The user paid an order on their own.
    UserPaid(Box<ServiceOrder>),
    /// The user wants to pay a completed order now.
    MchPrepay(Box<PrepayNotice>),
    /// The user gave an authorisation.
    UserOpenService(Box<AuthorizationNotice>),
    /// The user withdrew an authorisation.
    UserCloseService(Box<AuthorizationNotice>),
}

impl Event {
    /// The key under which an inbox handles the event once: whose it is, what happened, and the business number.
    ///
    /// A user may wish to pay, or give and withdraw an authorisation, more than once. What tells such events apart from
    /// copies is the nonce of the order to place, and the time.
    ///
    /// # Errors
    /// [`InvalidKey`] where the event does not say whose it is, has no number, or does not tell itself apart; and where a
    /// part is too long or not printable.
    pub fn key(&self) -> Result<EventKey, InvalidKey> {
        match self {
            Self::UserConfirm(order) => order_key("PAYSCORE.USER_CONFIRM", order),
            Self::UserPaid(order) => order_key("PAYSCORE.USER_PAID", order),
            Self::MchPrepay(told) => {
                let number = both(Some(&told.out_order_no), told.prepay_req_body.nonce_str.as_deref());
                keyed(Some(&told.mchid), Some(&told.sub_mchid), "PAYSCORE.MCH_PREPAY", &number)
            }
            Self::UserOpenService(told) => authorization_key("PAYSCORE.USER_OPEN_SERVICE", told),
            Self::UserCloseService(told) => authorization_key("PAYSCORE.USER_CLOSE_SERVICE", told),
        }
    }

    /// Reads what was decrypted. It goes by event type and original type together; one sample page leaves the original
    /// type out, and the event types are this product's own, so that none is as good as `payscore`.
    ///
    /// # Errors
    /// [`NotificationError::UnknownEvent`] for a pair that has no type here, such as the events of the direct and partner
    /// families; [`NotificationError::Plaintext`] where the content is not of its shape.
    pub fn read(decrypted: &Decrypted) -> Result<Self, NotificationError> {
        let envelope = decrypted.envelope();
        match (envelope.event_type.as_str(), envelope.resource.original_type.as_str()) {
            ("PAYSCORE.USER_CONFIRM", "payscore" | "") => Ok(Self::UserConfirm(Box::new(decrypted.parse()?))),
            ("PAYSCORE.USER_PAID", "payscore" | "") => Ok(Self::UserPaid(Box::new(decrypted.parse()?))),
            ("PAYSCORE.MCH_PREPAY", "payscore" | "") => Ok(Self::MchPrepay(Box::new(decrypted.parse()?))),
            ("PAYSCORE.USER_OPEN_SERVICE", "payscore" | "") => {
                Ok(Self::UserOpenService(Box::new(decrypted.parse()?)))
            }
            ("PAYSCORE.USER_CLOSE_SERVICE", "payscore" | "") => {
                Ok(Self::UserCloseService(Box::new(decrypted.parse()?)))
            }
            _ => Err(NotificationError::unknown_event(envelope)),
        }
    }
}

fn order_key(kind: &str, order: &ServiceOrder) -> Result<EventKey, InvalidKey> {
    keyed(Some(&order.mchid), Some(&order.sub_mchid), kind, &order.out_order_no)
}

fn authorization_key(kind: &str, told: &AuthorizationNotice) -> Result<EventKey, InvalidKey> {
    let number = told.authorization_code.as_deref().or(told.out_request_no.as_deref());
    let number = both(number, told.openorclose_time.as_deref());
    keyed(told.mchid.as_deref(), told.sub_mchid.as_deref(), kind, &number)
}

fn keyed(
    mchid: Option<&str>,
    sub_mchid: Option<&str>,
    kind: &str,
    number: &str,
) -> Result<EventKey, InvalidKey> {
    EventKey::new(&both(mchid, sub_mchid), kind, number)
}

/// Nothing where one of them is missing, which is no part of a key.
fn both(first: Option<&str>, second: Option<&str>) -> String {
    match (first, second) {
        (Some(first), Some(second)) if !first.is_empty() && !second.is_empty() => format!("{first}/{second}"),
        _ => String::new(),
    }
}

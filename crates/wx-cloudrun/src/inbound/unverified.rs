use std::fmt;

use wx_inbox::{EventKey, InvalidKey};
use wx_types::{Fault, Fen, Mchid, Violation};

use super::members::Members;
use crate::{id::OutTradeNo, orders::QueryOrder, refunds::RefundStatus};

/// The result of a payment or a refund as it was delivered to the container, **believed by nobody yet**.
///
/// Nothing signs it, so whoever can reach the path can make one. It gives the numbers to ask for, and nothing to act on:
///
/// 1. keep the callback's path off the public entrance of the service
/// 2. look at [`Source`](super::Source), which the platform sets: a help where the first holds, and worth nothing otherwise
/// 3. send the [`query`](Self::query), and hold its answer against the callback with [`confirm`](Self::confirm)
/// 4. hold the answer against your own books with [`ExpectedOrder`](super::ExpectedOrder), and fulfil once per
///    [`key`](Self::key)
/// 5. answer [`CallbackReply::taken`](super::CallbackReply::taken), or it comes again, for about two days
///
/// Only successful payments are delivered; that an order was closed or failed, nobody tells.
///
/// The page's example spells the members in camel case, its table with underscores, and it says that the example counts:
/// both are read, camel case first. Numbers may come as texts.
///
/// ```
/// use wx_cloudrun::{CallbackReply, Client, ExpectedOrder, OutTradeNo, UnverifiedCallback};
/// use wx_inbox::Inbox;
/// use wx_types::{Fen, Mchid};
///
/// async fn called_back(client: &Client, inbox: &Inbox, ours: &Mchid, body: &[u8]) -> CallbackReply {
///     let Ok(callback) = UnverifiedCallback::read(body) else { return CallbackReply::send_again() };
///     let Ok(key) = callback.key(ours) else { return CallbackReply::send_again() };
///     inbox.handle(&key, async |_claim| fulfil(client, &callback).await).await.into()
/// }
///
/// async fn fulfil(client: &Client, callback: &UnverifiedCallback) -> Result<(), Box<dyn std::error::Error>> {
///     let order = client.send(&callback.query()?).await?.reply;
///     callback.confirm(&order)?;
///     // Paid, says the platform. The books say what was ordered under this number.
///     let number = OutTradeNo::new(callback.out_trade_no().unwrap_or_default())?;
///     ExpectedOrder::new(Mchid::new("1900000109")?, number, Fen::new(12_50)).matches(&order)?;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct UnverifiedCallback {
    members: Members,
}

impl UnverifiedCallback {
    /// The largest body that is looked at.
    pub const MAX_BYTES: usize = 1 << 20;

    /// Reads the raw body of a callback, or the event of a cloud function.
    ///
    /// # Errors
    /// [`CallbackError`] where it is no JSON object, or names a member twice.
    pub fn read(body: &[u8]) -> Result<Self, CallbackError> {
        if body.len() > Self::MAX_BYTES {
            return Err(CallbackError::TooLarge);
        }
        match serde_json::from_slice(body) {
            Ok(members) => Ok(Self { members }),
            Err(_) => Err(CallbackError::NotAnObject),
        }
    }

    /// Whether both of its layers claim success. A claim, like everything here. Refund notices may come without.
    #[must_use]
    pub fn claims_success(&self) -> bool {
        let says = |name| self.members.text(name).as_deref() == Some("SUCCESS");
        says("returnCode") && says("resultCode")
    }

    /// Whether it is about a refund. Those are not documented; this goes by the members that samples show.
    #[must_use]
    pub fn is_refund(&self) -> bool {
        ["outRefundNo", "refundId", "refundStatus"].iter().any(|name| self.members.text(name).is_some())
    }

    /// The merchant's order number.
    #[must_use]
    pub fn out_trade_no(&self) -> Option<String> {
        self.members.text("outTradeNo")
    }

    /// The platform's number of the payment: what to tell repetitions by.
    #[must_use]
    pub fn transaction_id(&self) -> Option<String> {
        self.members.text("transactionId")
    }

    /// The merchant.
    #[must_use]
    pub fn sub_mch_id(&self) -> Option<String> {
        self.members.text("subMchId")
    }

    /// What it says was paid.
    #[must_use]
    pub fn total_fee(&self) -> Option<Fen> {
        self.fen("totalFee")
    }

    /// The merchant's refund number, in a refund notice.
    #[must_use]
    pub fn out_refund_no(&self) -> Option<String> {
        self.members.text("outRefundNo")
    }

    /// The platform's refund number, in a refund notice.
    #[must_use]
    pub fn refund_id(&self) -> Option<String> {
        self.members.text("refundId")
    }

    /// How much it says goes back, in a refund notice.
    #[must_use]
    pub fn refund_fee(&self) -> Option<Fen> {
        self.fen("refundFee")
    }

    /// Where it says the refund stands, in a refund notice.
    #[must_use]
    pub fn refund_status(&self) -> Option<RefundStatus> {
        self.members.text("refundStatus").as_deref().map(RefundStatus::from)
    }

    /// Any member, by its name in camel case: its text, or the digits of a number. The member's other spelling is found too.
    ///
    /// Refund notices hold `settlementRefundFee`, `successTime`, `refundRecvAccout` (the wire spells it so), `refundAccount`
    /// and `refundRequestSource` beside those above, as far as samples show.
    #[must_use]
    pub fn member(&self, camel: &str) -> Option<String> {
        self.members.text(camel)
    }

    /// The query that confirms a payment: of the order, under the merchant and the number that the callback names.
    ///
    /// # Errors
    /// The rule that a number breaks, [`Fault::Missing`] where there is none. Neither can be one of the platform's results
    /// of a payment.
    pub fn query(&self) -> Result<QueryOrder, Violation> {
        self.query_of(Mchid::new(present("sub_mch_id", self.sub_mch_id())?)?)
    }

    /// The same under a merchant of one's own, for refund notices: samples of those name no `subMchId`. A refund shows in
    /// the order's state, which turns to `REFUND`.
    ///
    /// # Errors
    /// The rule that the order number breaks, [`Fault::Missing`] where there is none.
    pub fn query_of(&self, sub_mch_id: Mchid) -> Result<QueryOrder, Violation> {
        let order = OutTradeNo::new(present("out_trade_no", self.out_trade_no())?)?;
        Ok(QueryOrder::by_out_trade_no(sub_mch_id, order))
    }

    /// The key under which an inbox handles it once: of this merchant, that it was paid or how the refund stands, and the
    /// merchant's number. Nothing of it is believed yet, so the handler confirms first and fails where the platform does not.
    ///
    /// # Errors
    /// [`InvalidKey`] where it names no number, or a part is too long or not printable.
    pub fn key(&self, sub_mch_id: &Mchid) -> Result<EventKey, InvalidKey> {
        let (kind, number) = if self.is_refund() {
            let status = self.members.text("refundStatus").unwrap_or_default();
            (format!("refund.{status}"), self.out_refund_no())
        } else {
            ("payment".to_owned(), self.out_trade_no())
        };
        EventKey::new(sub_mch_id.as_str(), &kind, number.as_deref().unwrap_or_default())
    }

    fn fen(&self, camel: &str) -> Option<Fen> {
        self.members.text(camel)?.parse().ok().map(Fen::new)
    }
}

fn present(name: &'static str, text: Option<String>) -> Result<String, Violation> {
    text.ok_or_else(|| Violation::new(name, Fault::Missing))
}

/// Shows how many members there are, and none of them.
impl fmt::Debug for UnverifiedCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedCallback").field("members", &self.members.len()).finish_non_exhaustive()
    }
}

/// Why a callback cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackError {
    /// The body is larger than [`UnverifiedCallback::MAX_BYTES`].
    TooLarge,
    /// The body is no JSON object whose members are named once each.
    NotAnObject,
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "the callback is larger than 1 MiB",
            Self::NotAnObject => {
                "the callback is no JSON object whose members are named once each; hand in the raw body"
            }
        })
    }
}

impl std::error::Error for CallbackError {}

//! The catalogue.

use std::fmt;
use std::str::FromStr;

use super::text::PlanError;
use crate::spoil::Spoil;

/// Something that goes wrong. Its text is its name, with `=` and a number where it has one: `reset-after`,
/// `truncated=17`.
///
/// "Unknown" below means that the platform may have acted: a client must ask, or repeat with the same business number,
/// and never with a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is reset before a byte was read, and the port refuses all others for so many milliseconds.
    /// Refused means not sent; for the one connection that was reset, nothing was carried out, but a client that had
    /// written to it cannot know.
    ConnectRefused(u32),
    /// The connection is accepted and nothing is ever read from it. Unknown for whoever wrote a request.
    BlackHole,
    /// A fatal TLS alert in answer to the first bytes. Over TLS nothing was sent; over plain HTTP, unknown.
    TlsAlert,
    /// The request is read and thrown away, and the connection is reset. Unknown, although nothing was carried out.
    ResetBefore,
    /// Carried out; the connection is reset before the answer. Unknown.
    ResetAfter,
    /// The connection is reset at once, and the request is carried out so many milliseconds later, even if a query was
    /// told in between that there is nothing. Unknown; "does not exist" is not final.
    DelayedCommit(u32),
    /// Carried out; the answer comes one byte in so many milliseconds. Unknown when the client's patience ends.
    SlowDrip(u32),
    /// Carried out; the connection closes after so many bytes of the answer, its head included. Unknown.
    Truncated(u32),
    /// Carried out; something in between answers with an HTML page and status 502. Unknown.
    Html502,
    /// Not carried out; 500 without a signature. Unknown.
    ErrorBefore,
    /// Carried out; 500 without a signature. Unknown.
    ErrorAfter,
    /// Not carried out; 429. With a number above 0, `Retry-After` says so many seconds. Refused for now: wait, then
    /// repeat. It carries no signature, so that it proves nothing about earlier attempts.
    TooMany(u32),
    /// Carried out; no `Wechatpay-*` header. Unknown.
    Unsigned,
    /// Carried out; changed after it was signed. Unknown.
    Tampered,
    /// Carried out; correctly signed, dated 301 seconds ago. Unknown.
    Stale,
    /// Carried out; correctly signed, dated 301 seconds ahead. Unknown.
    Future,
    /// Carried out; correctly signed, under a serial that nobody knows. Unknown.
    WrongSerial,
    /// Carried out; the signature is a probe. Unknown.
    Probe,
    /// Carried out; answered with a genuine, signed answer to another request of the same operation, as long as the
    /// gateway has given one. Unknown where the answer names its order; an answer that names none cannot be told from
    /// the right one.
    Swapped,
    /// The notification is sent twice. The second copy must change nothing.
    NotificationDuplicated,
    /// The notification waits until another one was sent, at most so many milliseconds. Order means nothing.
    NotificationReordered(u32),
    /// The notification waits for so many milliseconds. Until then, a query tells more.
    NotificationDelayed(u32),
    /// This attempt to deliver is not made; the next comes after the usual pause. Only a query tells, until then.
    NotificationLost,
    /// A new platform certificate is issued and signs from this answer on; the old one stays listed. A client that
    /// does not know the serial fetches the list; until then, unknown.
    RotateCertificate,
    /// The gateway's clock is so many seconds off from this request on. Beyond 300, the request is refused and the
    /// answer is out of its window: unknown.
    ClockSkew(i32),
}

/// At which point a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// When a connection is accepted: only the host is known.
    Connection,
    /// When a request was read.
    Request,
    /// When an answer is signed.
    Signature,
    /// When a notification is about to be sent.
    Notification,
    /// When a notification is signed.
    NotificationSignature,
}

impl Fault {
    /// Every fault once, with a usual number.
    pub const ALL: [Self; 25] = [
        Self::ConnectRefused(200),
        Self::BlackHole,
        Self::TlsAlert,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::DelayedCommit(500),
        Self::SlowDrip(1000),
        Self::Truncated(17),
        Self::Html502,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::TooMany(0),
        Self::Unsigned,
        Self::Tampered,
        Self::Stale,
        Self::Future,
        Self::WrongSerial,
        Self::Probe,
        Self::Swapped,
        Self::NotificationDuplicated,
        Self::NotificationReordered(5000),
        Self::NotificationDelayed(1000),
        Self::NotificationLost,
        Self::RotateCertificate,
        Self::ClockSkew(301),
    ];

    /// The name, without the number.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.line().0
    }

    /// What happens and what a client must conclude, in one line.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.line().1
    }

    fn line(self) -> (&'static str, &'static str) {
        match self {
            Self::ConnectRefused(_) => ("connect-refused", "the port refuses for =N ms: not sent"),
            Self::BlackHole => ("black-hole", "accepted and never read: unknown once written"),
            Self::TlsAlert => ("tls-alert", "a fatal TLS alert: not sent over TLS, unknown over plain HTTP"),
            Self::ResetBefore => ("reset-before", "not carried out, connection reset: unknown"),
            Self::ResetAfter => ("reset-after", "carried out, connection reset: unknown"),
            Self::DelayedCommit(_) => {
                ("delayed-commit", "connection reset, carried out =N ms later: unknown")
            }
            Self::SlowDrip(_) => ("slow-drip", "carried out, one byte of the answer in =N ms: unknown"),
            Self::Truncated(_) => ("truncated", "carried out, the answer ends after =N bytes: unknown"),
            Self::Html502 => ("html-502", "carried out, 502 with an HTML page: unknown"),
            Self::ErrorBefore => ("error-before", "not carried out, unsigned 500: unknown"),
            Self::ErrorAfter => ("error-after", "carried out, unsigned 500: unknown"),
            Self::TooMany(_) => ("too-many", "not carried out, 429, Retry-After =N if above 0: wait, repeat"),
            Self::Unsigned => ("unsigned", "carried out, no signature: unknown"),
            Self::Tampered => ("tampered", "carried out, changed after signing: unknown"),
            Self::Stale => ("stale", "carried out, dated 301 s ago: unknown"),
            Self::Future => ("future", "carried out, dated 301 s ahead: unknown"),
            Self::WrongSerial => ("wrong-serial", "carried out, under a serial that nobody knows: unknown"),
            Self::Probe => ("probe", "carried out, the signature is a probe: unknown"),
            Self::Swapped => ("swapped", "carried out, the genuine answer to another request: unknown"),
            Self::NotificationDuplicated => ("notification-duplicated", "sent twice: take it once"),
            Self::NotificationReordered(_) => {
                ("notification-reordered", "sent after another, or after =N ms: order means nothing")
            }
            Self::NotificationDelayed(_) => ("notification-delayed", "sent =N ms later: ask if in a hurry"),
            Self::NotificationLost => ("notification-lost", "this attempt is not made: wait or ask"),
            Self::RotateCertificate => {
                ("rotate-certificate", "a new certificate signs from this answer on: fetch the list")
            }
            Self::ClockSkew(_) => ("clock-skew", "the gateway's clock is =N s off from now on: unknown"),
        }
    }

    /// The number after the name: milliseconds, bytes or seconds.
    #[must_use]
    pub fn number(self) -> Option<i64> {
        match self {
            Self::ConnectRefused(n)
            | Self::DelayedCommit(n)
            | Self::SlowDrip(n)
            | Self::Truncated(n)
            | Self::TooMany(n)
            | Self::NotificationReordered(n)
            | Self::NotificationDelayed(n) => Some(i64::from(n)),
            Self::ClockSkew(n) => Some(i64::from(n)),
            _ => None,
        }
    }

    /// The same fault with another number. `None` if it has none, or if the number is out of range.
    #[must_use]
    pub fn with_number(self, number: i64) -> Option<Self> {
        let positive = u32::try_from(number).ok();
        match self {
            Self::ConnectRefused(_) => positive.map(Self::ConnectRefused),
            Self::DelayedCommit(_) => positive.map(Self::DelayedCommit),
            Self::SlowDrip(_) => positive.map(Self::SlowDrip),
            Self::Truncated(_) => positive.map(Self::Truncated),
            Self::TooMany(_) => positive.map(Self::TooMany),
            Self::NotificationReordered(_) => positive.map(Self::NotificationReordered),
            Self::NotificationDelayed(_) => positive.map(Self::NotificationDelayed),
            Self::ClockSkew(_) => i32::try_from(number).ok().map(Self::ClockSkew),
            _ => None,
        }
    }

    /// Where this fault strikes; a fault of signatures strikes answers unless its rule says notifications.
    #[must_use]
    pub fn place(self) -> Place {
        match self {
            Self::ConnectRefused(_) | Self::BlackHole | Self::TlsAlert => Place::Connection,
            Self::NotificationDuplicated
            | Self::NotificationReordered(_)
            | Self::NotificationDelayed(_)
            | Self::NotificationLost => Place::Notification,
            _ if self.as_spoil().is_some() => Place::Signature,
            _ => Place::Request,
        }
    }

    pub(crate) fn as_spoil(self) -> Option<Spoil> {
        match self {
            Self::Unsigned => Some(Spoil::Unsigned),
            Self::Tampered => Some(Spoil::Tampered),
            Self::Stale => Some(Spoil::Stale),
            Self::Future => Some(Spoil::Future),
            Self::WrongSerial => Some(Spoil::WrongSerial),
            Self::Probe => Some(Spoil::Probe),
            _ => None,
        }
    }
}

impl From<Spoil> for Fault {
    fn from(spoil: Spoil) -> Self {
        match spoil {
            Spoil::Unsigned => Self::Unsigned,
            Spoil::Tampered => Self::Tampered,
            Spoil::Stale => Self::Stale,
            Spoil::Future => Self::Future,
            Spoil::WrongSerial => Self::WrongSerial,
            Spoil::Probe => Self::Probe,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        self.number().map_or(Ok(()), |number| write!(f, "={number}"))
    }
}

impl FromStr for Fault {
    type Err = PlanError;

    /// Reads a name, with or without a number.
    fn from_str(text: &str) -> Result<Self, PlanError> {
        let (name, number) = text.split_once('=').map_or((text, None), |(name, n)| (name, Some(n)));
        let known = Self::ALL.into_iter().find(|fault| fault.name() == name);
        let fault = known.ok_or_else(|| PlanError::new("fault", "is not in the catalogue"))?;
        let Some(number) = number else { return Ok(fault) };
        let number = number.parse().ok();
        number
            .and_then(|number| fault.with_number(number))
            .ok_or_else(|| PlanError::new("fault", "has no such number"))
    }
}

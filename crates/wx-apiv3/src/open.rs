//! Opening: verification of the raw bytes, before anything is parsed. No socket, no clock.

use std::fmt;

use http::{HeaderMap, header};
use wx_sign::{Signature, message};

use crate::{
    http_date::http_date,
    printable::{NAME, printable},
    trust::TrustSet,
};

/// Bytes whose signature matched a trusted key. Only [`verify`] makes one.
#[derive(Debug)]
pub struct Verified<'a> {
    body: &'a [u8],
    serial: &'a str,
}

impl<'a> Verified<'a> {
    /// The verified bytes.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The serial of the key that signed them.
    #[must_use]
    pub fn serial(&self) -> &'a str {
        self.serial
    }
}

/// How far the platform's clock and ours may differ, on both sides: 300 seconds unless told, 900 at most.
///
/// A difference of exactly the window is refused already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshnessWindow(u64);

impl FreshnessWindow {
    /// A window of `seconds`, kept between 1 and 900.
    #[must_use]
    pub fn seconds(seconds: u64) -> Self {
        Self(seconds.clamp(1, 900))
    }
}

impl Default for FreshnessWindow {
    fn default() -> Self {
        Self(300)
    }
}

/// Verifies an answer or a notification: `Wechatpay-*` headers and the raw body against the trusted key that
/// `Wechatpay-Serial` names, at the moment `now` (Unix seconds).
///
/// The cheap checks come first (headers, age, serial, size of the signature), then one RSA verification.
///
/// # Errors
/// A [`VerifyError`] a cause. Whatever was refused is to be taken as *not received*: for an answer the outcome is
/// unknown, for a notification the platform sends another copy.
pub fn verify<'a>(
    trust: &TrustSet,
    headers: &'a HeaderMap,
    body: &'a [u8],
    now: i64,
    window: FreshnessWindow,
) -> Result<Verified<'a>, VerifyError> {
    let timestamp = single(headers, "wechatpay-timestamp")?;
    let nonce = single(headers, "wechatpay-nonce")?;
    let signature = single(headers, "wechatpay-signature")?;
    let serial = single(headers, "wechatpay-serial")?;
    let kind = optional(headers, "wechatpay-signature-type")?;
    if kind.is_some_and(|kind| kind != "WECHATPAY2-SHA256-RSA2048") {
        return Err(VerifyError::SignatureType);
    }
    fresh(timestamp, headers, now, window)?;
    let Some(key) = trust.verifier(serial) else {
        return Err(VerifyError::UnknownSerial { serial: printable(serial, NAME) });
    };
    if trust.is_out_of_date(serial, now) {
        return Err(VerifyError::OutOfDate { serial: printable(serial, NAME) });
    }
    let Ok(decoded) = Signature::from_base64(signature) else {
        return Err(refused(signature));
    };
    match key.verify(&message::answer(timestamp, nonce, body), &decoded) {
        Ok(()) => Ok(Verified { body, serial }),
        Err(_) => Err(refused(signature)),
    }
}

/// Whether the headers carry any signature at all.
pub(crate) fn is_signed(headers: &HeaderMap) -> bool {
    headers.contains_key("wechatpay-signature")
}

/// The platform sends a share of its messages with a signature that is wrong on purpose. They go through the same
/// checks as all others; only the refusal has its own name, so that nobody is woken by one.
fn refused(signature: &str) -> VerifyError {
    if signature.starts_with("WECHATPAY/SIGNTEST/") { VerifyError::Probe } else { VerifyError::Tampered }
}

fn single<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, VerifyError> {
    match optional(headers, name)? {
        Some("") | None => Err(VerifyError::Unsigned { missing: name }),
        Some(text) => Ok(text),
    }
}

fn optional<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, VerifyError> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(VerifyError::Malformed { header: name });
    }
    first.map(|value| value.to_str().map_err(|_| VerifyError::Malformed { header: name })).transpose()
}

fn fresh(timestamp: &str, headers: &HeaderMap, now: i64, window: FreshnessWindow) -> Result<(), VerifyError> {
    const MALFORMED: VerifyError = VerifyError::Malformed { header: "wechatpay-timestamp" };
    if timestamp.len() > 12 || !timestamp.bytes().all(|b| b.is_ascii_digit()) {
        return Err(MALFORMED);
    }
    let sent: i64 = timestamp.parse().map_err(|_| MALFORMED)?;
    let ahead = sent.saturating_sub(now);
    if ahead.unsigned_abs() < window.0 {
        return Ok(());
    }
    let clock = headers.get(header::DATE).and_then(|date| http_date(date.to_str().ok()?));
    Err(VerifyError::Stale { ahead, clock: clock.map(|clock| clock.saturating_sub(now)) })
}

/// Why an answer or a notification was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// A signature header is missing or empty.
    Unsigned {
        /// The header.
        missing: &'static str,
    },
    /// A signature header is repeated or not of its form.
    Malformed {
        /// The header.
        header: &'static str,
    },
    /// The signature is of a kind that is not spoken here.
    SignatureType,
    /// The message is too old, or comes from the future: a replay, or one of the clocks is wrong.
    Stale {
        /// How many seconds the message is ahead of our clock; negative for an old one.
        ahead: i64,
        /// How many seconds the clock of whoever answered is ahead of ours, by the `Date` header, where there is one.
        /// Nobody signs that header: it is a hint for whoever looks after the clocks, and nothing is corrected by it.
        clock: Option<i64>,
    },
    /// No trusted key has this serial.
    UnknownSerial {
        /// The serial, shortened to what can be printed.
        serial: Box<str>,
    },
    /// The certificate of this serial is known, but not valid at this moment.
    OutOfDate {
        /// The serial, shortened to what can be printed.
        serial: Box<str>,
    },
    /// The signature does not match the bytes. There is nothing more to learn from it.
    Tampered,
    /// The platform's deliberately wrong signature (`WECHATPAY/SIGNTEST/…`): an ordinary refusal, not an attack.
    Probe,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned { missing } => write!(f, "unsigned: header {missing} is missing"),
            Self::Malformed { header } => write!(f, "header {header} is repeated or not of its form"),
            Self::SignatureType => f.write_str("signature type is not WECHATPAY2-SHA256-RSA2048"),
            Self::Stale { ahead, clock } => stale(*ahead, *clock, f),
            Self::UnknownSerial { serial } => write!(
                f,
                "signed by platform key {serial}, which is not trusted here; load that WeChat Pay public key or certificate"
            ),
            Self::OutOfDate { serial } => {
                write!(f, "signed by platform certificate {serial}, which is not valid at this time")
            }
            Self::Tampered => f.write_str("signature does not match the bytes that were received"),
            Self::Probe => f.write_str("deliberately wrong signature sent by the platform as a probe"),
        }
    }
}

fn stale(ahead: i64, clock: Option<i64>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if ahead < 0 {
        let ago = ahead.unsigned_abs();
        write!(f, "signed {ago} seconds ago by our clock; check the clock, or it is a replay")?;
    } else {
        write!(f, "signed {ahead} seconds in the future by our clock; check the clock")?;
    }
    match clock {
        Some(0) => f.write_str(" (by its Date header, the answer's clock agrees with ours)"),
        Some(clock) => {
            write!(f, " (by its Date header, the answer's clock is {clock} seconds ahead of ours)")
        }
        None => Ok(()),
    }
}

impl VerifyError {
    /// The serial of a key that a newer set may have.
    pub(crate) fn missing_key(&self) -> Option<&str> {
        match self {
            Self::UnknownSerial { serial } | Self::OutOfDate { serial } => Some(serial),
            _ => None,
        }
    }
}

impl std::error::Error for VerifyError {}

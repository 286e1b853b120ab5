use std::{fmt, sync::Arc};

use http::HeaderMap;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use wx_inbox::{EventKey, InvalidKey};
use wx_sign::{AeadError, ApiV3Key, decode_base64};

use crate::{
    open::{FreshnessWindow, VerifyError},
    printable::{NAME, printable},
    trusted::Trusted,
};

/// Receives notifications: verifies the raw bytes, then decrypts.
///
/// ```no_run
/// # fn handler(receiver: &wx_apiv3::Receiver, headers: &http::HeaderMap, body: &[u8], now: i64)
/// # -> Result<(), wx_apiv3::NotificationError> {
/// let notification = receiver.verify(headers, body, now)?;
/// let event = receiver.decrypt(&notification)?;
/// println!("{} of {}", event.envelope().event_type, event.envelope().resource.original_type);
/// # Ok(())
/// # }
/// ```
///
/// Take the body as it came in. A web framework that hands out parsed JSON has thrown the signed bytes away.
#[derive(Clone, Debug)]
pub struct Receiver {
    trust: Trusted,
    key: Arc<ApiV3Key>,
    window: FreshnessWindow,
}

impl Receiver {
    /// The greatest body that is looked at: 1 MiB.
    pub const MAX_BODY: usize = 1 << 20;

    /// A receiver with the platform's keys and the merchant's APIv3 key.
    #[must_use]
    pub fn new(trust: impl Into<Trusted>, key: ApiV3Key) -> Self {
        Self { trust: trust.into(), key: Arc::new(key), window: FreshnessWindow::default() }
    }

    /// Accepts another difference between the clocks.
    #[must_use]
    pub fn with_window(mut self, window: FreshnessWindow) -> Self {
        self.window = window;
        self
    }

    /// Verifies the raw bytes and reads the envelope. `now` is in Unix seconds.
    ///
    /// # Errors
    /// [`NotificationError`]. Answer what [`Acknowledgement`](crate::Acknowledgement) makes of it and nothing else: the
    /// platform sends another copy, and a probe ([`VerifyError::Probe`]) is meant to be refused.
    pub fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: i64,
    ) -> Result<VerifiedNotification, NotificationError> {
        if body.len() > Self::MAX_BODY {
            return Err(NotificationError::TooLarge { found: body.len() });
        }
        let verified =
            self.trust.verify(headers, body, now, self.window).map_err(NotificationError::Verify)?;
        let envelope = serde_json::from_slice(verified.body()).map_err(|_| NotificationError::Envelope)?;
        Ok(VerifiedNotification { envelope })
    }

    /// Decrypts a verified notification.
    ///
    /// # Errors
    /// [`NotificationError::Algorithm`], [`NotificationError::Ciphertext`] or [`NotificationError::Decrypt`]; the last one
    /// as a rule means that the APIv3 key is another one than the merchant platform has.
    pub fn decrypt(&self, notification: &VerifiedNotification) -> Result<Decrypted, NotificationError> {
        let resource = &notification.envelope.resource;
        if resource.algorithm != "AEAD_AES_256_GCM" {
            return Err(NotificationError::Algorithm { found: printable(&resource.algorithm, NAME) });
        }
        let ciphertext = decode_base64(&resource.ciphertext).map_err(|_| NotificationError::Ciphertext)?;
        let plaintext = self
            .key
            .decrypt(resource.nonce.as_bytes(), resource.associated_data.as_bytes(), &ciphertext)
            .map_err(NotificationError::Decrypt)?;
        Ok(Decrypted { envelope: notification.envelope.clone(), plaintext: plaintext.to_vec() })
    }
}

impl Receiver {
    /// Verifies and decrypts: the headers and the raw body of a request, at the moment `now` (Unix seconds).
    ///
    /// This is the door for every web server that has no extractor here. A body over [`Receiver::MAX_BODY`] is refused, but
    /// not before it is there: stop reading beyond that, and after three seconds.
    ///
    /// # Errors
    /// [`Refusal`](crate::Refusal)'s cause; `Refusal::from(error).response()` is the answer.
    pub fn receive(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: i64,
    ) -> Result<Decrypted, NotificationError> {
        self.decrypt(&self.verify(headers, body, now)?)
    }
}

/// The outer part of a notification, in clear.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Envelope {
    /// The notification's own number. It is no business key.
    pub id: String,
    /// When it was made, as RFC 3339.
    #[serde(default, deserialize_with = "or_default")]
    pub create_time: String,
    /// What happened, such as `TRANSACTION.SUCCESS`. Dispatch on this together with the resource's `original_type`.
    pub event_type: String,
    /// `encrypt-resource`.
    #[serde(default, deserialize_with = "or_default")]
    pub resource_type: String,
    /// A short text.
    #[serde(default, deserialize_with = "or_default")]
    pub summary: String,
    /// The encrypted part.
    pub resource: Resource,
}

impl Envelope {
    /// The key of an event that no type is known for, by the notification's own id: a copy under another id is kept twice.
    /// Where there is a type, take the key of the event itself.
    ///
    /// # Errors
    /// [`InvalidKey`] where a part is empty, too long or not printable.
    pub fn key(&self, mchid: &str) -> Result<EventKey, InvalidKey> {
        EventKey::new(mchid, &self.event_type, &self.id)
    }
}

/// The encrypted part of a notification.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Resource {
    /// `AEAD_AES_256_GCM`.
    pub algorithm: String,
    /// Base64, with the tag behind the text.
    pub ciphertext: String,
    /// May be absent, which is the same as empty.
    #[serde(default, deserialize_with = "or_default")]
    pub associated_data: String,
    /// Twelve bytes.
    pub nonce: String,
    /// What the plaintext is: `transaction`, `refund`, …
    #[serde(default, deserialize_with = "or_default")]
    pub original_type: String,
}

/// `null` is as good as absent: the pages disagree on which of the two the platform writes.
fn or_default<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resource")
            .field("algorithm", &self.algorithm)
            .field("original_type", &self.original_type)
            .finish_non_exhaustive()
    }
}

/// A notification whose signature matched. Only [`Receiver::verify`] makes one, and only it can be decrypted.
#[derive(Clone, Debug)]
pub struct VerifiedNotification {
    envelope: Envelope,
}

impl VerifiedNotification {
    /// The outer part.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }
}

/// A notification, verified and decrypted.
#[derive(Clone)]
pub struct Decrypted {
    envelope: Envelope,
    plaintext: Vec<u8>,
}

impl Decrypted {
    /// The outer part.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The decrypted JSON.
    #[must_use]
    pub fn plaintext(&self) -> &[u8] {
        &self.plaintext
    }

    /// Reads the decrypted JSON.
    ///
    /// # Errors
    /// [`NotificationError::Plaintext`] where it is not of the shape of `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, NotificationError> {
        serde_json::from_slice(&self.plaintext).map_err(|_| NotificationError::Plaintext)
    }
}

/// Leaves out the plaintext.
impl fmt::Debug for Decrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decrypted").field("envelope", &self.envelope).finish_non_exhaustive()
    }
}

/// Why a notification was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotificationError {
    /// The body is over [`Receiver::MAX_BODY`].
    TooLarge {
        /// Its size in bytes.
        found: usize,
    },
    /// The signature was refused.
    Verify(VerifyError),
    /// The signed body is not a notification.
    Envelope,
    /// The resource is encrypted in another way.
    Algorithm {
        /// The name that was found, shortened.
        found: Box<str>,
    },
    /// The ciphertext is not base64.
    Ciphertext,
    /// The ciphertext does not decrypt with this APIv3 key.
    Decrypt(AeadError),
    /// The plaintext has not the expected shape.
    Plaintext,
    /// No type is known here for this kind of event.
    UnknownEvent {
        /// The event type, shortened.
        event_type: Box<str>,
        /// The original type, shortened.
        original_type: Box<str>,
    },
}

impl NotificationError {
    /// That no type is known for what `envelope` announces. Keep it under [`Envelope::key`], which makes the receipt that
    /// success is said with, or the platform repeats it for a day.
    #[must_use]
    pub fn unknown_event(envelope: &Envelope) -> Self {
        Self::UnknownEvent {
            event_type: printable(&envelope.event_type, NAME),
            original_type: printable(&envelope.resource.original_type, NAME),
        }
    }
}

impl fmt::Display for NotificationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { found } => {
                write!(f, "notification of {found} bytes, at most {} are taken", Receiver::MAX_BODY)
            }
            Self::Verify(_) => f.write_str("notification was not verified"),
            Self::Envelope => f.write_str("signed body is not a notification"),
            Self::Algorithm { found } => {
                write!(f, "resource is encrypted with {found}, not AEAD_AES_256_GCM")
            }
            Self::Ciphertext => f.write_str("resource's ciphertext is not base64"),
            Self::Decrypt(_) => f.write_str(
                "resource does not decrypt; compare the APIv3 key with the one set on the merchant platform",
            ),
            Self::Plaintext => f.write_str("decrypted resource has not the expected shape"),
            Self::UnknownEvent { event_type, original_type } => {
                write!(f, "no type for event {event_type} of {original_type}")
            }
        }
    }
}

impl std::error::Error for NotificationError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Verify(error) => Some(error),
            Self::Decrypt(error) => Some(error),
            Self::TooLarge { .. }
            | Self::Envelope
            | Self::Algorithm { .. }
            | Self::Ciphertext
            | Self::Plaintext
            | Self::UnknownEvent { .. } => None,
        }
    }
}

//! What is written down of a call.

use std::{borrow::Cow, fmt};

use sha2::{Digest as _, Sha256};

/// What a call hands out for the journal, see [`Call::record`](crate::Call::record). The body is hashed and not kept.
#[derive(Clone)]
pub struct Record<'a> {
    scope: Cow<'a, str>,
    operation: Cow<'a, str>,
    number: (Cow<'a, str>, Cow<'a, str>),
    body: Cow<'a, [u8]>,
    bodies: Bodies,
}

impl<'a> Record<'a> {
    /// A request for `operation` (a path template or a method's name) by `scope` (the merchant or the application), whose
    /// business number is the field `name` with the value `value`.
    ///
    /// `body` is what must not change under this number: the bytes that are sent, without what belongs to an attempt.
    #[must_use]
    pub fn new(
        scope: impl Into<Cow<'a, str>>,
        operation: impl Into<Cow<'a, str>>,
        name: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
        body: impl Into<Cow<'a, [u8]>>,
    ) -> Self {
        let number = (name.into(), value.into());
        Self {
            scope: scope.into(),
            operation: operation.into(),
            number,
            body: body.into(),
            bodies: Bodies::One,
        }
    }

    /// The same record of a number with other rights.
    #[must_use]
    pub fn with_bodies(self, bodies: Bodies) -> Self {
        Self { bodies, ..self }
    }

    /// What is stored of it.
    #[must_use]
    pub fn entry(&self) -> Entry {
        let (name, value) = &self.number;
        let key = Key::new(&*self.scope, &*self.operation, &**name, &**value);
        Entry::new(key, BodyHash::of(&self.body), self.bodies)
    }
}

/// Shows what the entry will be, and nothing of the body.
impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Record").field(&self.entry()).finish()
    }
}

/// One call in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Entry {
    /// Whose call it is, and under which number.
    pub key: Key,
    /// What it carries.
    pub body: BodyHash,
    /// Whether another body may follow.
    pub bodies: Bodies,
}

impl Entry {
    /// An entry, for example as read from a store.
    #[must_use]
    pub fn new(key: Key, body: BodyHash, bodies: Bodies) -> Self {
        Self { key, body, bodies }
    }
}

/// Under what an entry is stored. No two entries of a journal have the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Key {
    /// Which merchant or application.
    pub scope: Box<str>,
    /// The path template or the name of the method: one number may be created, closed and refunded.
    pub operation: Box<str>,
    /// What the number is called on the wire, such as `out_trade_no`.
    pub name: Box<str>,
    /// The number.
    pub value: Box<str>,
}

impl Key {
    /// A key of these parts.
    #[must_use]
    pub fn new(
        scope: impl Into<Box<str>>,
        operation: impl Into<Box<str>>,
        name: impl Into<Box<str>>,
        value: impl Into<Box<str>>,
    ) -> Self {
        Self { scope: scope.into(), operation: operation.into(), name: name.into(), value: value.into() }
    }
}

/// Written as `merchant operation name value`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scope, operation, name, value } = self;
        write!(f, "{scope} {operation} {name} {value}")
    }
}

/// The SHA-256 of a body.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BodyHash([u8; 32]);

impl BodyHash {
    /// Of these bytes.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }

    /// As read from a store.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For a store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// In lower-case hexadecimal.
impl fmt::Display for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BodyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodyHash({self})")
    }
}

/// Which bodies a number may carry. The list is closed: each has its own row in [`Standing`](super::Standing).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bodies {
    /// The number is the act's own, as that of an order or a refund: one body, for ever.
    One,
    /// The number is that of something which exists and is acted upon, for example an order whose amount may be changed
    /// more than once. While one act is open, no other may be sent; once it is done, the next may differ.
    OneAtATime,
}

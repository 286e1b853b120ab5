//! Which event it is.

use std::fmt;

/// Whose event it is, what happened, and to which business number. All copies of a notification have the same key.
///
/// The number is that of the order or the refund and not the notification's own id: whether a repeated notification keeps
/// its id is not documented.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    scope: Box<str>,
    kind: Box<str>,
    number: Box<str>,
}

impl EventKey {
    /// The greatest length of each part, in bytes.
    pub const MAX_PART: usize = 128;

    /// A key of the merchant (with everything that sets its numbers apart), the kind of event and the business number.
    ///
    /// # Errors
    /// [`InvalidKey`] where a part is empty, longer than [`Self::MAX_PART`] or holds a control character.
    pub fn new(scope: &str, kind: &str, number: &str) -> Result<Self, InvalidKey> {
        for (part, text) in [("scope", scope), ("kind", kind), ("number", number)] {
            if text.is_empty() || text.len() > Self::MAX_PART || text.chars().any(char::is_control) {
                return Err(InvalidKey { part, found: text.len() });
            }
        }
        Ok(Self { scope: scope.into(), kind: kind.into(), number: number.into() })
    }

    /// Whose event it is.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// What happened.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// To which order or refund.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The key as one text for a store. No two keys have the same.
    #[must_use]
    pub fn to_stored(&self) -> String {
        // No part holds a control character, so the separator cannot be part of one.
        format!("{}\n{}\n{}", self.scope, self.kind, self.number)
    }
}

/// Written as `scope kind number`.
impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.scope, self.kind, self.number)
    }
}

/// A part of a key is empty, too long or not printable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidKey {
    part: &'static str,
    found: usize,
}

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, found } = self;
        let limit = EventKey::MAX_PART;
        write!(
            f,
            "{part} of an event key has {found} bytes; it must have 1 to {limit}, without control characters"
        )
    }
}

impl std::error::Error for InvalidKey {}
